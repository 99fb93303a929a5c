"""The order of hits, and the few that a page shows of many: what cannot be among them is dropped before it is sorted.

Ties go by day and id, which together are one number: the day above the rank of the id. The smaller comes first.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from searchapp.engine.base import Cursor
from searchapp.engine.whoosh.postings import Ints, Offsets
from searchapp.engine.whoosh.scoring import Scores
from searchapp.engine.whoosh.segment import Segment
from searchapp.engine.whoosh.values import NO_DAY
from searchapp.model import SortOrder

Places = NDArray[np.intp]

_RANK_BITS = 32
_LAST = 1 << 30
"""Stands for the missing day where the oldest come first."""

_BLOCK = 64


class Ordering:
    """Orders the matches of one question; places are places in ``docs``."""

    def __init__(self, segment: Segment, docs: Ints, scores: Scores, sort: SortOrder) -> None:
        self._segment = segment
        self._docs = docs
        self._scores = scores
        self._sort = sort

    def first(self, depth: int, after: Cursor | None = None) -> tuple[Places, bool]:
        """Give the places of the first ``depth`` matches after a hit (None: of all), and whether more follow."""
        if not depth:
            return np.zeros(0, dtype=np.intp), bool(len(self._docs))
        if self._sort == "relevance":
            places = np.arange(len(self._docs)) if after is None else self._after_score(after)
            more = len(places) > depth
            places = places[best(self._scores[places], depth)]
            order = np.lexsort((self._keys(places), -self._scores[places]))
            return places[order[:depth]], more
        keys = self._keys()
        places = np.arange(len(keys)) if after is None else np.flatnonzero(keys >= self._key_after(after))
        more = len(places) > depth
        if 0 < depth < len(places):
            places = places[np.argpartition(keys[places], depth - 1)[:depth]]
        return places[np.argsort(keys[places])[:depth]], more

    def _keys(self, places: Places | None = None) -> Offsets:
        """Give the number that orders matches of the same score."""
        docs = self._docs if places is None else self._docs[places]
        days = self._segment.values.days[docs].astype(np.int64)
        front = np.where(days == NO_DAY, _LAST, days) if self._sort == "oldest" else -days
        keys: Offsets = (front << _RANK_BITS) + self._segment.values.id_ranks[docs]
        return keys

    def _key_after(self, hit: Cursor) -> int:
        """Give the smallest number that comes after a hit, which need not be of this generation."""
        oldest_first = self._sort == "oldest"
        day = hit.day or (_LAST if oldest_first else NO_DAY)
        front = day if oldest_first else -day
        return (front << _RANK_BITS) + self._segment.rank_after(hit.id)

    def _after_score(self, hit: Cursor) -> Places:
        tied = np.flatnonzero(self._scores == hit.score)
        behind = tied[self._keys(tied) >= self._key_after(hit)]
        return np.union1d(np.flatnonzero(self._scores < hit.score), behind)


def best(scores: Scores, depth: int) -> Places:
    """Leave out matches that cannot be among the ``depth`` best, and give the places of the others, with all ties.

    In long lists the best of each block come first: the ``depth`` best among those bound all the others from below.
    """
    if not 0 < depth < len(scores):
        return np.arange(len(scores))
    blocks = len(scores) // _BLOCK
    heads = scores[: blocks * _BLOCK].reshape(blocks, _BLOCK).max(axis=1) if blocks > depth else scores
    least = np.partition(heads, len(heads) - depth)[len(heads) - depth]
    return np.flatnonzero(scores >= least)
