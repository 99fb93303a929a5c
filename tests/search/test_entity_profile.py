"""The profile of an entity against counting by hand."""

from __future__ import annotations

from datetime import date

import pytest

from searchapp.arabic.analyzer import default_analyzer
from searchapp.engine.base import Engine
from searchapp.engine.whoosh.engine import WhooshEngine
from searchapp.entities import default_finder
from searchapp.errors import ArticleNotFoundError
from searchapp.model import ENTITY_KINDS, Article, Published
from searchapp.search.analysis import Analysis
from searchapp.search.entity_profile import EntityProfile, EntityVariant, written_variant
from searchapp.search.service import SearchService
from tests.engine.oracle import OracleEngine

ARTICLES = (
    ("1", "قمة في بروكسل", "وصل جوزيب بوريل إلى بروكسل للقاء قادة حلف شمال الأطلسي.", date(2022, 1, 4)),
    ("2", "قوات جديدة", "أعلن الناتو نشر قوات في ليتوانيا، وانضمت بلجيكا للناتو منذ تأسيسه.", date(2022, 3, 9)),
    ("3", "زيارة", "زار جوزيب بوريل كييف.", None),
    ("4", "مطر", "هطل المطر على كييف.", date(2022, 3, 9)),
)


@pytest.fixture(scope="module", params=["oracle", "whoosh"])
def service(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> SearchService:
    engine: Engine = OracleEngine() if request.param == "oracle" else WhooshEngine(tmp_path_factory.mktemp("index"))
    analysis = Analysis(default_analyzer(), default_finder())
    with engine.build(analysis.version) as (name, writer):
        for article_id, title, body, day in ARTICLES:
            published = Published(day, "day", "given") if day else None
            writer.add(analysis.article(Article(article_id, title, body, source="نشرة", published=published)))
    engine.promote(name)
    return SearchService(engine.open(analysis.version), default_analyzer(), default_finder())


def companions(profile: EntityProfile) -> dict[str, dict[str, int]]:
    return {kind: {value.value: value.count for value in profile.companions[kind].values} for kind in ENTITY_KINDS}


@pytest.mark.parametrize("name", ["organisation:الناتو", "الناتو", "حلف شمال الأطلسي", "organisation:ناتو"])
def test_profile_by_any_name(service: SearchService, name: str) -> None:
    profile = service.entity(name)
    assert (profile.id, profile.kind, profile.label) == ("organisation:الناتو", "organisation", "الناتو")
    assert (profile.articles, profile.variant_articles) == (2, 2)
    assert profile.variants == (EntityVariant("الناتو", 2), EntityVariant("حلف شمال الأطلسي", 1))


def test_profile_says_with_whom_where_and_when(service: SearchService) -> None:
    profile = service.entity("الناتو")
    assert companions(profile) == {
        "person": {"person:جوزيب بوريل": 1},
        "organisation": {},
        "place": {"place:بروكسل": 1, "place:بلجيكا": 1, "place:ليتوانيا": 1},
    }
    assert [(value.value, value.count) for value in profile.sources.values] == [("نشرة", 2)]
    assert profile.histogram is not None
    assert sum(each.count for each in profile.histogram.bins) == 2


def test_facets_leave_the_entity_itself_out(service: SearchService) -> None:
    facet = service.entity("place:كييف").companions["place"]
    assert (facet.values, facet.distinct, facet.other) == ((), 0, 0)


def test_articles_without_a_day_are_counted(service: SearchService) -> None:
    histogram = service.entity("جوزيب بوريل", "month").histogram
    assert histogram is not None
    assert (histogram.missing, histogram.interval) == (1, "month")


@pytest.mark.parametrize("name", ["person:لا أحد", "لا أحد", "", "person:"])
def test_nobody_has_a_profile_unless_named(service: SearchService, name: str) -> None:
    with pytest.raises(ArticleNotFoundError):
        service.entity(name)


def test_variants_have_their_article() -> None:
    assert written_variant("للأمم\nالمتحدة") == "الأمم المتحدة"
    assert written_variant("لبنان") == "لبنان"
