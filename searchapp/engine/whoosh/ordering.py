"""The order of hits, and the few that a page shows of many: what cannot be among them is dropped before it is sorted.

Ties go by day and id, which together are one number: the day above the rank of the id. The smaller comes first.
"""

from __future__ import annotations

import numpy as np

from searchapp.engine.base import Cursor, Order
from searchapp.engine.whoosh.choosing import Places, best
from searchapp.engine.whoosh.docsets import Numbers
from searchapp.engine.whoosh.postings import Offsets
from searchapp.engine.whoosh.scoring import Scored, Scores
from searchapp.engine.whoosh.segment import Segment
from searchapp.engine.whoosh.values import NO_DAY, RANK_BITS

Ranked = tuple[list[int], list[float]]
"""Articles in order, and their scores."""

_FEW = 100
"""Up to so many are sorted faster one by one than by numpy."""

_LAST = 1 << 30
"""Stands for the missing day where the oldest come first."""


class Ordering:
    """Orders the matches of one question."""

    def __init__(self, segment: Segment, scored: Scored, sort: Order) -> None:
        self._segment = segment
        self._scored = scored
        self._sort = sort

    def first(self, depth: int, after: Cursor | None = None) -> tuple[Ranked, bool]:
        """Give the first ``depth`` matches after a hit (None: of all), and whether more follow."""
        if not depth:
            return ([], []), bool(len(self._scored.matches))
        if self._sort != "relevance":
            return self._by_day(depth, after)
        head = self._scored.head
        if after is None and head is not None and depth <= len(head[0]):
            return self._by_score(*head, depth), len(self._scored.matches) > depth
        if after is None:
            found = self._best_everywhere(depth)
            if found is not None:
                return self._by_score(*found, depth), len(self._scored.matches) > depth
        docs, scores = self._scored.matches.numbers, self._scored.aligned
        if after is not None:
            places = self._after_score(docs, scores, after)
            docs, scores = docs[places], scores[places]
        more = len(docs) > depth
        if more and len(docs) > _FEW:
            places = best(scores, depth)
            docs, scores = docs.take(places), scores.take(places)
        return self._by_score(docs, scores, depth), more

    def _best_everywhere(self, depth: int) -> tuple[Numbers, Scores] | None:
        """Look for the best in the scores of all articles; gives up where these include too many that do not match."""
        scores = self._scored.everywhere
        if scores is None:
            return None
        docs = best(scores, depth)
        docs = docs[self._scored.matches.mask.take(docs)]
        found = scores.take(docs)
        return (docs, found) if np.count_nonzero(found) >= depth else None

    def _by_score(self, docs: Numbers, scores: Scores, depth: int) -> Ranked:
        """Sort by score; days and ids are looked at only where scores tie."""
        if len(docs) > _FEW:
            order = np.lexsort((self._keys(docs), -scores))[:depth]
            return docs.take(order).tolist(), scores.take(order).tolist()
        listed, numbers = scores.tolist(), docs.tolist()
        places = range(len(listed))
        if len(set(listed)) == len(listed):
            ranked = sorted(places, key=listed.__getitem__, reverse=True)
        else:
            keys = self._keys(docs).tolist()
            ranked = sorted(sorted(places, key=keys.__getitem__), key=listed.__getitem__, reverse=True)
        return [numbers[place] for place in ranked[:depth]], [listed[place] for place in ranked[:depth]]

    def _by_day(self, depth: int, after: Cursor | None) -> tuple[Ranked, bool]:
        docs, scores = self._scored.matches.numbers, self._scored.aligned
        keys = self._keys(docs)
        places = np.arange(len(keys)) if after is None else np.flatnonzero(keys >= self._key_after(after))
        more = len(places) > depth
        if more:
            places = places[np.argpartition(keys[places], depth - 1)[:depth]]
        places = places[np.argsort(keys[places])]
        return (docs[places].tolist(), scores[places].tolist()), more

    def _keys(self, docs: Numbers) -> Offsets:
        """Give the number that orders matches of the same score."""
        values = self._segment.values
        if self._sort != "oldest":
            return values.newest_first.take(docs)
        days = values.days[docs].astype(np.int64)
        keys: Offsets = (np.where(days == NO_DAY, _LAST, days) << RANK_BITS) + values.id_ranks[docs]
        return keys

    def _key_after(self, hit: Cursor) -> int:
        """Give the smallest number that comes after a hit, which need not be of this generation."""
        oldest_first = self._sort == "oldest"
        day = hit.day or (_LAST if oldest_first else NO_DAY)
        front = day if oldest_first else -day
        return (front << RANK_BITS) + self._segment.rank_after(hit.id)

    def _after_score(self, docs: Numbers, scores: Scores, hit: Cursor) -> Places:
        tied = np.flatnonzero(scores == hit.score)
        behind = tied[self._keys(docs[tied]) >= self._key_after(hit)]
        return np.union1d(np.flatnonzero(scores < hit.score), behind)
