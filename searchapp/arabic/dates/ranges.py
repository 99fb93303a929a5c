"""Days and stretches of days as people type them into a query: ``2015-07``, ``يوليو 2015``, ``هذا_الأسبوع``."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from searchapp.arabic.dates.finder import calendar_day, precision
from searchapp.arabic.dates.phrases import Phrase, Reader, numeric_calendar
from searchapp.arabic.dates.relative import move, shift_months
from searchapp.arabic.dates.words import clean, lexemes

DayRange = tuple[date, date]

_NAMED = {
    "اليوم": "today",
    "today": "today",
    "امس": "yesterday",
    "الامس": "yesterday",
    "البارحه": "yesterday",
    "yesterday": "yesterday",
    "غدا": "tomorrow",
    "الغد": "tomorrow",
    "tomorrow": "tomorrow",
    "هذا الاسبوع": "this week",
    "الاسبوع الماضي": "last week",
    "هذا الشهر": "this month",
    "الشهر الجاري": "this month",
    "الشهر الماضي": "last month",
    "هذه السنه": "this year",
    "هذا العام": "this year",
    "العام الجاري": "this year",
    "السنه الماضيه": "last year",
    "العام الماضي": "last year",
    "this week": "this week",
    "last week": "last week",
    "this month": "this month",
    "last month": "last month",
    "this year": "this year",
    "last year": "last year",
}

_FROM_TODAY = {"today": 0, "yesterday": -1, "tomorrow": 1}


def parse_day_range(text: str, today: date) -> DayRange | None:
    """The first and the last day (both included) that a person's short phrase means; None if it is not one.

    Takes years, months and days in digits of any kind (day before month), month names, and the words for today,
    yesterday, tomorrow, this and last week (a week starts on Sunday), month and year, in Arabic and English; spaces,
    ``_`` and ``-`` between words are equal. Example: ``٢٠١٥/٠٧`` gives 2015-07-01 and 2015-07-31.
    """
    cleaned = clean(text.strip()).text
    spaced = " ".join(cleaned.replace("_", " ").split())
    named = _NAMED.get(spaced) or _NAMED.get(spaced.replace("-", " "))
    if named:
        return _named_range(named, today)
    return _digits(spaced) or _phrase(spaced)


def _named_range(name: str, today: date) -> DayRange | None:
    span = name.removeprefix("this ").removeprefix("last ")
    first = _first_day(span, today, -1 if name.startswith("last ") else 0)
    return _through(first, span) if first else None


def _first_day(span: str, today: date, offset: int) -> date | None:
    if span in _FROM_TODAY:
        return move(today, _FROM_TODAY[span])
    if span == "week":
        return move(today, -((today.weekday() + 1) % 7) + 7 * offset)
    if today.year + offset < date.min.year:
        return None
    return shift_months(today, offset) if span == "month" else date(today.year + offset, 1, 1)


def _through(first: date, span: str) -> DayRange | None:
    """From a first day to the last one of its day, week, month or year."""
    if span == "week":
        last = move(first, 6)
        return (first, last) if last else None
    if span == "month":
        return first, first.replace(day=monthrange(first.year, first.month)[1])
    if span == "year":
        return first, date(first.year, 12, 31)
    return first, first


def _digits(text: str) -> DayRange | None:
    """``2015`` and ``2015-07``, ``2015/7``, ``7/2015``; the years 1300 to 1499 are Hijri ones."""
    parts = text.replace("/", "-").replace(".", "-").split("-")
    if not all(part.isascii() and part.isdecimal() for part in parts) or len(parts) > 2:
        return None
    year, month = (parts[0], None) if len(parts) == 1 else parts if len(parts[0]) == 4 else (parts[1], parts[0])
    if len(year) != 4 or (month and len(month) > 2):
        return None
    calendar = numeric_calendar(int(year))
    return _of(Phrase(0, 1, calendar, year=int(year), month=int(month) if month else None))


def _phrase(text: str) -> DayRange | None:
    """A date phrase that is the whole text."""
    source = clean(text)
    reader = Reader(source, lexemes(source.text))
    phrase = reader.phrase(0)
    if not phrase or phrase.stop != len(reader.lexemes) or phrase.year is None:
        return None
    return _of(phrase)


def _of(phrase: Phrase) -> DayRange | None:
    year = phrase.year
    first = calendar_day(phrase, year) if year is not None else None
    if not first or year is None:
        return None
    if phrase.calendar == "gregorian":
        return _through(first, precision(phrase))
    return _hijri_range(phrase, year, first)


def _hijri_range(phrase: Phrase, year: int, first: date) -> DayRange | None:
    """A Hijri day, month or year; months and years end on the day before the next ones begin."""
    if phrase.day is not None:
        return first, first
    months = 1 if phrase.month is not None else 12
    next_year, next_month = divmod(year * 12 + (phrase.month or 1) - 1 + months, 12)
    following = calendar_day(Phrase(0, 1, "hijri", month=next_month + 1), next_year)
    last = move(following, -1) if following else None
    return (first, last) if last else None
