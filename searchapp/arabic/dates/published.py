"""The publication day of a page that does not state it as data, inferred from what its text says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cache

from searchapp.arabic.dates.finder import FoundPhrase, calendar_day, find_phrases, precision, resolve
from searchapp.arabic.dates.phrases import PROCLITICS
from searchapp.arabic.dates.relative import move
from searchapp.arabic.dates.words import clean_form, lexemes, months, ordinals, single_words, weekdays, words
from searchapp.model import Published

_DATELINE_REACH = 1000  # characters in which a dateline is sought
_DATELINE_LINES = 3  # lines in which it is; of those below them a date is the text's
_LABEL_WORDS = 4  # words before a date that its label is among; in «إشارة إلى ما نشر بتاريخ» another text was published
_LEAD_WORDS = 5  # words that may stand before the date of a dateline: place, agency
_SHORT_LINE = 8  # words beside the date in a line that is only there to give it
_SEARCH_YEARS = 12  # a weekday and a day of a month agree again after at most 12 years (29 February: 40)
_NEAR_DAYS = 400  # beyond this distance from the lower bound the year is a guess that the reader is told of
_ONLY_DAYS = 4 * 365  # a weekday and a day agree at most once in so long a time; beyond it a year would be invented
_AROUND = 60  # characters before a day in which words may say that it is still to come
_AROUND_WORDS = 6
_AGREEING = "الموافق"  # stands between the dates of two calendars
_TO_COME = re.compile(r"و?س[يتن][^\W\d_]{3,}")  # verbs: «سينطلق», «ستبدأ»; of nouns («سياسي») a day less is found
_YEAR = re.compile(r"\d{4}")
_THREE_NUMBERS = re.compile(r"\d\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d")
_LETTERS = re.compile(r"[^\W\d_]+")
_DELIMITERS = ("(", ")", "-", "–", "—", ":", "|", "،", ",", ".", "/", "]")


def publication(text: str, *, captions: Sequence[str] = (), crawled: date | None = None) -> Published | None:
    """The day on which a text was published, as far as it can be inferred; None where it cannot.

    A dateline («بروكسل، 4 يناير 2022 -») decides, a Gregorian one before a Hijri one. Otherwise the first weekday with
    day and month («الثلاثاء (4 يناير)») does: in the first year in which the weekday agrees, on or after the last
    absolute past date of the text and its captions, not after ``crawled`` nor four years after that bound, approximate
    where it is more than one; «أمس الثلاثاء (4 يناير)» was written a day later, and a day that is announced gives
    nothing. Captions give nothing but that lower bound. Without any only a day within the year before ``crawled`` is
    taken, as approximate.
    """
    own = _without(text, captions) if captions else text
    cleaned = clean_form(own)
    published = _dateline(own, crawled) if _may_name_day_and_year(cleaned) else None
    if published or not _may_name_weekday_and_day(cleaned):
        return published
    return _from_weekday(own, list(find_phrases(own)), captions, crawled)


def _without(text: str, captions: Iterable[str]) -> str:
    shown = {caption.strip() for caption in captions}
    return "\n".join(line if line.strip() not in shown else "" for line in text.split("\n"))


# Two quick tests that every wanted phrase passes and most texts fail. They take a cleaned text or line.


def _may_name_day_and_year(cleaned: str) -> bool:
    """Whether a day with its year may be named: three numbers, or a month and four digits together."""
    if _THREE_NUMBERS.search(cleaned):
        return True
    return bool(_YEAR.search(cleaned)) and not _month_words().isdisjoint(_LETTERS.findall(cleaned))


def _may_name_weekday_and_day(cleaned: str) -> bool:
    """Whether a day may follow a weekday. Looking for the plain names first is the cheapest."""
    names, with_day = _weekday_and_day()
    return any(name in cleaned for name in names) and bool(with_day.search(cleaned))


@cache
def _month_words() -> frozenset[str]:
    """The first words of the months' names, with and without a proclitic."""
    first = {name[0] for name in months()}
    return frozenset(proclitic + word for proclitic in ("", *PROCLITICS) for word in first)


@cache
def _weekday_and_day() -> tuple[tuple[str, ...], re.Pattern[str]]:
    """What every way of writing a weekday holds (it loses the alef of its article: «للثلاثاء»), and that with a day."""
    names = tuple(sorted({name.removeprefix("ال") for name in weekdays()}))
    days = sorted({day[0] for day in ordinals()})
    between = rf"[\W_]*(?:{_AGREEING}[\W_]*)?"
    return names, re.compile(rf"(?:{'|'.join(names)}){between}(?:\d|{'|'.join(days)})")


