"""The JSON API: search, completions, one article, and the two questions of a supervisor (alive? ready?)."""

from __future__ import annotations

import time

from flask import Blueprint, Response, request
from pydantic import BaseModel

from searchapp.errors import InvalidParameterError
from searchapp.model import SearchRequest
from searchapp.web import schemas
from searchapp.web.answers import article_answer, search_answer, suggest_answer
from searchapp.web.caching import entity_tag, respond
from searchapp.web.params import read_mode, read_search, read_suggest, refuse_unknown, unknown_names
from searchapp.web.state import Answer, state
from searchapp.web.urls import Links

CACHE_CONTROL = "public, max-age=60, stale-while-revalidate=600"
MAX_INTERVAL_BINS = 4_000
"""Bars of a date facet whose interval was asked for: ten years of days."""

api = Blueprint("api", __name__)


@api.get("/api/v1/search")
def search() -> Response:
    """Answer a search with the parameters of the page."""
    asked = read_search(_args(), state().settings.page_size)
    refuse_unknown(asked.unknown)
    links = _links()
    service = state().provider()
    address = links.search(asked.request)
    tag = entity_tag(service.info.name, address)

    def make() -> Answer:
        page = service.search(asked.request)
        if page.histogram and len(page.histogram.bins) > MAX_INTERVAL_BINS:
            raise InvalidParameterError(
                f"These matches need more than {MAX_INTERVAL_BINS:,} bars of this interval; ask for a longer one.",
                f"تحتاج أيام هذه النتائج إلى أكثر من {MAX_INTERVAL_BINS:,} عمود بهذا الطول؛ اطلب طولًا أكبر.",
                parameter="interval",
            )
        return _json(search_answer(page, links, service.info.engine), lasting=not page.partial)

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


def _json(answer: BaseModel, *, lasting: bool = True) -> Answer:
    return Answer(answer.model_dump_json(by_alias=True).encode(), "application/json", lasting)


def _uncached(answer: Answer) -> Response:
    response = Response(answer.body, content_type=answer.content_type)
    response.headers["Cache-Control"] = "no-store"
    return response
