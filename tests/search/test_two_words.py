"""Months named in one word and in two find each other, through the whole search."""

from __future__ import annotations

import pytest

from searchapp.arabic.analyzer import default_analyzer
from searchapp.entities import default_finder
from searchapp.model import Article, MatchMode, SearchRequest
from searchapp.search.analysis import Analysis
from searchapp.search.service import SearchService
from tests.engine.oracle import OracleEngine

TEXTS = {
    "one": "عقدت القمة في يناير من العام الماضي",
    "two": "عقدت القمة في كانون الثاني من العام الماضي",
    "joined": "عقدت القمة بكانون الثاني",
    "maghreb": "عقدت القمة في جانفي",
    "december": "عقدت القمة في كانون الأول",
    "apart": "كانون المنزل الثاني",
    "servant": "زار الملك عبدالعزيز المدينة",
    "servant in two": "زار الملك عبد العزيز المدينة",
    "to the servant": "رسالة لعبدالعزيز",
    "city": "افتتح المعرض في أبوظبي",
    "city in two": "افتتح المعرض في أبو ظبي",
    "doors": "فتحت أبواب المعرض",
}


@pytest.fixture(scope="module")
def service() -> SearchService:
    analysis = Analysis(default_analyzer(), default_finder())
    engine = OracleEngine()
    with engine.build(analysis.version) as (name, writer):
        for number, text in TEXTS.items():
            writer.add(analysis.article(Article(id=number, title="", body=text)))
    engine.promote(name)
    return SearchService(engine.open(analysis.version), default_analyzer(), default_finder())


def found(service: SearchService, q: str, mode: MatchMode = "auto") -> dict[str, list[str]]:
    """The marked words of each hit."""
    return {
        hit.id: [f.text[mark.start : mark.end] for f in hit.highlights["body"] for mark in f.marks]
        for hit in service.search(SearchRequest(q=q, mode=mode)).hits
    }


def test_either_name_finds_the_other(service: SearchService) -> None:
    marked = {"one": ["يناير"], "two": ["كانون", "الثاني"], "joined": ["بكانون", "الثاني"], "maghreb": ["جانفي"]}
    assert found(service, "كانون الثاني") == marked
    del marked["maghreb"]  # one word for another is a matter of word families, which a build attaches
    assert found(service, "يناير") == marked
    assert found(service, "ديسمبر") == {"december": ["كانون", "الأول"]}


def test_the_reading_line_has_the_month_as_one_word_with_its_other_names(service: SearchService) -> None:
    read = service.search(SearchRequest(q="القمة كانون الثاني")).words
    assert [(word.text, word.phrase, word.forms) for word in read] == [
        ("القمة", False, ()),
        ("كانون الثاني", False, ("يناير", "جانفي")),
    ]


def test_exact_and_quoted_names_stay_as_they_are(service: SearchService) -> None:
    assert set(found(service, "يناير", "exact")) == {"one"}
    assert set(found(service, '"كانون الثاني"')) == {"two", "joined"}
    assert set(found(service, "كانون +الثاني")) == {"two", "joined", "apart"}


def test_a_month_is_one_word_of_the_question(service: SearchService) -> None:
    assert set(found(service, "القمة كانون الثاني", "strict")) == {"one", "two", "joined", "maghreb"}
    assert "apart" not in found(service, "قمة -كانون الثاني")


def test_names_with_servant_and_father_are_found_in_one_word_and_in_two(service: SearchService) -> None:
    servants = {
        "servant": ["عبدالعزيز"],
        "servant in two": ["عبد", "العزيز"],
        "to the servant": ["لعبدالعزيز"],
    }
    assert found(service, "عبد العزيز") == servants
    assert found(service, "عبدالعزيز") == servants
    assert found(service, "أبو ظبي") == {"city": ["أبوظبي"], "city in two": ["أبو", "ظبي"]}
    assert found(service, "أبوظبي") == {"city": ["أبوظبي"], "city in two": ["أبو", "ظبي"]}
    assert found(service, "أبواب") == {"doors": ["أبواب"]}
    assert set(found(service, '"عبد العزيز"')) == {"servant in two"}
