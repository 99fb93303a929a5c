"""Near-duplicates folded under the best of them: over all matches, before any window is cut out of the order."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from searchapp.engine.base import Order
from searchapp.engine.likeness import ALONE
from searchapp.engine.whoosh.docsets import DocSet
from searchapp.engine.whoosh.ordering import Ordering
from searchapp.engine.whoosh.scoring import Scored
from searchapp.engine.whoosh.segment import Segment


class Folding:
    """The matches of one question of which each group keeps the first in the order: ``hits``."""

    def __init__(self, segment: Segment, scored: Scored, sort: Order) -> None:
        numbers = scored.matches.numbers
        groups = segment.values.groups.take(numbers)
        grouped = np.flatnonzero(groups != ALONE)
        some = Scored(DocSet(scored.matches.articles, numbers=numbers[grouped]), aligned=scored.aligned[grouped])
        (ranked, _), _ = Ordering(segment, some, sort).first(len(grouped))
        self._ranked = np.array(ranked, dtype=np.intp)
        self._groups = segment.values.groups.take(self._ranked)
        firsts = np.zeros(len(ranked), dtype=bool)
        firsts[np.unique(self._groups, return_index=True)[1]] = True
        self._under = self._ranked[~firsts]
        self._under_groups = self._groups[~firsts]
        self._group_of = dict(zip(self._ranked[firsts].tolist(), self._groups[firsts].tolist(), strict=True))
        self.hits = _without(scored, self._under)

    def under(self, doc: int) -> Sequence[int]:
        """Give what is folded under a hit, in the order."""
        group = self._group_of.get(doc)
        folded: list[int] = [] if group is None else self._under[self._under_groups == group].tolist()
        return folded


def near_duplicates(segment: Segment, doc: int) -> Sequence[int]:
    """Give the other articles of an article's group, newest first."""
    values = segment.values
    if values.groups[doc] == ALONE:
        return []
    docs = np.flatnonzero(values.groups == values.groups[doc])
    docs = docs[docs != doc]
    order = np.lexsort((values.id_ranks[docs], -values.days[docs]))
    found: list[int] = docs[order].tolist()
    return found


def _without(scored: Scored, folded: np.ndarray[tuple[int], np.dtype[np.intp]]) -> Scored:
    if not len(folded):
        return scored
    numbers = scored.matches.numbers
    kept = ~np.isin(numbers, folded)
    hits = DocSet(scored.matches.articles, numbers=numbers[kept])
    return Scored(hits, aligned=scored.aligned[kept])
