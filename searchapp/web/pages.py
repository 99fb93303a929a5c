"""The pages: home, results, one article, in Arabic at ``/`` and in English under ``/en``; all work without scripts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from urllib.parse import urlsplit

from flask import Blueprint, Response, redirect, render_template, request
from markupsafe import Markup
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from searchapp.arabic.dates import hijri_text
from searchapp.model import (
    ENTITY_KINDS,
    ArticleLine,
    Entity,
    EntityKind,
    FilterSet,
    Hit,
    Published,
    SearchPage,
    SearchRequest,
    SortOrder,
)
from searchapp.search.service import Overview
from searchapp.web import charts, drawings, panels
from searchapp.web.caching import entity_tag, respond
from searchapp.web.markup import snippet_html
from searchapp.web.params import filter_value, read_search
from searchapp.web.problems import STATUS, current_address, current_lang
from searchapp.web.reader import read_article
from searchapp.web.security import safe_next
from searchapp.web.state import Answer, Searcher, state
from searchapp.web.urls import (
    Links,
    Neighbours,
    between,
    facet_pairs,
    first_bound,
    is_filtered,
    last_bound,
    search_pairs,
    without_filters,
)
from searchapp.web.wording import Wording, direction

PAGE_CACHE = "private, no-cache"
PREFERENCES = {"theme": ("light", "dark"), "digits": ("arabic", "latin")}
"""What a reader may choose for all pages, each kept in a cookie of its name."""

YEAR_IN_SECONDS = 365 * 24 * 3600
HIT_ENTITIES = 5
"""Names beside a hit; the article shows all."""

HOME_VALUES = 7
SAMPLES = ("words", "phrase", "or", "not", "date", "field", "prefix", "near")
"""Kinds of queries that the home page shows, by their keys in the wording."""

MAX_WAYS = 8

localised = Blueprint("pages", __name__)
shared = Blueprint("shared", __name__)


@localised.after_request
def _vary(response: Response) -> Response:
    """Tell caches that a page depends on the cookies of the reader's choices."""
    response.vary.add("Cookie")
    return response


@dataclass(frozen=True, slots=True)
class HitView:
    """A hit as the template writes it."""

    hit: Hit
    href: str
    title: Markup
    snippet: Markup
    dir: str
    source_href: str
    hijri: str
    entities: tuple[tuple[Entity, str], ...]
    similar: tuple[tuple[ArticleLine, str], ...]
    all_similar_href: str


@dataclass(frozen=True, slots=True)
class WayView:
    """A way out of an empty answer, with what it would find."""

    way: panels.Way
    href: str
    total: int


@localised.get("/")
def home() -> Response:
    """The collection's picture, so that a newcomer sees what is in it before asking."""
    service = state().provider()
    return respond(page_tag(service), PAGE_CACHE, lambda: _home_page(service))


@localised.get("/search")
def search() -> Response:
    """The results of a search, or the newest articles where nothing is asked."""
    asked = read_search(request.args.to_dict(flat=False), state().settings.page_size)
    service = state().provider()

    def make() -> Answer:
        page = _drawable(service.search(asked.request), service)
        write = _results_page if page.total else _zero_page
        return html_answer(write(page, service, asked.unknown), lasting=not page.partial)

    return respond(page_tag(service), PAGE_CACHE, make)


@localised.get("/article/<article_id:article_id>")
def article(article_id: str) -> Response:
    """One article with the marks of the query that led to it; ``hit`` is the mark to stand at."""
    args = request.args.to_dict(flat=False)
    asked = read_search({name: v for name, v in args.items() if name != "hit"}, state().settings.page_size).request
    service = state().provider()
    return respond(page_tag(service), PAGE_CACHE, lambda: _article_page(service, article_id, asked))


@localised.get("/problems/<code>")
def problem(code: str) -> Response:
    """What an error code of the API means."""
    if code not in STATUS:
        raise NotFound
    answer = html_answer(render_template("problem.html", code=code, status=STATUS[code]))
    return Response(answer.body, content_type=answer.content_type)


