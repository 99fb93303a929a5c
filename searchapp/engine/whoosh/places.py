"""Place weights: an early word says more of what a text is about than a late one. Kept as one byte a posting.

A word at place ``p`` (from 0) of a text of ``L`` words counts ``w(p) = 0.7 + c * exp(-p / (0.1 L + 1))``, with ``c``
such that the mean over all places is 1; a form's place-weighted frequency in an article is the sum over its places.
``L`` and ``p`` count every word, also those without a form at the level in question. Measured on Arabic news and on
questions to paragraphs, it gained one to two points of R@1 over the plain frequency.

The byte holds ``round(255 x / (x + 2))`` for a weighted frequency ``x``: steps of about 2 % where frequencies are
small, wider ones where BM25 is saturated anyway. Nothing overflows: the largest byte in use is 254.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bytes = NDArray[np.uint8]

FLOOR = 0.7
"""What a word counts at least."""

REACH = 0.1
"""Part of the text after which the extra weight has fallen to 1/e."""

HALF = 2.0
"""The weighted frequency that takes half of the byte's range."""

_LARGEST = 254
_CHUNK = 1 << 19

FREQUENCIES: Floats = HALF * np.arange(256) / np.maximum(255 - np.arange(256), 1)
"""The weighted frequency that each byte stands for; 255 is not in use."""


def frequencies_of(weighted: NDArray[Any]) -> Floats:
    """Give weighted frequencies by their bytes; sums of such frequencies are given as they are."""
    return FREQUENCIES.take(weighted) if weighted.dtype == np.uint8 else weighted


def place_scale(words: NDArray[Any]) -> tuple[Floats, Floats]:
    """Give for texts of so many words the reach of the extra weight in words, and its factor ``c``."""
    reach = REACH * words + 1
    ratio = np.exp(-1 / reach)
    total = (1 - ratio**words) / (1 - ratio)
    return reach, (1 - FLOOR) * words / np.maximum(total, 1)


def saturated(frequencies: Floats) -> Bytes:
    """Give weighted frequencies as bytes."""
    scaled = np.floor(255 * frequencies / (frequencies + HALF) + 0.5)
    bytes_: Bytes = np.minimum(scaled, _LARGEST).astype(np.uint8)
    return bytes_


def weighted_bytes(
    docs: NDArray[np.int32], starts: NDArray[Any], positions: NDArray[np.int32], words: NDArray[np.int32]
) -> Bytes:
    """Give the byte of each posting ``i``: article ``docs[i]``, places ``positions[starts[i]:starts[i + 1]]``.

    ``words`` is the number of words of every article's text, by article.
    """
    reach, factor = place_scale(words)
    found = np.empty(len(docs), dtype=np.uint8)
    for first in range(0, len(docs), _CHUNK):
        last = min(first + _CHUNK, len(docs))
        own = docs[first:last]
        bounds = starts[first : last + 1]
        counts = np.diff(bounds)
        extra = np.exp(-positions[bounds[0] : bounds[-1]] / np.repeat(reach[own], counts))
        sums = np.add.reduceat(extra, bounds[:-1] - bounds[0])
        found[first:last] = saturated(FLOOR * counts + factor[own] * sums)
    return found
