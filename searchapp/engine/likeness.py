"""Which articles are near-duplicates, by their fingerprints: what every engine computes when it writes a generation.

Two articles are alike if at least ``LEAST_EQUAL`` of the ``FINGERPRINT_BYTES`` bytes of their fingerprints are equal;
a group is whatever is joined by such pairs. Candidates are those that agree in one of the ``BANDS`` (locality-sensitive
hashing: Indyk and Motwani 1998), ordered by their fingerprints, each compared with the ``NEIGHBOURS`` that follow it:
the groups depend on what the articles are, not on their order, and a thousand copies cost no million comparisons.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

FINGERPRINT_BYTES: Final = 64
LEAST_EQUAL: Final = 34
"""About half of the runs of three words in common.

Measured on 6,228 news articles of three days (``benchmarks.likeness``): of pairs whose runs are shared to .6 and more
(Jaccard) all are found, from .5 to .6 .87, from .4 to .5 .45."""

BAND_BYTES: Final = 3
BANDS: Final = FINGERPRINT_BYTES // BAND_BYTES
NEIGHBOURS: Final = 8
ALONE: Final = -1

Fingerprints = NDArray[np.uint8]
"""One row an article; a row of zeros is no fingerprint."""

Groups = NDArray[np.int32]


def group_alike(rows: Fingerprints) -> Groups:
    """Give the number of each article's group, or ``ALONE``; groups are numbered by their first article."""
    known = np.flatnonzero(rows.any(axis=1))
    own = rows[known]
    order = np.lexsort(own.T[::-1])
    leaders = np.arange(len(rows))
    for places in _pairs(own[order]):
        one, other = (known[order[each]] for each in places)
        apart = leaders[one] != leaders[other]  # most pairs come again band after band, and are joined by then
        _join(leaders, one[apart].tolist(), other[apart].tolist())
    heads = _heads(leaders)
    sizes = np.bincount(heads, minlength=len(rows))
    grouped = sizes[heads] > 1
    groups: Groups = np.full(len(rows), ALONE, dtype=np.int32)
    groups[grouped] = np.unique(heads[grouped], return_inverse=True)[1]
    return groups


def _pairs(rows: Fingerprints) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Give pairs of places that are alike, band by band; the rows are in order."""
    for band in range(BANDS):
        part = rows[:, band * BAND_BYTES : (band + 1) * BAND_BYTES].astype(np.int32)
        keys = (part[:, 0] << 16) | (part[:, 1] << 8) | part[:, 2]
        order = np.argsort(keys, kind="stable")
        for distance in range(1, NEIGHBOURS + 1):
            one, other = order[:-distance], order[distance:]
            same = np.flatnonzero(keys[one] == keys[other])
            if not len(same):
                break
            one, other = one[same], other[same]
            alike = np.count_nonzero(rows[one] == rows[other], axis=1) >= LEAST_EQUAL
            yield one[alike], other[alike]


def _join(leaders: NDArray[np.intp], ones: list[int], others: list[int]) -> None:
    """Unite the groups of each pair; the least number leads a group."""
    for one, other in zip(ones, others, strict=True):
        first, second = _leader(leaders, one), _leader(leaders, other)
        if first != second:
            leaders[max(first, second)] = min(first, second)


def _leader(leaders: NDArray[np.intp], place: int) -> int:
    while (leader := int(leaders[place])) != place:
        leaders[place] = leaders[leader]
        place = leader
    return place


def _heads(leaders: NDArray[np.intp]) -> NDArray[np.intp]:
    """Follow every leader to the head of its group."""
    while not np.array_equal(leaders[leaders], leaders):
        leaders = leaders[leaders]
    return leaders
