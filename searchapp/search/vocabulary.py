"""The written words of a collection as sorted arrays, in which the words near a slip of the pen are found.

For ``F`` words of at most 20 letters: ``F * 20`` bytes of letter codes, and 8 bytes each for the letters that a word
has and for its count: under 11 MB for 300,000 words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from searchapp.engine.base import Reader
from searchapp.model import TEXT_FIELDS
from searchapp.search.slips import ALPHABET, BAND, Codes, encode, slip_costs

MAX_FORMS: Final = 250_000
"""Words of a text field that are looked at, the most frequent ones."""

SHORTEST: Final = 2
LONGEST: Final = 20

_SEPARATOR: Final = "\n"
_Masks = NDArray[np.uint64]
_Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Near:
    """A word of the collection near another: how many articles have it in one text field, and the slips' cost."""

    form: str
    count: int
    cost: float


class Vocabulary:
    """Words with their counts, sorted by length and letters."""

    def __init__(self, parts: Iterable[Mapping[str, int]]) -> None:
        """Take folded words with their counts, in parts so that they need not be in memory at once.

        Words with other letters than slips are looked for in are left out.
        """
        coded = [_coded(part) for part in parts if part]
        none: tuple[Codes, _Counts] = (np.zeros((0, LONGEST), dtype=np.uint8), np.zeros(0, dtype=np.int64))
        codes = np.concatenate([part for part, _ in (none, *coded)])
        counts = np.concatenate([part for _, part in (none, *coded)])
        lengths = np.count_nonzero(codes, axis=1)
        order = np.lexsort((_keys(codes), lengths))
        self._codes, self._counts = codes[order], counts[order]
        self._keys = _keys(self._codes)
        self._masks = _masks(self._codes)
        self._starts = np.searchsorted(lengths[order], np.arange(LONGEST + 2))

    @classmethod
    def of(cls, reader: Reader, least: int) -> Vocabulary:
        """Read the words of all text fields that at least ``least`` articles have, one first letter after the other."""
        return cls(_counts(reader, letter, least) for letter in ALPHABET)

    def __len__(self) -> int:
        return len(self._codes)

    def count(self, word: str) -> int:
        """Tell how many articles have a word in one text field; 0 for those that were left out."""
        codes = encode(word)
        if codes is None or not SHORTEST <= len(codes) <= LONGEST:
            return 0
        first, last = self._starts[len(codes)], self._starts[len(codes) + 1]
        place = first + np.searchsorted(self._keys[first:last], codes.tobytes())
        return int(self._counts[place]) if place < last and self._keys[place] == codes.tobytes() else 0

    def near(self, word: str, cost: float, least: int) -> list[Near]:
        """Find the words that at least ``least`` articles have and whose slips cost at most ``cost``, in no order.

        The word itself is not among them.
        """
        codes = encode(word)
        if codes is None or not len(self):
            return []
        first, last = (self._starts[min(max(length, 0), LONGEST + 1)] for length in self._range(len(codes)))
        places = first + np.flatnonzero(
            (self._counts[first:last] >= least) & _few_other_letters(_mask(codes), self._masks[first:last])
        )
        found = self._codes[places]
        costs = slip_costs(codes, found)
        good = np.flatnonzero((costs <= cost) & (costs > 0))
        return [
            Near(_word(found[place]), int(self._counts[places[place]]), float(costs[place])) for place in good.tolist()
        ]

    @staticmethod
    def _range(length: int) -> tuple[int, int]:
        return length - BAND, length + BAND + 1


def _keys(codes: Codes) -> NDArray[np.bytes_]:
    """The rows as byte strings, which compare like the words."""
    keys: NDArray[np.bytes_] = np.ascontiguousarray(codes).view(f"S{LONGEST}").ravel()
    return keys


def _counts(reader: Reader, prefix: str, least: int) -> dict[str, int]:
    counts: dict[str, int] = {}
    for text_field in TEXT_FIELDS:
        for info in reader.terms(text_field, "exact", prefix, MAX_FORMS, least):
            counts[info.form] = max(counts.get(info.form, 0), info.count)
    return counts


def _coded(counts: Mapping[str, int]) -> tuple[Codes, _Counts]:
    """The usable words of a part and their counts."""
    codes, lengths = _letters(list(counts))
    usable = (lengths >= SHORTEST) & (lengths <= LONGEST) & (codes[:, 0] > 0)
    return codes[usable], np.fromiter(counts.values(), dtype=np.int64, count=len(counts))[usable]


def _letters(forms: list[str]) -> tuple[Codes, NDArray[np.int64]]:
    """Codes of all forms, a row each (all 0 where some letter has no code or the form is too long), and lengths."""
    text = np.frombuffer(_SEPARATOR.join([*forms, ""]).encode("utf-32-le", "surrogatepass"), dtype="<u4")
    ends = np.flatnonzero(text == ord(_SEPARATOR))
    lengths = np.diff(ends, prepend=-1) - 1
    table = np.zeros(max(map(ord, ALPHABET)) + 2, dtype=np.uint8)
    table[[ord(letter) for letter in ALPHABET]] = np.arange(1, len(ALPHABET) + 1)
    coded = table[np.minimum(text, len(table) - 1)]
    known = np.diff(np.cumsum(coded > 0)[ends], prepend=0) == lengths
    codes = np.zeros((len(forms), LONGEST), dtype=np.uint8)
    filled = (np.arange(LONGEST) < lengths[:, None]) & (known & (lengths <= LONGEST))[:, None]
    kept = np.repeat(known & (lengths <= LONGEST), lengths + 1)
    codes[filled] = coded[kept & (text != ord(_SEPARATOR))]
    return codes, lengths


def _masks(codes: Codes) -> _Masks:
    masks: _Masks = np.zeros(len(codes), dtype=np.uint64)
    for column in codes.T:
        masks |= np.uint64(1) << column.astype(np.uint64)
    return masks & ~np.uint64(1)


def _mask(codes: Codes) -> np.uint64:
    return np.uint64(_masks(codes[None, :])[0])


def _few_other_letters(mask: np.uint64, masks: _Masks) -> NDArray[np.bool_]:
    """Whether each side has at most ``BAND`` letters that the other lacks: more need more edits than are looked for."""
    few: NDArray[np.bool_] = _at_most_two(masks & ~mask) & _at_most_two(mask & ~masks)
    return few


def _at_most_two(bits: _Masks) -> NDArray[np.bool_]:
    for _ in range(BAND):
        bits = bits & (bits - np.uint64(1) * (bits > 0))
    few: NDArray[np.bool_] = bits == 0
    return few


def _word(codes: Codes) -> str:
    return "".join(ALPHABET[code - 1] for code in codes.tolist() if code)