def _dateline(text: str, crawled: date | None) -> Published | None:
    found: list[tuple[bool, date]] = []
    lines = [line for line in text[:_DATELINE_REACH].split("\n") if line.strip()]
    for line in lines[:_DATELINE_LINES]:
        if not _may_name_day_and_year(clean_form(line)):
            continue
        for start, end, phrases in _joined(line):
            days = [(p.phrase.calendar == "hijri", resolve(p.phrase)) for p in phrases if precision(p.phrase) == "day"]
            if _is_dateline(line, start, end):
                found.extend((hijri, day) for hijri, day in days if day and _not_after(day, crawled))
        if found:
            return Published(min(found)[1], "day", "dateline")
    return None


def _joined(line: str) -> Iterator[tuple[int, int, list[FoundPhrase]]]:
    """Give the dates of a line, those of two calendars («8 ذو الحجة 1441هـ الموافق 29 يوليو 2020») as one stretch."""
    group: list[FoundPhrase] = []
    for phrase in find_phrases(line):
        if group and _words(line[group[-1].end : phrase.start]) != [_AGREEING]:
            yield group[0].start, group[-1].end, group
            group = []
        group.append(phrase)
    if group:
        yield group[0].start, group[-1].end, group


def _is_dateline(line: str, start: int, end: int) -> bool:
    before, after = _words(line[:start]), _words(line[end:])
    if len(before) <= _LABEL_WORDS and any(word in single_words("publication-label") for word in before[-3:]):
        return len(after) <= _SHORT_LINE or line[end:].lstrip().startswith(_DELIMITERS)
    if any(word in single_words("month-cue") or word in ("يوم", _AGREEING) for word in before):
        return before[-1:] == [_AGREEING] and len(before) <= _LEAD_WORDS + 6 and len(after) <= _SHORT_LINE
    if len(before) + len(after) <= _SHORT_LINE and not line.rstrip().endswith((".", "؟", "!")):
        return True
    return len(before) <= _LEAD_WORDS and line[end:].lstrip().startswith(_DELIMITERS)


def _words(text: str) -> list[str]:
    return [lexeme.text for lexeme in lexemes(clean_form(text)) if lexeme.text.isalnum()]


def _from_weekday(
    text: str, phrases: Sequence[FoundPhrase], captions: Iterable[str], crawled: date | None
) -> Published | None:
    lower = max(_absolute_days(phrases, captions, crawled), default=None)
    for found in phrases:
        phrase = found.phrase
        if phrase.weekday is None or phrase.year is not None or phrase.day is None or _is_announced(text, found):
            continue
        if lower:
            day = _written(text, found, _first_agreeing(found, lower))
            if day and _not_after(day, crawled) and (day - lower).days <= _ONLY_DAYS:
                return Published(day, "day", "weekday", approximate=(day - lower).days > _NEAR_DAYS)
        elif crawled:
            day = _written(text, found, resolve(phrase, crawled))
            if day and day <= crawled:
                return Published(day, "day", "weekday", approximate=True)
    return None


def _absolute_days(phrases: Sequence[FoundPhrase], captions: Iterable[str], crawled: date | None) -> Iterator[date]:
    for found in (*phrases, *(found for caption in captions for found in find_phrases(caption))):
        day = resolve(found.phrase)
        if day and _not_after(day, crawled):
            yield day


def _not_after(day: date, crawled: date | None) -> bool:
    return crawled is None or day <= crawled


def _is_announced(text: str, found: FoundPhrase) -> bool:
    """Whether the day is still to come: «الخميس 13 يناير المقبل», «غدا الخميس 13 يناير», «سينعقد الخميس 13 يناير»."""
    around = _words(text[found.start : found.end + 20])
    if any(words("direction").get((word,)) == "1" for word in around):
        return True
    return any(_TO_COME.fullmatch(word) or word in single_words("to-come") for word in _before(text, found))


def _before(text: str, found: FoundPhrase) -> list[str]:
    return _words(text[max(0, found.start - _AROUND) : found.start].rpartition(".")[2])[-_AROUND_WORDS:]


def _written(text: str, found: FoundPhrase, day: date | None) -> date | None:
    """The day of writing, where a text calls a day yesterday or the one before it."""
    before = tuple(_before(text, found))
    for length in (3, 2, 1):
        offset = words("day-offset").get(before[-length:]) if len(before) >= length else None
        if offset is not None and day is not None and int(offset) < 0:
            return move(day, -int(offset))
    return day


def _first_agreeing(found: FoundPhrase, lower: date) -> date | None:
    """The first day on or after ``lower`` that has the phrase's weekday, day and month."""
    phrase = found.phrase
    year = lower.year if phrase.calendar == "gregorian" else int((lower.year - 622) * 33 / 32)
    for candidate in range(year, year + _SEARCH_YEARS + 1):
        day = calendar_day(phrase, candidate)
        if day and day >= lower and day.weekday() == phrase.weekday:
            return day
    return None
