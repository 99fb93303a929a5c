"""How the collection writes a folded word: ``القاهره`` is shown as ``القاهرة``, the way its articles have it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from searchapp.arabic.fold import fold
from searchapp.arabic.letters import INVISIBLE, LETTER_FORMS, MARKS, TATWEEL, code_points
from searchapp.engine.base import And, Key, Plan, Reader, Weights, Word
from searchapp.model import TEXT_FIELDS

SAMPLED: Final = 3
"""Articles whose spelling decides."""

KEPT: Final = 4_096
"""Spellings that are remembered."""

_BY_FIELD: Final = Weights({"title": 1.0, "body": 1.0, "caption": 1.0}, {"exact": 1.0}, k1=1.2, b=0.75)
_UNWRITTEN: Final = {**MARKS, **dict.fromkeys((*code_points(INVISIBLE), ord(TATWEEL)))}
_ENDINGS: Final = (("ه", "ة"), ("ي", "ى"))


class Spelling:
    """Looks spellings up in the articles of one generation and remembers them. Safe for use from several threads."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.written = lru_cache(maxsize=KEPT)(self._written)

    def _written(self, form: str) -> str:
        """Give the most frequent spelling in a few articles, without vowels; the form itself if none has it."""
        word = Word((Key("exact", form),), TEXT_FIELDS)
        page = self._reader.search(Plan(And((word,)), _BY_FIELD, size=SAMPLED))
        pattern = _pattern(form)
        spellings: Counter[str] = Counter()
        for stored in self._reader.fetch([hit.id for hit in page.hits]).values():
            article = stored.article
            text = "\n".join((article.title, article.body, *article.captions)).translate(_UNWRITTEN)
            found = (match.group() for match in pattern.finditer(text))
            spellings.update(spelling for spelling in found if fold(spelling) == form)
        return min(spellings, key=lambda spelling: (-spellings[spelling], spelling), default=form)


def _pattern(form: str) -> re.Pattern[str]:
    """Finds what may fold to the form: each letter in any of its shapes."""
    letters = "".join(f"[{shapes}]" if (shapes := _shapes().get(letter)) else re.escape(letter) for letter in form)
    return re.compile(rf"(?<!\w){letters}(?!\w)", re.IGNORECASE)


@lru_cache(maxsize=1)
def _shapes() -> dict[str, str]:
    return {folded: folded + "".join(shapes) for folded, shapes in _grouped().items()}


def _grouped() -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for folded, shape in _variants():
        groups.setdefault(folded, []).append(shape)
    return groups


def _variants() -> Iterator[tuple[str, str]]:
    yield from _ENDINGS
    for code, folded in LETTER_FORMS.items():
        if len(folded) == 1 and chr(code).isalpha():
            yield fold(folded), chr(code)
