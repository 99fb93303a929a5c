"""Dates as drawings: the histogram of the results and the collection's skyline.

An SVG here holds no text and is stretched to its place; labels are HTML beside it. Time is drawn from 0 upward and the
style sheet mirrors it where the page runs right to left.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from searchapp.arabic.dates import format_date, month_name
from searchapp.model import DateBin, DateHistogram, DateInterval, SearchRequest
from searchapp.web.urls import Links, Neighbours, between
from searchapp.web.wording import Wording

BAR = 10
"""Width of a bar and its gap in the drawing's units; the drawing is 100 high."""

PEAK = 96.0
YEAR_LABELS = 12
DAY_LABELS = 7
"""Labels that fit under a drawing: years are short, names of months and days are not."""

MAX_BARS = 400
"""More bars than a screen has room for; a longer interval is drawn instead."""

MIN_SLOTS = 12
"""A drawing has room for at least so many bars, so that one bar is not a wall."""

_TAIL = 3
"""The last label keeps at least so many bars after it, so that it stays inside the drawing."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar, a link to its days. ``on`` says that it is in the chosen range."""

    x: int
    y: float
    height: float
    href: str
    label: str
    count: int
    on: bool


@dataclass(frozen=True, slots=True)
class AxisMark:
    """What stands under one bar: a label or nothing; ``spare`` labels leave on narrow screens."""

    label: str
    spare: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """A histogram ready to be written. ``selected`` is the x and the width of the chosen range."""

    interval: DateInterval
    width: int
    bars: tuple[Bar, ...]
    axis: tuple[AxisMark, ...]
    selected: tuple[int, int] | None
    peak: Bar
    missing: int


@dataclass(frozen=True, slots=True)
class SkylineYear:
    """One year of the skyline: a link with one path of twelve months."""

    x: int
    width: int
    year: int
    count: int
    href: str
    path: str


def bin_label(interval: DateInterval, start: date, end: date, wording: Wording) -> str:
    """Name the days ``start <= day < end``. Example: ``أكتوبر–ديسمبر 2022`` for a quarter."""
    lang, last = wording.lang, end - timedelta(days=1)
    match interval:
        case "day" | "month" | "year":
            return wording.digits(format_date(start, lang, interval))
        case "quarter":
            return wording.digits(f"{month_name(start.month, lang)}–{month_name(last.month, lang)} {start.year}")
        case "week":
            return wording.say("dates.week", day=wording.digits(format_date(start, lang)))


def draw(histogram: DateHistogram, request: SearchRequest, links: Links, wording: Wording) -> Chart:
    """Lay out the bars of a histogram as links that choose their days, or let go of them if they are chosen."""
    bins = histogram.bins
    highest = max(b.count for b in bins) or 1
    chosen = any(b.selected for b in bins)
    near = Neighbours(links, request)
    bars = tuple(
        _bar(number, b, b.count / highest, histogram.interval, request, near, wording) for number, b in enumerate(bins)
    )
    places = [number for number, b in enumerate(bins) if b.selected]
    return Chart(
        interval=histogram.interval,
        width=BAR * max(len(bins), MIN_SLOTS),
        bars=bars,
        axis=axis_marks(histogram, wording),
        selected=(BAR * places[0], BAR * (places[-1] - places[0] + 1)) if chosen else None,
        peak=max(bars, key=lambda bar: bar.count),
        missing=histogram.missing,
    )


def _bar(
    number: int,
    date_bin: DateBin,
    share: float,
    interval: DateInterval,
    request: SearchRequest,
    near: Neighbours,
    wording: Wording,
) -> Bar:
    first, last = date_bin.start, date_bin.end - timedelta(days=1)
    is_choice = (request.date_from, request.date_to) == (first, last)
    height = round(PEAK * share, 1)
    return Bar(
        x=BAR * number,
        y=round(100 - height, 1),
        height=height,
        href=near.between(None, None) if is_choice else near.between(first, last),
        label=bin_label(interval, date_bin.start, date_bin.end, wording),
        count=date_bin.count,
        on=date_bin.selected,
    )


