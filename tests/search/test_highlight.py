from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.arabic.analyzer import default_analyzer
from searchapp.engine.base import Reader
from searchapp.model import TEXT_FIELDS, Fragment, Level, TextField
from searchapp.query import parse
from searchapp.search.highlight import Highlighter, phrase_places
from searchapp.search.planner import Matcher, Planner
from searchapp.search.windows import SNIPPET_CHARACTERS, Match, choose_windows
from tests.search.highlight_oracle import all_matches, best_windows, positions

ANALYZER = default_analyzer()


class Highlighting:
    """A highlighter that finds positions in the text itself, without an index."""

    def __init__(self, matchers: Sequence[Matcher]) -> None:
        self.highlighter = Highlighter(ANALYZER, matchers)

    def at(self, text: str, text_field: TextField) -> list[int]:
        return positions(ANALYZER, text, self.highlighter.keys(text_field))

    def whole(self, text: str, text_field: TextField) -> Fragment:
        return self.highlighter.whole(text, text_field, self.at(text, text_field))

    def paragraphs(self, text: str, text_field: TextField) -> tuple[Fragment, ...]:
        return self.highlighter.paragraphs(text, text_field, self.at(text, text_field))

    def snippet(self, text: str, text_field: TextField) -> tuple[Fragment, ...]:
        return self.highlighter.snippet(text, text_field, self.at(text, text_field))

    def matches(self, text: str, text_field: TextField) -> list[Match]:
        return self.highlighter.matches(text, text_field, self.at(text, text_field))


def word(written: str, *, exact_only: bool = False) -> Matcher:
    forms = ANALYZER.word(written)
    found: list[tuple[Level, frozenset[str]]] = [("exact", frozenset((forms.exact,)))]
    if not exact_only:
        found.append(("stem", frozenset((forms.stem,))))
    return Matcher(TEXT_FIELDS, tuple(found))


def phrase(written: str, slop: int = 0) -> Matcher:
    first, *rest = ANALYZER.columns(written).exact
    places = (frozenset(ANALYZER.attached(first)), *(frozenset((form,)) for form in rest))
    return Matcher(TEXT_FIELDS, phrase=places, slop=slop)


def marked(fragment: Fragment) -> list[tuple[str, str]]:
    return [(fragment.text[mark.start : mark.end], mark.level) for mark in fragment.marks]


def whole(text: str, *matchers: Matcher) -> list[tuple[str, str]]:
    return marked(Highlighting(matchers).whole(text, "body"))


def test_whole_written_words_are_marked_with_their_level() -> None:
    text = "فُرضت العقوبات، ثم عقوباتٌ أخرى؛ والعقوبات لا تكفي."
    assert whole(text, word("عقوبات")) == [("العقوبات", "stem"), ("عقوباتٌ", "exact"), ("والعقوبات", "stem")]


def test_only_the_written_form_is_marked_on_request() -> None:
    assert whole("العقوبات عقوبات", word("عقوبات", exact_only=True)) == [("عقوبات", "exact")]


def test_nearest_level_wins_where_two_words_mark_the_same_token() -> None:
    assert whole("الكتاب", word("كتاب"), word("الكتاب")) == [("الكتاب", "exact")]


@pytest.mark.parametrize(
    ("text", "slop", "found"),
    [
        ("اجتماع مجلس الأمن ومجلس النواب والأمن", 0, ["مجلس", "الأمن"]),
        ("مجلس حقوق الأمن", 0, []),
        ("مجلس حقوق الأمن", 1, ["مجلس", "الأمن"]),
        ("مجلس مجلس الأمن", 0, ["مجلس", "الأمن"]),
        ("مَجلِس الامن", 0, ["مَجلِس", "الامن"]),
        ("الأمن مجلس", 3, []),
        ("ولمجلس الأمن", 0, ["ولمجلس", "الأمن"]),
        ("مجلس والأمن", 0, []),
    ],
)
def test_phrase_is_marked_as_a_phrase(text: str, slop: int, found: list[str]) -> None:
    assert [marked_word for marked_word, _ in whole(text, phrase("مجلس الأمن", slop))] == found


