from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from searchapp.config import Settings
from searchapp.errors import IndexCorruptError, QueryTooComplexError
from searchapp.web.app import create_app
from searchapp.web.problems import STATUS
from searchapp.web.security import HEADERS

PROBLEM = "application/problem+json"


def get(client: FlaskClient, path: str, **query: object) -> Any:
    response = client.get(path, query_string=query or None)
    assert response.status_code == 200, response.text
    assert response.content_type == "application/json"
    return response.get_json()


def test_an_answer_has_every_part(client: FlaskClient) -> None:
    answer = get(client, "/api/v1/search", q="قمة المناخ", source="نشرة البيئة", size=5)
    assert answer["query"]["q"] == "قمة المناخ"
    read = answer["query"]["interpreted"][1]
    assert (read["text"], read["span"], read["folded"], read["stem"]) == ("المناخ", [4, 10], "المناخ", "مناخ")
    assert (read["stop"], read["phrase"], read["negated"]) == (False, False, False)
    assert answer["total"] == {"value": 1, "relation": "exact"}
    hit = answer["hits"][0]
    assert (hit["id"], hit["url"]) == ("env/2022 417", "https://example.org/env/417")
    assert hit["source"] == {"id": "نشرة البيئة", "name": "نشرة البيئة"}
    assert hit["published_at"] == "2022-11-20"
    assert hit["published"] == {"date": "2022-11-20", "precision": "day", "origin": "given", "approximate": False}
    assert hit["entities"][0] == {"id": "person:سلطان الجابر", "name": "سلطان الجابر", "type": "person", "count": 2}
    assert (hit["lang"], hit["dir"], hit["level"]) == ("ar", "rtl", "exact")
    title = hit["highlights"]["title"][0]
    assert title["marks"] == [[0, 3, "exact"], [4, 10, "exact"]]
    assert title["html"].startswith("<mark>قمة المناخ</mark> ")
    assert hit["links"]["self"].startswith("/api/v1/articles/env%2F2022%20417?q=")
    assert answer["paging"] == {"page": 1, "size": 5, "pages": 1, "next": None, "prev": None, "cursor": None}
    assert answer["meta"] == {"took_ms": 3.4, "engine": "fake", "generation": "20261123T101200-7f3a", "partial": False}


def test_facets_lead_on(client: FlaskClient) -> None:
    answer = get(client, "/api/v1/search", q="المناخ", source="نشرة العلوم")
    values = {value["value"]: value for value in answer["facets"]["source"]["values"]}
    assert values["نشرة العلوم"]["selected"] is True
    assert get(client, values["نشرة العلوم"]["href"])["total"]["value"] == 49
    assert get(client, values["نشرة السياسة"]["href"])["total"]["value"] == 3
    bars = answer["facets"]["date"]["values"]
    assert answer["facets"]["date"]["missing"] == 1
    assert get(client, bars[-1]["href"])["total"]["value"] == bars[-1]["count"]


def test_pages_lead_on(client: FlaskClient) -> None:
    address, seen = "/api/v1/search?q=المناخ&size=20&facets=none", list[str]()
    while address:
        answer = get(client, address)
        seen.extend(hit["id"] for hit in answer["hits"])
        assert answer["facets"] == {}
        address = answer["paging"]["next"]
    assert len(seen) == len(set(seen)) == 49


def test_no_link_leads_past_the_window(client: FlaskClient) -> None:
    answer = get(client, "/api/v1/search", page=100, size=100)
    assert answer["paging"]["next"] is None


def test_an_article(client: FlaskClient) -> None:
    answer = get(client, "/api/v1/articles/env%2F2022%20417", q="المناخ")
    assert answer["id"] == "env/2022 417"
    assert "".join(p["text"] for p in answer["highlights"]["body"]) in answer["body"].replace("\n\n", "")
    assert any("<mark>المناخ</mark>" in p["html"] for p in answer["highlights"]["body"])
    assert answer["links"]["html"].startswith("/article/env%2F2022%20417?q=")


