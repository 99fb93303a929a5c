"""Facets for people: labels, selected values that stay visible, and days gathered into bars."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from datetime import date, timedelta

from searchapp.engine.base import RawFacet, ValueInfo
from searchapp.model import DateBin, DateHistogram, DateInterval, Facet, FacetValue, FilterSet

MAX_BINS = 48
"""Bars that still can be told apart and hit with a finger."""

_INTERVALS: tuple[tuple[DateInterval, int], ...] = (("day", 1), ("week", 7), ("month", 30), ("quarter", 91))


RARE_HIDDEN_FROM = 5_000
"""Articles of a collection from which names that only one of them has are left out of facets: most are slips."""


def rare_values(values: Iterable[ValueInfo], articles: int) -> frozenset[str]:
    """Give the names that facets of a collection of so many articles leave out; searches still find them."""
    return frozenset(info.value for info in values if info.count == 1) if articles >= RARE_HIDDEN_FROM else frozenset()


def make_facet(
    name: str,
    raw: RawFacet,
    chosen: FilterSet,
    labels: Mapping[str, str],
    size: int,
    hidden: Container[str] = frozenset(),
) -> Facet:
    """Label the counts of a facet. Selected and excluded values come along even with no match or if ``hidden``.

    A value that the collection does not know is shown as it was asked, an entity's id without its kind. ``other``
    counts the hidden ones too.
    """

    def label(value: str) -> str:
        return labels.get(value, value.partition(":")[2] or value)

    counts = dict(raw.values)
    listed = [value for value, _ in raw.values if value not in hidden][:size]
    kept = [v for v in (*chosen.include, *chosen.exclude) if v not in listed]
    values = tuple(
        FacetValue(value, label(value), counts.get(value, 0), value in chosen.include, value in chosen.exclude)
        for value in (*listed, *kept)
    )
    return Facet(name, values, raw.distinct, raw.total - sum(value.count for value in values), raw.missing)


def make_histogram(
    days: Mapping[int | None, int],
    interval: DateInterval | None = None,
    selected: tuple[date | None, date | None] | None = None,
) -> DateHistogram | None:
    """Gather counts per day (ordinals) into bars without gaps; None if no match has a day.

    The interval is the shortest that needs at most ``MAX_BINS`` bars, unless one is asked for.
    """
    known = {day: count for day, count in days.items() if day is not None and count}
    if not known:
        return None
    first, last = date.fromordinal(min(known)), date.fromordinal(max(known))
    step = interval or choose_interval(first, last)
    totals: dict[date, int] = {}
    for day, count in known.items():
        start = bin_start(date.fromordinal(day), step)
        totals[start] = totals.get(start, 0) + count
    bins = []
    start = bin_start(first, step)
    while start <= last:
        end = bin_end(start, step)
        bins.append(DateBin(start, end, totals.get(start, 0), selected is not None and _inside(start, end, selected)))
        start = end
    return DateHistogram(step, tuple(bins), days.get(None, 0))


def choose_interval(first: date, last: date) -> DateInterval:
    """Choose the shortest interval that needs at most ``MAX_BINS`` bars."""
    span = (last - first).days + 1
    return next((name for name, length in _INTERVALS if span / length <= MAX_BINS), "year")


def bin_start(day: date, interval: DateInterval) -> date:
    """First day of the bar that a day falls into; weeks begin on Sunday, as in most Arab countries."""
    match interval:
        case "day":
            return day
        case "week":
            return day - timedelta(days=day.isoweekday() % 7)
        case "month":
            return day.replace(day=1)
        case "quarter":
            return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
        case "year":
            return date(day.year, 1, 1)


def bin_end(start: date, interval: DateInterval) -> date:
    """Day after the last of a bar."""
    days = {"day": 1, "week": 7}
    if interval in days:
        return start + timedelta(days=days[interval])
    months = {"month": 1, "quarter": 3, "year": 12}[interval]
    years, month = divmod(start.month - 1 + months, 12)
    return date(start.year + years, month + 1, 1)


def _inside(start: date, end: date, selected: tuple[date | None, date | None]) -> bool:
    first, last = selected
    return (last is None or start <= last) and (first is None or end > first)
