"""The page that compares searches over time: one picture, its table, and who writes about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from flask import Response, render_template, request

from searchapp.errors import InvalidParameterError
from searchapp.model import (
    ENTITY_KINDS,
    DateHistogram,
    DateInterval,
    EntityKind,
    FacetValue,
    SearchPage,
    SearchRequest,
)
from searchapp.search.facets import bin_end, choose_interval
from searchapp.search.parameters import MAX_FACET_SIZE
from searchapp.web import charts
from searchapp.web.caching import respond
from searchapp.web.pages import PAGE_CACHE, html_answer, localised, page_links, page_tag, page_wording
from searchapp.web.panels import standing_out
from searchapp.web.params import refuse_unknown, unknown_names
from searchapp.web.state import Answer, Searcher, state
from searchapp.web.urls import Links, between
from searchapp.web.wording import Wording

SERIES = ("a", "b", "c")
"""The lines of a picture, each with a colour, a dash and a shape of its own in the style sheet."""

LONGEST_QUERY = 512
SOURCES = 8
STANDING_OUT = 6
"""Names that set a search apart."""

_DOTS = 12
_TOP = 96.0


@dataclass(frozen=True, slots=True)
class Line:
    """One search in the picture: values by bin, the path of its line, the path of its dots."""

    letter: str
    q: str
    total: int
    href: str
    values: tuple[float, ...]
    path: str
    dots: str


@dataclass(frozen=True, slots=True)
class Slot:
    """One bin of time: a link to its articles (of the first search), what it says, its values as text."""

    x: int
    label: str
    text: str
    href: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """The drawing. ``scale`` are the numbers of its grid lines from the top."""

    interval: DateInterval
    width: int
    lines: tuple[Line, ...]
    slots: tuple[Slot, ...]
    axis: tuple[charts.AxisMark, ...]
    scale: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SourceRow:
    """What a source writes about each search; ``shares`` are the counts in percent of the largest of all."""

    name: str
    counts: tuple[int, ...]
    shares: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class StandingOut:
    """The names that are unusually frequent in one search: kind, value, its page, how many times as frequent."""

    letter: str
    q: str
    names: tuple[tuple[EntityKind, FacetValue, str, float], ...]


@localised.get("/compare")
def compare() -> Response:
    """Draw up to three searches over time; ``per=1000`` counts them in a thousand articles of the same days."""
    args = request.args.to_dict(flat=False)
    refuse_unknown(unknown_names(args, frozenset({"q", "per"})))
    queries = [q.strip() for q in args.get("q", ()) if q.strip()][: len(SERIES)]
    if any(len(q) > LONGEST_QUERY for q in queries):
        raise InvalidParameterError(
            f"A query has at most {LONGEST_QUERY} characters.",
            f"طول السؤال {LONGEST_QUERY} حرف على الأكثر.",
            parameter="q",
        )
    rate = args.get("per", [""])[0] == "1000"
    service = state().provider()
    return respond(page_tag(service), PAGE_CACHE, lambda: _compare_page(service, queries, rate=rate))


def _compare_page(service: Searcher, queries: Sequence[str], *, rate: bool) -> Answer:
    links, wording = page_links(), page_wording()
    plain = SearchRequest(size=links.default_size)
    asked = [replace(plain, q=q) for q in queries]
    pages = _over_time(service, asked)
    whole = None
    interval = next((page.histogram.interval for page in pages if page.histogram), None)
    if rate and interval:
        whole = service.search(SearchRequest(size=1, facets=("date",), interval=interval)).histogram
    both = service.search(SearchRequest(q=" ".join(f"({q})" for q in queries), mode="strict", size=1, facets=()))
    return html_answer(
        render_template(
            "compare.html",
            collection=state().overview(service),
            queries=[*queries, *[""] * len(SERIES)][: len(SERIES)],
            letters=SERIES,
            picture=_picture(asked, pages, whole, links, wording) if interval else None,
            totals=[(SERIES[n], q, pages[n].total, links.search(asked[n])) for n, q in enumerate(queries)],
            both=both.total if len(queries) > 1 else None,
            sources=_sources(pages),
            standing_out=[
                each for n, q in enumerate(queries) if (each := _standing_out(service, n, q, pages[n], links)).names
            ],
            rate=rate,
            count_href=links.compare(queries),
            rate_href=links.compare(queries, rate=True),
        ),
        lasting=not any(page.partial for page in pages),
    )


def _over_time(service: Searcher, asked: Sequence[SearchRequest]) -> list[SearchPage]:
    """Search with one interval for all: that which suits the days of all of them together."""
    facets = ("source", *ENTITY_KINDS, "date")
    pages = [service.search(replace(one, size=1, facets=facets, facet_size=MAX_FACET_SIZE)) for one in asked]
    drawn = [page.histogram for page in pages if page.histogram]
    if not drawn:
        return pages
    first, last = min(h.bins[0].start for h in drawn), max(h.bins[-1].end for h in drawn)
    interval = choose_interval(first, last - timedelta(days=1))
    if all(h.interval == interval for h in drawn):
        return pages
    return [service.search(replace(page.request, interval=interval)) for page in pages]


def _picture(
    asked: Sequence[SearchRequest],
    pages: Sequence[SearchPage],
    whole: DateHistogram | None,
    links: Links,
    wording: Wording,
) -> Picture:
    spans = {b.start: b for page in pages if page.histogram for b in page.histogram.bins}
    drawn = next(page.histogram for page in pages if page.histogram)
    bins = _without_gaps(sorted(spans), spans[min(spans)].start, drawn.interval)
    of_all = _counts(whole)
    series = [_values(_counts(page.histogram), [start for start, _ in bins], of_all) for page in pages]
    top = _round_up(max((value for values in series for value in values), default=0))
    return Picture(
        interval=drawn.interval,
        width=charts.BAR * len(bins),
        lines=tuple(
            Line(SERIES[n], one.q, pages[n].total, links.search(one), values, *_paths(values, top, wide=len(bins)))
            for n, (one, values) in enumerate(zip(asked, series, strict=True))
        ),
        slots=tuple(
            _slot(n, span, drawn.interval, asked, [values[n] for values in series], links, wording)
            for n, span in enumerate(bins)
        ),
        axis=charts.axis_of([start for start, _ in bins], drawn.interval, wording),
        scale=tuple(_number(top * part / 4, wording) for part in (4, 3, 2, 1, 0)),
    )


def _without_gaps(starts: Sequence[date], first: date, interval: DateInterval) -> list[tuple[date, date]]:
    bins, start = [], first
    while start <= starts[-1]:
        end = bin_end(start, interval)
        bins.append((start, end))
        start = end
    return bins


def _counts(histogram: DateHistogram | None) -> dict[date, int]:
    return {b.start: b.count for b in histogram.bins} if histogram else {}


def _values(counts: dict[date, int], starts: Sequence[date], of_all: dict[date, int]) -> tuple[float, ...]:
    """Counts by bin, or in a thousand of all articles of the bin where those are given."""
    if not of_all:
        return tuple(float(counts.get(start, 0)) for start in starts)
    return tuple(round(1000 * counts.get(start, 0) / max(of_all.get(start, 0), 1), 1) for start in starts)


def _round_up(value: float) -> float:
    """The least of 4, 8, 20, 40, 80, 200… that is not less, so that four grid lines have whole numbers."""
    top = 4.0
    steps = (2.0, 2.5, 2.0)
    number = 0
    while top < value:
        top *= steps[number % 3]
        number += 1
    return top


def _paths(values: Sequence[float], top: float, *, wide: int) -> tuple[str, str]:
    points = [(charts.BAR * n + charts.BAR / 2, 100 - _TOP * value / top) for n, value in enumerate(values)]
    line = "M" + "L".join(f"{x:g} {y:.1f}" for x, y in points)
    every = max(1, wide // _DOTS)
    return line, "".join(f"M{x:g} {y:.1f}h0" for x, y in points[::every])


def _slot(
    number: int,
    span: tuple[date, date],
    interval: DateInterval,
    asked: Sequence[SearchRequest],
    values: Sequence[float],
    links: Links,
    wording: Wording,
) -> Slot:
    start, end = span
    label = charts.bin_label(interval, start, end, wording)
    said = wording.say("list.comma") + " "
    numbers = tuple(_number(value, wording) for value in values)
    return Slot(
        x=charts.BAR * number,
        label=label,
        text=f"{label}: " + said.join(f"{one.q} {value}" for one, value in zip(asked, numbers, strict=True)),
        href=links.search(between(asked[0], start, end - timedelta(days=1))),
        values=numbers,
    )


def _number(value: float, wording: Wording) -> str:
    return wording.number(value, 0 if value == int(value) else 1)


def _sources(pages: Sequence[SearchPage]) -> list[SourceRow]:
    """Who writes about them: the sources of all, by their articles together."""
    counts: dict[str, list[int]] = {}
    for number, page in enumerate(pages):
        for value in page.facets["source"].values if "source" in page.facets else ():
            counts.setdefault(value.label, [0] * len(pages))[number] = value.count
    first = sorted(counts.items(), key=lambda line: -sum(line[1]))[:SOURCES]
    highest = max((count for _, numbers in first for count in numbers), default=0) or 1
    return [
        SourceRow(name, tuple(numbers), tuple(round(100 * count / highest) for count in numbers))
        for name, numbers in first
    ]


def _standing_out(service: Searcher, number: int, q: str, page: SearchPage, links: Links) -> StandingOut:
    names = tuple(
        (kind, one.value, links.entity(one.value.value), one.lift)
        for kind, one in standing_out(service, page, STANDING_OUT)
    )
    return StandingOut(SERIES[number], q, names)
