"""Days said by their distance from the day of writing: «أمس», «قبل يومين», «الخميس المقبل», «الشهر الماضي»."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from searchapp.arabic.dates.phrases import Reader
from searchapp.arabic.dates.words import single_words, words
from searchapp.model import Precision

_PERIODS = {"الشهر": "month", "العام": "year", "السنه": "year"}


class RelativeDay(NamedTuple):
    """A resolved relative phrase; ``stop`` is the lexeme after it."""

    day: date
    precision: Precision
    stop: int


def relative_day(reader: Reader, index: int, reference: date) -> RelativeDay | None:
    """The relative phrase that starts at a lexeme, counted from ``reference``."""
    return (
        _day_offset(reader, index, reference)
        or _ago(reader, index, reference)
        or _period(reader, index, reference)
        or _weekday(reader, index, reference)
    )


def shift_months(day: date, months: int) -> date:
    """The first day of the month that is ``months`` after the month of ``day``.

    Raises ValueError or OverflowError outside the calendar of :class:`datetime.date`.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1)


def _day_offset(reader: Reader, index: int, reference: date) -> RelativeDay | None:
    first = reader.word(index)
    forms = [first]
    if len(first) > 2 and first[0] in "وبلف":
        forms.append("ال" + first[2:] if first.startswith("لل") else first[1:])
    for form in forms:
        for length in (3, 2, 1):
            name = (form, *(reader.word(index + k) for k in range(1, length)))
            offset = words("day-offset").get(name)
            if offset is not None:
                return _named_day(reader, index, int(offset), index + length, reference)
    return None


def _named_day(reader: Reader, index: int, offset: int, stop: int, reference: date) -> RelativeDay | None:
    after, before = reader.word(stop), reader.word(index - 1)
    if offset == 0 and (after in single_words("not-today-after") or before in single_words("not-today-before")):
        return None
    day = move(reference, offset)
    weekday = reader.weekday(stop)
    if day is None or weekday is None:
        return RelativeDay(day, "day", stop) if day else None
    # An article printed a day after it was written says «أمس الثلاثاء» of the day before its writing.
    near = [moved for step in (0, -1, 1) if (moved := move(day, step)) and moved.weekday() == weekday]
    return RelativeDay(near[0], "day", stop + 1) if near else None


def _ago(reader: Reader, index: int, reference: date) -> RelativeDay | None:
    """«قبل 3 أيام», «منذ أسبوع», «قبل شهرين»."""
    if reader.word(index) not in ("قبل", "منذ"):
        return None
    number, counted = reader.word(index + 1), words("count").get((reader.word(index + 1),))
    if counted and not reader.word(index + 2).isdecimal():
        count, unit = counted.split()
        return _before(reference, int(count), unit, index + 2)
    named = words("unit").get((reader.word(index + 2),))
    if not named or not number.isdecimal() or len(number) > 3:
        return None
    return _before(reference, int(number), named, index + 3)


def _before(reference: date, count: int, unit: str, stop: int) -> RelativeDay | None:
    if unit in ("day", "week"):
        day = move(reference, -count * (7 if unit == "week" else 1))
        return RelativeDay(day, "day", stop) if day else None
    months = count * 12 if unit == "year" else count
    if months >= reference.year * 12 + reference.month - 12:
        return None
    first = shift_months(reference, -months)
    if unit == "year":
        return RelativeDay(first.replace(month=1), "year", stop)
    return RelativeDay(first, "month", stop)


def _period(reader: Reader, index: int, reference: date) -> RelativeDay | None:
    """«الشهر الماضي», «العام الجاري», «هذا العام»."""
    unit = _PERIODS.get(reader.word(index))
    offset = words("direction").get((reader.word(index + 1),))
    stop = index + 2
    if not unit and reader.word(index) in ("هذا", "هذه"):
        unit, offset = _PERIODS.get(reader.word(index + 1)), "0"
    if not unit or offset is None:
        return None
    if unit == "year":
        year = reference.year + int(offset)
        return RelativeDay(date(year, 1, 1), "year", stop) if date.min.year <= year <= date.max.year else None
    if not date.min.year * 12 < reference.year * 12 + reference.month + int(offset) <= date.max.year * 12 + 12:
        return None
    return RelativeDay(shift_months(reference, int(offset)), "month", stop)


def _weekday(reader: Reader, index: int, reference: date) -> RelativeDay | None:
    """A bare weekday is its last occurrence, the day of writing included; «المقبل» and «الماضي» exclude that day."""
    weekday = reader.weekday(index)
    if weekday is None:
        return None
    direction = words("direction").get((reader.word(index + 1),))
    back = (reference.weekday() - weekday) % 7
    if direction == "1":
        day = move(reference, 7 - back)
    elif direction == "-1":
        day = move(reference, -(back or 7))
    else:
        day = move(reference, -back)
    return RelativeDay(day, "day", index + (2 if direction in ("1", "-1") else 1)) if day else None


def move(day: date, days: int) -> date | None:
    """The day ``days`` (positive or negative) from ``day``; None outside the range of :class:`datetime.date`."""
    ordinal = day.toordinal() + days
    return date.fromordinal(ordinal) if date.min.toordinal() <= ordinal <= date.max.toordinal() else None
