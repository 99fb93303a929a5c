"""What stands between the tokens of texts: whether blanks alone, and which signs."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]

BLANK: Final = 1
NEW_LINE: Final = 2
SIGN: Final = 3
ENDING: Final = 4
"""Kinds of characters outside tokens: an ending sign closes a sentence, as a new line does. Others have 0."""

_ENDS: Final = frozenset(".!؟?؛;•")


class Gaps(NamedTuple):
    """What stands between the tokens of a text."""

    joined: npt.NDArray[np.bool_]
    """For each token, whether only blanks (no new line) part it from the one before."""

    places: Numbers
    """Where signs and new lines stand, in order."""

    before: Numbers
    """For each of them, how many tokens stand before it."""

    kinds: Numbers
    """For each of them, ``NEW_LINE``, ``SIGN`` or ``ENDING``."""


def read_gaps(text: str, starts: Numbers, ends: Numbers) -> Gaps:
    """What stands between the tokens of a text that start and end at some places. Most gaps are one blank."""
    codes = np.frombuffer((text + "\n").encode("utf-32-le", "surrogatepass"), np.uint32)
    begins = np.concatenate([[0], ends])
    lengths = np.concatenate([starts, [len(text)]]) - begins
    other = np.flatnonzero((lengths > 1) | ((lengths == 1) & (codes[begins] != ord(" "))))
    sizes = lengths[other]
    places = np.repeat(begins[other] - np.cumsum(sizes) + sizes, sizes) + np.arange(sizes.sum())
    distinct, inverse = np.unique(codes[places], return_inverse=True)
    kinds = np.array([_kind(code) for code in distinct.tolist()], np.int64)[inverse]
    gaps = np.repeat(other, sizes)
    joined = lengths > 0
    joined[gaps[kinds != BLANK]] = False
    joined[0] = False
    chosen = kinds >= NEW_LINE
    return Gaps(joined[: len(starts)], places[chosen], gaps[chosen], kinds[chosen])


@lru_cache(maxsize=1 << 12)
def _kind(code: int) -> int:
    sign = chr(code)
    if sign == "\n":
        return NEW_LINE
    if sign in _ENDS:
        return ENDING
    if sign.isspace():
        return BLANK
    return 0 if sign.isalnum() else SIGN
