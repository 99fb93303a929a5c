"""Properties of the query language, over generated texts and generated trees."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from time import process_time
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from searchapp.errors import InvalidParameterError, QueryTooComplexError
from searchapp.query import Limits, ParsedQuery, leaves, parse, to_text
from searchapp.query.diagnostics import MESSAGES
from searchapp.query.tree import (
    And,
    Bag,
    DateRange,
    FieldFilter,
    Fuzzy,
    Leaf,
    Node,
    Not,
    Or,
    Pattern,
    Phrase,
    Required,
    Word,
)

TODAY = date(2022, 11, 9)
NOWHERE = (0, 0)
WIDE = Limits(length=100_000, leaves=100_000, depth=1_000, patterns=10_000, phrase_words=10_000)

PIECES = (
    *(
        "قمة",
        "المناخ",
        "مُدَرِّسةٌ",
        "مـصـر",
        "كوفيد-19",
        "Paris",
        "don't",
        "2022",
        "٢٠٢٢-١١",
        "10:30",
        "1,250.5",
        "#عام_جديد",
        "U.S.",
    ),
    *("و", "أو", "او", "ليس", "وليس", "AND", "OR", "NOT", "&", "&&", "|", "||", "+", "-", "–", "=", "\\"),
    *('"', "«", "»", "“", "”", "„", "'", "''", "‘", "’", "(", ")", "（", "[", "}"),
    *("&quot;", "&#8220;", "&amp;", "&laquo;", "quot;"),
    *("*", "?", "؟", "~", "~1", "~٢", "~5", "~99", "5~", "..", ".", "،", ",", ":", "؛", "!", "…", "_", "/", "@"),
    *(
        "العنوان:",
        "title:",
        "المصدر:",
        "شخص: ",
        "مكان:",
        "جذر:",
        "بعد:",
        "قبل:",
        "التاريخ:",
        "date:",
        "foo:",
        "http://a.b/c?d=e",
    ),
    *("2015-07..2015-08", "2015/07 .. 2015/09", "أمس", "هذا_الأسبوع", "ﷺ", "ـ", "ً", "é", "e\u0301", "漢字", "😀"),
    *(
        "\N{RIGHT-TO-LEFT MARK}",
        "\N{ZERO WIDTH JOINER}",
        "\N{ARABIC LETTER MARK}",
        "\0",
        "\n",
        "\t",
        "\ud800",
        "   ",
        " ",
        " ",
        " ",
    ),
)
ordinary_text = st.lists(st.sampled_from(PIECES), max_size=24).map("".join)
spaced_text = st.lists(st.sampled_from(PIECES), max_size=16).map(" ".join)
any_text = st.text(max_size=80)
texts = st.one_of(ordinary_text, spaced_text, any_text)

WORD_TEXTS = (
    *(
        "قمة",
        "المناخ",
        "و",
        "أو",
        "ليس",
        "وليس",
        "AND",
        "OR",
        "NOT",
        "title",
        "العنوان",
        "كوفيد-19",
        "10:30",
        "a:b",
        "1,250.5",
    ),
    *(
        "don't",
        "R&D",
        "2015-07..2015-08",
        "2015..2016",
        "#عام_جديد",
        "http://a.b/c?d=e*~1",
        "www.a.b",
        "a*b",
        "م؟ر",
        "U.S.A",
    ),
)
SCOPES = ("any", "title", "body")
words = st.builds(
    Word, st.sampled_from(WORD_TEXTS), st.just(NOWHERE), st.sampled_from(SCOPES), st.sampled_from(("auto", "exact"))
)
roots = st.builds(lambda text: Word(text, NOWHERE, mode="root"), st.sampled_from(("كتب", "درس", "و", "10:30")))
phrases = st.builds(
    Phrase,
    st.sampled_from(("قمة المناخ", "أو", "don't stop", "title: x", "(a) -b", "10:30", "a\N{ARABIC COMMA} b")),
    st.just(NOWHERE),
    st.sampled_from(SCOPES),
    st.integers(0, 50),
)
patterns = st.builds(
    Pattern,
    st.sampled_from(("قم*", "م?ر", "كتا?ة*", "10:3*", "a-b*", "a:b*")),
    st.just(NOWHERE),
    st.sampled_from(SCOPES),
)
fuzzies = st.builds(
    Fuzzy,
    st.sampled_from(("مناخ", "AND", "2022", "a:b-c", "وليس")),
    st.just(NOWHERE),
    st.sampled_from((1, 2)),
    st.sampled_from(SCOPES),
)
filters = st.builds(
    FieldFilter,
    st.sampled_from(("source", "author", "person", "organisation", "place")),
    st.sampled_from(("الأمل", "جوزيب بوريل", "a*b", "O'Neil", "AND", "a:b (c)")),
    st.just(NOWHERE),
)
days: st.SearchStrategy[Any] = st.none() | st.dates()
ranges = st.tuples(days, days).map(
    lambda ends: DateRange(min(ends), max(ends), NOWHERE) if all(ends) else DateRange(*ends, NOWHERE)
)
any_leaf = st.one_of(words, roots, phrases, patterns, fuzzies, filters, ranges)


def _several(children: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(children, min_size=2, max_size=4).map(tuple)


def _inner(children: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Nodes as the parser joins them: no And directly in an And, no Or directly in an Or."""
    not_and = children.filter(lambda node: not isinstance(node, And))
    not_or = children.filter(lambda node: not isinstance(node, Or))
    return st.one_of(
        st.builds(Bag, _several(children)),
        st.builds(And, _several(not_and)),
        st.builds(Or, _several(not_or)),
        st.builds(Not, children),
        st.builds(Required, children),
    )