def test_scope_keeps_marks_in_their_field() -> None:
    title_only = Matcher(("title",), word("روسيا").forms)
    highlighter = Highlighting([title_only])
    assert highlighter.whole("روسيا", "title").marks
    assert not highlighter.whole("روسيا", "body").marks


def test_snippet_shows_different_words_before_more_of_the_same() -> None:
    filler = "وتتابع هذه الجملة حديثًا طويلًا لا يعني السائل في شيء ولا يضيف إليه خبرًا جديدًا. " * 4
    text = f"أوكرانيا أوكرانيا أوكرانيا. {filler}وفي جنيف محادثات. {filler}والعقوبات باقية."
    fragments = Highlighting([word("أوكرانيا"), word("جنيف"), word("العقوبات")]).snippet(text, "body")
    shown = {marked_word for fragment in fragments for marked_word, _ in marked(fragment)}
    assert shown == {"أوكرانيا", "جنيف", "والعقوبات"}


def test_snippet_without_a_match_is_the_beginning() -> None:
    text = "خبر قصير. " * 100
    (fragment,) = Highlighting([word("غائب")]).snippet(text, "body")
    assert fragment.start == 0
    assert not fragment.marks
    assert fragment.cut_after
    assert len(fragment.text) <= SNIPPET_CHARACTERS


def test_paragraphs_keep_every_letter() -> None:
    text = "الأولى روسيا\n\nالثانية\n الثالثة روسيا "
    paragraphs = Highlighting([word("روسيا")]).paragraphs(text, "body")
    assert [p.text.strip() for p in paragraphs] == ["الأولى روسيا", "الثانية", "الثالثة روسيا"]
    assert [len(p.marks) for p in paragraphs] == [1, 0, 1]
    assert not any(p.cut_before or p.cut_after for p in paragraphs)


class Lexicon:
    """A collection that has every word."""

    def count(self, text_field: TextField, level: Level, form: str) -> int:
        return 1


words = st.lists(
    st.sampled_from(["روسيا", "الأمن", "مجلس", "من", "و", "كتب", "٢٠٢٢", "NATO", ".", "؟\n", "،", "ـ"]), max_size=120
)


@given(words.map(" ".join), st.lists(st.sampled_from(["روسيا", "كتب", "مجلس"]), max_size=3))
def test_fragments_are_cut_from_the_text_and_do_not_overlap(text: str, asked: list[str]) -> None:
    fragments = Highlighting([word(w) for w in asked]).snippet(text, "body")
    for fragment in fragments:
        assert text[fragment.start : fragment.start + len(fragment.text)] == fragment.text
        for mark in fragment.marks:
            assert ANALYZER.columns(fragment.text[mark.start : mark.end]).exact
    ends = [f.start + len(f.text) for f in fragments]
    assert all(end <= after.start for end, after in zip(ends, fragments[1:], strict=False))
    if any(w in text for w in asked):
        assert any(fragment.marks for fragment in fragments)


@given(
    st.lists(st.sampled_from("ابج"), max_size=8),
    st.lists(st.sampled_from("ابج"), min_size=1, max_size=3),
    st.integers(0, 3),
)
def test_phrase_places_agree_with_trying_everything(forms: list[str], wanted: list[str], slop: int) -> None:
    def exists(start: int, rest: list[str], room: int) -> bool:
        if not rest:
            return True
        return any(
            exists(place, rest[1:], room - (place - start - 1))
            for place in range(start + 1, min(start + room + 2, len(forms)))
            if forms[place] == rest[0]
        )

    for start, form in enumerate(forms):
        if form == wanted[0]:
            places = phrase_places(dict(enumerate(forms)), start, wanted[1:], slop)
            assert bool(places) == exists(start, wanted[1:], slop)
            if places:
                assert places[-1] - start <= len(wanted) - 1 + slop


