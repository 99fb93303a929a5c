"""Scores of matches: sums of BM25 over posting lists, added up in the order of the tree's leaves."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from searchapp.engine.base import Weights
from searchapp.engine.whoosh.deadline import Deadline
from searchapp.engine.whoosh.docsets import SEARCH, SPARSE, DocSet, as_index, found_in
from searchapp.engine.whoosh.mass import idf
from searchapp.engine.whoosh.matching import Found, ScoredList
from searchapp.engine.whoosh.places import FREQUENCIES
from searchapp.engine.whoosh.postings import Ints, Unsigned
from searchapp.engine.whoosh.segment import Segment

Scores = NDArray[np.float64]
Gated = tuple[ScoredList, DocSet | None]
"""A list, and the articles inside which it counts (None: all matches)."""

_FEW = 2


class Scoring:
    """Scores what a tree found, in the given matches only. One for each question."""

    def __init__(
        self, segment: Segment, weights: Weights, matches: Ints, deadline: Deadline, budget: int | None = None
    ) -> None:
        self._segment = segment
        self._budget = budget
        self._weights = weights
        self._deadline = deadline
        self._matches = DocSet(segment.articles, numbers=matches)

    def scores(self, found: Found) -> Scores:
        """Give the score of every match, 0.0 where nothing scores; the matches must all be of ``found``.

        What the deadline left no time for is missing in the scores.
        """
        gated: list[Gated] = []
        self._gather(found, None, gated)
        chosen = gated if self._budget is None else affordable(gated, self._budget)
        sums = _sums_for(self._matches, sum(len(each.postings.docs) for each, _ in chosen))
        for each, gate in chosen:
            if self._deadline.passed():
                break
            self._add_list(each, gate, sums)
        return sums.totals()

    def _gather(self, found: Found, gate: DocSet | None, gated: list[Gated]) -> None:
        """List a node's leaves that have a weight; each counts inside its gate, where all nodes above it match."""
        gated += ((each, gate) for each in found.lists if self._weights.of(each.text_field, each.level))
        for child in found.children:
            everywhere = not child.children or found.each_matches
            self._gather(child, gate if everywhere else _both(gate, child.docs), gated)

    def _add_list(self, each: ScoredList, gate: DocSet | None, sums: Sums) -> None:
        weight = self._weights.of(each.text_field, each.level)
        docs, frequencies = self._selected(each, gate)
        found = FREQUENCIES[frequencies] if self._weights.place_weighted else frequencies.astype(np.float64)
        k1, b = self._weights.k1, self._weights.b
        norms = self._segment.norms(each.text_field, each.level, k1, b).take(as_index(docs))
        norms += found
        scores = found * (weight * idf(self._segment.articles, len(each.postings.docs)) * (k1 + 1))
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


def affordable(gated: list[Gated], budget: int) -> list[Gated]:
    """Give the lists that a budget of postings allows, the shortest first; at least one (see ``Plan``)."""
    ranked = sorted(range(len(gated)), key=lambda i: len(gated[i][0].postings.docs))
    allowed = set(ranked[:1])
    for i in ranked:
        budget -= len(gated[i][0].postings.docs)
        if budget < 0:
            break
        allowed.add(i)
    return [gated[i] for i in sorted(allowed)]


def _both(gate: DocSet | None, docs: DocSet) -> DocSet:
    return docs if gate is None else gate & docs
