from __future__ import annotations

from dataclasses import replace
from datetime import date
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.model import FilterSet, SearchRequest
from searchapp.web.params import read_search
from searchapp.web.urls import (
    Face,
    Links,
    Neighbours,
    between,
    excluded,
    first_bound,
    is_filtered,
    last_bound,
    page_range,
    toggled,
    without,
    without_filters,
)

AR = Links("ar", 10)
PLAIN = SearchRequest(size=10)

values = st.text("ابتثج -+&=?#/%:x1", min_size=1, max_size=6).map(str.strip).filter(lambda v: v.strip(" -+"))
days = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@st.composite
def requests(draw: st.DrawFn) -> SearchRequest:
    names = draw(st.lists(st.sampled_from(["source", "author", "entity"]), unique=True))
    filters = {}
    for name in names:
        chosen = draw(st.lists(values, min_size=1, max_size=3, unique=True))
        cut = draw(st.integers(0, len(chosen)))
        filters[name] = FilterSet(tuple(chosen[:cut]), tuple(v.lstrip("+-").strip() or "ا" for v in chosen[cut:])[:1])
        if not (filters[name].include or filters[name].exclude):
            del filters[name]
    first, last = sorted((draw(days), draw(days)))
    return SearchRequest(
        q=draw(st.text(max_size=20)).strip(),
        filters=filters,
        date_from=draw(st.sampled_from([None, first])),
        date_to=draw(st.sampled_from([None, last])),
        sort=draw(st.sampled_from([None, "newest", "oldest", "relevance"])),
        mode=draw(st.sampled_from(["auto", "exact", "all"])),
        page=draw(st.integers(1, 100)),
        size=draw(st.integers(1, 100)),
        facets=draw(st.sampled_from([(), ("source",), ("source", "organisation", "date"), PLAIN.facets])),
        facet_size=draw(st.integers(1, 100)),
        interval=draw(st.sampled_from([None, "day", "year"])),
    )


def read_back(address: str) -> SearchRequest:
    return read_search(parse_qs(urlsplit(address).query, keep_blank_values=True), 10).request


@given(requests())
def test_an_address_reads_back_as_the_same_search(asked: SearchRequest) -> None:
    address = AR.search(asked)
    assert read_back(address) == asked
    assert address == AR.search(read_back(address))


@given(
    requests(), st.sampled_from(["ar", "en", "api"]), st.sampled_from(["source", "organisation", "entity"]), st.data()
)
def test_neighbours_are_written_like_the_searches_that_they_are(
    asked: SearchRequest, face: Face, name: str, data: st.DataObject
) -> None:
    links = Links(face, 10)
    near = Neighbours(links, asked)
    known = asked.filters.get(name, FilterSet())
    value = data.draw(values | st.sampled_from((*known.include, *known.exclude, "organisation:جامعه")))
    first, last = data.draw(st.none() | days), data.draw(st.none() | days)
    assert near.itself() == links.search(asked)
    assert near.page(3) == links.search(replace(asked, page=3))
    assert near.toggled(name, value) == links.search(toggled(asked, name, value))
    assert near.excluded(name, value) == links.search(excluded(asked, name, value))
    assert near.between(first, last) == links.search(between(asked, first, last))
    assert near.article("أ/1") == links.article("أ/1", replace(asked, page=1))


def test_usual_values_are_left_out() -> None:
    assert AR.search(PLAIN) == "/search"
    assert Links("en", 10).search(SearchRequest(q="قمة", size=10)) == "/en/search?q=%D9%82%D9%85%D8%A9"
    assert Links("api", 10).search(SearchRequest(size=10)) == "/api/v1/search?size=10"


def test_the_order_is_canonical_whatever_was_asked_first() -> None:
    one = read_search({"to": ["2016"], "source": ["ب"], "q": ["ا"]}, 10).request
    two = read_search({"q": ["ا"], "source": ["ب"], "to": ["2016-12-31"]}, 10).request
    assert AR.search(one) == AR.search(two) == "/search?q=%D8%A7&source=%D8%A8&to=2016"


@given(days)
def test_bounds_are_as_short_as_they_can_be(day: date) -> None:
    request = read_search({"from": [first_bound(day).text], "to": [last_bound(day).text]}, 10).request
    assert (request.date_from, request.date_to) == (day, day)


def test_choosing_and_letting_go() -> None:
    chosen = toggled(SearchRequest(page=7, size=10), "source", "ا")
    assert chosen.filters == {"source": FilterSet(("ا",))}
    assert chosen.page == 1
    assert toggled(chosen, "source", "ا").filters == {}
    barred = excluded(chosen, "source", "ا")
    assert barred.filters == {"source": FilterSet((), ("ا",))}
    assert toggled(barred, "source", "ا").filters == {}
    assert without(toggled(chosen, "source", "ب"), "source", "ا").filters == {"source": FilterSet(("ب",))}


def test_an_entity_is_let_go_by_its_id() -> None:
    chosen = read_search({"person": ["أنطونيو غوتيريش"]}, 10).request
    key = chosen.filters["person"].include[0]
    assert toggled(chosen, "person", f"person:{key}").filters == {}


def test_filters_and_dates_go_together() -> None:
    asked = between(toggled(PLAIN, "place", "دبي"), date(2020, 1, 1), None)
    assert is_filtered(asked)
    assert without_filters(asked) == PLAIN


@pytest.mark.parametrize("article_id", ["a", "env/2022 417", "/abs", "a?b#c", "100%", "مقالة", "a//b", "a&b=c"])
def test_any_id_has_an_address(article_id: str) -> None:
    path = AR.article(article_id)
    assert unquote(path.removeprefix("/article/")) == article_id
    assert not {"?", "#"} & set(path)


def test_an_article_remembers_the_search() -> None:
    asked = read_search({"q": ["قمة"], "source": ["ا"]}, 10).request
    assert AR.article("x", asked, 3) == "/article/x?q=%D9%82%D9%85%D8%A9&source=%D8%A7&hit=3#hit-3"
    assert Links("api", 10).article("x", asked) == "/api/v1/articles/x?q=%D9%82%D9%85%D8%A9"


def test_the_pager_keeps_both_ends() -> None:
    assert page_range(1, 1) == [1]
    assert page_range(1, 21) == [1, 2, 3, None, 21]
    assert page_range(10, 21) == [1, None, 8, 9, 10, 11, 12, None, 21]
