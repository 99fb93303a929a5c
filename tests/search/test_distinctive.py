from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest

from searchapp import Collection
from searchapp.engine.base import Reader, ValueInfo
from searchapp.model import FacetValue
from searchapp.search.distinctive import LEAST_COUNT, Background


class Info:
    articles = 1_000


class FewValues:
    info = Info()

    def values(self, keyword: str) -> list[ValueInfo]:
        counts = {"everywhere": 500, "here": 40, "once": 1, "twice the usual": 100}
        return [ValueInfo(value, value, count) for value, count in counts.items()]


def order(counts: dict[str, int], total: int) -> list[str]:
    background = Background(cast(Reader, FewValues()))
    values = [FacetValue(value, value, count) for value, count in counts.items()]
    return [one.value.value for one in background.distinctive("person", values, total)]


def test_what_is_frequent_everywhere_does_not_stand_out() -> None:
    assert order({"everywhere": 52, "here": 30, "twice the usual": 20}, 100) == ["here", "twice the usual"]


def test_a_single_article_says_nothing() -> None:
    assert order({"once": 1, "here": LEAST_COUNT - 1}, 10) == []


def test_a_value_that_the_collection_does_not_have_is_left_out() -> None:
    assert order({"unheard of": 5}, 10) == []


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Collection:
    corpus = Path(__file__).parents[2] / "corpus"
    return Collection.build([corpus], index=tmp_path_factory.mktemp("ix"))


def test_the_lift_is_the_ratio_of_the_shares(collection: Collection) -> None:
    page = collection.search("المناخ", facet_size=100)
    service = collection.service()
    found = service.distinctive("place", page.facets["place"], page.total)
    assert found
    everything = service.info.articles
    for one in found:
        overall = collection.search(entity=one.value.value, size=1).total
        assert one.overall == overall
        assert one.lift == pytest.approx((one.value.count / page.total) / (overall / everything))
