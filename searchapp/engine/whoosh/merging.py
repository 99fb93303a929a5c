"""Several runs of a field made into one, some terms at a time: what a build spilled to the disk when memory was short.

The articles of a run all come after those of the run before, so that a term's postings are those of the runs in turn.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from searchapp.engine.whoosh.postings import FieldPostings, Offsets, Shape, largest, spans

MERGED_POSTINGS = 1 << 19
"""Postings merged at a time, unless a single term has more: some tens of megabytes."""


class Merge:
    """The merging of a field's runs, given in the order of their articles."""

    def __init__(self, runs: Sequence[FieldPostings], at_a_time: int = MERGED_POSTINGS) -> None:
        self._runs = runs
        self._at_a_time = at_a_time
        terms = sorted(set().union(*(run.terms for run in runs)))
        number = {term: place for place, term in enumerate(terms)}
        self._numbers = [np.array([number[term] for term in run.terms], dtype=np.int64) for run in runs]
        positional = runs[0].positional
        sizes = [largest(run) for run in runs]
        self.shape = Shape(
            terms,
            self._starts([run.posting_starts for run in runs], len(terms)),
            self._starts([run.place_starts for run in runs], len(terms)) if positional else runs[0].place_starts,
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

    def _starts(self, of_runs: Sequence[Offsets], terms: int) -> Offsets:
        counts = np.zeros(terms + 1, dtype=np.int64)
        for numbers, starts in zip(self._numbers, of_runs, strict=True):
            counts[numbers + 1] += np.diff(starts)
        return np.cumsum(counts)

    def _part(self, first: int, last: int) -> FieldPostings:
        """Merge the terms ``first:last``: the runs' stretches one after another, stably sorted by term."""
        ranges = [
            (run, *np.searchsorted(numbers, (first, last)))
            for run, numbers in zip(self._runs, self._numbers, strict=True)
        ]
        stretches = [stretch(run, begin, end) for run, begin, end in ranges]
        order = np.argsort(np.concatenate([self._owners(i, *ranges[i][1:]) for i in range(len(ranges))]), kind="stable")
        docs = np.concatenate([part.docs for part in stretches])[order]
        starts = self.shape.posting_starts[first : last + 1]
        if not self._runs[0].positional:
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

    def _owners(self, run: int, begin: int, end: int) -> Offsets:
        """Give for each posting of a stretch the merged number of its term."""
        return np.repeat(self._numbers[run][begin:end], self._runs[run].counts(begin, end))


def stretch(field: FieldPostings, begin: int, end: int) -> FieldPostings:
    """Give the postings of consecutive terms as views."""
    postings = slice(field.posting_starts[begin], field.posting_starts[end])
    if not field.positional:
        return FieldPostings((), field.posting_starts[begin : end + 1], field.docs[postings])
    return FieldPostings(
        (),
        field.posting_starts[begin : end + 1],
        field.docs[postings],
        field.frequencies[postings],
        field.weighted[postings],
        field.place_starts[begin : end + 1],
        field.positions[field.place_starts[begin] : field.place_starts[end]],
    )
