"""Scores of matches: sums of BM25 over posting lists, added up in the order of the tree's leaves."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from searchapp.engine.base import Weights
from searchapp.engine.whoosh.deadline import Deadline
from searchapp.engine.whoosh.docsets import SEARCH, SPARSE, DocSet, as_index, found_in
from searchapp.engine.whoosh.matching import Found, ScoredList
from searchapp.engine.whoosh.places import FREQUENCIES
from searchapp.engine.whoosh.postings import Ints, Unsigned
from searchapp.engine.whoosh.segment import Segment

Scores = NDArray[np.float64]

_FEW = 2


class Scoring:
    """Scores what a tree found, in the given matches only. One for each question."""

    def __init__(self, segment: Segment, weights: Weights, matches: Ints, deadline: Deadline) -> None:
        self._segment = segment
        self._weights = weights
        self._deadline = deadline
        self._matches = DocSet(segment.articles, numbers=matches)

    def scores(self, found: Found) -> Scores:
        """Give the score of every match, 0.0 where nothing scores; the matches must all be of ``found``.

        What the deadline left no time for is missing in the scores.
        """
        expected = sum(len(each.postings.docs) for each in found.scored())
        sums = _sums_for(self._matches, expected)
        self._add(found, None, sums)
        return sums.totals()

    def _add(self, found: Found, gate: DocSet | None, sums: Sums) -> None:
        """Add a node's leaves, inside ``gate`` (None: in all matches) and where each node above them matches."""
        for each in found.lists:
            self._add_list(each, gate, sums)
        for child in found.children:
            narrower = child.children and len(child.docs) < len(found.docs)
            inside = _both(gate, child.docs) if narrower else gate
            self._add(child, inside, sums)

    def _add_list(self, each: ScoredList, gate: DocSet | None, sums: Sums) -> None:
        weight = self._weights.of(each.text_field, each.level)
        if not weight or self._deadline.passed():
            return
        docs, frequencies = self._selected(each, gate)
        found = FREQUENCIES[frequencies] if self._weights.place_weighted else frequencies.astype(np.float64)
        k1, b = self._weights.k1, self._weights.b
        norms = self._segment.norms(each.text_field, each.level, k1, b).take(as_index(docs))
        idf = math.log(self._segment.articles / (len(each.postings.docs) + 1)) + 1
        norms += found
        scores = found * (weight * idf * (k1 + 1))
        scores /= norms
        sums.add(docs, scores)

    def _selected(self, each: ScoredList, gate: DocSet | None) -> tuple[Ints, Unsigned]:
        """Give the articles to score, with their frequencies or bytes: at least the matches where the list scores."""
        docs = each.postings.docs
        frequencies = each.postings.weighted if self._weights.place_weighted else each.postings.frequencies
        matches = self._matches if each.only is None else DocSet(self._segment.articles, numbers=each.only)
        wanted = matches.numbers
        if len(wanted) * SEARCH < len(docs):
            places, found = found_in(docs, wanted)
            docs, frequencies = wanted[found], frequencies[places[found]]
        elif each.only is not None or len(wanted) * _FEW < len(docs):
            kept = matches.holds(docs)
            docs, frequencies = docs[kept], frequencies[kept]
        if gate is not None:
            kept = gate.holds(docs)
            docs, frequencies = docs[kept], frequencies[kept]
        return docs, frequencies


class Sums:
    """Adds up scores in one place for each article; what lies outside the matches is never looked at."""

    def __init__(self, matches: DocSet) -> None:
        self._matches = matches
        self._totals: Scores = np.zeros(matches.articles)

    def add(self, docs: Ints, scores: Scores) -> None:
        """Add scores to different articles."""
        np.add.at(self._totals, as_index(docs), scores)

    def totals(self) -> Scores:
        """Give the sums of the matches, in their order."""
        return self._totals.take(as_index(self._matches.numbers))


class FewSums(Sums):
    """Adds up scores in one place for each match."""

    def __init__(self, matches: DocSet) -> None:
        self._matches = matches
        self._totals = np.zeros(len(matches))

    def add(self, docs: Ints, scores: Scores) -> None:
        """Add scores to different articles, leaving out those that are no matches."""
        places, found = found_in(self._matches.numbers, docs)
        self._totals[places[found]] += scores[found]

    def totals(self) -> Scores:
        """Give the sums of the matches, in their order."""
        return self._totals


def _sums_for(matches: DocSet, expected: int) -> Sums:
    return FewSums(matches) if (expected + len(matches)) * SPARSE < matches.articles else Sums(matches)


def _both(gate: DocSet | None, docs: DocSet) -> DocSet:
    return docs if gate is None else gate & docs