@pytest.mark.parametrize(
    ("path", "status", "code", "parameters"),
    [
        ("/api/v1/search?page=0", 422, "invalid-parameter", ["page"]),
        ("/api/v1/search?page=x&from=y", 422, "invalid-parameter", ["from", "page"]),
        ("/api/v1/search?serch=x", 422, "invalid-parameter", ["serch"]),
        ("/api/v1/search?cursor=x", 422, "invalid-parameter", ["cursor"]),
        ("/api/v1/search?page=500&size=100", 400, "page-too-deep", ["page"]),
        ("/api/v1/articles/none", 404, "not-found", ["id"]),
        ("/api/v1/articles/none/related", 404, "not-found", ["id"]),
        ("/api/v1/entities/place%3Anowhere", 404, "not-found", ["id"]),
        ("/api/v1/entities/place%3Anowhere?q=x", 422, "invalid-parameter", ["q"]),
        ("/api/v1/articles/month/related?size=21", 422, "invalid-parameter", ["size"]),
        ("/api/v1/articles/month/related?q=x", 422, "invalid-parameter", ["q"]),
        ("/api/v1/articles/month?source=x", 422, "invalid-parameter", ["source"]),
        ("/api/v1/articles/month?mode=x", 422, "invalid-parameter", ["mode"]),
        ("/api/v1/nothing", 404, "not-found", []),
        ("/api/", 404, "not-found", []),
    ],
)
def test_problems(client: FlaskClient, path: str, status: int, code: str, parameters: list[str]) -> None:
    response = client.get(path)
    assert response.status_code == status
    assert response.content_type == PROBLEM
    problem = json.loads(response.text)
    assert (problem["status"], problem["code"], problem["type"]) == (status, code, f"/problems/{code}")
    assert sorted(e["parameter"] for e in problem["errors"]) == parameters
    assert all(e["message"] and e["message_ar"] for e in problem["errors"])
    assert problem["title"]
    assert problem["title_ar"]
    assert problem["instance"].startswith("urn:uuid:")
    assert response.headers["Cache-Control"] == "no-store"
    assert client.get(problem["type"]).status_code == 200


def test_other_methods_are_refused_with_a_list_of_the_right_ones(client: FlaskClient) -> None:
    response = client.post("/api/v1/search")
    assert (response.status_code, response.content_type) == (405, PROBLEM)
    assert "GET" in response.headers["Allow"]
    assert client.delete("/search").status_code == 405


def test_an_answer_is_validated_by_its_tag(client: FlaskClient, service: Any) -> None:
    first = client.get("/api/v1/search?q=المناخ&page=1")
    tag = first.headers["ETag"]
    before = service.searches
    again = client.get("/api/v1/search?q=المناخ", headers={"If-None-Match": tag})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    assert service.searches == before
    assert "max-age=60" in again.headers["Cache-Control"]
    assert client.get("/api/v1/search?q=البحر", headers={"If-None-Match": tag}).status_code == 200


def test_alive_and_ready(client: FlaskClient) -> None:
    assert get(client, "/healthz")["status"] == "ok"
    assert get(client, "/readyz") == {
        "status": "ready",
        "generation": "20261123T101200-7f3a",
        "articles": 49,
        "stale": False,
        "reason": None,
    }


def failing(error: Exception) -> Callable[[], Any]:
    def provide() -> Any:
        raise error

    return provide


def test_without_an_index_it_is_alive_but_not_ready() -> None:
    app = create_app(failing(IndexCorruptError("/srv/secret/index: bad file", "ملف تالف")), Settings())
    client = app.test_client()
    assert client.get("/healthz").status_code == 200
    for path in ("/readyz", "/api/v1/search", "/", "/search", "/article/x"):
        response = client.get(path)
        assert response.status_code == 503, path
        assert "secret" not in response.text
        assert response.headers["Retry-After"]
    assert client.get("/readyz").get_json()["code"] == "index-unavailable"


@pytest.mark.parametrize("path", ["/api/v1/search", "/search", "/en/search", "/", "/article/x"])
def test_a_fault_tells_nothing(path: str, caplog: pytest.LogCaptureFixture) -> None:
    client = create_app(failing(ZeroDivisionError("secret detail")), Settings()).test_client()
    response = client.get(path)
    assert response.status_code == 500
    assert not {"secret", "Traceback", "ZeroDivisionError"} & set(response.text.replace("<", " ").split())
    assert "secret detail" not in response.text
    assert response.headers["X-Request-Id"] in caplog.text
    assert "secret detail" in caplog.text


def test_errors_of_a_query_reach_both_faces() -> None:
    error = QueryTooComplexError("Too many.", "كلمات كثيرة.", parameter="q", span=(0, 3), hint_ar="قصّر.")
    client = create_app(failing(error), Settings()).test_client()
    problem = client.get("/api/v1/search?q=abc").get_json()
    assert (problem["code"], problem["status"]) == ("query-too-complex", 400)
    assert problem["errors"][0]["span"] == [0, 3]
    page = client.get("/search?q=abc")
    assert page.status_code == 400
    assert "كلمات كثيرة." in page.text
    assert "قصّر." in page.text
    assert "Too many." in client.get("/en/search?q=abc").text


ROUTES = [
    "/", "/en/", "/search", "/search?q=المناخ", "/search?q=لاشيء", "/search?page=x", "/article/month", "/article/none",
    "/en/article/month", "/api/v1/analyze?text=x", "/api/v1/entities/place%3Ax", "/api/v1/explain/month?q=x",
    "/api/v1/search", "/api/v1/search?page=x", "/api/v1/articles/month", "/api/v1/none", "/none",
    "/healthz", "/readyz", "/static/bahith.css", "/static/none", "/problems/not-found", "/problems/none",
    "/preferences", "/api/v1/suggest?q=المناخ", "/names", "/api-docs", "/entity/place%3Aدبي", "/entity/none",
    "/compare?q=المناخ&q=قمة",
    "/compare?a=1", "/analyze?text=المناخ", "/feed.atom?q=المناخ", "/feed.atom?page=x", "/feed.json?q=المناخ",
    "/api/v1/facets/source", "/api/v1/facets/none", "/api/v1/stats",
    "/api/v1/distinctive?q=باكو", "/facet/person?q=المناخ", "/facet/none", "/build", "/build?x=1",
    "/api/v1/export.jsonl", "/api/v1/export.csv", "/metrics", "/openapi.json",
]  # fmt: skip


