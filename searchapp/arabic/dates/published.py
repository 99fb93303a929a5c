"""The publication day of a page that does not state it as data, inferred from what its text says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from searchapp.arabic.dates.finder import FoundPhrase, calendar_day, find_phrases, precision, resolve
from searchapp.arabic.dates.words import clean, lexemes, single_words, words
from searchapp.model import Published

_DATELINE_REACH = 1000  # characters in which a dateline is sought
_LEAD_WORDS = 5  # words that may stand before the date of a dateline: place, agency
_SHORT_LINE = 8  # words beside the date in a line that is only there to give it
_SEARCH_YEARS = 12  # a weekday and a day of a month agree again after at most 12 years (29 February: 40)
_NEAR_DAYS = 400  # beyond this distance from the lower bound the year is a guess that the reader is told of
_AGREEING = "الموافق"  # stands between the dates of two calendars
_DELIMITERS = ("(", ")", "-", "–", "—", ":", "|", "،", ",", ".", "/", "]")


def publication(text: str, *, captions: Sequence[str] = (), crawled: date | None = None) -> Published | None:
    """The day on which a text was published, as far as it can be inferred; None where it cannot.

    A dateline («بروكسل، 4 يناير 2022 -») decides, a Gregorian one before a Hijri one. Otherwise the first weekday with
    day and month («الثلاثاء (4 يناير)») does: in the first year in which the weekday agrees, on or after the last
    absolute past date of the text and its captions, not after ``crawled``. Captions give nothing but that lower bound.
    Without any lower bound only a day within the year before ``crawled`` is taken, as approximate.
    """
    shown = {caption.strip() for caption in captions}
    own = "\n".join(line if line.strip() not in shown else "" for line in text.split("\n"))
    return _dateline(own, crawled) or _from_weekday(own, list(find_phrases(own)), captions, crawled)


def _dateline(text: str, crawled: date | None) -> Published | None:
    found: list[tuple[bool, date]] = []
    for line in text[:_DATELINE_REACH].split("\n"):
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
    if any(word in single_words("publication-label") for word in before[-3:]):
        return True
    if any(word in single_words("month-cue") or word in ("يوم", _AGREEING) for word in before):
        return before[-1:] == [_AGREEING] and len(before) <= _LEAD_WORDS + 6 and len(after) <= _SHORT_LINE
    if len(before) + len(after) <= _SHORT_LINE and not line.rstrip().endswith((".", "؟", "!")):
        return True
    return len(before) <= _LEAD_WORDS and line[end:].lstrip().startswith(_DELIMITERS)


def _words(text: str) -> list[str]:
    return [lexeme.text for lexeme in lexemes(clean(text).text) if lexeme.text.isalnum()]


def _from_weekday(
    text: str, phrases: Sequence[FoundPhrase], captions: Iterable[str], crawled: date | None
) -> Published | None:
    lower = max(_absolute_days(phrases, captions, crawled), default=None)
    for found in phrases:
        phrase = found.phrase
        if phrase.weekday is None or phrase.year is not None or phrase.day is None or _is_announced(text, found):
            continue
        if lower:
            day = _first_agreeing(found, lower, crawled)
            if day:
                return Published(day, "day", "weekday", approximate=(day - lower).days > _NEAR_DAYS)
        elif crawled:
            day = resolve(phrase, crawled)
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
    """Whether the day is still to come: «الخميس المقبل 13 يناير», «الخميس 13 يناير المقبل»."""
    around = _words(text[found.start : found.end + 20])
    return any(words("direction").get((word,)) == "1" for word in around)


def _first_agreeing(found: FoundPhrase, lower: date, crawled: date | None) -> date | None:
    """The first day on or after ``lower`` that has the phrase's weekday, day and month."""
    phrase = found.phrase
    year = lower.year if phrase.calendar == "gregorian" else int((lower.year - 622) * 33 / 32)
    for candidate in range(year, year + _SEARCH_YEARS + 1):
        day = calendar_day(phrase, candidate)
        if day and day >= lower and day.weekday() == phrase.weekday:
            return day if _not_after(day, crawled) else None
    return None
