"""The JSON API: search, completions, one article, and the two questions of a supervisor (alive? ready?)."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

from flask import Blueprint, Response, request
from pydantic import BaseModel
from werkzeug.exceptions import NotFound

from searchapp.arabic.analyzer import analyze
from searchapp.engine.base import KEYWORD_FIELDS
from searchapp.errors import ExportTooLargeError, IndexStateError, InvalidParameterError
from searchapp.model import ENTITY_KINDS, SearchRequest
from searchapp.search.parameters import MAX_FACET_SIZE, MAX_RELATED
from searchapp.search.service import RELATED
from searchapp.web import schemas
from searchapp.web.answers import (
    analyze_answer,
    article_answer,
    distinctive_answer,
    entity_answer,
    explain_answer,
    facet_answer,
    not_a_result,
    related_answer,
    search_answer,
    stats_answer,
    suggest_answer,
)
from searchapp.web.caching import entity_tag, respond
from searchapp.web.exports import EXPORT_FIELDS, csv_rows, json_lines
from searchapp.web.openapi import description
from searchapp.web.panels import standing_out
from searchapp.web.params import (
    ANSWER_PARAMETERS,
    API_SIZE,
    DISTINCTIVE_PARAMETERS,
    EXPORT_PARAMETERS,
    FACET_PARAMETERS,
    FILTERS,
    read_distinctive,
    read_export,
    read_filter_text,
    read_mode,
    read_search,
    read_shape,
    read_size,
    read_suggest,
    read_text,
    refuse_unknown,
    unknown_names,
)
from searchapp.web.state import Answer, state
from searchapp.web.urls import Links

CACHE_CONTROL = "public, max-age=60, stale-while-revalidate=600"
MAX_INTERVAL_BINS = 4_000
"""Bars of a date facet whose interval was asked for: ten years of days."""

api = Blueprint("api", __name__)


@api.get("/api/v1/search")
def search() -> Response:
    """Answer a search with the parameters of the page."""
    args = _args()
    asked = read_search(args, API_SIZE, ANSWER_PARAMETERS)
    refuse_unknown(asked.unknown)
    shape = read_shape(args)
    links = Links("api", state().settings.page_size, shape.pairs)
    service = state().provider()
    seal, request_ = state().seal, replace(asked.request, marked=shape.marked)
    if shape.cursor:
        request_ = replace(request_, after=seal.read(shape.cursor, service.info.name, request_))
    tag = entity_tag(service.info.name, links.search(request_), shape.cursor)

    def make() -> Answer:
        page = service.search(request_)
        if not page.total:
            state().metrics.count_empty()
        if page.histogram and len(page.histogram.bins) > MAX_INTERVAL_BINS:
            raise InvalidParameterError(
                f"These matches need more than {MAX_INTERVAL_BINS:,} bars of this interval; ask for a longer one.",
                f"تحتاج أيام هذه النتائج إلى أكثر من {MAX_INTERVAL_BINS:,} عمود بهذا الطول؛ اطلب طولًا أكبر.",
                parameter="interval",
            )
        answer = search_answer(page, links, service.info.engine, seal=seal, html=shape.highlight == "html")
        return _json(answer, lasting=not page.partial, hit_fields=shape.fields)

    return respond(tag, CACHE_CONTROL, make)


@api.get("/api/v1/articles/<article_id:article_id>")
def article(article_id: str) -> Response:
    """Give one article with the marks of a query."""
    began = time.perf_counter()
    args = _args()
    refuse_unknown(unknown_names(args, frozenset({"q", "mode"})))
    q, mode = read_mode(args)
    links = _links()
    asked = SearchRequest(q=q, mode=mode, size=links.default_size)
    service = state().provider()
    tag = entity_tag(service.info.name, links.article(article_id, asked))

    def make() -> Answer:
        return _json(article_answer(service.article(article_id, q, mode), asked, links, service.info, began))

    return respond(tag, CACHE_CONTROL, make)


@api.get("/api/v1/articles/<article_id:article_id>/related")
def related(article_id: str) -> Response:
    """Give articles on the subject of an article."""
    began = time.perf_counter()
    size = read_size(_args(), RELATED, MAX_RELATED)
    service = state().provider()
    tag = entity_tag(service.info.name, "related", article_id, str(size))

    def make() -> Answer:
        found = service.related(article_id, size)
        return _json(related_answer(article_id, found, _links(), service.info, began))

    return respond(tag, CACHE_CONTROL, make)


@api.get("/api/v1/entities/<article_id:entity_id>")
def entity(entity_id: str) -> Response:
    """Give all about one entity, by its id or any of its names."""
    began = time.perf_counter()
    refuse_unknown(unknown_names(_args(), frozenset()))
    service = state().provider()
    tag = entity_tag(service.info.name, "entity", entity_id)
    return respond(
        tag, CACHE_CONTROL, lambda: _json(entity_answer(service.entity(entity_id), _links(), service.info, began))
    )


@api.get("/api/v1/explain/<article_id:article_id>")
def explain(article_id: str) -> Response:
    """Say per word and level what counted for an article's score."""
    began = time.perf_counter()
    args = _args()
    refuse_unknown(unknown_names(args, frozenset({"q", "mode"})))
    q, mode = read_mode(args)
    service = state().provider()
    tag = entity_tag(service.info.name, "explain", article_id, q, mode)

    def make() -> Answer:
        service.article(article_id)
        found = service.explain(SearchRequest(q=q, mode=mode), article_id)
        if found is None:
            raise not_a_result(article_id)
        return _json(explain_answer(found, q, service.info, began))

    return respond(tag, CACHE_CONTROL, make)