@shared.post("/preferences")
def preferences() -> AnyResponse:
    """Keep the chosen theme or digits in a cookie and go back to the page."""
    response = redirect(safe_next(request.form.get("next", "/")), 303)
    for name, known in PREFERENCES.items():
        chosen = request.form.get(name, "")
        if chosen in known:
            response.set_cookie(
                name, chosen, max_age=YEAR_IN_SECONDS, path="/", samesite="Lax", secure=request.is_secure
            )
    return response


def web_address(url: str) -> str:
    """The address if it is one of the web (http or https), else nothing: never a script or a file."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    return url.strip() if parts.scheme.lower() in ("http", "https") and parts.netloc else ""


def hijri_day(published: Published | None, wording: Wording) -> str:
    """The Hijri date of a day that is known to the day; empty for others."""
    if published is None or published.precision != "day":
        return ""
    return wording.digits(hijri_text(published.date, wording.lang))


def _home_page(service: Searcher) -> Answer:
    links, wording = page_links(), page_wording()
    picture = state().overview(service)
    years: tuple[charts.SkylineYear, ...] = ()
    chart = None
    plain = SearchRequest(size=links.default_size)
    if picture.histogram and picture.first and picture.last and picture.last.year - picture.first.year >= 2:
        monthly = service.search(SearchRequest(size=1, facets=("date",), interval="month")).histogram
        years = charts.skyline(monthly, links, links.default_size) if monthly else ()
    elif picture.histogram:
        chart = charts.draw(picture.histogram, plain, links, wording)
    return html_answer(
        render_template(
            "home.html",
            collection=picture,
            years=years,
            chart=chart,
            kinds=[
                name for name in ("source", *ENTITY_KINDS) if name in picture.facets and picture.facets[name].values
            ],
            home_values=HOME_VALUES,
            sparks=_sparks(picture, service),
            spark_width=2 * len(picture.histogram.bins) if picture.histogram else 0,
            tries=_tries(picture),
            samples=_samples(picture, service, links, wording),
        )
    )


def _sparks(picture: Overview, service: Searcher) -> dict[str, str]:
    """The articles of the first sources over time, each as a small path."""
    whole, sources = picture.histogram, picture.facets.get("source")
    if whole is None or sources is None or len(whole.bins) < charts.MIN_SLOTS:
        return {}
    asked = SearchRequest(size=1, facets=("date",), interval=whole.interval, marked=False)
    return {
        value.value: charts.spark(
            service.search(
                replace(asked, filters={"source": FilterSet((filter_value("source", value.value),))})
            ).histogram,
            whole,
        )
        for value in sources.values[:HOME_VALUES]
    }


def _article_page(service: Searcher, article_id: str, asked: SearchRequest) -> Answer:
    links, wording = page_links(), page_wording()
    view = service.article(article_id, asked.q, asked.mode)
    hit = request.args.get("hit", "")
    reading = read_article(view, asked, links, wording, here=int(hit) if hit.isdecimal() and len(hit) < 6 else 0)
    published = view.stored.article.published
    return html_answer(
        render_template(
            "article.html",
            collection=state().overview(service),
            view=view,
            related=service.related(article_id),
            article=view.stored.article,
            reading=reading,
            asked=asked,
            back_href=links.search(asked),
            came_from_search=bool(asked.q or is_filtered(asked)),
            original_url=web_address(view.stored.article.url),
            hijri=hijri_day(published, wording),
            text_dir=direction(view.stored.article.lang),
            json_href=links.other("api").article(article_id, asked),
            q=asked.q,
        )
    )


def _results_page(page: SearchPage, service: Searcher, unknown: Sequence[str]) -> str:
    links, wording = page_links(), page_wording()
    picture = state().overview(service)
    labels = panels.labels_of(page.facets)
    asked = page.request
    return render_template(
        "results.html",
        collection=picture,
        page=page,
        asked=asked,
        q=asked.q,
        unknown=unknown,
        total_text=panels.total_text(page, wording),
        proposal=panels.proposal(page, links),
        reading=panels.reading(page, links),
        chips=panels.chips(asked, labels, links, wording),
        clear_href=links.search(without_filters(asked)),
        facets=panels.facet_panels(page, links),
        facet_fields=drawings.hidden_fields(facet_pairs(asked, links.default_size)),
        chart=charts.draw(page.histogram, asked, links, wording) if page.histogram else None,
        hidden_fields=_hidden_fields(asked, links),
        range_fields=_range_fields(asked),
        range_hints=_range_hints(picture),
        spans=_spans(asked, picture, links),
        sorts=_sorts(page, links),
        similar_switch=_similar_switch(page, links),
        hits=_hit_views(page, links, wording),
        pager=panels.pager(page, links),
        last_page=panels.last_page(page),
        last_href=links.search(replace(asked, page=panels.last_page(page))),
        next_href=links.search(replace(asked, page=asked.page + 1)) if asked.page < panels.last_page(page) else "",
        json_href=links.other("api").search(asked),
        feed_href=links.feed(asked),
        json_feed_href=links.feed(asked, "json"),
        inspect_href=links.inspector(asked.q) if asked.q else "",
    )


def _zero_page(page: SearchPage, service: Searcher, unknown: Sequence[str]) -> str:
    links, wording = page_links(), page_wording()
    labels = panels.labels_of(page.facets)
    tried = panels.ways_out(page, labels, wording)[:MAX_WAYS]
    ways = [_tried(way, service, links) for way in tried]
    return render_template(
        "zero.html",
        collection=state().overview(service),
        page=page,
        asked=page.request,
        q=page.request.q,
        unknown=unknown,
        proposal=panels.proposal(page, links),
        reading=panels.reading(page, links),
        chips=panels.chips(page.request, labels, links, wording),
        filtered=is_filtered(page.request),
        ways=[view for view in ways if view.total],
        all_href=links.search(SearchRequest(size=links.default_size)),
    )


def _tried(way: panels.Way, service: Searcher, links: Links) -> WayView:
    total = service.search(replace(way.request, size=1, facets=())).total
    return WayView(way, links.search(way.request), total)


def _drawable(page: SearchPage, service: Searcher) -> SearchPage:
    """Ask again for the usual interval where the one that was asked for needs more bars than a screen has."""
    if page.histogram and page.request.interval and len(page.histogram.bins) > charts.MAX_BARS:
        return service.search(replace(page.request, interval=None))
    return page


def _hit_views(page: SearchPage, links: Links, wording: Wording) -> list[HitView]:
    beside = Neighbours(links, page.request)
    return [_hit_view(hit, page.request, links, beside, wording) for hit in page.hits]


def _hit_view(hit: Hit, asked: SearchRequest, links: Links, beside: Neighbours, wording: Wording) -> HitView:
    rtl = direction(hit.lang) == "rtl"
    near = wording.say("mark.near")
    chosen = asked.filters.get("source")
    only = chosen is not None and hit.source in chosen.include
    return HitView(
        hit=hit,
        href=beside.article(hit.id),
        title=snippet_html(hit.highlights.get("title", ()), near_title=near, rtl=rtl) or Markup("{}").format(hit.title),
        snippet=snippet_html(hit.highlights.get("body", ()), near_title=near, rtl=rtl),
        dir="rtl" if rtl else "ltr",
        source_href=beside.itself() if only else beside.toggled("source", hit.source),
        hijri=hijri_day(hit.published, wording),
        entities=tuple((e, links.filtered(e.kind, e.id)) for e in _main_entities(hit.entities)),
        similar=tuple((line, beside.article(line.id)) for line in hit.similar),
        all_similar_href=f"{beside.article(hit.id)}#similar" if hit.similar_total > len(hit.similar) else "",
    )


def _main_entities(entities: Sequence[Entity]) -> list[Entity]:
    return sorted(entities, key=lambda e: -e.count)[:HIT_ENTITIES]


def _hidden_fields(asked: SearchRequest, links: Links) -> list[tuple[str, str]]:
    """The rest of the search, for the form that sets only the dates."""
    return search_pairs(between(asked, None, None), links.default_size)


def _range_fields(asked: SearchRequest) -> tuple[str, str]:
    first = first_bound(asked.date_from).text if asked.date_from else ""
    return first, last_bound(asked.date_to).text if asked.date_to else ""


def _range_hints(picture: Overview) -> tuple[str, str]:
    """The collection's own first and last month, as an example of what the date fields take."""
    return (picture.first.isoformat()[:7], picture.last.isoformat()[:7]) if picture.first and picture.last else ("", "")


