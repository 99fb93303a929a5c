"""Trees and spans of single queries, limits, notices and time."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from searchapp.errors import InvalidParameterError, QueryTooComplexError
from searchapp.query import DEFAULT_LIMITS, Limits, leaves, parse, to_text
from searchapp.query.diagnostics import LETTERS, MESSAGES, WORDS, counted
from searchapp.query.tree import And, Bag, DateRange, FieldFilter, Fuzzy, Node, Not, Or, Pattern, Phrase, Required, Word

TODAY = date(2022, 11, 9)


def tree(query: str) -> Node | None:
    return parse(query, today=TODAY).tree


class TestTrees:
    def test_words_side_by_side_are_a_bag(self) -> None:
        assert tree("قمة المناخ") == Bag((Word("قمة", (0, 3)), Word("المناخ", (4, 10))))

    def test_one_word_is_itself(self) -> None:
        assert tree(" قمة ") == Word("قمة", (1, 4))

    def test_nothing_to_search_for_is_no_tree(self) -> None:
        assert [tree(query) for query in ("", "  ", "؟!", "()", '""', "ـ", "\N{RIGHT-TO-LEFT MARK}")] == [None] * 7

    def test_a_bag_binds_closer_than_and_and_that_closer_than_or(self) -> None:
        query = "أ ب و ج أو د"
        first = And((Bag((Word("أ", (0, 1)), Word("ب", (2, 3)))), Word("ج", (6, 7))))
        assert tree(query) == Or((first, Word("د", (11, 12))))

    def test_brackets_regroup(self) -> None:
        assert tree("(أ أو ب) ج") == Bag((Or((Word("أ", (1, 2)), Word("ب", (6, 7)))), Word("ج", (9, 10))))

    def test_signs_wrap_one_operand(self) -> None:
        expected = Bag((Required(Word("قمة", (1, 4))), Not(Phrase("جدول الأعمال", (6, 20)))))
        assert tree('+قمة -"جدول الأعمال"') == expected

    @pytest.mark.parametrize("quote", ["&quot;", "&#34;", "&#x22;", "&ldquo;"])
    def test_html_entities_are_the_characters_they_stand_for(self, quote: str) -> None:
        end = 4 + 2 * len(quote) + len("جدول الأعمال")
        closing = quote.replace("ldquo", "rdquo")
        assert tree(f"قمة {quote}جدول الأعمال{closing}") == Bag((Word("قمة", (0, 3)), Phrase("جدول الأعمال", (4, end))))

    def test_several_underscores_are_one_space(self) -> None:
        assert tree("title:قمة__المناخ") == Phrase("قمة المناخ", (6, 17), "title")

    def test_what_is_no_entity_is_read_as_written(self) -> None:
        assert tree("قمة & مناخ") == And((Word("قمة", (0, 3)), Word("مناخ", (6, 10))))
        assert tree("AT&amp;T") == Word("AT&T", (0, 8))

    def test_a_phrase_keeps_its_distance_and_field(self) -> None:
        assert tree('title:"قمة المناخ"~٣') == Phrase("قمة المناخ", (6, 20), "title", 3)

    def test_a_filter_spans_its_name_too(self) -> None:
        assert tree("قمة المصدر: الأمل") == Bag((Word("قمة", (0, 3)), FieldFilter("source", "الأمل", (4, 17))))

    def test_a_field_before_brackets_is_for_all_inside(self) -> None:
        inside = Or((FieldFilter("person", "سعاد", (5, 9)), FieldFilter("person", "هند", (13, 16))))
        assert tree("شخص:(سعاد أو هند)") == inside

    def test_wildcards_and_slips(self) -> None:
        expected = Bag((Pattern("مدر*", (0, 4)), Pattern("م?ر", (5, 8)), Fuzzy("مناخ", (9, 13), 2)))
        assert tree("مدر* م؟ر مناخ~2") == expected

    def test_exact_and_root(self) -> None:
        expected = Bag((Word("مدرسة", (1, 6), mode="exact"), Word("كتب", (11, 14), mode="root")))
        assert tree("=مدرسة جذر:كتب") == expected

    def test_after_and_before_read_as_one_span(self) -> None:
        after, before = DateRange(date(2022, 10, 1), None, (0, 11)), DateRange(None, date(2022, 10, 31), (12, 23))
        assert tree("بعد:2022-10 قبل:2022-11") == Bag((after, before))

    def test_yesterday_is_a_word_unless_a_date_field_asks(self) -> None:
        yesterday = TODAY - timedelta(days=1)
        assert tree("أمس") == Word("أمس", (0, 3))
        assert tree("التاريخ:أمس") == DateRange(yesterday, yesterday, (0, 11))

    def test_today_is_this_machines_day_by_default(self) -> None:
        before = date.today()
        read = parse("التاريخ:اليوم").tree
        assert isinstance(read, DateRange)
        assert read.first in (before, date.today())

    def test_invisible_marks_move_spans_only(self) -> None:
        mark = "\N{RIGHT-TO-LEFT MARK}"
        assert tree(f'{mark}"أ{mark} ب"{mark} ~5') == Phrase("أ ب", (1, 11), slop=5)

    def test_a_negated_leaf_is_told(self) -> None:
        parsed = parse("أ -(ب -ج) +د")
        walked = [(leaf.text, negated) for leaf, negated in leaves(parsed.tree) if isinstance(leaf, Word)]
        assert walked == [("أ", False), ("ب", True), ("ج", False), ("د", False)]

    def test_the_empty_tree_has_no_leaves_and_no_text(self) -> None:
        assert list(leaves(None)) == []
        assert to_text(None) == ""


class TestNotices:
    def test_a_notice_points_at_its_place_in_the_original(self) -> None:
        mark = "\N{RIGHT-TO-LEFT MARK}"
        (notice,) = parse(f'{mark}قمة {mark}"المناخ').notices
        assert (notice.code, notice.span) == ("quote-unclosed", (6, 7))

    def test_notices_come_in_reading_order(self) -> None:
        spans = [notice.span or (0, 0) for notice in parse('() foo:bar م* "x').notices]
        assert spans == sorted(spans)
        assert len(spans) == 4

    def test_notices_are_limited(self) -> None:
        assert len(parse("() " * 100).notices) == DEFAULT_LIMITS.notices

    def test_every_notice_speaks_both_languages(self) -> None:
        for arabic, english in MESSAGES.values():
            assert any("\N{ARABIC LETTER ALEF}" <= char <= "\N{ARABIC LETTER YEH}" for char in arabic)
            assert not any("\N{ARABIC LETTER ALEF}" <= char <= "\N{ARABIC LETTER YEH}" for char in english)
            assert arabic.endswith(".")
            assert english.endswith(".")

    def test_arabic_counts_its_nouns(self) -> None:
        assert [counted(number, LETTERS) for number in (1, 2, 3)] == ["حرف واحد", "حرفين", "3 أحرف"]
        assert [counted(number, WORDS) for number in (10, 11, 32, 103)] == [
            "10 كلمات",
            "11 كلمة",
            "32 كلمة",
            "103 كلمات",
        ]


class TestLimits:
    def test_a_text_beyond_the_limit_is_refused_and_one_at_it_is_read(self) -> None:
        assert parse("ا" * 512).tree == Word("ا" * 512, (0, 512))
        with pytest.raises(InvalidParameterError) as refused:
            parse("ا" * 513)
        assert (refused.value.parameter, refused.value.span) == ("q", (512, 513))

    def test_the_sixty_fifth_leaf_is_refused_with_its_place(self) -> None:
        assert len(list(leaves(parse(" ".join(["قمة"] * 64)).tree))) == 64
        with pytest.raises(QueryTooComplexError) as refused:
            parse(" ".join(["قمة"] * 65))
        assert refused.value.span == (64 * 4, 64 * 4 + 3)

    @pytest.mark.parametrize(
        "leaf", ["قمة", '"قمة"', "title:قمة", "source:قمة", "root:قمة", "date:2022", "(و)", "title:", "قمة~1"]
    )
    def test_every_kind_of_leaf_counts(self, leaf: str) -> None:
        with pytest.raises(QueryTooComplexError):
            parse(f"{leaf} " * 3, limits=Limits(leaves=2))

    def test_the_ninth_bracket_is_refused_with_its_place(self) -> None:
        assert parse("(" * 8 + "قمة" + ")" * 8).tree == Word("قمة", (8, 11))
        with pytest.raises(QueryTooComplexError) as refused:
            parse("(" * 9 + "قمة" + ")" * 9)
        assert refused.value.span == (8, 9)

    def test_two_thousand_brackets_are_refused_quickly(self) -> None:
        started = time.perf_counter()
        with pytest.raises(QueryTooComplexError):
            parse("(" * 2_000, limits=Limits(length=10_000))
        assert time.perf_counter() - started < 1

    def test_the_stack_is_our_own(self) -> None:
        deep = Limits(length=20_000, depth=5_000)
        assert parse("(" * 5_000 + "قمة" + ")" * 5_000, limits=deep).tree == Word("قمة", (5_000, 5_003))

    def test_the_fifth_different_pattern_is_refused_and_repetitions_are_not(self) -> None:
        assert len(list(leaves(parse("مدر* كتا* قمم* جدو* مدر* كتا*").tree))) == 6
        with pytest.raises(QueryTooComplexError) as refused:
            parse("مدر* كتا* قمم* جدو* نشر*")
        assert refused.value.span == (20, 24)

    def test_a_long_phrase_is_clipped(self) -> None:
        words = [f"كلمة{number}" for number in range(20)]
        parsed = parse('"' + " ".join(words) + '"', limits=Limits(phrase_words=5))
        assert isinstance(parsed.tree, Phrase)
        # The number after the letters is a token of its own.
        assert parsed.tree.text == "كلمة0 كلمة1 كلمة"
        assert [notice.code for notice in parsed.notices] == ["phrase-clipped"]

    def test_thirty_two_words_are_kept(self) -> None:
        parsed = parse('"' + " ".join(["قمة"] * 32) + '"')
        assert isinstance(parsed.tree, Phrase)
        assert len(parsed.tree.text.split()) == 32
        assert parsed.notices == ()

    def test_errors_speak_both_languages_and_say_what_to_do(self) -> None:
        with pytest.raises(QueryTooComplexError) as refused:
            parse("(" * 9)
        error = refused.value
        assert all((error.message, error.message_ar, error.hint, error.hint_ar))


HOSTILE: dict[str, Callable[[int], str]] = {
    "quotes": lambda size: "\" '«“" * size,
    "apostrophes": lambda size: "'a " * size,
    "unclosed": lambda size: '«"a ' * size,
    "closed brackets": lambda size: "(a)" * size,
    "stray brackets": lambda size: "a) " * size,
    "operators": lambda size: "و AND " * size,
    "negations": lambda size: "NOT " * size,
    "signs": lambda size: "+=" * size,
    "hyphens": lambda size: "-" * size,
    "tildes": lambda size: "5~ " * size + "~1" * size,
    "digits": lambda size: "1" * size + " " + "2015-0" * size,
    "dots": lambda size: "2015.." * size,
    "colons": lambda size: "a:" * size,
    "fields": lambda size: "title:" * size,
    "wildcards": lambda size: "*a?" * size,
    "stars": lambda size: "*" * size,
    "backslashes": lambda size: "\\" * size,
    "marks": lambda size: "َ" * size + "\N{RIGHT-TO-LEFT MARK}" * size,
    "one word": lambda size: "ا" * size,
    "addresses": lambda size: "http://a.b/c " * size + "http://" * size,
    "underscores": lambda size: "source:" + "a_" * size,
    "phrase": lambda size: '"' + "قمة " * size + '"',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_ten_times_the_text_takes_about_ten_times_as_long(name: str) -> None:
    wide = Limits(length=10**6, leaves=10**6, depth=10**6, patterns=10**6, phrase_words=10**6)
    make = HOSTILE[name]

    def seconds(size: int) -> float:
        text = make(size)
        best = float("inf")
        for _ in range(3):
            started = time.process_time()
            parse(text, today=TODAY, limits=wide)
            best = min(best, time.process_time() - started)
        return best

    # Processor time, since others may be at work; quadratic time would be a hundredfold.
    assert seconds(2_000) <= 25 * max(seconds(200), 0.0005)


@pytest.mark.parametrize(
    ("q", "first", "last"),
    [
        ("التاريخ:يناير 2022", date(2022, 1, 1), date(2022, 1, 31)),
        ("التاريخ: 6 نوفمبر 2022", date(2022, 11, 6), date(2022, 11, 6)),
        ("بعد:نوفمبر 2022", date(2022, 11, 1), None),
        ("بعد:غدا", date(2022, 1, 6), None),
        ("قبل:tomorrow", None, date(2022, 1, 5)),
        ("التاريخ:2022", date(2022, 1, 1), date(2022, 12, 31)),
    ],
)
def test_a_date_may_have_several_words(q: str, first: date | None, last: date | None) -> None:
    parsed = parse(q, today=date(2022, 1, 5))
    assert isinstance(parsed.tree, DateRange)
    assert (parsed.tree.first, parsed.tree.last) == (first, last)
    assert parsed.tree.span == (0, len(q))
    with_word = parse(f"{q} مدارس", today=date(2022, 1, 5)).tree
    assert isinstance(with_word, Bag)
    assert [type(child) for child in with_word.children] == [DateRange, Word]


def test_a_space_before_the_colon_of_a_known_field() -> None:
    spaced = parse("العنوان : وزير").tree
    assert isinstance(spaced, Word)
    assert (spaced.text, spaced.scope) == ("وزير", "title")
    assert not parse("العنوان : وزير").notices
    assert isinstance(parse("قال : وزير").tree, Bag)


def test_a_quoted_root_is_read_like_a_bare_one() -> None:
    assert to_text(parse('جذر:"قمةـ"').tree) == to_text(parse("جذر:قمةـ").tree)
