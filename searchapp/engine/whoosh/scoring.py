"""Scores of matches: sums of BM25 over posting lists, added up in the order of the tree's leaves.

Where few articles match, each list is asked for the impacts of these; otherwise each list adds all its own to one sum
for every article of the collection. Either way an article's score is the same, bit by bit.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from searchapp.engine.base import Weights
from searchapp.engine.whoosh.deadline import Deadline
from searchapp.engine.whoosh.docsets import DocSet, Numbers
from searchapp.engine.whoosh.lists import Model, PostingList
from searchapp.engine.whoosh.mass import idf
from searchapp.engine.whoosh.matching import Found
from searchapp.engine.whoosh.places import Floats

Scores = Floats


class Counting(NamedTuple):
    """A list that counts in its articles (or only in some), inside a gate (None: all matches); see ``_gather``.

    ``factor`` turns its impacts into scores.
    """

    found: PostingList
    only: DocSet | None
    gate: DocSet | None
    factor: float


_ASKED = 3
"""Asking a list for the impact of one article costs about as much as adding so many of its own."""


class Scored:
    """The scores of the matches: one for each of ``matches.numbers`` or, where that is cheaper, for every article.

    In the ``everywhere`` form, articles that do not match may have a score too. ``head``, where it is known, has some
    matches (ascending) with scores that are above those of all others.
    """

    __slots__ = ("_aligned", "everywhere", "head", "matches")

    def __init__(
        self,
        matches: DocSet,
        *,
        aligned: Scores | None = None,
        everywhere: Scores | None = None,
        head: tuple[Numbers, Scores] | None = None,
    ) -> None:
        self.matches = matches
        self.head = head
        self.everywhere = everywhere
        self._aligned = aligned

    @property
    def aligned(self) -> Scores:
        """The score of each of ``matches.numbers``."""
        if self._aligned is None:
            self._aligned = self.everywhere.take(self.matches.numbers)  # type: ignore[union-attr]  # one is always there
        return self._aligned


class Scoring:
    """Scores what a tree found, in the given matches only. One for each question."""

    def __init__(
        self, articles: int, weights: Weights, matches: DocSet, deadline: Deadline, budget: int | None = None
    ) -> None:
        self._articles = articles
        self._budget = budget
        self._weights = weights
        self._model = Model(weights.k1, weights.b, weights.place_weighted)
        self._deadline = deadline
        self._matches = matches

    def scores(self, found: Found) -> Scored:
        """Give the score of every match, 0.0 where nothing scores; the matches must all be of ``found``.

        What the deadline left no time for is missing in the scores.
        """
        counting: list[Counting] = []
        self._gather(found, None, counting)
        if self._budget is not None:
            counting = affordable(counting, self._budget)
        matches = self._matches
        if len(counting) == 1 and counting[0].found.docs is matches:
            return Scored(matches, aligned=self._of_matches(counting))
        everything = sum([len(each.found) for each in counting]) + self._articles
        if matches.listed and len(matches) * len(counting) * _ASKED < everything:
            return Scored(matches, aligned=self._of_matches(counting))
        return Scored(matches, everywhere=self._of_all(counting))

    def _of_matches(self, counting: Sequence[Counting]) -> Scores:
        matches = self._matches
        sums: Scores | None = None
        for each in counting:
            if self._deadline.passed():
                break
            scores = each.found.impacts_at(matches, self._model) * each.factor
            for inside in (each.only, each.gate):
                if inside is not None and inside is not matches:
                    scores *= inside.holds(matches.numbers)
            if sums is None:
                sums = scores
            else:
                sums += scores
        return np.zeros(len(matches)) if sums is None else sums

    def _of_all(self, counting: Sequence[Counting]) -> Scores:
        sums = np.zeros(self._articles)
        for each in counting:
            if self._deadline.passed():
                break
            docs = each.found.docs if each.only is None else each.only
            numbers, scores = docs.numbers, each.found.impacts_at(docs, self._model) * each.factor
            if each.gate is not None:
                inside = each.gate.holds(numbers)
                numbers, scores = numbers[inside], scores[inside]
            np.add.at(sums, numbers, scores)
        return sums

    def _gather(self, found: Found, gate: DocSet | None, counting: list[Counting]) -> None:
        """List a node's leaves that have a weight; each counts inside its gate, where all nodes above it match."""
        for each in found.lists:
            weight = self._weights.of(each.text_field, each.level)
            if weight:
                factor = weight * idf(self._articles, len(each.found)) * (self._weights.k1 + 1)
                counting.append(Counting(each.found, each.only, gate, factor))
        for child in found.children:
            if found.each_matches or not child.children:
                self._gather(child, gate, counting)
            else:
                self._gather(child, child.docs if gate is None else gate & child.docs, counting)


def affordable(counting: Sequence[Counting], budget: int) -> list[Counting]:
    """Give the lists that a budget of postings allows, the shortest first; at least one (see ``Plan``)."""
    ranked = sorted(range(len(counting)), key=lambda i: len(counting[i].found))
    allowed = set(ranked[:1])
    for i in ranked:
        budget -= len(counting[i].found)
        if budget < 0:
            break
        allowed.add(i)
    return [counting[i] for i in sorted(allowed)]