@api.get("/api/v1/analyze")
def analyze_text() -> Response:
    """Show how a text is read, word by word."""
    text = read_text(_args())
    service = state().provider()
    tag = entity_tag(service.info.analyzer, "analyze", text)
    return respond(tag, CACHE_CONTROL, lambda: _json(analyze_answer(text, analyze(text), service.info.analyzer)))


@api.get("/api/v1/suggest")
def suggest() -> Response:
    """Complete a typed beginning: names, words and phrases of the collection, titles."""
    began = time.perf_counter()
    q, size = read_suggest(_args())
    service = state().provider()
    tag = entity_tag(service.info.name, "suggest", q, str(size))

    def make() -> Answer:
        return _json(suggest_answer(q, service.suggest(q, size), _links(), service.info, began))

    return respond(tag, CACHE_CONTROL, make)


@api.get("/api/v1/facets/<name>")
def facet(name: str) -> Response:
    """Give the values of one facet, those that begin with ``filter``."""
    began = time.perf_counter()
    field = next((each for each in KEYWORD_FIELDS if each == FILTERS.get(name, name)), None)
    if field is None:
        raise NotFound
    args = _args()
    refuse_unknown(unknown_names(args, FACET_PARAMETERS | {"filter"}))
    text = read_filter_text(args)
    asked = read_search({each: values for each, values in args.items() if each != "filter"}, API_SIZE).request
    service, links = state().provider(), _links()
    tag = entity_tag(service.info.name, "facet", field, text, links.search(asked))

    def make() -> Answer:
        found = service.facet_values(asked, field, text)
        return _json(facet_answer(found, text, asked, links, service.info, began))

    return respond(tag, CACHE_CONTROL, make)


@api.get("/api/v1/distinctive")
def distinctive() -> Response:
    """Give the names that are unusually frequent in the results of a search."""
    began = time.perf_counter()
    args = _args()
    refuse_unknown(unknown_names(args, DISTINCTIVE_PARAMETERS))
    size = read_distinctive(args)
    asked = read_search({each: values for each, values in args.items() if each != "size"}, API_SIZE).request
    service, links = state().provider(), _links()
    tag = entity_tag(service.info.name, "distinctive", links.search(asked), str(size))

    def make() -> Answer:
        page = service.search(replace(asked, size=1, facets=ENTITY_KINDS, facet_size=MAX_FACET_SIZE, marked=False))
        found = standing_out(service, page, size)
        return _json(distinctive_answer(page, found, links, service.info, began), lasting=not page.partial)

    return respond(tag, CACHE_CONTROL, make)


