"""What stands around the hits: how the query was read, chips, facets, the pager, and ways out of an empty answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from searchapp.arabic.dates import format_date
from searchapp.model import ENTITY_KINDS, EntityKind, Facet, FilterSet, Precision, ReadWord, SearchPage, SearchRequest
from searchapp.search.distinctive import Distinctive
from searchapp.search.parameters import MAX_FACET_SIZE, MAX_WINDOW
from searchapp.web.params import FILTERS, filter_value
from searchapp.web.state import Searcher
from searchapp.web.urls import (
    Bound,
    Links,
    Neighbours,
    between,
    first_bound,
    is_filtered,
    last_bound,
    page_range,
    without,
    without_filters,
)
from searchapp.web.wording import Wording

MORE_VALUES = MAX_FACET_SIZE
"""Values of a facet behind its “more” link."""

_FINENESS: tuple[Precision, ...] = ("year", "month", "day")


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase of the query as it was read, and near forms of it that are on the page."""

    text: str
    forms: tuple[str, ...]
    phrase: bool
    negated: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """The line “how we read it”: terms, the stop words that were left out, and the link to the other mode."""

    terms: tuple[Term, ...]
    dropped: tuple[str, ...]
    exact: bool
    switch_href: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """The line “did you mean”: the pieces of the proposed query and whether each was changed."""

    pieces: tuple[tuple[str, bool], ...]
    total: int
    href: str


@dataclass(frozen=True, slots=True)
class Chip:
    """An active filter; the link removes it."""

    key: str
    text: str
    href: str
    excluded: bool


@dataclass(frozen=True, slots=True)
class FacetLine:
    """A value of a facet with its share of the most frequent one in percent."""

    label: str
    count: int
    share: int
    href: str
    exclude_href: str
    state: Literal["", "is-on", "is-not", "is-nil"]


@dataclass(frozen=True, slots=True)
class FacetPanel:
    """A facet; ``more_href`` shows more values, ``less_href`` the usual number.

    ``most`` is the number of values behind ``more_href`` where it cannot show all of them, else 0.
    """

    name: str
    lines: tuple[FacetLine, ...]
    distinct: int
    other: int
    hidden: int
    most: int
    more_href: str
    less_href: str
    distinctive_href: str


@dataclass(frozen=True, slots=True)
class PagerLink:
    """A page number; the current page and gaps have no link."""

    number: int | None
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class Way:
    """A nearby search that may find something."""

    kind: Literal["filter", "filters", "mode-auto", "mode-all", "word", "phrase"]
    subject: str
    request: SearchRequest


def total_text(page: SearchPage, wording: Wording) -> str:
    """Say how many results there are. Example: ``1,890 نتيجة على الأقل`` where not every match was counted."""
    results = wording.count("results", page.total)
    return results if page.total_relation == "exact" else wording.say(f"total.{page.total_relation}", results=results)


def proposal(page: SearchPage, links: Links) -> Proposal | None:
    """Prepare the proposed query, cut at what was changed."""
    found = page.suggestion
    if found is None:
        return None
    pieces: list[tuple[str, bool]] = []
    place = 0
    for start, end in found.changed:
        pieces += [(found.q[place:start], False), (found.q[start:end], True)]
        place = end
    pieces.append((found.q[place:], False))
    href = links.search(replace(page.request, q=found.q, page=1))
    return Proposal(tuple(piece for piece in pieces if piece[0]), found.total, href)


def reading(page: SearchPage, links: Links) -> Reading:
    """Say how the query was read."""
    exact = page.request.mode == "exact"
    switch = replace(page.request, mode="auto" if exact else "exact", page=1)
    terms = [_term(word, exact) for word in page.words if not word.stop]
    dropped = tuple(dict.fromkeys(word.text for word in page.words if word.stop))
    return Reading(tuple(terms), dropped, exact, links.search(switch))


def _term(word: ReadWord, exact: bool) -> Term:
    return Term(word.text, () if exact else word.forms, word.phrase, word.negated)


def labels_of(facets: Mapping[str, Facet]) -> dict[tuple[str, str], str]:
    """What people read for the values of the facets, by filter and value as links write it."""
    return {(name, filter_value(name, v.value)): v.label for name, facet in facets.items() for v in facet.values}


def chips(request: SearchRequest, labels: Mapping[tuple[str, str], str], links: Links, wording: Wording) -> list[Chip]:
    """List the active filters in the order of the address."""
    found: list[Chip] = []
    for name in FILTERS.values():
        chosen = request.filters.get(name, FilterSet())
        for number, value in enumerate((*chosen.include, *chosen.exclude)):
            barred = number >= len(chosen.include)
            kind = "not" if barred else "or" if number else "is"
            found.append(
                Chip(
                    key=wording.say(f"chip.{kind}", name=wording.say(f"filter.{name}")),
                    text=labels.get((name, value), value.partition(":")[2] or value if name == "entity" else value),
                    href=links.search(without(request, name, value)),
                    excluded=barred,
                )
            )
    if request.date_from or request.date_to:
        href = links.search(between(request, None, None))
        found.append(Chip(wording.say("filter.date"), date_span(request, wording), href, excluded=False))
    return found


