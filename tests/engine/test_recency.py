"""Scores that fade with age, beside what the oracle tests of agreement generate."""

from __future__ import annotations

from dataclasses import replace

import pytest

from searchapp.engine.base import Plan, Recency
from searchapp.model import AnalyzedArticle, Published
from tests.engine.conftest import Load
from tests.engine.corpora import DAYS, WEIGHTS, analyzed, word

NEWEST = max(DAYS).toordinal()
PLAN = Plan(word("نيل"), WEIGHTS)


def dated(article_id: str, day: int | None) -> AnalyzedArticle:
    article = analyzed(article_id, "نيل")
    published = None if day is None else Published(max(DAYS).fromordinal(day), "day", "given")
    return replace(article, article=replace(article.article, published=published))


def test_half_of_what_may_fade_is_left_after_the_half_life(load: Load) -> None:
    reader = load([dated("old", NEWEST - 30), dated("new", NEWEST), dated("later", NEWEST + 5), dated("none", None)])
    plain = reader.search(PLAN).hits[0].score
    page = reader.search(PLAN._replace(recency=Recency(NEWEST, half_life=30.0, share=0.6)))
    faded = {hit.id: hit.score / plain for hit in page.hits}
    assert faded == pytest.approx({"later": 1.0, "new": 1.0, "old": 0.7, "none": 0.4})
    assert [hit.id for hit in page.hits] == ["later", "new", "old", "none"]


def test_an_order_by_day_does_not_fade(load: Load) -> None:
    reader = load([dated("old", NEWEST - 30), dated("new", NEWEST)])
    by_day = PLAN._replace(sort="oldest")
    assert reader.search(by_day._replace(recency=Recency(NEWEST, 1.0, 1.0))) == reader.search(by_day)