@api.get("/api/v1/stats")
def stats() -> Response:
    """Give the collection in figures."""
    began = time.perf_counter()
    refuse_unknown(tuple(_args()))
    service = state().provider()
    tag = entity_tag(service.info.name, "stats")
    return respond(tag, CACHE_CONTROL, lambda: _json(stats_answer(state().overview(service), began)))


@api.get("/api/v1/export.jsonl")
def export_json_lines() -> Response:
    """Stream all results of a search, an article a line."""
    return _export(json_lines, "application/x-ndjson", "jsonl")


@api.get("/api/v1/export.csv")
def export_csv() -> Response:
    """Stream all results of a search as a table."""
    return _export(csv_rows, "text/csv; charset=utf-8", "csv")


@api.get("/openapi.json")
def openapi() -> Response:
    """Give the description of this API for programs."""
    refuse_unknown(tuple(_args()))
    return respond(entity_tag("", "openapi"), CACHE_CONTROL, lambda: Answer(description(), "application/json"))


@api.get("/metrics")
def metrics() -> Response:
    """Give counts in Prometheus' text format."""
    try:
        info = state().provider().info
    except IndexStateError:
        info = None
    text = state().metrics.text(info).encode()
    return _uncached(Answer(text, "text/plain; version=0.0.4; charset=utf-8"))


@api.get("/healthz")
def healthz() -> Response:
    """Say that the process answers; the index is not looked at."""
    return _uncached(_json(schemas.Health(status="ok")))


@api.get("/readyz")
def readyz() -> Response:
    """Say that searches can be answered, and from which generation; 503 where they cannot."""
    service = state().provider()
    info, stale = service.info, service.stale
    return _uncached(
        _json(
            schemas.Health(
                status="ready", generation=info.name, articles=info.articles, stale=stale is not None, reason=stale
            )
        )
    )


def _args() -> dict[str, list[str]]:
    return request.args.to_dict(flat=False)


def _links() -> Links:
    return Links("api", state().settings.page_size)


def _json(answer: BaseModel, *, lasting: bool = True, hit_fields: tuple[str, ...] = ()) -> Answer:
    include: dict[str, Any] | None = None
    if hit_fields:
        include = dict.fromkeys(type(answer).model_fields, True)
        include["hits"] = {"__all__": dict.fromkeys(("id", *hit_fields), True)}
    return Answer(answer.model_dump_json(by_alias=True, include=include).encode(), "application/json", lasting)


def _export(write: Callable[..., Iterator[bytes]], content_type: str, ending: str) -> Response:
    args = _args()
    refuse_unknown(unknown_names(args, EXPORT_PARAMETERS | {"fields", "rows"}))
    most = state().settings.export_rows
    fields, rows = read_export(args, EXPORT_FIELDS, most)
    asked = read_search({each: v for each, v in args.items() if each not in ("fields", "rows")}, API_SIZE).request
    found = state().provider().export(asked)
    if rows is None and found.total > most:
        raise ExportTooLargeError(
            f"There are {found.total:,} results, and an export gives {most:,}; narrow the search or give “rows”.",
            f"النتائج {found.total:,} والتصدير يعطي {most:,}؛ ضيّق البحث أو حدّد «rows».",
            parameter="rows",
        )
    response = Response(write(islice(found.articles, rows), fields), content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="bahith.{ending}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _uncached(answer: Answer) -> Response:
    response = Response(answer.body, content_type=answer.content_type)
    response.headers["Cache-Control"] = "no-store"
    return response
