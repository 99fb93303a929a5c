"""No hit and no mark for a phrase that the folded text does not hold, through the whole search."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.arabic.analyzer import default_analyzer
from searchapp.arabic.fold import fold
from searchapp.entities import default_finder
from searchapp.model import Article, Hit, SearchRequest
from searchapp.search.analysis import Analysis
from searchapp.search.service import SearchService
from tests.engine.oracle import OracleEngine

ANALYSIS = Analysis(default_analyzer(), default_finder())
WORDS = (
    "مجلس",
    "لمجلس",
    "المجلس",
    "مَجلِس",
    "مجـلس",
    "الأمن",
    "الامن",
    "والأمن",
    "الدولي",
    "في",
    "عام",
    "2022",
    "٢٠٢٢",
    "ا",
)
GAPS = (" ", " ", "، ", ". ", "\n", " «", "» ", "\N{RIGHT-TO-LEFT MARK} ")
BODIES = st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(GAPS)), max_size=12).map(
    lambda parts: "".join(word + gap for word, gap in parts)
)
PHRASES = st.lists(st.sampled_from(WORDS), min_size=2, max_size=3).map(tuple)


@pytest.mark.properties
@given(st.lists(BODIES | st.text(max_size=30), min_size=1, max_size=3), PHRASES)
def test_what_is_found_and_marked_for_a_phrase_holds_it(bodies: list[str], phrase: tuple[str, ...]) -> None:
    articles = [Article(id=str(number), title="", body=body) for number, body in enumerate(bodies)]
    hits = _search(articles, f'"{" ".join(phrase)}"')
    assert {hit.id for hit in hits} == {each.id for each in articles if _holds(each.body, phrase)}
    for hit in hits:
        marked = [
            (fragment.start + mark.start, fragment.start + mark.end)
            for fragment in hit.highlights["body"]
            for mark in fragment.marks
        ]
        assert marked
        assert set(marked) <= _places(articles[int(hit.id)].body, phrase)


def _search(articles: list[Article], q: str) -> tuple[Hit, ...]:
    engine = OracleEngine()
    with engine.build(ANALYSIS.version) as (name, writer):
        for article in articles:
            writer.add(ANALYSIS.article(article))
    engine.promote(name)
    service = SearchService(engine.open(ANALYSIS.version), default_analyzer(), default_finder())
    return service.search(SearchRequest(q=q, similar="group")).hits


def _occurrences(body: str, phrase: tuple[str, ...]) -> list[int]:
    """Where the phrase begins: its words one after another; a proclitic may be written onto the first."""
    first, *rest = [fold(word) for word in phrase]
    exact = default_analyzer().columns(body).exact
    beginnings = default_analyzer().attached(first)
    assert all(each.endswith((first, first.removeprefix("ا"))) for each in beginnings)
    return [at for at, form in enumerate(exact) if form in beginnings and exact[at + 1 : at + 1 + len(rest)] == rest]


def _holds(body: str, phrase: tuple[str, ...]) -> bool:
    return bool(_occurrences(body, phrase))


def _places(body: str, phrase: tuple[str, ...]) -> set[tuple[int, int]]:
    columns = default_analyzer().columns(body)
    spans = list(zip(columns.starts, columns.ends, strict=True))
    return {spans[at + step] for at in _occurrences(body, phrase) for step in range(len(phrase))}
