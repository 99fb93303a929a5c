from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from searchapp.arabic.analyzer import default_analyzer
from searchapp.engine.base import Engine, Filter, Plan, Reader
from searchapp.engine.whoosh.engine import WhooshEngine
from searchapp.entities import default_finder
from searchapp.model import Article, FilterSet, MatchMode, Published, SearchRequest
from searchapp.query.parser import parse
from searchapp.search.analysis import Analysis
from searchapp.search.explain import explain
from searchapp.search.planner import Planner
from searchapp.search.ranking import first_stage, second_stage
from searchapp.search.service import SearchService
from tests.engine.oracle import OracleEngine

WORDS = (
    *("المدرسة", "المدارس", "معلم", "المعلمون", "كتاب", "كتب", "مكتبة", "القاهرة", "مدينة", "المدن"),
    *("سوق", "أسعار", "السعر", "نفط", "وزير", "الوزارة", "في", "من"),
)


def made_up() -> list[Article]:
    draw = random.Random(5)
    return [
        Article(
            id=str(number),
            title=" ".join(draw.choices(WORDS, k=3)),
            body=" ".join(draw.choices(WORDS, k=draw.randint(4, 40))),
            source=draw.choice(("نشرة", "جريدة")),
            captions=(" ".join(draw.choices(WORDS, k=2)),) if number % 3 else (),
            published=Published(date(2022, 11, 1 + number % 9), "day", "given") if number % 4 else None,
        )
        for number in range(40)
    ]


@pytest.fixture(scope="module", params=["oracle", "whoosh"])
def reader(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Reader:
    folder: Path = tmp_path_factory.mktemp("index")
    engine: Engine = OracleEngine() if request.param == "oracle" else WhooshEngine(folder)
    analysis = Analysis(default_analyzer(), default_finder())
    with engine.build(analysis.version) as (name, writer):
        for article in made_up():
            writer.add(analysis.article(article))
    engine.promote(name)
    return engine.open(analysis.version)


@pytest.fixture(scope="module")
def service(reader: Reader) -> SearchService:
    return SearchService(reader, default_analyzer(), default_finder())


@pytest.mark.parametrize(
    ("q", "mode"),
    [
        ("مدارس", "auto"),
        ("في أي مدينة كتب المعلم", "auto"),
        ("أسعار نفط كتاب سوق وزير", "auto"),
        ('"المدن سوق" OR نفط', "auto"),
        ("كتاب -نفط +سوق", "auto"),
        ("العنوان:كتاب العنوان:سوق", "auto"),
        ("كت* سوق", "auto"),
        ("كتاب سوق", "exact"),
        ("مكتبة", "all"),
    ],
)
def test_the_parts_add_up_to_the_score_that_is_shown(service: SearchService, q: str, mode: MatchMode) -> None:
    request = SearchRequest(q=q, mode=mode, size=100)
    page = service.search(request)
    assert page.hits
    for hit in page.hits:
        found = service.explain(request, hit.id)
        assert found is not None
        assert found.parts
        assert found.score == pytest.approx(hit.score, rel=1e-9)


def test_filters_decide_what_is_a_result(service: SearchService) -> None:
    request = SearchRequest(q="كتاب", filters={"source": FilterSet(("نشرة",))}, date_from=date(2022, 11, 3), size=100)
    found = {hit.id: hit.score for hit in service.search(request).hits}
    for article in made_up():
        explained = service.explain(request, article.id)
        assert (explained is not None) == (article.id in found)
        assert explained is None or explained.score == pytest.approx(found[article.id])
    assert service.explain(request, "none") is None


@pytest.mark.parametrize("depth", [1, 3, 1000])
def test_articles_beyond_the_depth_keep_their_first_score_and_those_before_come_before(
    reader: Reader, depth: int
) -> None:
    planned = Planner(default_analyzer(), reader).plan(parse("كتاب سوق نفط").tree)
    stage = second_stage(planned.asked.words, ("title", "body", "caption"))
    assert stage is not None
    plan = Plan(planned.tree, first_stage(), size=100, second=replace(stage, depth=depth))
    plan = plan._replace(filters=(Filter("source", exclude=("جريدة",)),))
    hits = reader.search(plan).hits
    assert len(hits) > 3
    stages = []
    for hit in hits:
        found = explain(reader, default_analyzer(), plan, hit.id)
        assert found is not None
        assert found.score == pytest.approx(hit.score, rel=1e-9)
        stages.append(found.stage)
    second = min(depth, len(hits))
    assert stages == ["second"] * second + ["first"] * (len(hits) - second)


def test_a_part_says_what_stands_where_and_how_rare_it_is(service: SearchService) -> None:
    request = SearchRequest(q="المدارس")
    best = service.search(request).hits[0]
    found = service.explain(request, best.id)
    assert found is not None
    assert {part.level for part in found.parts} <= {"exact", "stem", "root", "gram", "pair"}
    for part in found.parts:
        assert part.score > 0
        assert part.articles <= 40
        assert part.frequency > 0


def test_words_side_by_side_are_a_part_that_says_how_many_articles_have_them_so(service: SearchService) -> None:
    request = SearchRequest(q="سوق نفط", size=100)
    pairs = []
    for hit in service.search(request).hits:
        found = service.explain(request, hit.id)
        assert found is not None
        pairs += [part for part in found.parts if part.level == "pair" and part.field == "body"]
    together = service.search(SearchRequest(q='"سوق نفط"', mode="exact", size=100))
    assert pairs
    assert {part.form for part in pairs} == {"سوق نفط"}
    assert all(part.articles >= together.total > 0 for part in pairs)


def test_folded_near_duplicates_count_among_the_best(tmp_path: Path) -> None:
    draw = random.Random(7)
    text = " ".join(draw.choices(WORDS, k=90)) + " " + " ".join(f"{word}ات" for word in WORDS[:12])
    made = [Article(f"copy-{n}", "سعر النفط", text) for n in range(4)] + made_up()
    engine = WhooshEngine(tmp_path)
    analysis = Analysis(default_analyzer(), default_finder())
    with engine.build(analysis.version) as (name, writer):
        writer.add_batch(analysis.batch(made, engine.encode))
    engine.promote(name)
    reader = engine.open(analysis.version)
    planned = Planner(default_analyzer(), reader).plan(parse("سعر النفط").tree)
    second = second_stage(planned.asked.words, ("title", "body"))
    assert second is not None
    plan = Plan(planned.tree, first_stage(), second=replace(second, depth=3), size=40, fold=True)
    page = reader.search(plan)
    assert page.folded >= 2
    for hit in page.hits:
        explained = explain(reader, default_analyzer(), plan, hit.id)
        assert explained is not None
        assert explained.score == pytest.approx(hit.score)
    reader.close()
