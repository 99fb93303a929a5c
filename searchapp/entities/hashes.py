"""Hashes of keys, by which texts are looked through in bulk: they tell which words are worth a look.

They hold within a process only, and two keys may have the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Hashes = npt.NDArray[np.uint32]

_HASH: Final = (1 << 32) - 1
_ASKED_BITS: Final = 16


def key_hash(key: str) -> int:
    """The hash of a key in 32 bits."""
    return hash(key) & _HASH


def asked(hashes: Hashes, keys: Collection[str]) -> Flags:
    """Which of some words may be read as one of the keys, perhaps after proclitics; nearly all others are left out."""
    table = np.zeros(1 << _ASKED_BITS, np.bool_)
    table[[hash(key) & (len(table) - 1) for key in keys]] = True
    found: Flags = np.any(table[hashes & np.uint32(len(table) - 1)], axis=1)
    return found


class Pairs:
    """Which two words may begin a phrase, by their hashes."""

    _BITS: Final = 20
    _MIX: Final = np.uint32(0x9E3779B1)

    def __init__(self, pairs: Iterable[Sequence[str]]) -> None:
        both = np.array([[key_hash(first), key_hash(second)] for first, second in pairs], np.uint32)
        both = both.reshape(-1, 2)
        self._codes = np.unique(_codes(both[:, 0], both[:, 1]))
        self._table = np.zeros(1 << self._BITS, np.bool_)
        """A filter before the search: most pairs are in no phrase."""

        self._table[self._places(both[:, 0], both[:, 1])] = True

    def beginnings(self, firsts: Hashes, seconds: Hashes) -> Numbers:
        """Which words may begin a phrase: by hashes of their keys and rests, and of the keys of those after them."""
        places, columns = np.nonzero(self._table[self._places(firsts, seconds[:, None])] & (firsts > 0))
        codes = _codes(firsts[places, columns], seconds[places])
        found = np.searchsorted(self._codes[:-1], codes)
        return np.unique(places[self._codes[found] == codes]) if len(self._codes) else places[:0]

    def _places(self, firsts: Hashes, seconds: Hashes) -> Hashes:
        mixed: Hashes = ((firsts * self._MIX) ^ seconds) * self._MIX
        return mixed >> np.uint32(32 - self._BITS)


def _codes(firsts: Hashes, seconds: Hashes) -> npt.NDArray[np.uint64]:
    codes: npt.NDArray[np.uint64] = (firsts.astype(np.uint64) << np.uint64(32)) | seconds
    return codes
