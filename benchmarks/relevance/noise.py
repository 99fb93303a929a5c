"""Spellings that readers take for the same and keyboards, scrapers and typists produce: seeded, so always the same.

Each kind changes about half of the places where it can; ``all`` applies every kind one after the other.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from benchmarks.relevance.sets import QuestionSet

_CHANGED: Final = 0.5
_SPARSE: Final = 0.25

_FATHA_TO_SUKUN: Final = tuple("\N{ARABIC FATHA}\N{ARABIC DAMMA}\N{ARABIC KASRA}\N{ARABIC SHADDA}\N{ARABIC SUKUN}")
_BIDI: Final = (
    "\N{RIGHT-TO-LEFT MARK}",
    "\N{LEFT-TO-RIGHT MARK}",
    "\N{ARABIC LETTER MARK}",
    "\N{ZERO WIDTH JOINER}",
    "\N{RIGHT-TO-LEFT EMBEDDING}",
    "\N{POP DIRECTIONAL FORMATTING}",
)
_JOINING: Final = "[بتثجحخسشصضطظعغفقكلمنهي]"
_DIGITS: Final = "0123456789٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹"

Change = Callable[[str, random.Random], str]


def _swap(pattern: str, others: dict[str, str]) -> Change:
    """Write a letter as one of its others."""
    place = re.compile(pattern)

    def change(text: str, draw: random.Random) -> str:
        def one(found: re.Match[str]) -> str:
            return draw.choice(others[found.group()]) if draw.random() < _CHANGED else found.group()

        return place.sub(one, text)

    return change


def _insert(pattern: str, signs: tuple[str, ...]) -> Change:
    """Write a sign after a place of the text."""
    place = re.compile(pattern)

    def change(text: str, draw: random.Random) -> str:
        return place.sub(lambda found: found.group() + (draw.choice(signs) if draw.random() < _SPARSE else ""), text)

    return change


def _digits(text: str, draw: random.Random) -> str:
    """Write all digits of the text in another script: Arabic, Persian or European."""
    start = 10 * draw.randrange(3)
    return "".join(_DIGITS[start + _DIGITS.index(c) % 10] if c in _DIGITS else c for c in text)


KINDS: Final[dict[str, Change]] = {
    "hamza": _swap("[أإآ]|\\bا(?!ل)", {"أ": "اإ", "إ": "اأ", "آ": "اأ", "ا": "أ"}),
    "teh marbuta": _swap(r"[ةه]\b", {"ة": "ه", "ه": "ة"}),
    "alef maksura": _swap(r"[ىي]\b", {"ى": "ي", "ي": "ى"}),
    "tatweel": _insert(f"{_JOINING}(?=\\w)", ("\N{ARABIC TATWEEL}", "\N{ARABIC TATWEEL}" * 3)),
    "vowels": _insert("[ء-غف-ي]", _FATHA_TO_SUKUN),
    "Persian letters": _swap("[يك]", {"ي": "ی", "ك": "ک"}),
    "digits": _digits,
    "direction marks": _insert(r"\w|\s", _BIDI),
}
ALL: Final = "all"


def noisy(asked: QuestionSet, kind: str) -> QuestionSet:
    """Give the set with every question misspelt by one kind, or by ``all`` of them."""
    changes = list(KINDS.values()) if kind == ALL else [KINDS[kind]]

    def misspelt(identifier: str, text: str) -> str:
        draw = random.Random(f"{kind} {identifier}")
        for change in changes:
            text = change(text, draw)
        return text

    questions = tuple(replace(question, text=misspelt(question.id, question.text)) for question in asked.questions)
    return replace(asked, questions=questions)
