from __future__ import annotations

import json

import pytest
from flask.testing import FlaskClient


def test_completions_lead_to_what_they_name(client: FlaskClient) -> None:
    response = client.get("/api/v1/suggest", query_string={"q": "الجابر"})
    assert response.status_code == 200
    [person] = json.loads(response.text)["suggestions"]
    assert (person["kind"], person["text"], person["count"]) == ("person", "سلطان الجابر", 2)
    assert json.loads(client.get(person["href"]).text)["total"]["value"] > 0


def test_words_are_searched_and_titles_are_articles(client: FlaskClient) -> None:
    answer = json.loads(client.get("/api/v1/suggest", query_string={"q": "المناخ"}).text)
    word, title = answer["suggestions"]
    assert word["id"] is None
    assert json.loads(client.get(word["href"]).text)["query"]["q"] == "المناخ"
    assert json.loads(client.get(title["href"]).text)["id"] == title["id"] == "env/2022 417"


def test_an_unchanged_answer_is_not_sent_again(client: FlaskClient) -> None:
    first = client.get("/api/v1/suggest", query_string={"q": "المناخ"})
    again = client.get(
        "/api/v1/suggest", query_string={"q": "المناخ"}, headers={"If-None-Match": first.headers["ETag"]}
    )
    assert again.status_code == 304


@pytest.mark.parametrize("query", ["q=x&size=0", "q=x&size=21", "q=x&size=many", "prefix=x", "q=x&q=y"])
def test_bad_parameters_are_told(client: FlaskClient, query: str) -> None:
    response = client.get(f"/api/v1/suggest?{query}")
    assert response.status_code == 422
    assert json.loads(response.text)["code"] == "invalid-parameter"
