"""One key for every way of writing a name, and the proclitics that can stand before it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from searchapp.arabic.fold import fold
from searchapp.arabic.tokens import tokenize

ARTICLE: Final = "ال"
_LAM_ARTICLE: Final = "لل"
_HAMZA_SEATS: Final = str.maketrans("ؤئ", "وي")
KUNYA: Final = {"ابا": "ابو", "ابي": "ابو"}
_CONJUNCTIONS: Final = ("", "و", "ف")
_PREPOSITIONS: Final = ("ب", "ل", "ك")
_PROCLITICS: Final = ("و", "ف", "ب", "ل", "ك")
_SHORTEST_REST: Final = 3


class Reading(NamedTuple):
    """A word read without a proclitic: the rest, how many letters were dropped and whether the article was restored."""

    rest: str
    dropped: int
    restored: bool = False


@lru_cache(maxsize=1 << 13)
def word_key(word: str) -> str:
    """The key of a written word: folded, with the seats of the hamza unified. Example: ``رؤوف`` and ``رووف`` agree."""
    return fold(word).translate(_HAMZA_SEATS)


def name_words(words: Iterable[str]) -> list[str]:
    """Keys of a name's words, ``عبد`` joined to what follows and ``أبا``, ``أبي`` written ``ابو`` before a word."""
    keys = [word_key(word) for word in words]
    joined: list[str] = []
    for index, key in enumerate(keys):
        if joined and joined[-1] == "عبد":
            joined[-1] += key
        elif index + 1 < len(keys) and key in KUNYA:
            joined.append(KUNYA[key])
        else:
            joined.append(key)
    return joined


@lru_cache(maxsize=1 << 13)
def written_key(name: str) -> str:
    """The key of a name as written, before aliases. Example: ``عبد العزيز`` and ``عبدالعزيز`` give ``عبدالعزيز``."""
    plain = unicodedata.normalize("NFKC", name)  # mathematical letters are words with digits until they are plain
    return " ".join(name_words(plain[start:end] for start, end in tokenize(plain)))


@lru_cache(maxsize=1 << 13)
def readings(key: str) -> tuple[Reading, ...]:
    """The ways to read a word's key without proclitics (و ف ب ل ك), the fewest dropped first.

    Example: ``وللناتو`` can be ``للناتو`` after the conjunction and ``الناتو`` after conjunction and preposition.
    """
    return tuple(_readings(key)) if key.startswith(_PROCLITICS) else ()


def _readings(key: str) -> Iterator[Reading]:
    for conjunction in _CONJUNCTIONS:
        if not key.startswith(conjunction):
            continue
        rest = key[len(conjunction) :]
        if conjunction and len(rest) >= _SHORTEST_REST:
            yield Reading(rest, len(conjunction))
        if rest.startswith(_LAM_ARTICLE) and len(rest) > _SHORTEST_REST:
            yield Reading(ARTICLE + rest[2:], len(conjunction), restored=True)
        elif rest.startswith(_PREPOSITIONS) and len(rest) > _SHORTEST_REST:
            yield Reading(rest[1:], len(conjunction) + 1)
