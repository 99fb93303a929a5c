"""The words of dates and the cleaned copy of a text in which they are looked for.

Tables come from ``searchapp/arabic/data/*.tsv``. Matching runs on a copy without marks, tatweel and direction signs,
with ASCII digits and unified letters; :class:`CleanText` keeps where every character of that copy came from.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

TATWEEL = "\N{ARABIC TATWEEL}"
_LETTER_FORMS = str.maketrans(
    {
        "\N{ARABIC LETTER ALEF WITH HAMZA ABOVE}": "ا",
        "\N{ARABIC LETTER ALEF WITH HAMZA BELOW}": "ا",
        "\N{ARABIC LETTER ALEF WITH MADDA ABOVE}": "ا",
        "\N{ARABIC LETTER ALEF WASLA}": "ا",
        "\N{ARABIC LETTER ALEF MAKSURA}": "ي",
        "\N{ARABIC LETTER FARSI YEH}": "ي",
        "\N{ARABIC LETTER KEHEH}": "ك",
        "\N{ARABIC LETTER TEH MARBUTA}": "ه",
    }
)
YEAR_WORDS = frozenset({"عام", "العام", "لعام", "بعام", "وعام", "سنه", "السنه", "لسنه"})
RELATIVE_LEADS = frozenset({"قبل", "منذ", "هذا", "هذه", "الشهر"})
_MOST_FORMS = 8192
_LEXEME = re.compile(r"\d+|[^\W\d_]+|\n|\S")


@dataclass(frozen=True, slots=True)
class CleanText:
    """A cleaned copy of ``original``; ``places[i]`` is where character ``i`` of ``text`` stands in the original."""

    original: str
    text: str
    places: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The place in the original of ``text[start:end]`` (not empty), with the marks of its last letter."""
        stop = self.places[end - 1] + 1
        while stop < len(self.original) and _is_mark(self.original[stop]):
            stop += 1
        return self.places[start], stop


class Lexeme(NamedTuple):
    """A run of digits, a run of letters, a line break or one other sign, with its place in the cleaned text."""

    text: str
    start: int
    end: int


class MonthName(NamedTuple):
    """What a month name says; ``cue`` marks words that are also something else (مارس, آب, ماي, صفر)."""

    month: int
    hijri: bool
    cue: bool


def _is_mark(character: str) -> bool:
    return character == TATWEEL or unicodedata.category(character) == "Mn"


class _CleanForms(dict[str, str]):
    """The cleaned forms of the characters met so far, at most ``_MOST_FORMS`` of them: a plain dict is read fastest."""

    def __missing__(self, character: str) -> str:
        form = _clean_character(character)
        if len(self) < _MOST_FORMS:
            self[character] = form
        return form


def _clean_character(character: str) -> str:
    """The cleaned form of one character: none, one or (presentation ligatures) several characters."""
    if character.isascii():
        return character.lower()
    if unicodedata.category(character) in ("Mn", "Cf") or character == TATWEEL:
        return ""
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    if "\N{ARABIC LETTER ALEF WASLA ISOLATED FORM}" <= character <= "\N{ARABIC LIGATURE LAM WITH ALEF FINAL FORM}":
        character = unicodedata.normalize("NFKC", character)
    return "".join(c for c in character.lower().translate(_LETTER_FORMS) if not _is_mark(c))


_FORMS = _CleanForms()


def clean(text: str) -> CleanText:
    """The cleaned copy of a text. Example: ``٣٠ نُوفـمبر`` becomes ``30 نوفمبر``."""
    forms = list(map(_FORMS.__getitem__, text))
    cleaned = "".join(forms)
    one_for_one = len(cleaned) == len(forms) and "" not in forms
    places = range(len(forms)) if one_for_one else [place for place, form in enumerate(forms) for _ in form]
    return CleanText(text, cleaned, places)


def clean_form(text: str) -> str:
    """The text of :func:`clean` alone, for tests that need no places."""
    return "".join(map(_FORMS.__getitem__, text))


def lexemes(text: str) -> list[Lexeme]:
    """The lexemes of a cleaned text, in order. Linear in its length."""
    return [Lexeme(match.group(), match.start(), match.end()) for match in _LEXEME.finditer(text)]


def rows(name: str) -> list[list[str]]:
    """The lines of a data file, cut at tabs; comments (``#``) and empty lines are left out."""
    source = resources.files("searchapp.arabic").joinpath("data", name).read_text(encoding="utf-8")
    return [line.split("\t") for line in source.splitlines() if line and not line.startswith("#")]


def key(words: str) -> tuple[str, ...]:
    """The cleaned words of a table entry. Example: ``تشرين الأول`` gives ``("تشرين", "الاول")``."""
    return tuple(clean(words).text.split())


@cache
def months() -> Mapping[tuple[str, ...], MonthName]:
    """Month names of both calendars by their cleaned words."""
    gregorian = {key(name): MonthName(int(month), False, note == "cue") for month, name, _, note in rows("months.tsv")}
    hijri = {key(name): MonthName(int(month), True, note == "cue") for month, name, _, note in rows("hijri_months.tsv")}
    return gregorian | hijri


@cache
def words(kind: str) -> Mapping[tuple[str, ...], str]:
    """The words of one class of ``date_words.tsv`` with their values, by cleaned words."""
    return {key(word): value for name, word, value in rows("date_words.tsv") if name == kind}


@cache
def _first_words() -> frozenset[str]:
    tables = (months(), ordinals(), words("weekday"), words("day-offset"))
    return frozenset(entry[0] for table in tables for entry in table) | YEAR_WORDS | RELATIVE_LEADS


@lru_cache(maxsize=65536)
def may_start(word: str) -> bool:
    """Whether a date phrase can start with a lexeme; a quick test that spares most words the grammar."""
    if word[0].isdecimal():
        return True
    first = _first_words()
    return word in first or word[1:] in first or (word.startswith("لل") and "ال" + word[2:] in first)


def proclitic_length(word: str) -> int:
    """1 where a lexeme that starts a phrase has a proclitic of its own letter, as in «وفبراير»; «للثلاثاء» has none."""
    first = _first_words()
    return int(word not in first and word[1:] in first)


@cache
def single_words(kind: str) -> frozenset[str]:
    """The one-word entries of a class, cleaned."""
    return frozenset(entry[0] for entry in words(kind) if len(entry) == 1)


@cache
def weekdays() -> Mapping[str, int]:
    """Weekday names, cleaned; 0 is Monday."""
    return {entry[0]: int(value) for entry, value in words("weekday").items()}


@cache
def ordinals() -> Mapping[tuple[str, ...], int]:
    """Day ordinals, cleaned. Example: ``("الحادي", "عشر")`` is 11."""
    return {entry: int(value) for entry, value in words("ordinal").items()}
