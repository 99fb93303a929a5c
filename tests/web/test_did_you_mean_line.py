"""A proposed query is a link on the page and a field of the API."""

from __future__ import annotations

import json
from dataclasses import replace
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient

from searchapp.model import SearchPage, SearchRequest, Suggestion

PROPOSED = Suggestion("قمة المناخ", ((4, 10),), 48)


@pytest.fixture
def proposing(client: FlaskClient, service: Any, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    answer = service.search

    def search(request: SearchRequest) -> SearchPage:
        page: SearchPage = answer(request)
        return replace(page, suggestion=PROPOSED)

    monkeypatch.setattr(service, "search", search)
    return client


@pytest.mark.parametrize(("path", "asks"), [("/search", "هل تقصد:"), ("/en/search", "Did you mean:")])
@pytest.mark.parametrize("q", ["قمة", "ققققق"])
def test_the_page_links_to_the_proposed_query(proposing: FlaskClient, path: str, asks: str, q: str) -> None:
    text = unescape(proposing.get(path, query_string={"q": q, "source": "نشرة البيئة"}).text)
    line = text[text.index(asks) :].partition("</p>")[0]
    assert "قمة <b>المناخ</b>" in line
    link = line.partition('href="')[2].partition('"')[0]
    followed = proposing.get(link)
    assert followed.status_code == 200
    assert 'value="قمة المناخ"' in followed.text
    assert "source=" in link


def test_the_api_gives_the_query_its_changes_and_its_address(proposing: FlaskClient) -> None:
    answer = json.loads(proposing.get("/api/v1/search", query_string={"q": "قمة المناح", "page": 1}).text)
    found = answer["did_you_mean"]
    assert (found["q"], found["changed"], found["total"]) == ("قمة المناخ", [[4, 10]], 48)
    assert json.loads(proposing.get(found["href"]).text)["query"]["q"] == "قمة المناخ"


def test_nothing_proposed_is_null(client: FlaskClient) -> None:
    assert json.loads(client.get("/api/v1/search", query_string={"q": "قمة"}).text)["did_you_mean"] is None
    assert "هل تقصد" not in client.get("/search", query_string={"q": "قمة"}).text
