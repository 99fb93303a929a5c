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

_ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
_ARABIC_NUMBER = str.maketrans("0123456789,.", "٠١٢٣٤٥٦٧٨٩٬٫")
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

    def __init__(self, lang: Lang, *, arabic_digits: bool = False) -> None:
        """Speak a language; in Arabic numbers may be written as ٠١٢, which readers choose for themselves."""
        self.lang = lang
        self._texts = texts(lang)
        self._arabic_digits = arabic_digits and lang == "ar"

    def digits(self, text: str) -> str:
        """Write the digits of a text as the reader prefers. Example: ``7 أغسطس 2015`` is ``٧ أغسطس ٢٠١٥``."""
        return text.translate(_ARABIC_DIGITS) if self._arabic_digits else text

    def number(self, number: float, decimals: int = 0) -> str:
        """Write a number with signs between thousands. Example: ``12480`` is ``12,480`` or ``١٢٬٤٨٠``."""
        text = f"{number:,.{decimals}f}" if decimals else f"{round(number):,}"
        return text.translate(_ARABIC_NUMBER) if self._arabic_digits else text

    def times(self, ratio: float) -> str:
        """Write how many times as much something is. Example: ``12.4`` is ``12``, ``1.52`` is ``1.5``."""
        return self.number(ratio, 0 if ratio >= 3 else 1)

    def say(self, key: str, **values: object) -> str:
        """Give a text with ``{names}`` filled in. The answer is plain text: escape it before it goes into HTML."""
        if self._arabic_digits:
            values = {name: self.digits(str(v)) if isinstance(v, int) else v for name, v in values.items()}
        return self._texts[key].format(**values)

    def html(self, key: str, **values: object) -> str:
        """Give a text for a template: as Markup, escaped once for all, where nothing is filled in."""
        return self.say(key, **values) if values else _html_text(self.lang, key)

    def count(self, key: str, number: int, **values: object) -> str:
        """Give a counted text in its right form; ``{n}`` is the number. Example: ``count("results", 2)`` نتيجتان."""
        text = self._texts[f"{key}.{plural_category(number, self.lang)}"]
        return text.format(n=self.number(number), **values)


def quoted(q: str, lang: Lang) -> str:
    """Set a query in quotation marks, where it has none of its own, and keep its direction from its neighbours'."""
    marked = q if set(q) & _QUOTES else f"«{q}»" if lang == "ar" else f"“{q}”"
    return f"\N{FIRST STRONG ISOLATE}{marked}\N{POP DIRECTIONAL ISOLATE}"