def _spans(asked: SearchRequest, picture: Overview, links: Links) -> list[tuple[str, str, bool]]:
    """All days, and the last year and month up to the collection's last article: key, address, chosen."""
    spans: list[tuple[str, date | None, date | None]] = [("all", None, None)]
    if picture.last:
        spans.append(("year", picture.last - timedelta(days=364), picture.last))
        spans.append(("month", picture.last - timedelta(days=29), picture.last))
    chosen = (asked.date_from, asked.date_to)
    return [(key, links.search(between(asked, first, last)), chosen == (first, last)) for key, first, last in spans]


def _sorts(page: SearchPage, links: Links) -> list[tuple[str, str, bool]]:
    by_day: tuple[SortOrder, ...] = ("newest", "oldest")
    orders: tuple[SortOrder, ...] = ("relevance", "recent", *by_day) if page.request.q else by_day
    return [(order, links.search(replace(page.request, sort=order, page=1)), page.sort == order) for order in orders]


def _similar_switch(page: SearchPage, links: Links) -> str:
    """The same search with near-duplicates shown or folded; nothing where that makes no difference that is known."""
    if page.request.similar == "show":
        return links.search(replace(page.request, similar="group", page=1))
    return links.search(replace(page.request, similar="show", page=1)) if page.folded else ""