def axis_marks(histogram: DateHistogram, wording: Wording) -> tuple[AxisMark, ...]:
    """Label the bars where a year begins, or a month where there are few years; thinned to what fits."""
    return axis_of([b.start for b in histogram.bins], histogram.interval, wording, least=MIN_SLOTS)


def axis_of(starts: Sequence[date], interval: DateInterval, wording: Wording, least: int = 1) -> tuple[AxisMark, ...]:
    """Label bins by their first days; there are at least ``least`` places under the drawing."""
    room = DAY_LABELS
    first, last = starts[0], starts[-1]
    if interval in ("year", "quarter") or last.year - first.year >= 3:
        room = YEAR_LABELS
        places = _changes(starts, lambda day: day.year)
        texts = {p: wording.digits(str(starts[p].year)) for p in places}
    elif interval == "month" or (last - first).days > 62:
        places = _changes(starts, lambda day: day.year * 12 + day.month)
        texts = {p: _month_label(starts[p], wording, first=p == 0) for p in places}
    else:
        places = list(range(len(starts)))
        texts = {p: wording.digits(f"{starts[p].day} {month_name(starts[p].month, wording.lang)}") for p in places}
    slots = max(len(starts), least)
    kept = _thinned([p for p in places if p == 0 or p <= slots - _TAIL], slots / room)
    return tuple(AxisMark(texts[n] if n in kept else "", n in kept and kept.index(n) % 2 == 1) for n in range(slots))


def _month_label(day: date, wording: Wording, *, first: bool) -> str:
    """A month's name, with its year in January and at the start. Example: ``نوفمبر``, ``يناير 2023``."""
    with_year = first or day.month == 1
    named = month_name(day.month, wording.lang)
    return wording.digits(format_date(day, wording.lang, "month")) if with_year else named


def _changes(starts: Sequence[date], key: Callable[[date], int]) -> list[int]:
    """Places of the bars whose key differs from that of the bar before."""
    return [n for n, day in enumerate(starts) if n == 0 or key(day) != key(starts[n - 1])]


def _thinned(places: Sequence[int], room: float) -> list[int]:
    """Keep labels that stand at least about ``room`` bars apart."""
    kept: list[int] = []
    for place in places:
        if not kept or place - kept[-1] >= room * 0.95:
            kept.append(place)
    return kept


def skyline(histogram: DateHistogram, links: Links, page_size: int) -> tuple[SkylineYear, ...]:
    """Draw the whole collection month by month, one link a year; the histogram's interval must be ``month``."""
    counts: dict[int, list[int]] = {}
    for b in histogram.bins:
        counts.setdefault(b.start.year, [0] * 12)[b.start.month - 1] += b.count
    highest = max((n for months in counts.values() for n in months), default=0) or 1
    width = 12 * BAR
    return tuple(
        SkylineYear(
            x=width * number,
            width=width,
            year=year,
            count=sum(months),
            href=links.search(between(SearchRequest(size=page_size), date(year, 1, 1), date(year, 12, 31))),
            path=_path(width * number, months, highest),
        )
        for number, (year, months) in enumerate(sorted(counts.items()))
    )


def spark(histogram: DateHistogram | None, whole: DateHistogram) -> str:
    """The path of a small drawing, 10 high, with a bar of width 2 for each bin of the whole, whose interval it has."""
    counts = {b.start: b.count for b in histogram.bins} if histogram else {}
    highest = max(counts.values(), default=0) or 1
    heights = [10 * counts.get(b.start, 0) / highest for b in whole.bins]
    return "".join(f"M{2 * n} 10v-{height:.1f}h1.4v{height:.1f}z" for n, height in enumerate(heights) if height)


def _path(x: int, months: Sequence[int], highest: int) -> str:
    steps = []
    for number, count in enumerate(months):
        height = 98 * count / highest
        steps.append(f"M{x + BAR * number + 1} 100v-{height:.1f}h8v{height:.1f}z")
    return "".join(steps)
