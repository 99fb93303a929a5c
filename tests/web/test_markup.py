from __future__ import annotations

import itertools
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.model import Fragment, Level, Mark
from searchapp.web.markup import isolated, mark_html, marked_runs, snippet_html


class TextOf(HTMLParser):
    """Gathers the text, the tags, and what stands inside marks; checks that tags nest."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.marked: list[str] = []
        self.isolated: list[str] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._open.append(tag)
        if tag == "mark":
            self.marked.append("")
        if tag == "bdi":
            self.isolated.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data
        if "mark" in self._open:
            self.marked[-1] += data
        if "bdi" in self._open:
            self.isolated[-1] += data


def parsed(html: str) -> TextOf:
    parser = TextOf()
    parser.feed(str(html))
    parser.close()
    assert not parser._open
    return parser


levels: st.SearchStrategy[Level] = st.sampled_from(["exact", "stem", "root"])
marks = st.lists(st.builds(Mark, st.integers(-5, 60), st.integers(-5, 60), levels), max_size=8)
texts = st.one_of(st.text(max_size=60), st.text("ا ب<>&\"'/-+5x.COP29\n", max_size=60))


@given(texts, marks, st.booleans(), st.integers(0, 3))
def test_taking_the_tags_out_gives_the_text(text: str, given_marks: list[Mark], rtl: bool, first: int) -> None:
    fragment = Fragment(text, 0, tuple(given_marks))
    html, count = mark_html(fragment, near_title="صيغة قريبة", rtl=rtl, first_hit=first, here=2)
    found = parsed(html)
    assert found.text == text
    assert {tag for tag, _ in found.tags} <= {"mark", "bdi"}
    bare = str(html)
    for tag in ("<mark", "</mark", "<bdi", "</bdi"):
        bare = bare.replace(tag, "")
    assert "<" not in bare
    assert count == len(marked_runs(text, given_marks))


@given(texts, marks)
def test_exactly_the_marked_letters_are_marked(text: str, given_marks: list[Mark]) -> None:
    html, _ = mark_html(Fragment(text, 0, tuple(given_marks)))
    runs = marked_runs(text, given_marks)
    assert "".join(parsed(html).marked) == "".join(text[run.start : run.end] for run in runs)
    for before, after in itertools.pairwise(runs):
        assert before.end <= after.start


def test_neighbours_share_a_mark_if_they_are_alike() -> None:
    text = "قمة المناخ في دبي"
    same = Fragment(text, 0, (Mark(0, 3, "exact"), Mark(4, 10, "exact")))
    assert mark_html(same)[0] == "<mark>قمة المناخ</mark> في دبي"
    mixed = Fragment(text, 0, (Mark(0, 3, "stem"), Mark(4, 10, "exact")))
    expected = '<mark class="near" title="صيغة قريبة">قمة</mark> <mark>المناخ</mark> في دبي'
    assert mark_html(mixed, near_title="صيغة قريبة")[0] == expected


def test_hits_have_ids_and_the_current_one_is_told() -> None:
    fragment = Fragment("ا ب ج", 0, (Mark(0, 1, "exact"), Mark(4, 5, "root")))
    html, count = mark_html(fragment, first_hit=4, here=5)
    assert html == '<mark id="hit-4">ا</mark> ب <mark id="hit-5" class="near is-here" aria-current="true">ج</mark>'
    assert count == 2


@pytest.mark.parametrize(
    ("text", "isolated"),
    [
        ("القمة (COP29) في باكو", ["COP29"]),
        ("متوسطًا قدره 420.0 ppm لسنة 2023", ["420.0 ppm"]),
        ("انخفضت إلى -5 درجات", ["-5"]),
        ("فاز 2-1 أمس", ["2-1"]),
        ("لغة C++ وهاتف iPhone 15", ["C++", "iPhone 15"]),
        ("كلفته $30 مليارًا", ["$30"]),
        ("شركة AT&T ونظام A.B", ["AT&T", "A.B"]),
        ("سنة 2022 كلها", []),
    ],
)
def test_foreign_runs_are_isolated(text: str, isolated: list[str]) -> None:
    assert parsed(mark_html(Fragment(text, 0))[0]).isolated == isolated
    assert parsed(mark_html(Fragment(text, 0), rtl=False)[0]).isolated == []


def test_a_mark_across_an_isolate_keeps_one_id() -> None:
    html, count = mark_html(Fragment("قمة COP29 هنا", 0, (Mark(0, 9, "exact"),)), first_hit=1)
    assert html == '<mark id="hit-1">قمة </mark><bdi><mark>COP29</mark></bdi> هنا'
    assert count == 1


def test_cuts_are_shown() -> None:
    pieces = (Fragment("ا", 5, cut_before=True), Fragment("ب", 9, cut_after=True))
    assert snippet_html(pieces) == "… ا … ب …"
    assert snippet_html((Fragment("ا", 0),)) == "ا"
    assert snippet_html(()) == ""
    assert snippet_html((Fragment("تمّ.", 0, cut_after=True),)) == "تمّ."
    assert snippet_html((Fragment("قال: «لا…»", 0), Fragment("ب", 9))) == "قال: «لا…» ب"


def test_long_runs_of_digits_stay_cheap() -> None:
    html, _ = mark_html(Fragment("1" * 20_000 + " " + "a " * 5_000, 0))
    assert parsed(html).text.startswith("111")


def test_numbers_in_a_sentence_keep_their_order() -> None:
    assert isolated("أول يوم: 2015 أو 2015-07.") == "أول يوم: 2015 أو <bdi>2015-07</bdi>."
    assert isolated("قيمة <page>") == "قيمة &lt;<bdi>page</bdi>&gt;"
    assert isolated("First day: 2015-07.", "en") == "First day: 2015-07."