def _tries(picture: Overview) -> list[str]:
    """Sample queries from the collection itself: its most frequent names."""
    kinds: tuple[EntityKind, ...] = ("place", "person", "organisation")
    tops = {kind: picture.facets[kind].values for kind in kinds if kind in picture.facets}
    names = [values[0].label for values in tops.values() if values]
    return [f"«{name}»" if number % 2 else name for number, name in enumerate(names)]


def _samples(picture: Overview, service: Searcher, links: Links, wording: Wording) -> list[tuple[str, str, str]]:
    """The kinds of queries with an example of each, and its address where it finds something in this collection."""
    listed = []
    for key in SAMPLES:
        q = _dated_sample(picture, wording) if key == "date" else wording.say(f"how.{key}.q")
        asked = SearchRequest(q=q, size=links.default_size)
        found = service.search(replace(asked, size=1, facets=(), marked=False)).total if q else 0
        if q:
            listed.append((key, q, links.search(asked) if found else ""))
    return listed


def _dated_sample(picture: Overview, wording: Wording) -> str:
    """A query between two months of the collection's second half, for its most frequent place."""
    places = picture.facets["place"].values if "place" in picture.facets else ()
    if not (picture.first and picture.last and places):
        return ""
    middle = picture.first + (picture.last - picture.first) / 2
    months = [f"{day.year}/{day.month:02}" for day in (middle, picture.last)]
    return wording.say("how.date.q", after=months[0], before=months[1], name=places[0].label)


def page_tag(service: Searcher) -> str:
    """The tag of a page: its generation, its address, the theme and the digits."""
    chosen = (request.cookies.get(name, "") for name in PREFERENCES)
    return entity_tag(service.info.name, current_address(), *chosen)


def page_wording() -> Wording:
    """The words of the page, in its language and with the reader's digits."""
    return Wording(current_lang(), arabic_digits=request.cookies.get("digits") == "arabic")


def page_links() -> Links:
    """The builder of addresses in the language of the page."""
    return Links(current_lang(), state().settings.page_size)


def html_answer(html: str, *, lasting: bool = True) -> Answer:
    """A page as an answer."""
    return Answer(html.encode(), "text/html; charset=utf-8", lasting)
