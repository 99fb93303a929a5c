from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient


def html(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.get_data(as_text=True)


def names(page: str) -> list[str]:
    return re.findall(r'<span class="fv-name"><bdi[^>]*>([^<]*)</bdi>', page)


def test_a_facet_without_scripts_is_searched_by_a_form_that_keeps_the_search(client: FlaskClient) -> None:
    page = html(client, "/search?q=المناخ&from=2019&mode=exact&sort=newest&page=2&source=-نشرة العلوم&facet_size=1")
    form = re.search(r'<form class="facet-find" action="/facet/source"[^>]*>(.*?)</form>', page, re.S)
    assert form
    kept = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[1]))
    assert kept == {"q": "المناخ", "from": "2019", "mode": "exact", "source": "-نشرة العلوم"}
    found = client.get("/facet/source", query_string={**kept, "filter": "البي"})
    assert names(found.get_data(as_text=True)) == ["نشرة البيئة"]


def test_what_the_page_lists_is_what_the_facet_counts(client: FlaskClient) -> None:
    page = html(client, "/facet/place?q=المناخ")
    values = client.get("/api/v1/facets/place", query_string={"q": "المناخ"}).get_json()["facet"]["values"]
    assert names(page) == [value["label"] for value in values]
    for value in values:
        assert client.get(value["href"]).get_json()["total"]["value"] == value["count"]


def test_choosing_a_value_leads_back_to_the_results(client: FlaskClient) -> None:
    page = html(client, "/en/facet/place?q=المناخ&from=2019")
    link = re.search(r'<a class="fv-link" href="([^"]*)"', page)
    assert link
    address = link[1].replace("&amp;", "&")
    assert address.startswith("/en/search?q=")
    assert "from=2019" in address
    assert client.get(address).status_code == 200


def test_distinctive_names_are_offered_only_for_a_part_of_the_collection(client: FlaskClient) -> None:
    assert "order=distinctive" in html(client, "/facet/person?q=قمة")
    assert "order=distinctive" not in html(client, "/facet/person")
    assert "order=distinctive" not in html(client, "/facet/source?q=قمة")
    assert "order=distinctive" not in html(client, "/facet/place?q=قمة&place=دبي")


def test_the_distinctive_order_is_that_of_the_api(client: FlaskClient) -> None:
    found = client.get("/api/v1/distinctive", query_string={"q": "قمة"}).get_json()
    people = [one for one in found["names"] if one["kind"] == "person"]
    assert people
    assert names(html(client, "/facet/person?q=قمة&order=distinctive")) == [one["label"] for one in people]
    for one in found["names"]:
        assert one["count"] <= one["overall"]
        assert one["lift"] > 1
        assert client.get(one["href"]).get_json()["total"]["value"] == one["count"]


@pytest.mark.parametrize("address", ["/facet/none", "/facet/date", "/facet/entity"])
def test_there_is_no_page_of_what_is_no_facet(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("query", ["order=x", "filter=" + "ا" * 101, "page=2", "nothing=1"])
def test_what_a_facet_does_not_take_is_refused(client: FlaskClient, query: str) -> None:
    assert client.get(f"/facet/place?{query}").status_code == 422
