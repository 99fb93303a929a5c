"""Links: a search and its address, always with the same names in the same order, the usual values left out."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Final, Literal
from urllib.parse import quote

from searchapp.model import FilterSet, Precision, SearchRequest
from searchapp.web.params import API_SIZE, DEFAULT_FACETS, FILTERS, filter_value

Face = Literal["ar", "en", "api"]
"""Which address a link leads to: a page in one of the languages, or the API."""

FIRST_GREGORIAN_YEAR = 1500
"""Years before it, written alone or with a month, are read as Hijri ones."""

_PARAMETERS: Final = {name: parameter for parameter, name in FILTERS.items()}
_QUOTED_TEXTS: Final = 4096
"""Names and queries whose encoding is kept; a page writes the same ones again and again."""

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
    filters = [
        pair
        for parameter, name in FILTERS.items()
        if name in request.filters
        for pair in _filter_pairs(parameter, request.filters[name])
    ]
    return [
        *([("q", request.q)] if request.q else ()),
        *filters,
        *_day_pairs(request.date_from, request.date_to),
        *_plain_pairs(request, default_size),
    ]


def _filter_pairs(parameter: str, chosen: FilterSet) -> list[tuple[str, str]]:
    return [
        *((parameter, _written(value)) for value in chosen.include),
        *((parameter, f"-{value}") for value in chosen.exclude),
    ]


def facet_pairs(request: SearchRequest, default_size: int) -> list[tuple[str, str]]:
    """The part of a search that a facet depends on: the words and the filters, not the order or the page."""
    asked = SearchRequest(
        request.q, request.filters, request.date_from, request.date_to, mode=request.mode, size=default_size
    )
    return search_pairs(asked, default_size)


def _day_pairs(first: date | None, last: date | None) -> list[tuple[str, str]]:
    pairs = [("from", first_bound(first).text)] if first else []
    return [*pairs, ("to", last_bound(last).text)] if last else pairs


def _plain_pairs(request: SearchRequest, default_size: int) -> list[tuple[str, str]]:
    plain: tuple[tuple[str, object, object], ...] = (
        ("sort", request.sort, None),
        ("mode", request.mode, "auto"),
        ("page", request.page, 1),
        ("size", request.size, default_size),
        ("facets", request.facets, DEFAULT_FACETS),
        ("facet_size", request.facet_size, 10),
        ("interval", request.interval, None),
        ("similar", request.similar, "group"),
    )
    changed = [(name, value) for name, value, usual in plain if value != usual]
    return [(name, (",".join(request.facets) or "none") if name == "facets" else str(value)) for name, value in changed]


@dataclass(frozen=True, slots=True)
class Links:
    """Builds the addresses of one face of the product."""

    face: Face
    page_size: int
    kept: tuple[tuple[str, str], ...] = ()
    """Further parameters that all searches of the API's links repeat: ``highlight`` and ``fields``."""

    @property
    def default_size(self) -> int:
        """Hits of a page where the address does not say."""
        return API_SIZE if self.face == "api" else self.page_size

    def home(self) -> str:
        return f"{_PREFIX[self.face]}/"

    def search(self, request: SearchRequest) -> str:
        """The address of a search."""
        return _with_query(f"{_PREFIX[self.face]}/search", [*search_pairs(request, self.default_size), *self.kept])

    def feed(self, request: SearchRequest, kind: Literal["atom", "json"] = "atom") -> str:
        """The feed of a search; order and page are not its own."""
        plain = replace(request, page=1, sort=None, size=self.default_size, facet_size=10, facets=DEFAULT_FACETS)
        return _with_query(f"{_PREFIX[self.face]}/feed.{kind}", search_pairs(plain, self.default_size))

    def entity(self, entity_id: str) -> str:
        """The page of a name. Example: ``/entity/person%3A…``."""
        return f"{_PREFIX[self.face]}/entity/{quote(entity_id, safe='')}"

    def facet(self, name: str, request: SearchRequest, *, distinctive: bool = False) -> str:
        """The page of one facet's values; ``distinctive`` puts those first that set the results apart."""
        pairs = facet_pairs(request, self.default_size)
        order = [("order", "distinctive")] if distinctive else []
        return _with_query(f"{_PREFIX[self.face]}/facet/{name}", [*pairs, *order])

    def build(self, request: SearchRequest | None = None) -> str:
        """The query builder, filled in from a search."""
        asked = request or SearchRequest(size=self.default_size)
        plain = SearchRequest(
            asked.q, date_from=asked.date_from, date_to=asked.date_to, mode=asked.mode, size=self.default_size
        )
        return _with_query(f"{_PREFIX[self.face]}/build", search_pairs(plain, self.default_size))

    def names(self) -> str:
        """The page of all frequent names."""
        return f"{_PREFIX[self.face]}/names"

    def api_docs(self) -> str:
        """The documentation of the API."""
        return f"{_PREFIX[self.face]}/api-docs"

    def problem(self, code: str) -> str:
        """The page that says what an error code of the API means."""
        return f"{_PREFIX[self.face]}/problems/{code}"

    def inspector(self, text: str = "") -> str:
        """The page that shows how a text is read."""
        return _with_query(f"{_PREFIX[self.face]}/analyze", [("text", text)] if text else [])

    def compare(self, queries: Sequence[str] = (), *, rate: bool = False) -> str:
        """The page that draws searches over time; ``rate`` counts them in a thousand articles."""
        pairs = [("q", q) for q in queries]
        return _with_query(f"{_PREFIX[self.face]}/compare", [*pairs, *([("per", "1000")] if rate else [])])

    def other(self, face: Face) -> Links:
        """The same builder for another face."""
        return Links(face, self.page_size)

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
        chosen = f"{_PARAMETERS[name]}={_quoted(_written(filter_value(name, value)))}"
        rest = _size_pairs(self.default_size)
        return _address(f"{_PREFIX[self.face]}/search", f"{chosen}&{rest}" if rest else chosen)


