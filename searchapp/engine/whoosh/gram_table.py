"""The grams of a field's vocabulary, numbered from 0 in their order, and how to find one; all of it in numpy.

A gram has up to four characters, whose numbers (21 bits each, plus one, so that 0 is no character) are too many bits
for one word. The first three make its *head*; heads are kept once each, in order. A gram's *key* is the place of its
head, with the fourth character below it. So a gram is found exactly, by two searches, for many grams at a time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from searchapp.arabic.grams import BEGINNING, END, GRAM_LENGTH
from searchapp.engine.whoosh.postings import Ints, Offsets, spans

Keys = NDArray[np.uint64]
Characters = NDArray[np.uint64]

_BITS = np.uint64(21)
_BORDERS = 2
_AT_A_TIME = 1 << 16
"""Forms read at a time: some tens of megabytes."""


@dataclass(frozen=True, slots=True)
class GramTable:
    """The heads and keys of a field's grams, both ascending; a gram's number is the place of its key."""

    heads: Keys
    keys: Keys

    def __len__(self) -> int:
        return len(self.keys)

    def numbers(self, characters: Characters) -> Offsets:
        """Give the number of each gram (see ``characters_of``), -1 where there is none."""
        heads = _heads(characters)
        places, known = _found(self.heads, heads)
        keys = (places.astype(np.uint64) << _BITS) | characters[:, GRAM_LENGTH - 1]
        numbers, present = _found(self.keys, keys)
        return np.where(known & present, numbers, -1)


@dataclass(frozen=True, slots=True)
class TermGrams:
    """The grams of each term: term ``t`` has ``grams[starts[t]:starts[t + 1]]``, in order, repeated ones too."""

    starts: Offsets
    grams: Ints


def characters_of(grams: Sequence[str]) -> Characters:
    """Give a row for each gram; what is too long for one gives a row that no gram has."""
    text = "".join(gram[:GRAM_LENGTH].ljust(GRAM_LENGTH) for gram in grams)
    characters = _numbered(text).reshape(len(grams), GRAM_LENGTH)
    for row, gram in enumerate(grams):
        if len(gram) != GRAM_LENGTH:
            characters[row, len(gram) if len(gram) < GRAM_LENGTH else 0 :] = 0
    return characters


def table_of(forms: Sequence[str]) -> tuple[GramTable, TermGrams]:
    """Number the grams of a field's forms (at least one)."""
    heads = _united(_heads(characters) for characters, _ in _windows(forms))
    keys = _united(_keys(heads, characters) for characters, _ in _windows(forms))
    counts, numbers = [np.zeros(1, dtype=np.int64)], []
    for characters, of_forms in _windows(forms):
        numbers.append(np.searchsorted(keys, _keys(heads, characters)).astype(np.int32))
        counts.append(of_forms)
    return GramTable(heads, keys), TermGrams(np.cumsum(np.concatenate(counts)), np.concatenate(numbers))


def _windows(forms: Sequence[str]) -> Iterator[tuple[Characters, Offsets]]:
    """Give the grams' characters of some forms at a time, and the number of grams of each of these forms."""
    for first in range(0, len(forms), _AT_A_TIME):
        some = forms[first : first + _AT_A_TIME]
        text = BEGINNING + f"{END}{BEGINNING}".join(some) + END
        characters = _numbered(text)
        lengths = np.fromiter(map(len, some), dtype=np.int64, count=len(some)) + _BORDERS
        counts = np.maximum(lengths - (GRAM_LENGTH - 1), 1)
        begins = spans(np.cumsum(lengths) - lengths, counts)
        padded = np.append(characters, np.zeros(GRAM_LENGTH, dtype=np.uint64))
        windows = padded[begins[:, None] + np.arange(GRAM_LENGTH)]
        windows[np.repeat(lengths < GRAM_LENGTH, counts), GRAM_LENGTH - 1] = 0
        yield windows, counts


def _numbered(text: str) -> Characters:
    """Give the number of each character plus one."""
    numbers = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    return numbers.astype(np.uint64) + np.uint64(1)


def _heads(characters: Characters) -> Keys:
    heads: Keys = (characters[:, 0] << np.uint64(2) * _BITS) | (characters[:, 1] << _BITS) | characters[:, 2]
    return heads


def _keys(heads: Keys, characters: Characters) -> Keys:
    places = np.searchsorted(heads, _heads(characters)).astype(np.uint64)
    keys: Keys = (places << _BITS) | characters[:, GRAM_LENGTH - 1]
    return keys


def _united(parts: Iterator[Keys]) -> Keys:
    """Give all numbers of several arrays once each, ascending."""
    united = np.zeros(0, dtype=np.uint64)
    for part in parts:
        united = np.union1d(united, part)
    return united


def _found(ascending: Keys, wanted: Keys) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """Give the place of each number in an ascending array (not empty), and whether it is there."""
    places = np.minimum(np.searchsorted(ascending, wanted), len(ascending) - 1)
    return places, ascending[places] == wanted
