"""What goes beyond one page: places after which a search goes on, exports, all values of a facet."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from searchapp import Collection
from searchapp.model import FilterSet, SearchRequest
from searchapp.search.service import EXPORT_BATCH, SearchService

ARTICLES = EXPORT_BATCH + 130


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> SearchService:
    folder = tmp_path_factory.mktemp("many")
    records = [
        {
            "id": f"n{number:04}",
            "title": f"خبر عن البحر {number}",
            "content": "نص عن البحر " + "والبحر " * (number % 7) + f"رقم {number} كتبه كاتب.",
            "source": f"أخبار {number % 12}" if number % 5 else "نشرة الأحوال",
            "published": f"20{10 + number % 9}-03-04",
        }
        for number in range(ARTICLES)
    ]
    (folder / "a.json").write_text(json.dumps(records, ensure_ascii=False), encoding="utf-8")
    return Collection.build([folder / "a.json"], index=folder / "ix", workers=1).service()


@pytest.mark.parametrize("sort", ["relevance", "recent", "newest", "oldest"])
def test_going_on_gives_the_order_of_the_pages(service: SearchService, sort: str) -> None:
    request = SearchRequest(q="البحر", size=100, facets=(), sort=sort)  # type: ignore[arg-type]  # a parameter
    pages = [hit.id for page in range(1, 8) for hit in service.search(replace(request, page=page)).hits]
    onwards: list[str] = []
    page = service.search(request)
    while True:
        onwards.extend(hit.id for hit in page.hits)
        if page.next is None:
            break
        page = service.search(replace(request, after=page.next))
    assert onwards == pages
    assert len(set(pages)) == ARTICLES


def test_an_export_has_every_article_in_the_order_of_the_search(service: SearchService) -> None:
    request = SearchRequest(q="البحر", size=100, facets=(), sort="newest")
    export = service.export(request)
    ids = [stored.article.id for stored in export.articles]
    assert export.total == len(ids) == ARTICLES
    assert ids[:100] == [hit.id for hit in service.search(request).hits]


def test_values_are_found_by_the_beginnings_of_their_words(service: SearchService) -> None:
    found = service.facet_values(SearchRequest(q="البحر"), "source", "اخبار 1")
    assert {value.value for value in found.values} == {"أخبار 1", "أخبار 10", "أخبار 11"}
    assert found.distinct == 3
    assert [value.value for value in service.facet_values(SearchRequest(), "source", "احوال").values] == [
        "نشرة الأحوال"
    ]
    assert not service.facet_values(SearchRequest(), "source", "بار").values


def test_a_chosen_value_is_marked_and_others_keep_their_counts(service: SearchService) -> None:
    request = SearchRequest(filters={"source": FilterSet(("أخبار 1",))})
    plain = {value.value: value.count for value in service.facet_values(SearchRequest(facet_size=50), "source").values}
    chosen = service.facet_values(request, "source", "أخبار")
    assert [value.value for value in chosen.values if value.selected] == ["أخبار 1"]
    assert all(plain[value.value] == value.count for value in chosen.values)


def test_without_marks_a_hit_has_no_highlights(service: SearchService) -> None:
    assert service.search(SearchRequest(q="البحر", marked=False, size=1)).hits[0].highlights == {}
