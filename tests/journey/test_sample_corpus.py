"""The sample corpus through the whole product: every file read, every count what counting by hand gives."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import cast

import pytest

import searchapp
from benchmarks.facet_counts import Recording, differences, read_articles
from searchapp import Collection
from searchapp.arabic.analyzer import default_analyzer
from searchapp.config import Settings
from searchapp.engine.base import Reader
from searchapp.entities import default_finder
from searchapp.model import FilterSet, SearchRequest
from searchapp.search.demand import FLOOR
from searchapp.search.service import SearchService
from searchapp.search.versions import analysis_version
from searchapp.web.app import create_app
from tests.engine.oracle import OracleReader

CORPUS = Path(__file__).parents[2] / "corpus"
ARTICLES = 85


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Collection:
    return Collection.build([CORPUS], index=tmp_path_factory.mktemp("sample") / "index")


def test_every_article_is_read_and_nothing_else(sample: Collection) -> None:
    assert sample.report is not None
    assert (sample.report.articles, sample.report.rejected, sample.report.repeats) == (ARTICLES, 0, 0)


def test_every_article_has_a_title_a_source_and_a_day(sample: Collection) -> None:
    hits = sample.search(size=100, sort="oldest", similar="show").hits
    assert len(hits) == ARTICLES
    assert all(hit.title and hit.source.startswith("نشرة ") and hit.published for hit in hits)
    days = [hit.published.date for hit in hits if hit.published]
    assert days == sorted(days)
    assert date(2019, 1, 1) <= days[0] <= days[-1] <= date(2025, 12, 31)
    assert len({(day.year, day.month) for day in days}) >= 24


def test_public_face_as_documented(sample: Collection) -> None:
    page = sample.search("قمة المناخ", source=["نشرة البيئة"], date_from="2022-11", size=10)
    assert page.total >= 1
    assert page.hits[0].id
    assert any(fragment.marks for fragment in page.hits[0].highlights["title"] + page.hits[0].highlights["body"])
    assert next(v.count for v in page.facets["source"].values if v.value == "نشرة البيئة") == page.total
    (token,) = searchapp.analyze("وبالمدارس")
    assert (token.exact, token.stem, token.root) == ("وبالمدارس", "مدارس", "درس")
    found = searchapp.find_entities("زار جوزيب بوريل كييف")
    assert [(mention.kind, mention.label) for mention in found] == [("person", "جوزيب بوريل"), ("place", "كييف")]
    (day,) = searchapp.find_dates("الثلاثاء 4 يناير 2022")
    assert (day.date, day.precision, day.calendar) == (date(2022, 1, 4), "day", "gregorian")


@pytest.mark.parametrize(
    ("query", "relative"),
    [
        ("الجائزة", "جائزة"),
        ("اوكرانيا", "أوكرانيا"),
        ("القاهره", "القاهرة"),
        ("٢٠٢٢", "2022"),
        ("مُنظَّمَة", "منظمه"),
        ("روسيا", "وروسيا"),
    ],
)
def test_spellings_and_clitics_find_the_same(sample: Collection, query: str, relative: str) -> None:
    found = {hit.id for hit in sample.search(query, size=100).hits}
    assert found == {hit.id for hit in sample.search(relative, size=100).hits}
    assert found


def test_where_few_articles_have_all_words_the_demand_is_eased_and_it_is_said(sample: Collection) -> None:
    strict = sample.search("زلزال المغرب", mode="strict")
    assert 0 < strict.total < FLOOR
    assert not strict.notices
    eased = sample.search("زلزال المغرب")
    assert eased.total > strict.total
    assert [notice.code for notice in eased.notices] == ["relaxed-to-third"]
    assert {hit.id for hit in strict.hits} <= {hit.id for hit in eased.hits}


def test_a_word_that_is_nowhere_is_named_and_the_others_searched(sample: Collection) -> None:
    page = sample.search("زلزال كرتونغرافيا")
    assert page.total == sample.search("زلزال").total
    assert [notice.code for notice in page.notices] == ["word-unknown"]
    assert sample.search("زلزال كرتونغرافيا", mode="strict").total == 0


def test_a_filter_does_not_change_what_is_searched_for(sample: Collection) -> None:
    """A count beside a value is what choosing the value gives, whether the demand was eased or not."""
    for q in ("زلزال المغرب", "الحكومة الاقتصاد المدينة", "المدينة"):
        whole = sample.search(q)
        for value in whole.facets["source"].values:
            chosen = sample.search(q, source=value.value)
            assert chosen.total == value.count
            assert [notice.code for notice in chosen.notices] == [notice.code for notice in whole.notices]


def test_pages_follow_each_other_in_one_order(sample: Collection) -> None:
    whole = [hit.id for hit in sample.search("الحكومة المدينة العالم", size=30).hits]
    paged = [hit.id for page in range(1, 7) for hit in sample.search("الحكومة المدينة العالم", page=page, size=5).hits]
    assert len(whole) > 5
    assert paged == whole


def test_mere_punctuation_finds_nothing_and_says_so(sample: Collection) -> None:
    page = sample.search("؟!")
    assert page.total == 0
    assert [notice.code for notice in page.notices] == ["nothing-to-search"]
    assert sample.search(" ").total == ARTICLES


def test_facet_counts_are_what_counting_by_hand_gives(sample: Collection) -> None:
    version = analysis_version(default_analyzer(), default_finder())
    recording = Recording(sample.engine.open(version))
    service = SearchService(cast(Reader, recording), default_analyzer(), default_finder())
    oracle = OracleReader(read_articles([CORPUS]), service.info)
    requests = (
        SearchRequest("زلزال"),
        SearchRequest('"قمة المناخ" أو المناخ', filters={"source": FilterSet(("نشرة البيئة", "نشرة السياسة"))}),
        SearchRequest("كأس العالم", filters={"place": FilterSet(("قطر",))}, sort="newest", size=3, page=2),
        SearchRequest("", filters={"source": FilterSet((), ("نشرة الرياضة",))}, date_from=date(2023, 1, 1)),
        SearchRequest("الصحة ليس كوفيد", date_to=date(2022, 12, 31), facet_size=3),
    )
    for request in requests:
        page = service.search(request)
        assert page.total, request.q
        assert recording.plan is not None
        assert recording.page is not None
        assert differences(recording.page, oracle.search(recording.plan)) == []


def test_a_rebuild_is_served_and_the_one_before_stays(sample: Collection, tmp_path: Path) -> None:
    collection = Collection.build([CORPUS / "archive.json"], index=tmp_path / "ix")
    first = collection.search().generation
    held = collection.service()
    Collection.build([CORPUS / "feed.jsonl"], index=tmp_path / "ix")
    assert collection.search().generation != first
    assert held.search(SearchRequest()).generation == first
    assert [info.live for info in collection.engine.generations()] == [True, False]


def test_the_page_says_what_must_not_match(sample: Collection) -> None:
    client = create_app(sample.service, Settings()).test_client()
    page = client.get("/search", query_string={"q": "زلزال ليس المغرب"}).get_data(as_text=True)
    reading = page.partition('class="reading"')[2].partition("</p>")[0]
    assert reading.index("زلزال") < reading.index("ليس") < reading.index("المغرب")
    asked = client.get("/api/v1/search", query_string={"q": "زلزال ليس المغرب"}).get_json()
    assert [word["negated"] for word in asked["query"]["interpreted"]] == [False, True]
