"""Tokens of many texts with a number for each distinct written word, so that what follows works once a word."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import chain, count
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from searchapp.arabic.tokens import all_tokens

Numbers = npt.NDArray[np.int64]


class NumberedTokens(NamedTuple):
    """The tokens of a text in order: where each starts and ends, and the number of its written word."""

    starts: Numbers
    ends: Numbers
    numbers: Numbers


class WordNumbering:
    """Numbers words as they are written, from 0 on in the order in which they are met.

    Equal forms of words that are written differently stay apart.
    """

    def __init__(self) -> None:
        self._written = defaultdict[str, int](count().__next__)

    @property
    def written(self) -> Sequence[str]:
        """All words met so far, by their numbers."""
        return list(self._written)

    def read(self, text: str) -> NumberedTokens:
        """Take in a text. Example: ``قمة بعد قمة`` as the first gives the numbers 0, 1, 0."""
        places = all_tokens(text)
        known = self._written
        numbers = np.array([known[text[start:end]] for start, end in places], np.int64)
        flat = np.fromiter(chain.from_iterable(places), np.int64, 2 * len(places))
        return NumberedTokens(flat[::2], flat[1::2], numbers)
