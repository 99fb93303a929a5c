"""Days in queries: what a date field's value, or a range written without a field, stands for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from searchapp.arabic.dates import parse_day_range
from searchapp.query.fields import DayRole

_DAY: Final = r"(?:[0-9]{4}(?:[-/][0-9]{1,2}){0,2}|[0-9]{1,2}[-/](?:[0-9]{1,2}[-/])?[0-9]{4})"
RANGE: Final = re.compile(rf"{_DAY}(?:\.{{2,3}}| \.{{2,3}} ){_DAY}(?![-/]?\w)")
"""A range that is understood without a field's name: ``2015-07..2015-08``, with spaces around the dots or without."""

_DOTS: Final = re.compile(r"\.{2,}")
_ISO: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_AROUND: Final = " .,،"

_Days = tuple[date, date]


@dataclass(frozen=True, slots=True)
class DaysRead:
    """Days from ``first`` to ``last``, both inclusive, None is open. ``swapped`` if they were written the other way."""

    first: date | None
    last: date | None
    swapped: bool = False


def read_days(text: str, role: DayRole, today: date) -> DaysRead | None:
    """Read a date field's value, or return None if it is no date.

    A value with ``..`` is a range whatever the field; a missing side is open. Example: ``2015-07`` gives July 2015
    on its own, everything from 1 July for ``after`` and everything to 30 June for ``before``.
    """
    if _DOTS.search(text):
        left, right = _DOTS.split(text, maxsplit=1)
        return _range(left, right, today)
    days = _side(text, today)
    if days is None:
        return None
    first, last = days
    if role == "on":
        return DaysRead(first, last)
    if role == "after":
        return DaysRead(first, None)
    return DaysRead(None, first - timedelta(days=1)) if first > date.min else None


def _range(left: str, right: str, today: date) -> DaysRead | None:
    """Join the two sides; an empty one is open, an unreadable one makes the whole unreadable."""
    begin, end = _side(left, today), _side(right, today)
    if (begin is None and left.strip(_AROUND)) or (end is None and right.strip(_AROUND)):
        return None
    if begin and end and begin[0] > end[1]:
        return DaysRead(end[0], begin[1], swapped=True)
    return DaysRead(begin[0] if begin else None, end[1] if end else None)


def _side(text: str, today: date) -> _Days | None:
    """The days that one written date covers, by the product's own reading of dates."""
    written = text.strip(_AROUND)
    if _ISO.fullmatch(written):
        # What the printer writes is read for every year of the calendar, not only for years that news can be of.
        return _iso(written)
    return parse_day_range(written, today) if written else None


def _iso(written: str) -> _Days | None:
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return None
    return day, day
