"""Date phrases: what is written, read lexeme by lexeme, not yet turned into a calendar day.

Each reader looks at a bounded number of lexemes from where it stands, so that a text is read in linear time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from searchapp.arabic.dates.words import (
    YEAR_WORDS,
    CleanText,
    Lexeme,
    MonthName,
    months,
    ordinals,
    single_words,
    weekdays,
    words,
)
from searchapp.model import Calendar

HIJRI_ERAS = frozenset({"ه", "هجري", "هجريه"})
GREGORIAN_ERAS = frozenset({"م", "ميلادي", "ميلاديه"})
_FIRST_GREGORIAN, _LAST_GREGORIAN = 1500, 2199
_FIRST_HIJRI, _LAST_HIJRI = 1300, 1499
PROCLITICS = "وفبلك"
_SECOND_NAMES = 2  # «كانون الثاني/يناير/جانفي» has the most; a bound keeps reading linear


@dataclass(frozen=True, slots=True)
class Phrase:
    """What a date phrase says; ``start`` and ``stop`` count lexemes. What is None was not said.

    ``year_offset`` is 0 for «العام الجاري», -1 for «العام الماضي». ``weekday`` 0 is Monday.
    """

    start: int
    stop: int
    calendar: Calendar
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    year_offset: int | None = None


class _Year(NamedTuple):
    year: int | None
    offset: int | None
    era: Calendar | None
    stop: int


class _Day(NamedTuple):
    day: int
    stop: int
    from_words: bool


class Reader:
    """Reads the phrases of one cleaned text."""

    def __init__(self, source: CleanText, lexemes: Sequence[Lexeme]) -> None:
        self.source = source
        self.lexemes = lexemes

    def word(self, index: int) -> str:
        """The lexeme's text, empty outside the text."""
        return self.lexemes[index].text if 0 <= index < len(self.lexemes) else ""

    def joined(self, index: int) -> bool:
        """Whether the lexeme follows the one before it without a space."""
        return 0 < index < len(self.lexemes) and self.lexemes[index - 1].end == self.lexemes[index].start

    def phrase(self, index: int) -> Phrase | None:
        """The date phrase that starts at a lexeme."""
        word = self.word(index)
        if word[:1].isdecimal():
            return self._numeric(index) or self._day_first(index, index)
        return self._weekday_first(index) or self._ordinal_first(index) or self._month_first(index) or self._year(index)

    def month(self, index: int, *, proclitic: bool = False) -> tuple[MonthName, int] | None:
        """The month name at a lexeme and the lexeme after it; «آب» is never read from «أب»."""
        first, second = self.word(index), self.word(index + 1)
        if not first.isalpha():
            return None
        for stem in (first, first[1:]) if proclitic and first[0] in PROCLITICS else (first,):
            for name, length in (((stem, second), 2), ((stem,), 1)):
                found = months().get(name)
                if found and not (name == ("اب",) and self._hamza_above(index)):
                    return found, index + length
        return None

    def _hamza_above(self, index: int) -> bool:
        lexeme = self.lexemes[index]
        start, stop = self.source.span(lexeme.start, lexeme.end)
        return "\N{ARABIC LETTER ALEF WITH HAMZA ABOVE}" in self.source.original[start:stop]

    def _months(self, index: int, *, proclitic: bool = False) -> tuple[MonthName, int] | None:
        """A month with its second names, as in «أكتوبر / تشرين الأول» or «أغسطس (آب)»; other months end it."""
        found = self.month(index, proclitic=proclitic)
        if not found:
            return None
        name, stop = found
        for _ in range(_SECOND_NAMES):
            if self.word(stop) not in ("/", "-", "("):
                break
            opened = self.word(stop) == "("
            other = self.month(stop + 1)
            if not other or other[0][:2] != name[:2] or (opened and self.word(other[1]) != ")"):
                break
            stop = other[1] + opened
            name = name._replace(cue=name.cue and other[0].cue)
        return name, stop

    def _day(self, index: int) -> _Day | None:
        """A day of the month, in digits or as an ordinal with «من» or «عشر»."""
        word = self.word(index)
        if word.isdecimal():
            if len(word) > 2 or not 1 <= int(word) <= 31:
                return None
            if self._inside_number(index) and not self._ends_pair_of_days(index):
                return None
            if len(word) == 1 and len(self.word(index - 1)) == 1 and self.word(index - 1).isdecimal():
                return None  # «1 2 مايو» is the twelfth with a space too many, or no date
            return _Day(int(word), index + 1, False)
        for length in (2, 1):
            day = ordinals().get(tuple(self.word(index + k) for k in range(length)))
            if day:
                return _Day(day, index + length, True)
        return None

    def _ends_pair_of_days(self, index: int) -> bool:
        """Whether a day ends a pair as in «15/16 مارس»: one day after the other, and a month name behind them."""
        first = self.word(index - 2)
        if self.word(index - 1) != "/" or not first.isdecimal() or len(first) > 2 or self._inside_number(index - 2):
            return False
        return 1 <= int(first) < int(self.word(index)) and self.month(index + 1) is not None

    def _inside_number(self, index: int) -> bool:
        """Whether digits belong to a longer number or a word, as 30 in «12:30» or «A30»; «و30» does not count."""
        if not self.joined(index):
            return False
        before = self.word(index - 1)
        if before.isalpha():
            return len(before) > 1 or before not in PROCLITICS
        return before in ".,:/٫٬" and self.joined(index - 1) and self.word(index - 2).isdecimal()

    def _day_first(self, start: int, index: int) -> Phrase | None:
        """Day and month, perhaps with a year, as in «4 من يناير عام 2022»."""
        day = self._day(index)
        if not day:
            return None
        stop = day.stop + (self.word(day.stop) == "من")
        broken = self.word(stop) == "\n"
        stop += broken
        named = self.word(stop) == "شهر"
        found = self._months(stop + named)
        if not found or (day.from_words and stop == day.stop and self.word(index) not in ("اول", "غره")):
            return None
        name, stop = found
        if broken and (name.hijri or not self._year_number(stop)):
            return None
        year = self._year_after(stop)
        if name.cue and name.hijri and not (named or year):
            return None
        return self._dated(Phrase(start, stop, "gregorian", month=name.month, day=day.day), name, year)

    def _dated(self, phrase: Phrase, name: MonthName, year: _Year | None) -> Phrase | None:
        """The phrase with its calendar and year; None where the month's calendar and the year contradict each other."""
        calendar: Calendar = "hijri" if name.hijri else "gregorian"
        phrase = replace(phrase, calendar=calendar)
        if not year:
            return phrase
        if year.year is not None and not _year_fits(year.year, calendar):
            return None
        if year.era and year.era != calendar:
            return None
        return replace(phrase, year=year.year, year_offset=year.offset, stop=year.stop)

    def _year_after(self, index: int) -> _Year | None:
        """The year after a month: «2022», «، 2022م», «من عام 1443 هـ», «من العام الماضي»."""
        month_end = index
        if self.word(index) in (",", "،"):
            index += 1
        index += self.word(index) == "من"
        if self.word(index) in YEAR_WORDS:
            offset = words("direction").get((self.word(index + 1),))
            if offset is not None:
                return _Year(None, int(offset), None, index + 2)
            index += 1
        return self._year_number(index, glued=index == month_end)

    def _year_number(self, index: int, *, glued: bool = False) -> _Year | None:
        """Four digits as a year; ``glued`` to the name of a month before them they may be, as in «12مايو2016»."""
        word = self.word(index)
        if len(word) != 4 or not word.isdecimal():
            return None
        if self._inside_number(index) and not (glued and self.word(index - 1).isalpha()):
            return None
        era, stop = self._era(index + 1)
        if not era and self.joined(stop) and self.word(stop).isalpha():
            return None
        return _Year(int(word), None, era, stop)

    def _era(self, index: int) -> tuple[Calendar | None, int]:
        if self.word(index) in HIJRI_ERAS:
            return "hijri", index + 1
        if self.word(index) in GREGORIAN_ERAS:
            return "gregorian", index + 1
        return None, index

    def _weekday_first(self, index: int) -> Phrase | None:
        """A weekday before a date, as in «الثلاثاء (4 يناير)» or «الخميس الموافق 12 أغسطس»."""
        weekday = self.weekday(index)
        if weekday is None:
            return None
        after = index + 1
        after += self.word(after) in (",", "،")
        after += self.word(after) in ("الموافق", "-", "–")
        opened = self.word(after) in ("(", "[")
        after += opened
        inner = self._numeric(after) or self._day_first(after, after) or self._safar(after)
        if not inner:
            return None
        closed = opened and self.word(inner.stop) in (")", "]")
        return replace(inner, start=index, stop=inner.stop + closed, weekday=weekday)

    def _safar(self, index: int) -> Phrase | None:
        """«الثلاثاء 4 صفر»: after a weekday, a month that is also an ordinary word needs no year."""
        day = self._day(index)
        found = self._months(day.stop) if day and not day.from_words else None
        if not day or not found or not found[0].hijri or self._year_after(found[1]):
            return None
        return Phrase(index, found[1], "hijri", month=found[0].month, day=day.day)

    def weekday(self, index: int) -> int | None:
        """The weekday named by a lexeme, with or without a proclitic; 0 is Monday."""
        word = self.word(index)
        named = weekdays().get(word)
        if named is None and word[:1] in ("و", "ف", "ب") and len(word) > 1:
            named = weekdays().get(word[1:])
        if named is None and word.startswith("لل"):
            named = weekdays().get("ال" + word[2:])
        return named

    def _ordinal_first(self, index: int) -> Phrase | None:
        return self._day_first(index, index) if (self.word(index),) in ordinals() or self._two_ordinal(index) else None

    def _two_ordinal(self, index: int) -> bool:
        return (self.word(index), self.word(index + 1)) in ordinals()

    def _month_first(self, index: int) -> Phrase | None:
        """«يوليو 2015», «رمضان 1436هـ», «يناير 4، 2022»."""
        found = self._months(index, proclitic=True)
        if not found:
            return None
        name, stop = found
        day_and_year = self._american(index, stop, name)
        if day_and_year:
            return day_and_year
        year = self._year_after(stop)
        if not year or (name.cue and not name.hijri and not self._cued(index, year.stop)):
            return None
        return self._dated(Phrase(index, stop, "gregorian", month=name.month), name, year)

    def _american(self, start: int, index: int, name: MonthName) -> Phrase | None:
        day = self._day(index)
        if not day or day.from_words or name.hijri or self.word(day.stop) not in (",", "،"):
            return None
        year = self._year_number(day.stop + 1)
        return (
            self._dated(Phrase(start, day.stop, "gregorian", month=name.month, day=day.day), name, year)
            if year
            else None
        )

    def _cued(self, index: int, stop: int) -> bool:
        """Whether what stands around «مارس 2015» shows that it is the month: «في مارس 2015», not «مارس 2015 لاعبا»."""
        before = self.word(index - 1)
        return before in single_words("month-cue") or not (before.isalpha() or self.word(stop).isalpha())

    def _year(self, index: int) -> Phrase | None:
        """A year that is named as one: «عام 2002», «سنة 1436هـ», «1436هـ»."""
        if self.word(index) not in YEAR_WORDS:
            return None
        year = self._year_number(index + 1)
        if not year or year.year is None:
            return None
        calendar: Calendar = year.era or "gregorian"
        if not _year_fits(year.year, calendar):
            return None
        return Phrase(index, year.stop, calendar, year=year.year)

    def _numeric(self, index: int) -> Phrase | None:
        """«2021-10-21», «11/08/2015», «1436/10/26هـ»: three numbers between two equal signs, day before month."""
        parts = self._three_numbers(index)
        if not parts:
            return self._bare_hijri_year(index)
        first, second, third = parts.numbers
        era, stop = self._era(parts.stop)
        if not era and self.joined(stop) and self.word(stop).isalpha() and not self._time_follows(stop):
            return None
        if len(first) == 4:
            year, month, day = int(first), int(second), int(third)
        elif len(first) <= 2 and (len(third) == 4 or (era and len(third) == 2)):
            day, month, year = int(first), int(second), _full_year(third, era)
            if month > 12 and day <= 12:
                day, month = month, day
        else:
            return None
        calendar = era or numeric_calendar(year)
        if not _year_fits(year, calendar):
            return None
        return Phrase(index, stop, calendar, year=year, month=month, day=day)

    def _time_follows(self, index: int) -> bool:
        return self.word(index) == "t" and self.joined(index + 1) and self.word(index + 1).isdecimal()

    def _bare_hijri_year(self, index: int) -> Phrase | None:
        year = self._year_number(index)
        if not year or year.year is None or year.era != "hijri" or not _year_fits(year.year, "hijri"):
            return None
        return Phrase(index, year.stop, "hijri", year=year.year)

    def _three_numbers(self, index: int) -> _Numbers | None:
        sign = self.word(index + 1)
        numbers = (self.word(index), self.word(index + 2), self.word(index + 4))
        if sign not in ("/", "-", ".") or self.word(index + 3) != sign or not all(n.isdecimal() for n in numbers):
            return None
        if sign != "/" and not all(self.joined(index + k) for k in range(1, 5)):
            return None
        if len(numbers[0]) > 4 or len(numbers[1]) > 2 or len(numbers[2]) > 4:
            return None
        if len(numbers[0]) == 4 and len(numbers[2]) > 2:
            return None
        before = self.word(index - 1)
        if self.joined(index) and (before in tuple("./-:=") or (before.isalpha() and before not in tuple(PROCLITICS))):
            return None
        stop = index + 5
        if (
            self.word(stop) in ("/", "-", ".")
            and self.joined(stop)
            and self.joined(stop + 1)
            and self.word(stop + 1).isdecimal()
        ):
            return None
        return _Numbers(numbers, stop)


class _Numbers(NamedTuple):
    numbers: tuple[str, str, str]
    stop: int


def _full_year(digits: str, era: Calendar | None) -> int:
    """A year of two digits belongs to the century of its era: 36هـ is 1436, 15م is 2015."""
    if len(digits) == 4:
        return int(digits)
    return int(digits) + (1400 if era == "hijri" else 2000)


def numeric_calendar(year: int) -> Calendar:
    """The calendar of a year in a numeric date without an era: 1300 to 1499 are Hijri."""
    return "hijri" if _FIRST_HIJRI <= year <= _LAST_HIJRI else "gregorian"


def _year_fits(year: int, calendar: Calendar) -> bool:
    if calendar == "hijri":
        return _FIRST_HIJRI <= year <= _LAST_HIJRI
    return _FIRST_GREGORIAN <= year <= _LAST_GREGORIAN
