"""The numbers that a segment's living articles get elsewhere: in the generation, or in a segment merged of several.

Living articles are numbered without gaps, segment after segment, so that all who count and score articles never meet a
deleted one.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from searchapp.engine.whoosh.postings import FieldPostings, Ints, Offsets, Postings, Unsigned, spans

Kept = NDArray[np.bool_]

_AT_A_TIME = 1 << 20
"""Postings counted at a time."""


class Renumbering:
    """Moves the living articles of a segment to the numbers from ``base`` on.

    ``articles`` is the number of all articles of the segment, ``dead`` are those that are deleted.
    """

    def __init__(self, base: int, articles: int, dead: Iterable[int] = ()) -> None:
        gone = np.fromiter(dead, dtype=np.int64)
        self.base = base
        self.living = articles - len(gone)
        self._places: Ints | None = None
        self._originals: Ints | None = None
        if len(gone):
            alive = np.ones(articles, dtype=bool)
            alive[gone] = False
            self._places = np.where(alive, base - 1 + np.cumsum(alive), -1).astype(np.int32)
            self._originals = np.flatnonzero(alive).astype(np.int32)

    @property
    def all_live(self) -> bool:
        """Whether the segment has no deleted article."""
        return self._places is None

    def moved(self, base: int) -> Renumbering:
        """Give the same articles numbers from another base on."""
        other = Renumbering(base, self.living)
        if self._places is not None:
            other._places = np.where(self._places < 0, -1, self._places + np.int32(base - self.base))
            other._originals = self._originals
        return other

    def originals(self) -> Ints:
        """Give the living articles' own numbers, ascending."""
        return np.arange(self.living, dtype=np.int32) if self._originals is None else self._originals

    def original(self, number: int) -> int:
        """Give a living article's own number by its new one."""
        return number - self.base if self._originals is None else int(self._originals[number - self.base])

    def of(self, docs: Ints) -> tuple[Ints, Kept | None]:
        """Give the new numbers of those of the ascending articles that live, and which these are (None: all)."""
        if self._places is None:
            return (docs + np.int32(self.base) if self.base else docs), None
        found = self._places.take(docs)
        kept: Kept = found >= 0
        return found[kept], kept

    def count(self, docs: Ints) -> int:
        """Count those that live."""
        return len(docs) if self._places is None else int(np.count_nonzero(self._places.take(docs) >= 0))

    def counts(self, field: FieldPostings, first: int, last: int) -> Offsets:
        """Give the number of living articles of each term of a half-open range."""
        return field.counts(first, last) if self._places is None else self._sums(field, first, last, places=False)

    def places(self, field: FieldPostings, first: int, last: int) -> Offsets:
        """Give the number of places in living articles of each term of a half-open range."""
        if self._places is None:
            return np.diff(field.place_starts[first : last + 1])
        return self._sums(field, first, last, places=True)

    def _sums(self, field: FieldPostings, first: int, last: int, *, places: bool) -> Offsets:
        sums = np.zeros(last - first, dtype=np.int64)
        starts = field.posting_starts
        begin = first
        while begin < last:
            end = max(begin + 1, int(np.searchsorted(starts, starts[begin] + _AT_A_TIME, side="right")) - 1)
            end = min(end, last)
            stretch = slice(starts[begin], starts[end])
            added = (self._places.take(field.docs[stretch]) >= 0).astype(np.int64)  # type: ignore[union-attr]
            if places:
                added *= field.frequencies[stretch]
            # Every term of a field has a posting, so that no stretch is empty.
            sums[begin - first : end - first] = np.add.reduceat(added, starts[begin:end] - starts[begin])
            begin = end
        return sums


def stretch(field: FieldPostings, numbers: Renumbering, begin: int, end: int) -> Postings:
    """Give the postings in living articles of consecutive terms, one term's after another's, with new numbers."""
    own = slice(field.posting_starts[begin], field.posting_starts[end])
    docs, kept = numbers.of(field.docs[own])
    if not field.positional:
        return Postings(docs, field.frequencies, field.weighted, field.positions)
    frequencies, weighted = field.frequencies[own], field.weighted[own]
    positions = field.positions[field.place_starts[begin] : field.place_starts[end]]
    if kept is None:
        return Postings(docs, frequencies, weighted, positions)
    return Postings(docs, frequencies[kept], weighted[kept], kept_places(positions, frequencies, kept))


def kept_places(positions: Unsigned, frequencies: Unsigned, kept: Kept) -> Unsigned:
    """Give the places of those postings that are kept; ``frequencies`` says how many each has."""
    ends = np.cumsum(frequencies, dtype=np.int64)
    return positions[spans((ends - frequencies)[kept], frequencies[kept])]
