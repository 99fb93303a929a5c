"""Cursors, what an answer is trimmed to, facet search, figures, exports, origins, limits, counts, the description."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import fields
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from searchapp.config import Settings
from searchapp.errors import CursorExpiredError, InvalidParameterError
from searchapp.model import Cursor, SearchRequest
from searchapp.web.app import create_app
from searchapp.web.cursors import CursorSeal
from searchapp.web.exports import EXPORT_FIELDS
from searchapp.web.metrics import Metrics
from searchapp.web.openapi import OPERATIONS, document
from searchapp.web.params import ANSWER_PARAMETERS, EXPORT_PARAMETERS, FACET_PARAMETERS, HIT_FIELDS, SEARCH_PARAMETERS
from searchapp.web.rate_limit import RateLimit
from searchapp.web.schemas import HitItem

GENERATION = "20261123T101200-7f3a"


def get(client: FlaskClient, path: str, **query: object) -> Any:
    response = client.get(path, query_string=query or None)
    assert response.status_code == 200, response.text
    return response.get_json()


def with_settings(service: Any, **changed: Any) -> FlaskClient:
    return create_app(lambda: service, Settings(**changed)).test_client()


@given(
    st.floats(allow_nan=False, allow_infinity=False), st.none() | st.integers(1, 999_999), st.text(min_size=1),
    st.text(max_size=20),
)  # fmt: skip
def test_a_cursor_gives_its_place_back(score: float, day: int | None, article_id: str, q: str) -> None:
    seal, asked, place = CursorSeal(), SearchRequest(q=q), Cursor(score, day, article_id)
    assert seal.read(seal.write("g", asked, place), "g", asked) == place


def test_a_cursor_belongs_to_one_search_of_one_generation() -> None:
    seal, asked, place = CursorSeal("a secret"), SearchRequest(q="قمة"), Cursor(1.0, None, "x")
    text = seal.write("g1", asked, place)
    assert CursorSeal("a secret").read(text, "g1", asked) == place
    for other_seal, generation in ((seal, "g2"), (CursorSeal("another"), "g1")):
        with pytest.raises(CursorExpiredError):
            other_seal.read(text, generation, asked)
    with pytest.raises(InvalidParameterError):
        seal.read(text, "g1", SearchRequest(q="بحر"))
    for broken in ("", "x", "؟", "a" * 5_000, text[:10]):
        with pytest.raises(InvalidParameterError):
            seal.read(broken, "g1", asked)


def test_cursors_lead_through_all_hits(client: FlaskClient) -> None:
    asked = {"q": "المناخ", "size": 7, "facets": "none"}
    seen: list[str] = []
    cursor: str | None = None
    while cursor or not seen:
        answer = get(client, "/api/v1/search", **asked, **({"cursor": cursor} if cursor else {}))
        seen.extend(hit["id"] for hit in answer["hits"])
        cursor = answer["paging"]["cursor"]
    assert len(seen) == len(set(seen)) == 49
    assert answer["paging"]["page"] is None


def test_a_cursor_and_a_page_exclude_each_other(client: FlaskClient) -> None:
    cursor = get(client, "/api/v1/search", q="المناخ", size=5)["paging"]["cursor"]
    response = client.get("/api/v1/search", query_string={"q": "المناخ", "cursor": cursor, "page": 2})
    assert response.status_code == 422
    expired = CursorSeal("old").write(GENERATION, SearchRequest(q="المناخ"), Cursor(1.0, None, "x"))
    gone = client.get("/api/v1/search", query_string={"q": "المناخ", "cursor": expired})
    assert (gone.status_code, gone.get_json()["code"]) == (410, "cursor-expired")


def test_hits_are_trimmed(client: FlaskClient) -> None:
    answer = get(client, "/api/v1/search", q="المناخ", fields="title,links", size=2)
    assert [set(hit) for hit in answer["hits"]] == [{"id", "title", "links"}] * 2
    assert set(answer["hits"][0]["links"]) == {"self", "html"}
    assert "fields=title" in answer["paging"]["next"]
    assert client.get("/api/v1/search?fields=titel").status_code == 422
    assert set(HIT_FIELDS) == {field.name for field in fields(HitItem)}


def test_marks_as_offsets(client: FlaskClient) -> None:
    hits = get(client, "/api/v1/search", q="قمة المناخ", highlight="offsets")["hits"]
    pieces = [piece for hit in hits for piece in hit["highlights"]["title"]]
    assert {piece["html"] for piece in pieces} == {None}
    assert any(piece["marks"] for piece in pieces)


def test_an_answer_has_twenty_hits_where_no_number_is_given(client: FlaskClient) -> None:
    assert len(get(client, "/api/v1/search", q="المناخ")["hits"]) == 20


def test_a_facet_is_searched(client: FlaskClient) -> None:
    answer = get(client, "/api/v1/facets/person", q="المناخ", filter="الجابر")
    assert [value["label"] for value in answer["facet"]["values"]] == ["سلطان الجابر"]
    assert "person=" in answer["facet"]["values"][0]["href"]
    assert client.get("/api/v1/facets/org").status_code == 200
    assert client.get("/api/v1/facets/date").status_code == 404
    assert client.get("/api/v1/facets/person?page=1").status_code == 422


def test_the_collection_in_figures(client: FlaskClient) -> None:
    answer = get(client, "/api/v1/stats")
    assert (answer["articles"], answer["first"], answer["distinct"]["person"]) == (49, "2019-01-05", 1)
    assert client.get("/api/v1/stats?q=x").status_code == 422


def test_exports_have_every_result(client: FlaskClient) -> None:
    lines = client.get("/api/v1/export.jsonl", query_string={"q": "المناخ"}).text.splitlines()
    rows = list(csv.DictReader(io.StringIO(client.get("/api/v1/export.csv?q=المناخ").text.removeprefix("\ufeff"))))
    assert [json.loads(line)["id"] for line in lines] == [row["id"] for row in rows]
    assert len(rows) == 49
    assert tuple(rows[0]) == EXPORT_FIELDS
    assert list(json.loads(client.get("/api/v1/export.jsonl?fields=title&rows=1").text)) == ["title"]


def test_an_export_is_never_cut_silently(service: Any) -> None:
    client = with_settings(service, export_rows=10)
    refused = client.get("/api/v1/export.csv")
    assert (refused.status_code, refused.get_json()["code"]) == (400, "export-too-large")
    assert len(client.get("/api/v1/export.jsonl?rows=10").text.splitlines()) == 10


def test_other_sites_read_only_what_is_allowed(service: Any) -> None:
    ours, foreign = {"Origin": "https://a.example"}, {"Origin": "https://b.example"}
    client = with_settings(service, cors_origins=("https://a.example",))
    allowed = client.get("/api/v1/search", headers=ours)
    assert allowed.headers["Access-Control-Allow-Origin"] == "https://a.example"
    assert "Origin" in allowed.headers["Vary"]
    assert client.options("/api/v1/search", headers=ours).headers["Access-Control-Allow-Methods"] == "GET"
    for response in (
        client.get("/api/v1/search", headers=foreign),
        client.get("/search", headers=ours),
        with_settings(service).get("/api/v1/search", headers=ours),
    ):
        assert "Access-Control-Allow-Origin" not in response.headers


def test_a_limit_is_told_and_kept(service: Any) -> None:
    client = with_settings(service, rate_limit=2)
    first = client.get("/api/v1/stats")
    assert (first.headers["RateLimit-Limit"], first.headers["RateLimit-Remaining"]) == ("2", "1")
    client.get("/api/v1/stats")
    refused = client.get("/api/v1/stats")
    assert (refused.status_code, refused.get_json()["code"]) == (429, "rate-limited")
    assert int(refused.headers["Retry-After"]) >= 1
    assert client.get("/healthz").status_code == 200


def test_a_bucket_fills_again() -> None:
    now = [0.0]
    limit = RateLimit(60, clock=lambda: now[0])
    assert [limit.take("a").granted for _ in range(61)] == [True] * 60 + [False]
    assert limit.take("b").granted
    now[0] = 1.0
    assert [limit.take("a").granted for _ in range(2)] == [True, False]


def test_counts(client: FlaskClient) -> None:
    client.get("/api/v1/search?q=لاشيء")
    text = client.get("/metrics").text
    assert 'route="api.search",status="200"} 1' in text
    assert "searches_without_results_total{" in text
    assert text.split("searches_without_results_total{")[1].split("\n")[0].endswith(" 1")
    assert f'bahith_index_articles{{generation="{GENERATION}"}} 49' in text
    assert "لاشيء" not in text


def test_a_histogram_adds_up() -> None:
    metrics = Metrics()
    for seconds in (0.0001, 0.03, 9.0):
        metrics.count("r", 200, seconds)
    lines = [line for line in metrics.text(None).splitlines() if "_bucket" in line]
    counts = [int(line.rpartition(" ")[2]) for line in lines]
    assert counts == sorted(counts)
    assert (counts[0], counts[-1]) == (1, 3)


def test_the_description_has_every_address_and_parameter(app: Flask) -> None:
    rules = [rule.rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("api.")]
    routes = {re.sub(r"<article_id:\w+>", "{id}", rule).replace("<name>", "{name}") for rule in rules}
    described = set(_paths())
    assert routes - {"/openapi.json"} <= described
    known = {
        "/api/v1/search": SEARCH_PARAMETERS | ANSWER_PARAMETERS,
        "/api/v1/facets/{name}": FACET_PARAMETERS | {"filter", "name"},
        "/api/v1/export.csv": EXPORT_PARAMETERS | {"fields", "rows"},
    }
    for operation in OPERATIONS:
        names = {parameter.name for parameter in operation.parameters}
        assert names == known.get(operation.path, names)


def _paths() -> set[str]:
    return {operation.path for operation in OPERATIONS}


def test_the_description_is_openapi_3_1(client: FlaskClient) -> None:
    answer = get(client, "/openapi.json")
    assert answer["openapi"] == "3.1.0"
    assert answer == json.loads(json.dumps(document()))
    hit = answer["components"]["schemas"]["HitItem"]
    assert set(hit["properties"]) == set(HIT_FIELDS)
    assert hit["required"] == ["id"]
