"""All words of the interface in Arabic and English, with the plural forms of both.

The texts are in ``wording.tsv``. A counted text has one row per plural category; Arabic has six: لا نتائج، نتيجة واحدة،
نتيجتان، 3 نتائج، 11 نتيجة، 100 نتيجة.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Literal

from markupsafe import Markup, escape

Lang = Literal["ar", "en"]
LANGUAGES: tuple[Lang, ...] = ("ar", "en")
Plural = Literal["zero", "one", "two", "few", "many", "other"]

_QUOTES = frozenset('"«»“”„″')

_RTL_LANGUAGES = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"})


def plural_category(number: int, lang: Lang) -> Plural:
    """Give the plural category of a whole number after the CLDR rules of the two languages."""
    if lang == "en":
        return "one" if number == 1 else "other"
    if number in (0, 1, 2):
        return ("zero", "one", "two")[number]
    rest = number % 100
    if 3 <= rest <= 10:
        return "few"
    return "many" if 11 <= rest <= 99 else "other"


def direction(lang: str) -> Literal["rtl", "ltr"]:
    """Give the writing direction of a language tag. Example: ``ar-EG`` is ``rtl``, ``fr`` is ``ltr``."""
    return "rtl" if lang.lower().split("-")[0] in _RTL_LANGUAGES else "ltr"


@cache
def texts(lang: Lang) -> Mapping[str, str]:
    """All texts of a language by key; a text that a language does not need (English ``two``) is left out."""
    column = 1 + LANGUAGES.index(lang)
    source = resources.files(__package__).joinpath("wording.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in source.splitlines() if line and not line.startswith("#")]
    return {row[0]: row[column] for row in rows if row[column]}


@cache
def _html_text(lang: Lang, key: str) -> Markup:
    return escape(texts(lang)[key].format())


class Wording:
    """The texts of one language. Every method raises KeyError for a key that ``wording.tsv`` does not have."""

    def __init__(self, lang: Lang) -> None:
        self.lang = lang
        self._texts = texts(lang)

    def say(self, key: str, **values: object) -> str:
        """Give a text with ``{names}`` filled in. The answer is plain text: escape it before it goes into HTML."""
        return self._texts[key].format(**values)

    def html(self, key: str, **values: object) -> str:
        """Give a text for a template: as Markup, escaped once for all, where nothing is filled in."""
        return self.say(key, **values) if values else _html_text(self.lang, key)

    def count(self, key: str, number: int, **values: object) -> str:
        """Give a counted text in its right form; ``{n}`` is the number. Example: ``count("results", 2)`` نتيجتان."""
        text = self._texts[f"{key}.{plural_category(number, self.lang)}"]
        return text.format(n=grouped(number), **values)


def grouped(number: int) -> str:
    """Write a number with commas between thousands. Example: ``12480`` is ``12,480``."""
    return f"{number:,}"


def quoted(q: str, lang: Lang) -> str:
    """Set a query in quotation marks, where it has none of its own, and keep its direction from its neighbours'."""
    marked = q if set(q) & _QUOTES else f"«{q}»" if lang == "ar" else f"“{q}”"
    return f"\N{FIRST STRONG ISOLATE}{marked}\N{POP DIRECTIONAL ISOLATE}"


def times(ratio: float) -> str:
    """Write how many times as much something is. Example: ``12.4`` is ``12``, ``1.52`` is ``1.5``."""
    return grouped(round(ratio)) if ratio >= 3 else f"{ratio:.1f}"