def date_span(request: SearchRequest, wording: Wording) -> str:
    """Say the chosen days. Example: ``من أكتوبر 2022 إلى ديسمبر 2025``, or ``2019`` alone for a whole year."""

    def said(bound: Bound) -> str:
        return wording.digits(format_date(bound.day, wording.lang, bound.precision))

    first = first_bound(request.date_from) if request.date_from else None
    last = last_bound(request.date_to) if request.date_to else None
    if first and last:
        whole = _whole(first, last)
        if whole:
            return said(whole)
        finer = max(first.precision, last.precision, key=_FINENESS.index)
        bounds = (said(Bound(bound.day, finer)) for bound in (first, last))
        return wording.say("dates.span", first=next(bounds), last=next(bounds))
    if first:
        return wording.say("dates.from", first=said(first))
    return wording.say("dates.to", last=said(last)) if last else ""


def _whole(first: Bound, last: Bound) -> Bound | None:
    """The one year, month or day that a span is, if it is one."""
    if first.text == last.text:
        return first
    same_month = first.day.year == last.day.year and first.day.month == last.day.month
    if same_month and first.day.day == 1 and last.precision != "day":
        return Bound(first.day, "month")
    return None


def facet_panels(page: SearchPage, links: Links) -> list[FacetPanel]:
    """Lay out the facets in the order of the request."""
    facets = (page.facets[name] for name in page.request.facets if name in page.facets)
    near = Neighbours(links, page.request)
    return [_panel(facet, page.request, links, near) for facet in facets]


def _panel(facet: Facet, request: SearchRequest, links: Links, near: Neighbours) -> FacetPanel:
    highest = max((v.count for v in facet.values), default=0) or 1
    lines = tuple(
        FacetLine(
            label=v.label,
            count=v.count,
            share=round(100 * v.count / highest),
            href=near.toggled(facet.name, v.value),
            exclude_href=near.excluded(facet.name, v.value),
            state="is-on" if v.selected else "is-not" if v.excluded else "" if v.count else "is-nil",
        )
        for v in facet.values
    )
    shown = sum(1 for v in facet.values if v.count)
    hidden = max(facet.distinct - shown, 0)
    wide = links.search(replace(request, facet_size=MORE_VALUES, page=1))
    narrow = links.search(replace(request, facet_size=10, page=1))
    anchor = f"#f-{facet.name}"
    return FacetPanel(
        name=facet.name,
        lines=lines,
        distinct=facet.distinct,
        other=facet.other,
        hidden=hidden,
        most=MORE_VALUES if facet.distinct > MORE_VALUES else 0,
        more_href=f"{wide}{anchor}" if hidden and request.facet_size < MORE_VALUES else "",
        less_href=f"{narrow}{anchor}" if request.facet_size > 10 else "",
        distinctive_href=links.facet(facet.name, request, distinctive=True) if can_stand_out(facet, request) else "",
    )


def standing_out(service: Searcher, page: SearchPage, most: int) -> list[tuple[EntityKind, Distinctive]]:
    """The names of a page's facets that are unusually frequent in its results, those that stand out most first."""
    found = [
        (kind, one)
        for kind in ENTITY_KINDS
        if kind in page.facets and page.total and can_stand_out(page.facets[kind], page.request)
        for one in service.distinctive(kind, page.facets[kind], page.total)
    ]
    return sorted(found, key=lambda each: (-each[1].score, each[1].value.value))[:most]


def can_stand_out(facet: Facet, request: SearchRequest) -> bool:
    """Whether values of a facet can set the results apart: names, of a part of the collection.

    A facet with a choice of its own counts beyond that choice, so its shares would mean nothing.
    """
    chosen = request.filters.get(facet.name, FilterSet())
    asked = bool(request.q) or is_filtered(request)
    return facet.name in ENTITY_KINDS and asked and bool(facet.distinct) and not chosen.include


def last_page(page: SearchPage) -> int:
    """The last page that can be reached."""
    return max(1, min(page.pages, MAX_WINDOW // page.request.size))


def pager(page: SearchPage, links: Links) -> list[PagerLink]:
    """The page numbers to show; empty where one page holds everything."""
    last = last_page(page)
    if last <= 1:
        return []
    asked = page.request
    return [
        PagerLink(n, links.search(replace(asked, page=n)) if n and n != asked.page else "", n == asked.page)
        for n in page_range(min(asked.page, last), last)
    ]


def ways_out(page: SearchPage, labels: Mapping[tuple[str, str], str], wording: Wording) -> list[Way]:
    """Nearby searches: without one filter, without all, with more forms, with one word alone. The nearest first."""
    request = page.request
    ways: list[Way] = []
    for name, chosen in request.filters.items():
        for value in (*chosen.include, *chosen.exclude):
            ways.append(Way("filter", labels.get((name, value), value), without(request, name, value)))
    if request.date_from or request.date_to:
        ways.append(Way("filter", date_span(request, wording), between(request, None, None)))
    if len(ways) > 1:
        ways.append(Way("filters", "", without_filters(request)))
    if request.mode == "exact":
        ways.append(Way("mode-auto", "", replace(request, mode="auto", page=1)))
    if request.mode == "auto" and request.q:
        ways.append(Way("mode-all", "", replace(request, mode="all", page=1)))
    words = {word.text: word.phrase for word in page.words if not word.stop}
    if len(words) > 1 or any(words.values()) or (words and is_filtered(request)):
        bare = without_filters(request)
        for word, is_phrase in words.items():
            ways.append(Way("phrase" if is_phrase else "word", word, replace(bare, q=word, page=1)))
    return ways
