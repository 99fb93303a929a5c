"""What is asked of the engine when a query finds little, over a made-up collection in the brute-force engine."""

from __future__ import annotations

import pytest

from searchapp.arabic.analyzer import default_analyzer
from searchapp.entities import default_finder
from searchapp.model import Article, FilterSet, MatchMode, SearchPage, SearchRequest
from searchapp.search.analysis import Analysis
from searchapp.search.demand import FLOOR
from searchapp.search.service import SearchService
from tests.engine.oracle import OracleEngine

SUBJECTS = ("سوق النفط", "أسعار القمح", "مدرسة القرية", "ميناء المدينة")


@pytest.fixture(scope="module")
def service() -> SearchService:
    """Twelve articles on each subject; one in four is of the second source, one names both oil and wheat."""
    engine, analysis = OracleEngine(), Analysis(default_analyzer(), default_finder())
    bodies = [f"{subject} خبر رقم {number}" for subject in SUBJECTS for number in range(12)]
    bodies.append("سوق النفط وأسعار القمح في تقرير واحد")
    with engine.build(analysis.version) as (name, writer):
        for number, body in enumerate(bodies):
            source = "جريدة" if number % 4 else "نشرة"
            writer.add(analysis.article(Article(id=str(number), title="", body=body, source=source)))
    engine.promote(name)
    return SearchService(engine.open(analysis.version), default_analyzer(), default_finder())


class Search:
    def __init__(self, service: SearchService) -> None:
        self._service = service

    def __call__(self, q: str, mode: MatchMode = "auto", source: str = "", page: int = 1, size: int = 50) -> SearchPage:
        filters = {"source": FilterSet((source,))} if source else {}
        return self._service.search(SearchRequest(q=q, mode=mode, filters=filters, page=page, size=size))


@pytest.fixture
def search(service: SearchService) -> Search:
    return Search(service)


def codes(page: SearchPage) -> list[str]:
    return [notice.code for notice in page.notices]


def test_what_finds_enough_is_asked_by_the_rule_alone(search: Search) -> None:
    page = search("سوق النفط")
    assert page.total == 13
    assert codes(page) == []


def test_too_few_results_ease_the_demand_and_say_so(search: Search) -> None:
    page = search("النفط القمح")
    assert search("النفط القمح", "strict").total == 1 < FLOOR
    assert page.total == 25
    assert page.hits[0].id == "48"
    assert codes(page) == ["relaxed-to-half"]
    assert "(1)" in page.notices[0].message_ar


def test_a_filter_or_page_never_changes_what_is_asked(search: Search) -> None:
    for q in ("النفط القمح", "سوق النفط", "القمح المدرسة الميناء", "خبر «قمح النفط» مدرسة"):
        whole = search(q)
        for value in whole.facets["source"].values:
            chosen = search(q, source=value.value)
            assert chosen.total == value.count
            assert codes(chosen) == codes(whole)
        paged = [hit.id for number in range(1, 9) for hit in search(q, page=number, size=7).hits]
        assert paged == [hit.id for hit in whole.hits]


def test_a_phrase_alone_or_with_a_plus_is_demanded_always(search: Search) -> None:
    for q in ('"قمح النفط"', 'خبر +"قمح النفط"'):
        assert search(q).total == 0
    assert search('خبر "قمح النفط"', "strict").total == 0


def test_a_phrase_that_nothing_has_beside_the_other_words_is_taken_for_words(search: Search) -> None:
    page = search('تقرير "النفط القمح"')
    assert page.total
    assert page.hits[0].id == "48"
    assert codes(page)[0] == "relaxed-to-unquoted"


def test_a_phrase_that_few_have_stays_in_a_short_query_and_goes_in_a_sentence(search: Search) -> None:
    short = search('القمح "سوق النفط"')
    assert [hit.id for hit in short.hits] == ["48"]
    assert codes(short) == []
    sentence = search('القمح خبر القرية المدينة الميناء "أسعار القمح" المدرسة "سوق النفط"')
    assert sentence.total > 1
    assert "relaxed-to-unquoted" in codes(sentence)
