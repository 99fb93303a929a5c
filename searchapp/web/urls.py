"""Links: a search and its address, always with the same names in the same order, the usual values left out."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal
from urllib.parse import quote, urlencode

from searchapp.model import FilterSet, Precision, SearchRequest
from searchapp.web.params import DEFAULT_FACETS, FILTERS, filter_value

Face = Literal["ar", "en", "api"]
"""Which address a link leads to: a page in one of the languages, or the API."""

FIRST_GREGORIAN_YEAR = 1500
"""Years before it, written alone or with a month, are read as Hijri ones."""

_PREFIX: dict[Face, str] = {"ar": "", "en": "/en", "api": "/api/v1"}


@dataclass(frozen=True, slots=True)
class Bound:
    """One end of a span of days as short as it can be said. Example: from 1 July 2015 is ``2015-07``."""

    day: date
    precision: Precision

    @property
    def text(self) -> str:
        """The ISO form at this precision; whole in the years that would be read as Hijri ones."""
        if self.day.year < FIRST_GREGORIAN_YEAR:
            return self.day.isoformat()
        return self.day.isoformat()[: {"year": 4, "month": 7, "day": 10}[self.precision]]


def first_bound(day: date) -> Bound:
    """Shorten the first day of a span."""
    if day.day > 1:
        return Bound(day, "day")
    return Bound(day, "month" if day.month > 1 else "year")


def last_bound(day: date) -> Bound:
    """Shorten the last day of a span."""
    if day.day < monthrange(day.year, day.month)[1]:
        return Bound(day, "day")
    return Bound(day, "month" if day.month < 12 else "year")


def _written(value: str) -> str:
    """Protect a value whose own first letter is a sign of ours."""
    return f"+{value}" if value.startswith(("-", "+")) else value


def search_pairs(request: SearchRequest, default_size: int) -> list[tuple[str, str]]:
    """Give the parameters of a search in their canonical order; reading them gives the same search."""
    pairs = [("q", request.q)] if request.q else []
    for parameter, name in FILTERS.items():
        chosen = request.filters.get(name, FilterSet())
        pairs.extend((parameter, _written(value)) for value in chosen.include)
        pairs.extend((parameter, f"-{value}") for value in chosen.exclude)
    if request.date_from:
        pairs.append(("from", first_bound(request.date_from).text))
    if request.date_to:
        pairs.append(("to", last_bound(request.date_to).text))
    plain: tuple[tuple[str, object, object], ...] = (
        ("sort", request.sort, None),
        ("mode", request.mode, "auto"),
        ("page", request.page, 1),
        ("size", request.size, default_size),
        ("facets", ",".join(request.facets) or "none", ",".join(DEFAULT_FACETS)),
        ("facet_size", request.facet_size, 10),
        ("interval", request.interval, None),
    )
    pairs.extend((name, str(value)) for name, value, usual in plain if value != usual)
    return pairs


@dataclass(frozen=True, slots=True)
class Links:
    """Builds the addresses of one face of the product."""

    face: Face
    default_size: int

    def home(self) -> str:
        return f"{_PREFIX[self.face]}/"

    def search(self, request: SearchRequest) -> str:
        """The address of a search."""
        return _with_query(f"{_PREFIX[self.face]}/search", search_pairs(request, self.default_size))

    def other(self, face: Face) -> Links:
        """The same builder for another face."""
        return replace(self, face=face)

    def article(self, article_id: str, request: SearchRequest | None = None, hit: int = 0) -> str:
        """The address of an article, with the search that led to it; ``hit`` n is its n-th mark.

        The API's address takes only the query and its mode.
        """
        room = "articles" if self.face == "api" else "article"
        asked = request or SearchRequest(size=self.default_size)
        if self.face == "api":
            asked = SearchRequest(q=asked.q, mode=asked.mode, size=self.default_size)
        pairs = search_pairs(asked, self.default_size)
        if hit:
            pairs.append(("hit", str(hit)))
        anchor = f"#hit-{hit}" if hit else ""
        return _with_query(f"{_PREFIX[self.face]}/{room}/{quote(article_id, safe='')}", pairs) + anchor

    def filtered(self, name: str, value: str) -> str:
        """The search for everything that has one value. Example: all articles that name جوزيب بوريل."""
        chosen = {name: FilterSet(include=(filter_value(name, value),))}
        return self.search(SearchRequest(filters=chosen, size=self.default_size))


def _with_query(path: str, pairs: Sequence[tuple[str, str]]) -> str:
    return f"{path}?{urlencode(pairs, quote_via=quote, safe='/,:')}" if pairs else path


def toggled(request: SearchRequest, name: str, value: str) -> SearchRequest:
    """Choose a value, or let go of it if it is chosen or excluded; back on the first page."""
    wanted = filter_value(name, value)
    chosen = request.filters.get(name, FilterSet())
    if wanted in (*chosen.include, *chosen.exclude):
        return without(request, name, value)
    return _with_filter(request, name, replace(chosen, include=(*chosen.include, wanted)))


def excluded(request: SearchRequest, name: str, value: str) -> SearchRequest:
    """Exclude a value; back on the first page."""
    wanted = filter_value(name, value)
    chosen = request.filters.get(name, FilterSet())
    kept = tuple(v for v in chosen.include if v != wanted)
    return _with_filter(request, name, FilterSet(kept, (*chosen.exclude, wanted)))


def without(request: SearchRequest, name: str, value: str) -> SearchRequest:
    """Let go of a chosen or excluded value; back on the first page."""
    wanted = filter_value(name, value)
    chosen = request.filters.get(name, FilterSet())
    include = tuple(v for v in chosen.include if v != wanted)
    exclude = tuple(v for v in chosen.exclude if v != wanted)
    return _with_filter(request, name, FilterSet(include, exclude))


def without_filters(request: SearchRequest) -> SearchRequest:
    """Let go of every filter and of the dates; back on the first page."""
    return replace(request, filters={}, date_from=None, date_to=None, page=1)


def between(request: SearchRequest, first: date | None, last: date | None) -> SearchRequest:
    """Choose a span of days, both inclusive; back on the first page."""
    return replace(request, date_from=first, date_to=last, page=1)


def is_filtered(request: SearchRequest) -> bool:
    """Say whether anything but the words narrows the search."""
    return bool(request.filters or request.date_from or request.date_to)


def _with_filter(request: SearchRequest, name: str, chosen: FilterSet) -> SearchRequest:
    filters = {other: values for other, values in request.filters.items() if other != name}
    if chosen.include or chosen.exclude:
        filters[name] = chosen
    return replace(request, filters=filters, page=1)


def page_range(page: int, pages: int) -> list[int | None]:
    """The numbers that a pager shows: the first, the last, those around the current one; None is a gap."""
    shown = sorted({1, pages, *range(max(1, page - 2), min(pages, page + 2) + 1)})
    numbers: list[int | None] = []
    for number in shown:
        if numbers and number - (numbers[-1] or 0) > 1:
            numbers.append(None)
        numbers.append(number)
    return numbers
