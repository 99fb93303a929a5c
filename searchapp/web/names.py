"""The pages of names: the most frequent ones, and for each who it is, when, with whom and where it is named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from flask import Response, redirect, render_template
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from searchapp.errors import ArticleNotFoundError
from searchapp.model import ENTITY_KINDS, EntityKind, FacetValue, FilterSet, Hit, SearchPage, SearchRequest
from searchapp.search.entity_profile import written_variant
from searchapp.web import charts
from searchapp.web.caching import respond
from searchapp.web.pages import PAGE_CACHE, html_answer, localised, page_links, page_tag, page_wording
from searchapp.web.params import filter_value
from searchapp.web.state import Answer, Searcher, state
from searchapp.web.urls import Links

COMPANY = 8
"""Names of each kind beside a name."""

LATEST = 6
SPELLED_IN = 12
"""Latest articles in which the spellings of a name are looked up: each is read again."""

ALL_NAMES = 60


@dataclass(frozen=True, slots=True)
class Company:
    """The names of one kind that share articles with a name: value, its page, its share of the first in percent."""

    kind: EntityKind
    lines: tuple[tuple[FacetValue, str, int], ...]


@dataclass(frozen=True, slots=True)
class Life:
    """The first and the last day on which an article names someone."""

    first: date
    last: date


@localised.get("/names")
def names() -> Response:
    """The most frequent names of the collection, by kind."""
    service = state().provider()

    def make() -> Answer:
        links = page_links()
        page = service.search(SearchRequest(size=1, facets=ENTITY_KINDS, facet_size=ALL_NAMES))
        kinds = [_company(kind, page, links, but="", most=ALL_NAMES) for kind in ENTITY_KINDS]
        return html_answer(
            render_template(
                "names.html", collection=state().overview(service), kinds=[kind for kind in kinds if kind.lines]
            )
        )

    return respond(page_tag(service), PAGE_CACHE, make)


@localised.get("/entity/<article_id:entity_id>")
def entity(entity_id: str) -> AnyResponse:
    """One name: its spellings, its articles over time, its company, its latest articles."""
    service = state().provider()
    kind = next((kind for kind in ENTITY_KINDS if entity_id.startswith(f"{kind}:")), None)
    if kind is None:
        raise NotFound
    try:
        known = service.entity_id(entity_id)
    except ArticleNotFoundError as error:
        raise NotFound from error
    if known != entity_id:  # another's name, or another way to write it: the next generation may know it otherwise
        return redirect(page_links().entity(known))
    return respond(page_tag(service), PAGE_CACHE, lambda: _entity_page(service, kind, entity_id))


def _entity_page(service: Searcher, kind: EntityKind, entity_id: str) -> Answer:
    links, wording = page_links(), page_wording()
    # By the filter “entity”, not by kind: a facet leaves its own choice out of its counts, and company of the same
    # kind would then be counted over the whole collection.
    asked = SearchRequest(
        filters={"entity": FilterSet((entity_id,))}, sort="newest", size=SPELLED_IN, facet_size=COMPANY + 1
    )
    page = service.search(asked)
    shown = SearchRequest(filters={kind: FilterSet((filter_value(kind, entity_id),))}, size=links.default_size)
    label = next(e.label for e in page.hits[0].entities if e.id == entity_id)
    company = [_company(other, page, links, but=entity_id, most=COMPANY) for other in ENTITY_KINDS]
    return html_answer(
        render_template(
            "entity.html",
            collection=state().overview(service),
            kind=kind,
            label=label,
            total=page.total,
            life=_life(service, asked, page),
            spellings=_spellings(service, page.hits, entity_id),
            spelled_in=len(page.hits),
            chart=charts.draw(page.histogram, shown, links, wording) if page.histogram else None,
            company=[names for names in company if names.lines],
            latest=[(hit, links.article(hit.id)) for hit in page.hits[:LATEST]],
            all_href=links.search(shown),
            feed_href=links.feed(shown),
            compare_href=links.compare([f"«{label}»"]),
        ),
        lasting=not page.partial,
    )


def _company(kind: EntityKind, page: SearchPage, links: Links, *, but: str, most: int) -> Company:
    facet = page.facets.get(kind)
    values = [v for v in facet.values if v.value != but and v.count][:most] if facet else []
    highest = values[0].count if values else 1
    return Company(kind, tuple((v, links.entity(v.value), round(100 * v.count / highest)) for v in values))


def _life(service: Searcher, asked: SearchRequest, page: SearchPage) -> Life | None:
    """The first and the last dated article; articles without a date come last in both orders."""
    oldest = service.search(replace(asked, sort="oldest", size=1, facets=())).hits
    first, last = (hits[0].published if hits else None for hits in (oldest, page.hits))
    return Life(first.date, last.date) if first and last else None


def _spellings(service: Searcher, hits: Sequence[Hit], entity_id: str) -> list[tuple[str, int]]:
    """How these articles write a name, the most frequent first."""
    written: Counter[str] = Counter()
    for hit in hits:
        view = service.article(hit.id)
        body = view.stored.article.body
        written.update(written_variant(body[m.start : m.end]) for m in view.mentions if m.id == entity_id)
    return written.most_common(COMPANY)
