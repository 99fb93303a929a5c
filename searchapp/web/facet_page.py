"""The page of one facet: its values over the results of a search, a search among them, and those that stand out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import get_args

from flask import Response, render_template, request
from werkzeug.exceptions import NotFound

from searchapp.engine.base import KEYWORD_FIELDS, KeywordField
from searchapp.model import FacetValue, SearchRequest
from searchapp.search.parameters import MAX_FACET_SIZE
from searchapp.web.caching import respond
from searchapp.web.pages import PAGE_CACHE, html_answer, localised, page_links, page_tag
from searchapp.web.panels import can_stand_out
from searchapp.web.params import FACET_PARAMETERS, FacetOrder, read_facet, read_search, refuse_unknown, unknown_names
from searchapp.web.state import Answer, Searcher, state
from searchapp.web.urls import Neighbours, facet_pairs


@dataclass(frozen=True, slots=True)
class FacetRow:
    """A value: its links, its share in percent, and how many times as frequent as usual it is (0: not said)."""

    value: FacetValue
    href: str
    exclude_href: str
    share: int
    lift: float = 0.0


@localised.get("/facet/<name>")
def facet(name: str) -> Response:
    """The values of one facet; without scripts, a search among them is a form of this page."""
    field = next((each for each in KEYWORD_FIELDS if each == name), None)
    if field is None:
        raise NotFound
    args = request.args.to_dict(flat=False)
    refuse_unknown(unknown_names(args, FACET_PARAMETERS | {"filter", "order"}))
    text, order = read_facet(args)
    search = {each: values for each, values in args.items() if each not in ("filter", "order")}
    asked = read_search(search, state().settings.page_size).request
    service = state().provider()
    return respond(page_tag(service), PAGE_CACHE, lambda: _facet_page(service, field, asked, text, order))


def _facet_page(service: Searcher, name: KeywordField, asked: SearchRequest, text: str, order: FacetOrder) -> Answer:
    links = page_links()
    asked = replace(asked, facet_size=10)
    found = service.facet_values(replace(asked, facet_size=MAX_FACET_SIZE), name, text)
    orders = get_args(FacetOrder) if can_stand_out(found, asked) else ()
    order = order if order in orders else "count"
    near = Neighbours(links, asked)
    if order == "distinctive":
        total = service.search(replace(asked, size=1, facets=())).total
        rows = [
            _row(one.value, near, name, one.value.count / total, one.lift)
            for one in service.distinctive(name, found, total)
        ]
    else:
        highest = max((value.count for value in found.values), default=0) or 1
        rows = [_row(value, near, name, value.count / highest) for value in found.values]
    return html_answer(
        render_template(
            "facet.html",
            collection=state().overview(service),
            name=name,
            q=asked.q,
            text=text,
            distinct=found.distinct,
            rows=rows,
            order=order,
            orders=[(each, links.facet(name, asked, distinctive=each == "distinctive")) for each in orders],
            hidden_fields=facet_pairs(asked, links.default_size),
            back_href=links.search(asked),
        )
    )


def _row(value: FacetValue, near: Neighbours, name: str, share: float, lift: float = 0.0) -> FacetRow:
    chosen, barred = near.toggled(name, value.value), near.excluded(name, value.value)
    return FacetRow(value, chosen, barred, round(100 * share), lift)
