"""Related articles: on the same subject, none of them the article itself or its copies."""

from __future__ import annotations

import pytest

from searchapp.arabic.analyzer import default_analyzer
from searchapp.engine.base import Engine
from searchapp.engine.whoosh.engine import WhooshEngine
from searchapp.entities import default_finder
from searchapp.errors import ArticleNotFoundError
from searchapp.model import Article
from searchapp.search.analysis import Analysis
from searchapp.search.service import SearchService
from tests.engine.oracle import OracleEngine

QUAKE = (
    "ضرب زلزال بقوة ست درجات شمال البلاد فجر اليوم وأعلنت هيئة الأرصاد أن مركزه قرب الساحل، وتشردت عائلات كثيرة بعد أن"
    " انهارت منازلها، وتواصل فرق الإنقاذ البحث عن ناجين تحت الأنقاض في القرى الجبلية. وأقامت"
    " السلطات خيامًا للمشردين قرب المستشفى الميداني، وناشدت السكان الابتعاد عن المباني المتصدعة تحسبًا لهزات ارتدادية،"
    " فيما أرسلت دول مجاورة طائرات محملة بالأغطية والأدوية ومياه الشرب."
)
ARTICLES = {
    "quake": ("زلزال يضرب الشمال", QUAKE),
    "copy": ("زلزال يضرب الشمال", QUAKE + " انتهى."),
    "rescue": ("فرق الإنقاذ تبحث عن ناجين", "تبحث فرق الإنقاذ عن ناجين من زلزال ضرب القرى الجبلية وانهارت المنازل."),
    "match": ("فوز في الدوري", "فاز الفريق بهدفين في مباراة الأمس وتصدر ترتيب الدوري قبل جولتين من ختامه."),
    "league": ("ختام الدوري", "تنطلق جولة ختام الدوري غدًا، ويكفي الفريق هدف في مباراة الأمس المؤجلة ليتصدر الترتيب."),
    "oil": ("أسعار النفط", "تراجعت أسعار النفط مع زيادة الإنتاج."),
}  # fmt: skip


@pytest.fixture(scope="module", params=["oracle", "whoosh"])
def service(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> SearchService:
    engine: Engine = OracleEngine() if request.param == "oracle" else WhooshEngine(tmp_path_factory.mktemp("index"))
    analysis = Analysis(default_analyzer(), default_finder())
    with engine.build(analysis.version) as (name, writer):
        articles = [Article(article_id, title, body, source="نشرة") for article_id, (title, body) in ARTICLES.items()]
        writer.add_batch(analysis.batch(articles, engine.encode))
    engine.promote(name)
    return SearchService(engine.open(analysis.version), default_analyzer(), default_finder())


@pytest.mark.parametrize(
    ("article_id", "found"), [("quake", ["rescue"]), ("match", ["league"]), ("league", ["match"]), ("oil", [])]
)
def test_articles_on_the_same_subject(service: SearchService, article_id: str, found: list[str]) -> None:
    assert [line.id for line in service.related(article_id)] == found


def test_of_copies_one_is_given_and_the_number_is_kept(service: SearchService) -> None:
    assert len([line for line in service.related("rescue") if line.id in ("quake", "copy")]) == 1
    assert len(service.related("rescue", 1)) == 1


def test_an_unknown_article_is_an_error(service: SearchService) -> None:
    with pytest.raises(ArticleNotFoundError):
        service.related("غائب")
