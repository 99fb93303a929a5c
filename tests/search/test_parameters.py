from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from searchapp import Collection
from searchapp.errors import InvalidParameterError, PageTooDeepError
from searchapp.model import FilterSet, SearchRequest
from searchapp.search.parameters import check_request, parse_day, split_filter

RECORDS = """[
 {"id": "1", "title": "زيارة جوزيب بوريل", "content": "زار جوزيب بوريل كييف.", "source": "نشرة", "date": "2022-11-06"},
 {"id": "2", "title": "-خبر", "content": "نص آخر.", "source": "-مجلة", "date": "2023-01-02"}
]"""


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collection]:
    folder = tmp_path_factory.mktemp("two")
    (folder / "articles.json").write_text(RECORDS, encoding="utf-8")
    made = Collection.build(str(folder / "articles.json"), index=folder / "ix")
    yield made
    made.service().close()


@pytest.mark.parametrize(
    "given",
    [
        {"sort": "newset"}, {"mode": "fuzzy"}, {"interval": "hour"}, {"facets": ("colour",)},
        {"page": 0}, {"size": 101}, {"facet_size": 0}, {"filters": {"colour": FilterSet(("red",))}},
    ],
)  # fmt: skip
def test_what_means_nothing_is_refused_by_its_name(given: dict[str, Any]) -> None:
    with pytest.raises(InvalidParameterError) as caught:
        check_request(replace(SearchRequest(), **given))
    assert caught.value.parameter == next(iter(given))
    check_request(SearchRequest(sort="oldest", mode="all", interval="week", facets=("author", "date")))


def test_the_window_has_an_end() -> None:
    with pytest.raises(PageTooDeepError):
        check_request(SearchRequest(page=101, size=100))


def test_a_plus_takes_the_rest_as_written() -> None:
    assert split_filter(["-ا", "+-ب", "+ج", "-", " ", "ج"]) == FilterSet(("-ب", "ج"), ("ا",))
    assert split_filter("نشرة البيئة") == FilterSet(("نشرة البيئة",))


def test_days_are_read_alike_from_numbers_words_and_dates() -> None:
    assert parse_day("from", 2022, "first") == date(2022, 1, 1)
    assert parse_day("to", "نوفمبر 2022", "last") == date(2022, 11, 30)
    assert parse_day("to", date(2022, 5, 1), "last") == date(2022, 5, 1)
    assert parse_day("to", "", "last") is None
    with pytest.raises(InvalidParameterError) as caught:
        parse_day("date_to", "زيتون", "last")
    assert caught.value.parameter == "date_to"


def test_one_value_needs_no_list(collection: Collection) -> None:
    assert collection.search(source="نشرة").total == 1
    assert collection.search(source="+-مجلة").total == 1
    assert collection.search(source="-نشرة").total == 1
    assert collection.search(person="جوزيب بوريل").total == 1
    assert collection.search(entity="جوزيب بوريل").total == 1
    assert collection.search(entity="person:جوزيب بوريل").total == 1


def test_a_year_as_a_number_and_the_facets_asked_for(collection: Collection) -> None:
    page = collection.search(date_from=2023, facets="source", facet_size=1)
    assert (page.total, list(page.facets), page.histogram) == (1, ["source"], None)
    monthly = collection.search(facets=["date"], interval="month")
    assert monthly.histogram
    assert monthly.histogram.interval == "month"


def test_an_unknown_filter_value_is_told(collection: Collection) -> None:
    for given in ({"source": "لا شيء"}, {"entity": "foo:bar"}, {"person": "لا شيء"}, {"entity": "person:لا شيء"}):
        page = collection.search(**given)  # type: ignore[arg-type]  # each is one of the filters
        assert page.total == 0
        assert [notice.code for notice in page.notices] == ["no-such-value"]
    assert "لا شيء" in collection.search(source="لا شيء").notices[0].message_ar
    assert not collection.search(source="نشرة", person="جوزيب بوريل").notices


def test_the_same_is_said_once(collection: Collection) -> None:
    notices = collection.search("((زيارة").notices
    assert [notice.code for notice in notices] == ["bracket-unclosed"]


def test_one_path_is_one_path(tmp_path: Path) -> None:
    file = tmp_path / "articles.json"
    file.write_text(RECORDS, encoding="utf-8")
    assert Collection.build(file, index=tmp_path / "ix").search().total == 2