@lru_cache(maxsize=16)
def _size_pairs(default_size: int) -> str:
    """What the address of a plain search of this size says besides its words and filters."""
    return _query(_plain_pairs(SearchRequest(size=default_size), default_size))


class Neighbours:
    """Addresses of the searches beside one: what ``Links`` writes for them (a test), the unchanged parts written once.

    All but ``itself`` and ``page`` are on the first page.
    """

    def __init__(self, links: Links, request: SearchRequest) -> None:
        first = replace(request, page=1)
        self._request = request
        self._links = links
        self._path = f"{_PREFIX[links.face]}/search"
        self._q = _query([("q", request.q)]) if request.q else ""
        self._filters = {
            name: _query(_filter_pairs(parameter, request.filters[name]))
            for parameter, name in FILTERS.items()
            if name in request.filters
        }
        self._days = _query(_day_pairs(request.date_from, request.date_to))
        self._rest = _query([*_plain_pairs(first, links.default_size), *links.kept])
        self._first_page = self._joined(self._filters, self._days)
        self._article = self._first_page
        if links.face == "api":
            asked = SearchRequest(q=request.q, mode=request.mode, size=links.default_size)
            self._article = _query(search_pairs(asked, links.default_size))

    def itself(self) -> str:
        """The search itself, on its page."""
        return self.page(self._request.page)

    def page(self, number: int) -> str:
        """Another page of the search."""
        return self._links.search(replace(self._request, page=number))

    def article(self, article_id: str) -> str:
        """An article with the search that led to it."""
        room = "articles" if self._links.face == "api" else "article"
        return _address(f"{_PREFIX[self._links.face]}/{room}/{quote(article_id, safe='')}", self._article)

    def toggled(self, name: str, value: str) -> str:
        """With a value chosen, or let go of if it is chosen or excluded."""
        return self._with_filter(name, _toggled(self._chosen(name), filter_value(name, value)))

    def excluded(self, name: str, value: str) -> str:
        """With a value excluded."""
        return self._with_filter(name, _excluded(self._chosen(name), filter_value(name, value)))

    def between(self, first: date | None, last: date | None) -> str:
        """In a span of days, both inclusive."""
        return _address(self._path, self._joined(self._filters, _query(_day_pairs(first, last))))

    def _chosen(self, name: str) -> FilterSet:
        return self._request.filters.get(name, FilterSet())

    def _with_filter(self, name: str, chosen: FilterSet) -> str:
        filters = self._filters | {name: _query(_filter_pairs(_PARAMETERS[name], chosen))}
        return _address(self._path, self._joined(filters, self._days))

    def _joined(self, filters: Mapping[str, str], days: str) -> str:
        chosen = (filters.get(name, "") for name in _PARAMETERS) if filters else ()
        return "&".join(part for part in (self._q, *chosen, days, self._rest) if part)


def _with_query(path: str, pairs: Sequence[tuple[str, str]]) -> str:
    return _address(path, _query(pairs))


def _address(path: str, query: str) -> str:
    return f"{path}?{query}" if query else path


def _query(pairs: Sequence[tuple[str, str]]) -> str:
    """Encode parameters; our own names need none."""
    return "&".join([f"{name}={_quoted(value)}" for name, value in pairs])


@lru_cache(maxsize=_QUOTED_TEXTS)
def _quoted(text: str) -> str:
    return quote(text, safe="/,:")


def toggled(request: SearchRequest, name: str, value: str) -> SearchRequest:
    """Choose a value, or let go of it if it is chosen or excluded; back on the first page."""
    chosen = _toggled(request.filters.get(name, FilterSet()), filter_value(name, value))
    return _with_filter(request, name, chosen)


def excluded(request: SearchRequest, name: str, value: str) -> SearchRequest:
    """Exclude a value; back on the first page."""
    chosen = _excluded(request.filters.get(name, FilterSet()), filter_value(name, value))
    return _with_filter(request, name, chosen)


def without(request: SearchRequest, name: str, value: str) -> SearchRequest:
    """Let go of a chosen or excluded value; back on the first page."""
    return _with_filter(request, name, _without(request.filters.get(name, FilterSet()), filter_value(name, value)))


def _toggled(chosen: FilterSet, value: str) -> FilterSet:
    if value in chosen.include or value in chosen.exclude:
        return _without(chosen, value)
    return FilterSet((*chosen.include, value), chosen.exclude)


def _excluded(chosen: FilterSet, value: str) -> FilterSet:
    return FilterSet(tuple(v for v in chosen.include if v != value), (*chosen.exclude, value))


def _without(chosen: FilterSet, value: str) -> FilterSet:
    return FilterSet(tuple(v for v in chosen.include if v != value), tuple(v for v in chosen.exclude if v != value))


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
