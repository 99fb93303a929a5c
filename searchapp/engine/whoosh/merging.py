"""Several runs of a field made into one, some terms at a time.

Runs are what a build spilled to the disk when memory was short, or segments that become one. The articles of a run get
numbers that all come after those of the run before, so that a term's postings are those of the runs in turn. Postings
of deleted articles are left out, and terms that had no others with them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

import numpy as np

from searchapp.engine.whoosh.postings import FieldPostings, Offsets, Shape, largest, spans
from searchapp.engine.whoosh.renumbering import Renumbering, stretch

MERGED_POSTINGS = 1 << 19
"""Postings merged at a time, unless a single term has more: some tens of megabytes."""

_AS_THEY_ARE = Renumbering(0, 0)


class Run:
    """A field of one segment or spilled file, and what becomes of its articles' numbers (by default nothing)."""

    def __init__(self, field: FieldPostings, numbers: Renumbering = _AS_THEY_ARE) -> None:
        self.field = field
        self.numbers = numbers
        self.counts = numbers.counts(field, 0, len(field.terms))
        self.merged: Offsets = np.zeros(0, dtype=np.int64)
        """The merged number of each term; one that vanishes has that of the next term that stays."""

    def places(self) -> Offsets:
        """Give the number of places that stay, by term."""
        return self.numbers.places(self.field, 0, len(self.field.terms))

    def terms(self) -> Iterator[bytes]:
        """Give the terms that stay."""
        if self.numbers.all_live:
            return iter(self.field.terms)
        return (self.field.terms[number] for number in np.flatnonzero(self.counts).tolist())

    def number(self, terms: Sequence[bytes], numbers: dict[bytes, int]) -> None:
        """Find the place of each term among the merged ones."""
        found = (numbers.get(term, -1) for term in self.field.terms)
        self.merged = np.fromiter(found, dtype=np.int64, count=len(self.field.terms))
        for vanished in np.flatnonzero(self.merged < 0).tolist():
            self.merged[vanished] = bisect_left(terms, self.field.terms[vanished])

    def owners(self, begin: int, end: int) -> Offsets:
        """Give for each posting that stays of consecutive terms the merged number of its term."""
        return np.repeat(self.merged[begin:end], self.counts[begin:end])


class Merge:
    """The merging of a field's runs, given in the order of their articles' new numbers."""

    def __init__(self, runs: Sequence[Run], at_a_time: int = MERGED_POSTINGS) -> None:
        self._runs = runs
        self._at_a_time = at_a_time
        self._positional = any(run.field.positional for run in runs)
        terms = sorted(set().union(*(run.terms() for run in runs)))
        numbers = {term: place for place, term in enumerate(terms)}
        for run in runs:
            run.number(terms, numbers)
        sizes = [largest(run.field) for run in runs]
        self.shape = Shape(
            terms,
            self._starts([run.counts for run in runs], len(terms)),
            self._starts([run.places() for run in runs], len(terms))
            if self._positional
            else runs[0].field.place_starts,
            max(frequency for frequency, _ in sizes),
            max(position for _, position in sizes),
        )

    def parts(self) -> Iterator[FieldPostings]:
        """Give the merged postings in parts of consecutive terms."""
        starts = self.shape.posting_starts
        first = 0
        while first < len(self.shape.terms):
            limit = starts[first] + self._at_a_time
            last = max(first + 1, int(np.searchsorted(starts, limit, side="right")) - 1)
            yield self._part(first, last)
            first = last

    def _starts(self, counts: Sequence[Offsets], terms: int) -> Offsets:
        sums = np.zeros(terms + 2, dtype=np.int64)
        for run, own in zip(self._runs, counts, strict=True):
            np.add.at(sums, run.merged + 1, own)
        return np.cumsum(sums[: terms + 1])

    def _part(self, first: int, last: int) -> FieldPostings:
        """Merge the terms ``first:last``: the runs' stretches one after another, stably sorted by term."""
        ranges = [(run, *np.searchsorted(run.merged, (first, last)).tolist()) for run in self._runs]
        stretches = [stretch(run.field, run.numbers, begin, end) for run, begin, end in ranges]
        order = np.argsort(np.concatenate([run.owners(begin, end) for run, begin, end in ranges]), kind="stable")
        docs = np.concatenate([part.docs for part in stretches])[order]
        starts = self.shape.posting_starts[first : last + 1]
        if not self._positional:
            return FieldPostings(self.shape.terms[first:last], starts - starts[0], docs)
        frequencies = np.concatenate([part.frequencies for part in stretches])
        ends = np.cumsum(frequencies, dtype=np.int64)
        places = self.shape.place_starts[first : last + 1]
        return FieldPostings(
            self.shape.terms[first:last],
            starts - starts[0],
            docs,
            frequencies[order],
            np.concatenate([part.weighted for part in stretches])[order],
            places - places[0],
            np.concatenate([part.positions for part in stretches])[
                spans((ends - frequencies)[order], frequencies[order])
            ],
        )
