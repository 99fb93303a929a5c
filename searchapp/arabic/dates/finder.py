"""Dates in Arabic text: Gregorian in the month names of every Arab country, Hijri, numeric and relative."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from hijridate import Gregorian, Hijri

from searchapp.arabic.dates.phrases import Phrase, Reader
from searchapp.arabic.dates.relative import move, relative_day
from searchapp.arabic.dates.words import clean, lexemes, may_start, proclitic_length, single_words
from searchapp.model import DateMention, Precision

_FIRST_HIJRI_YEAR, _LAST_HIJRI_YEAR = 1343, 1500  # the Umm al-Qura tables of hijridate
_PAST_DAYS, _FUTURE_DAYS = 270, 95  # a day without a year is sought in this one year around the reference


class FoundPhrase(NamedTuple):
    """A phrase with its place in the original text."""

    phrase: Phrase
    start: int
    end: int


def find_dates(text: str, reference: date | None = None) -> list[DateMention]:
    """The dates that a text names, in its order, without overlaps.

    Without ``reference`` (the day of writing) only dates that name their year are found; with it also «أمس», «يوم
    الثلاثاء» and «12 يناير». Impossible dates («31 فبراير 2015») give nothing. Hijri days follow the Umm al-Qura
    calendar. Example: ``21 أكتوبر / تشرين الأول 2021`` gives 2021-10-21 over the whole phrase.
    """
    source = clean(text)
    reader = Reader(source, lexemes(source.text))
    found: list[DateMention] = []
    index = 0
    while index < len(reader.lexemes):
        mention, index = _mention(reader, index, reference)
        if mention:
            found.append(mention)
    return found


def find_phrases(text: str) -> Iterator[FoundPhrase]:
    """The absolute and yearless date phrases of a text, unresolved, for rules that look at what exactly was written."""
    source = clean(text)
    reader = Reader(source, lexemes(source.text))
    index = 0
    while index < len(reader.lexemes):
        phrase = reader.phrase(index) if may_start(reader.lexemes[index].text) else None
        if phrase:
            yield FoundPhrase(phrase, *_place(reader, phrase.start, phrase.stop))
        index = phrase.stop if phrase else index + 1


def _mention(reader: Reader, index: int, reference: date | None) -> tuple[DateMention | None, int]:
    if not may_start(reader.lexemes[index].text):
        return None, index + 1
    phrase = reader.phrase(index)
    if phrase:
        day = None if _is_name(reader, phrase) else resolve(phrase, reference)
        place = _place(reader, phrase.start, phrase.stop)
        return (DateMention(*place, day, precision(phrase), phrase.calendar) if day else None), phrase.stop
    relative = relative_day(reader, index, reference) if reference else None
    if not relative:
        return None, index + 1
    place = _place(reader, index, relative.stop)
    return DateMention(*place, relative.day, relative.precision, "gregorian"), relative.stop


def _is_name(reader: Reader, phrase: Phrase) -> bool:
    """Whether a day without a year is what something is called by: «ثورة 25 يناير», «مدينة 6 أكتوبر»."""
    bare = phrase.year is None and phrase.year_offset is None and phrase.weekday is None
    return bare and reader.word(phrase.start - 1) in single_words("named-by-day")


def _place(reader: Reader, first: int, stop: int) -> tuple[int, int]:
    opening = reader.lexemes[first]
    return reader.source.span(opening.start + proclitic_length(opening.text), reader.lexemes[stop - 1].end)


def precision(phrase: Phrase) -> Precision:
    """How precise a phrase is."""
    if phrase.day is not None:
        return "day"
    return "month" if phrase.month is not None else "year"


def resolve(phrase: Phrase, reference: date | None = None) -> date | None:
    """The day that a phrase names, the first one of a month or year; None if impossible or not known.

    A day without a year is the one from 270 days before ``reference`` to 94 days after it. A weekday that contradicts
    such a day leaves nothing; beside a written year it is taken for a slip.
    """
    if phrase.year is not None:
        return calendar_day(phrase, phrase.year)
    if reference is None or phrase.month is None:
        return None
    if phrase.year_offset is not None:
        this_year = reference.year if phrase.calendar == "gregorian" else _hijri_year(reference)
        return calendar_day(phrase, this_year + phrase.year_offset)
    return _nearest(phrase, reference)


def calendar_day(phrase: Phrase, year: int) -> date | None:
    """The first day named by a phrase in a given year of its calendar; None if that year has no such day."""
    month = 1 if phrase.month is None else phrase.month
    day = 1 if phrase.day is None else phrase.day
    if phrase.calendar == "hijri":
        return hijri_day(year, month, day)
    if not date.min.year <= year <= date.max.year or not 1 <= month <= 12:
        return None
    return date(year, month, day) if 1 <= day <= monthrange(year, month)[1] else None


@lru_cache(maxsize=4096)
def hijri_day(year: int, month: int, day: int) -> date | None:
    """The Gregorian day of an Umm al-Qura date; None outside 1343-1500 and for impossible days."""
    if not (_FIRST_HIJRI_YEAR <= year <= _LAST_HIJRI_YEAR and 1 <= month <= 12 and 1 <= day <= 30):
        return None
    if day > Hijri(year, month, 1).month_length():
        return None
    return date(*Hijri(year, month, day).to_gregorian().datetuple())


def _hijri_year(day: date) -> int:
    """The Hijri year of a day; an estimate outside the Umm al-Qura tables, where no Hijri day resolves anyway."""
    try:
        return int(Gregorian(day.year, day.month, day.day).to_hijri().year)
    except OverflowError:
        return round((day.year - 622) * 33 / 32)


def _nearest(phrase: Phrase, reference: date) -> date | None:
    first, last = move(reference, -_PAST_DAYS), move(reference, _FUTURE_DAYS)
    if first is None or last is None:
        return None
    centre = reference.year if phrase.calendar == "gregorian" else _hijri_year(reference)
    for year in range(centre - 2, centre + 3):
        day = calendar_day(phrase, year)
        if day and first <= day < last and phrase.weekday in (None, day.weekday()):
            return day
    return None