trees: st.SearchStrategy[Any] = st.recursive(any_leaf, _inner, max_leaves=12)


def without_spans(node: Node | None) -> Node | None:
    """The tree with every span at the same place, for comparison."""
    if node is None:
        return None
    if isinstance(node, Not | Required):
        return type(node)(_bare(node.child))
    if isinstance(node, Bag | And | Or):
        return type(node)(tuple(_bare(child) for child in node.children))
    return replace(node, span=NOWHERE)


def _bare(node: Node) -> Node:
    bare = without_spans(node)
    assert bare is not None
    return bare


def check_total(text: str) -> None:
    try:
        parsed = parse(text, today=TODAY)
    except (QueryTooComplexError, InvalidParameterError) as refusal:
        refused_at = refusal.span
    else:
        _check_places(parsed)
        assert all(notice.code in MESSAGES for notice in parsed.notices)
        return
    assert refused_at is not None
    assert 0 <= refused_at[0] < refused_at[1] <= len(text)


def _check_places(parsed: ParsedQuery) -> None:
    length = len(parsed.text)
    spans = [leaf.span for leaf, _ in leaves(parsed.tree)]
    spans += [notice.span for notice in parsed.notices if notice.span]
    assert all(0 <= start < end <= length for start, end in spans)


def check_text_round_trip(text: str) -> None:
    tree = parse(text, today=TODAY, limits=WIDE).tree
    printed = to_text(tree)
    assert without_spans(parse(printed, today=TODAY, limits=WIDE).tree) == without_spans(tree), printed
    assert to_text(parse(printed, today=TODAY, limits=WIDE).tree) == printed


def check_tree_round_trip(tree: Node) -> None:
    printed = to_text(tree)
    parsed = parse(printed, today=TODAY, limits=WIDE)
    assert without_spans(parsed.tree) == tree, printed
    assert {notice.code for notice in parsed.notices} <= {"wildcard-ignored"}, printed


@pytest.mark.properties
@given(texts)
def test_any_text_is_read_or_refused_by_a_limit(text: str) -> None:
    check_total(text)


@pytest.mark.properties
@given(texts)
@example("http://a.b/c?d=e\\|[قمة")
def test_printing_a_read_text_and_reading_it_again_gives_the_tree(text: str) -> None:
    check_text_round_trip(text)


@pytest.mark.properties
@given(trees)
def test_printing_a_tree_and_reading_it_gives_the_tree(tree: Node) -> None:
    check_tree_round_trip(tree)


@given(texts, st.sampled_from(("\N{RIGHT-TO-LEFT MARK}", "\N{ZERO WIDTH NON-JOINER}", "\N{POP DIRECTIONAL ISOLATE}")))
def test_invisible_marks_change_nothing(text: str, mark: str) -> None:
    marked = mark + mark.join(text) + mark
    plain = parse(text, today=TODAY, limits=WIDE)
    with_marks = parse(marked, today=TODAY, limits=WIDE)
    assert without_spans(with_marks.tree) == without_spans(plain.tree)
    assert [notice.code for notice in with_marks.notices] == [notice.code for notice in plain.notices]


@given(trees)
def test_every_leaf_is_walked_once(tree: Node) -> None:
    assert len(list(leaves(tree))) == _count(tree)


def _count(node: Any) -> int:
    if isinstance(node, Leaf):
        return 1
    children = [getattr(node, field.name) for field in fields(node)]
    return sum(_count(child) for part in children for child in (part if isinstance(part, tuple) else (part,)))


def _best_time(text: str) -> float:
    """Seconds of processor time, the least of several readings."""

    def reading() -> float:
        start = process_time()
        parse(text, today=TODAY, limits=WIDE)
        return process_time() - start

    return min(reading() for _ in range(3))


@pytest.mark.parametrize(
    "unit", ["قمة المناخ ", '"قمة ', "(a) ", "-", "و أو ", "a:b", "~1 ", "«»", "\\", "قم* ", "&amp;"]
)
def test_time_is_linear(unit: str) -> None:
    """Eight times the text takes eight times as long, on a busy machine up to three times that; squares take 64."""
    text = unit * (1_000 // len(unit))
    assert _best_time(text * 8) < 24 * max(_best_time(text), 1e-4)
