"""The main job on real input: a scraped news page from its file to the answers that a reader gets."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from searchapp import Collection
from searchapp.model import Fragment

EVALUATION_DATA = os.environ.get("SEARCHAPP_EVALUATION_DATA", "")
pytestmark = [
    pytest.mark.evaluation,
    pytest.mark.skipif(
        not EVALUATION_DATA, reason="SEARCHAPP_EVALUATION_DATA names no folder: the scraped page is not here"
    ),
]

TITLE = "رئيس الناتو يحدد موعدًا لعقد اجتماع خاص مع روسيا وسط أزمة أوكرانيا"
FURNITURE = (
    "SHARE",
    "تم النشر",
    "نستخدم تسجيلك",
    "إعلان",
    "حصة هذه المادة",
    "ليست بالضرورة",
    "حديثا",
    "File Photo",
    "تواصل معنا",
)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Collection:
    index = tmp_path_factory.mktemp("seed") / "index"
    return Collection.build([Path(EVALUATION_DATA) / "seed"], index=index)


def marked(fragments: tuple[Fragment, ...]) -> list[str]:
    return [f.text[mark.start : mark.end] for f in fragments for mark in f.marks]


def test_one_article_with_title_source_and_date(page: Collection) -> None:
    (hit,) = page.search().hits
    assert (hit.title, hit.source) == (TITLE, "EU Reporter")
    assert hit.published is not None
    assert (hit.published.date, hit.published.origin) == (date(2022, 1, 4), "weekday")


def test_no_furniture_in_the_body(page: Collection) -> None:
    body = page.article(page.search().hits[0].id).stored.article.body
    assert body.startswith("حدد الأمين العام")
    assert body.endswith("في وقت لاحق في يناير.")
    assert len(body.split("\n")) == 13
    assert not [line for line in FURNITURE if line in body]


@pytest.mark.parametrize(
    ("query", "marks"),
    [
        ("العقوبات", {"العقوبات"}),
        ("عقوبات", {"العقوبات"}),
        ('"مجلس الناتو وروسيا"', {"لمجلس", "الناتو", "وروسيا"}),
        ("اوكرانيا", {"أوكرانيا", "وأوكرانيا", "الأوكرانية", "الأوكراني"}),
        ("الأوكرانية", {"أوكرانيا", "وأوكرانيا", "الأوكرانية", "الأوكراني"}),
    ],
)
def test_words_are_found_and_marked_in_the_original(page: Collection, query: str, marks: set[str]) -> None:
    answer = page.search(query)
    assert answer.total == 1
    assert marked(answer.hits[0].highlights["body"])
    assert set(marked(page.article(answer.hits[0].id, query).body)) == marks


def test_facets_name_people_organisations_and_places(page: Collection) -> None:
    facets = {name: {value.label for value in facet.values} for name, facet in page.search(size=1).facets.items()}
    assert facets["source"] == {"EU Reporter"}
    assert {"جوزيب بوريل", "ماريا زاخاروفا", "سيرجي ريابكوف", "ويندي شيرمان"} <= facets["person"]
    assert {"الاتحاد الأوروبي", "الناتو"} <= facets["organisation"]
    assert {"روسيا", "أوكرانيا", "بروكسل"} <= facets["place"]


def test_its_entities_are_complete_and_none_is_false(page: Collection) -> None:
    entities = page.search().hits[0].entities
    assert {entity.label for entity in entities if entity.kind == "person"} == {
        *("ينس ستولتنبرغ", "جوزيب بوريل", "ماريا زاخاروفا", "سيرجي ريابكوف", "ويندي شيرمان", "دميترو كوليبا"),
    }
    assert {entity.label for entity in entities if entity.kind == "organisation"} == {
        *("الناتو", "الاتحاد الأوروبي", "منظمة الأمن والتعاون في أوروبا", "وزارة الخارجية الروسية"),
        *("وزارة الخارجية الأمريكية", "مجلس الناتو"),
    }
    assert {entity.label for entity in entities if entity.kind == "place"} == {
        *("روسيا", "أوكرانيا", "بروكسل", "جنيف", "فيينا", "موسكو", "كييف", "جورجيا", "الولايات المتحدة", "أوروبا"),
    }
