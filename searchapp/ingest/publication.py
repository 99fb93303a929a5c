"""The publication day of an article: given, else inferred from its text, else the day on which it was fetched.

Given dates are read strictly. What cannot be read with certainty gives no date, and a finding says so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from searchapp.arabic.dates import find_dates, publication
from searchapp.arabic.fold import fold
from searchapp.ingest.events import Caution, excerpt
from searchapp.model import DateOrigin, Precision, Published

RECORD_REACH: Final = 600
PAGE_REACH: Final = 2_000
"""Characters in which a publication day is looked for: the dateline of a record, the beginning of a page."""

# Of 25,020 news records with a day of fetching, 224 name a day that could be the publication; all of those more than a
# month before the fetching that were looked at (20) were days that the text tells of.
_FETCH_REACH: Final = 31
_LONGEST: Final = 120
_YEARS: Final = range(1501, 2201)
"""Years of the Gregorian calendar; a year before them in numerals is one of the Hijri calendar."""
_ISO_DAY: Final = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?=[T\s]|$)")
_ISO_COMPACT: Final = re.compile(r"\d{8}")
_ISO_MONTH: Final = re.compile(r"(\d{4})-(\d{2})")
_YEAR: Final = re.compile(r"\d{4}")
_DAY_FIRST: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:,?\s+\d{1,2}:\d{2}(?::\d{2})?)?")
_WORDS_OR_HIJRI: Final = re.compile(r"[ء-ي]|(?<!\d)1[34]\d\d(?!\d)")
_MAIL: Final = re.compile(r"(?:[A-Za-z]{3}, )?\d{1,2} [A-Za-z]{3} \d{4} \d{2}:\d{2}.*")
# Seconds and milliseconds since 1970 for the years 1980 to 2100: no number is plausible as both.
_EPOCH_SECONDS: Final = (315_532_800, 4_102_444_800)


def read_date(value: object, origin: DateOrigin = "given") -> Published | None:
    """Read a date as an input gives it, or give None.

    Read are ISO 8601 (day, month, year, with or without time; the day is taken as written, whatever its time zone),
    ``dd/mm/yyyy``, dates of e-mail and RSS, one Arabic date as written (``٤ يناير ٢٠٢٢``), and numbers that are seconds
    or milliseconds since 1970.
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return _published(_from_number(value), "day", origin)
    if not isinstance(value, str) or not value.strip() or len(value) > _LONGEST:
        return None
    text = fold(value).upper().strip()
    if _YEAR.fullmatch(text):
        return _published(_day(int(text), 1, 1), "year", origin)
    if month := _ISO_MONTH.fullmatch(text):
        return _published(_day(int(month[1]), int(month[2]), 1), "month", origin)
    return _published(_from_numerals(text) or _from_mail(value.strip()), "day", origin) or _from_words(value, origin)


def decide(
    given: Published | None, crawled: Published | None, text: str, captions: Sequence[str] = ()
) -> Published | None:
    """Choose the publication day: the given one, one inferred from ``text``, or the day of fetching as approximate.

    Next to a day of fetching, an inferred day counts only within the month before it.
    """
    if given is not None:
        return given
    fetched = crawled.date if crawled is not None else None
    inferred = publication(text, captions=captions, crawled=fetched)
    if fetched is None or (inferred is not None and (fetched - inferred.date).days <= _FETCH_REACH):
        return inferred
    return Published(fetched, "day", "crawl", approximate=True)


def bad_date(name: str, value: object, file: str, line: int | None) -> Caution:
    """The finding that a date was given and could not be read."""
    return Caution(
        file,
        line,
        "bad-date",
        f"The date in {name} could not be read and was left out.",
        f"تعذّرت قراءة التاريخ في {name}، فتُرك فارغًا.",
        excerpt(str(value)[:200]),
    )


def _from_number(value: float) -> date | None:
    if float(value).is_integer() and _ISO_COMPACT.fullmatch(str(int(value))):
        return _compact(str(int(value)))
    seconds = value if value < _EPOCH_SECONDS[1] else value / 1000
    if not _EPOCH_SECONDS[0] <= seconds < _EPOCH_SECONDS[1]:
        return None
    return datetime.fromtimestamp(seconds, UTC).date()


def _from_numerals(text: str) -> date | None:
    if iso := _ISO_DAY.match(text):
        day = _day(int(iso[1]), int(iso[2]), int(iso[3]))
        return day if _is_time(text[iso.end() :]) else None
    if _ISO_COMPACT.fullmatch(text):
        return _compact(text)
    if first := _DAY_FIRST.fullmatch(text):
        return _day(int(first[3]), int(first[2]), int(first[1]))
    return None


def _is_time(text: str) -> bool:
    text = text.lstrip("T").strip()
    if not text:
        return True
    try:
        datetime.fromisoformat("2000-01-01T" + text.replace(" ", ""))
    except ValueError:
        return False
    return True


def _from_mail(text: str) -> date | None:
    if not _MAIL.fullmatch(text):
        return None
    try:
        return parsedate_to_datetime(text).date()
    except ValueError:
        return None


def _from_words(text: str, origin: DateOrigin) -> Published | None:
    """One date in words; two names of one day (هـ الموافق م) are one date, two different days are none."""
    mentions = find_dates(text) if _WORDS_OR_HIJRI.search(fold(text)) else []
    if not mentions or len({mention.date for mention in mentions}) > 1:
        return None
    precision: Precision = min((mention.precision for mention in mentions), key=("day", "month", "year").index)
    return _published(mentions[0].date, precision, origin)


def _compact(text: str) -> date | None:
    return _day(int(text[:4]), int(text[4:6]), int(text[6:]))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _published(day: date | None, precision: Precision, origin: DateOrigin) -> Published | None:
    return Published(day, precision, origin) if day is not None and day.year in _YEARS else None