def test_a_name_does_not_mark_the_function_word_that_folds_to_it() -> None:
    def marked(q: str, text: str) -> list[str]:
        planned = Planner(default_analyzer(), cast(Reader, Lexicon())).plan(parse(q).tree)
        fragment = Highlighting(planned.matchers).whole(text, "body")
        return [text[mark.start : mark.end] for mark in fragment.marks]

    text = "قال علي خامنئي إن العقوبات على إيران عليه لا تفيد."
    assert marked("علي خامنئي", text) == ["علي", "خامنئي"]
    assert marked("على", text) == ["علي", "على", "عليه"]


@pytest.mark.parametrize("sign", ["،", ",", "؛", ":"])
def test_a_cut_snippet_does_not_end_in_a_comma(sign: str) -> None:
    text = f"مدينة{sign} " * 80 + "انتهى،"
    (fragment,) = Highlighting(()).snippet(text, "body")
    assert fragment.cut_after
    assert fragment.text.endswith("مدينة")
    assert text.startswith(fragment.text)


written = st.sampled_from(
    [
        "مجلس", "الأمن", "ولمجلس", "والأمن", "مَجلِس", "«مجلس", "الأمن»،", "الأمن-مجلس", "مجلس،الأمن", "على", "علي",
        "كتب", "كتاب", "الكتاب", "كُتُب", "مكتوب", "خبر", "2022", "1,000", "#عام_مجلس", "NATO.", "و", "ثم", "قال:",
        "طويلة", "والكلام", "يتبع", "هنا", ".", "؟", "...", "\n", "\n\n", "!»", "؛",
    ]
)  # fmt: skip
spaces = st.sampled_from([" ", " ", " ", "  ", "\n", "\t", "\N{NO-BREAK SPACE}"])
texts = st.lists(st.tuples(written, spaces), max_size=150).map(lambda parts: "".join(w + s for w, s in parts))
queries = st.lists(
    st.one_of(
        st.sampled_from(["مجلس", "كتاب", "الكتاب", "على", "علي", "خبر", "1000", "عام"]).map(word),
        st.tuples(st.sampled_from(["مجلس الأمن", "مجلس على الأمن", "كتب كتاب", "علي ثم علي"]), st.integers(0, 3)).map(
            lambda asked: phrase(*asked)
        ),
        st.sampled_from(["علي", "ثم"]).map(lambda w: replace(word(w), marks_stops=False)),
        st.just(Matcher(("title",), word("مجلس").forms)),
        st.sampled_from(["مجل", "ال", "كت"]).map(lambda form: Matcher(TEXT_FIELDS, beginning=form)),
        st.just(Matcher(TEXT_FIELDS, (("root", frozenset(("كتب",))),))),
        st.just(Matcher(TEXT_FIELDS, (("exact", frozenset(ANALYZER.columns("مجلس كتب علي خبر هنا قال").exact)),))),
    ),
    min_size=1,
    max_size=4,
)


@given(st.lists(texts, min_size=1, max_size=3), queries)
def test_marks_and_windows_are_those_of_the_oracle(many: list[str], asked: list[Matcher]) -> None:
    highlighter = Highlighting(asked)
    for text in many:
        matches = highlighter.matches(text, "body")
        assert matches == all_matches(ANALYZER, text, asked, "body")
        if matches:
            windows = choose_windows(text, matches)
            assert windows == best_windows(text, matches)
            assert [(f.start, f.start + len(f.text)) for f in highlighter.snippet(text, "body")] == windows


def test_texts_that_the_index_holds_as_one_are_marked_one_by_one() -> None:
    captions = ["في روسيا", "", "صورة\nمن روسيا", "روسيا"]
    highlighter = Highlighter(ANALYZER, [word("روسيا")])
    at = positions(ANALYZER, "\n".join(captions), highlighter.keys("caption"))
    parts = highlighter.parts(captions, "caption", at)
    assert [part.text for part in parts] == captions
    assert [[part.text[mark.start : mark.end] for mark in part.marks] for part in parts] == [
        ["روسيا"], [], ["روسيا"], ["روسيا"]
    ]  # fmt: skip
    assert not any(part.start or part.cut_before or part.cut_after for part in parts)