@pytest.mark.parametrize("path", ROUTES)
def test_every_answer_is_locked_down(client: FlaskClient, path: str) -> None:
    with client.get(path) as read, client.post(path, data={"theme": "dark"}) as sent:
        for response in (read, sent):
            for name, value in HEADERS.items():
                assert response.headers[name] == value, (path, name)
            policy = response.headers["Content-Security-Policy"]
            assert policy.startswith("default-src 'none'")
            assert "unsafe" not in policy


def test_the_list_of_routes_is_whole(app: Flask) -> None:
    rooms = {re.sub("^/en(?=/)", "", rule.rule).split("<")[0].rstrip("/") for rule in app.url_map.iter_rules()}
    tried = {path.split("?")[0] for path in ROUTES}
    assert {room for room in rooms if not any(path.startswith(room) for path in tried)} == set()


def test_every_code_has_its_texts(client: FlaskClient) -> None:
    for code in STATUS:
        assert client.get(f"/en/problems/{code}").status_code == 200


def test_an_answer_is_kept_for_whoever_asks_next(client: FlaskClient, service: Any) -> None:
    first = client.get("/api/v1/search?q=المناخ")
    before = service.searches
    again = client.get("/api/v1/search?page=1&q=المناخ")
    assert (again.data, again.headers["ETag"]) == (first.data, first.headers["ETag"])
    assert service.searches == before
    page = client.get("/search?q=المناخ")
    asked = service.searches
    assert client.get("/search?q=المناخ").data == page.data
    assert service.searches == asked
    assert client.get("/en/search?q=المناخ").data != page.data


def test_a_part_of_an_answer_is_not_kept(client: FlaskClient, service: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = service.search
    monkeypatch.setattr(service, "search", lambda request: replace(whole(request), partial=True))
    for address in ("/api/v1/search?q=المناخ", "/search?q=المناخ"):
        client.get(address)
        before = service.searches
        client.get(address)
        assert service.searches > before


def test_an_entity(client: FlaskClient) -> None:
    named = next(hit for hit in get(client, "/api/v1/search", size=100)["hits"] if hit["entities"])["entities"][0]
    answer = get(client, f"/api/v1/entities/{quote(named['id'], safe='')}")
    assert (answer["id"], answer["kind"], answer["label"]) == (named["id"], named["type"], named["name"])
    assert answer["articles"] == client.get(answer["links"]["search"]).get_json()["total"]["value"] > 0
    assert client.get(answer["links"]["html"]).status_code == 200
    assert answer["variants"][0]["count"] > 0
    assert set(answer["companions"]) == {"person", "organisation", "place"}
    assert answer["sources"]["values"][0]["count"] > 0


def test_related_articles(client: FlaskClient) -> None:
    answer = get(client, "/api/v1/articles/env%2F2022%20417/related", size=2)
    assert answer["id"] == "env/2022 417"
    assert len(answer["articles"]) == 2
    for line in answer["articles"]:
        assert line["id"] != answer["id"]
        assert client.get(line["links"]["self"]).get_json()["title"] == line["title"]
        assert client.get(line["links"]["html"]).status_code == 200


def test_the_article_page_leads_to_related_articles(client: FlaskClient) -> None:
    page = client.get("/article/env%2F2022%20417").get_data(as_text=True)
    assert 'id="related"' in page
    assert "في الموضوع نفسه" in page
    assert client.get("/en/article/month").get_data(as_text=True).count("On the same subject") == 1


def test_a_score_explained(client: FlaskClient) -> None:
    answer = get(client, "/api/v1/explain/env%2F2022%20417", q="المناخ")
    assert (answer["id"], answer["q"], answer["stage"], answer["score"]) == ("env/2022 417", "المناخ", "second", 2.0)
    assert answer["parts"][0]["form"] == "مناخ"
    assert client.get("/api/v1/explain/env%2F2022%20417?q=غائب").get_json()["code"] == "not-found"
    assert client.get("/api/v1/explain/none?q=المناخ").status_code == 404


def test_a_text_analysed(client: FlaskClient) -> None:
    answer = get(client, "/api/v1/analyze", text="في المدارس")
    assert [(token["text"], token["start"], token["stem"], token["stop"]) for token in answer["tokens"]] == [
        ("في", 0, "في", True),
        ("المدارس", 3, "مدارس", False),
    ]
    assert client.get("/api/v1/analyze?text=" + "x" * 2001).get_json()["code"] == "invalid-parameter"
    assert client.get("/api/v1/analyze?q=x").status_code == 422
