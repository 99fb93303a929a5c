"""Scores of matches: sums of BM25 over posting lists, added up in the order of the tree's leaves.

Where few articles match, each list is asked for the impacts of these; otherwise each list adds all its own to one sum
for every article of the collection. Either way an article's score is the same, bit by bit.
"""

from __future__ import annotations

import numpy as np

from searchapp.engine.base import Weights
from searchapp.engine.whoosh.deadline import Deadline
from searchapp.engine.whoosh.docsets import DocSet
from searchapp.engine.whoosh.lists import Model
from searchapp.engine.whoosh.mass import idf
from searchapp.engine.whoosh.matching import Found, ScoredList
from searchapp.engine.whoosh.places import Floats

Scores = Floats

Gated = tuple[ScoredList, DocSet | None]
"""A list, and the articles inside which it counts (None: all matches)."""

_ASKED = 3
"""Asking a list for the impact of one article costs about as much as adding so many of its own."""


class Scored:
    """The scores of the matches: one for each of ``matches.numbers`` or, where that is cheaper, for every article.

    In the ``everywhere`` form, articles that do not match may have a score too.
    """

    __slots__ = ("_aligned", "everywhere", "matches")

    def __init__(self, matches: DocSet, *, aligned: Scores | None = None, everywhere: Scores | None = None) -> None:
        self.matches = matches
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
        gated: list[Gated] = []
        self._gather(found, None, gated)
        if self._budget is not None:
            gated = affordable(gated, self._budget)
        matches = self._matches
        everything = sum(len(each.found) for each, _ in gated) + self._articles
        if matches.listed and len(matches) * len(gated) * _ASKED < everything:
            return Scored(matches, aligned=self._of_matches(gated))
        return Scored(matches, everywhere=self._of_all(gated))

    def _of_matches(self, gated: list[Gated]) -> Scores:
        sums: Scores | None = None
        for each, gate in gated:
            if self._deadline.passed():
                break
            scores = each.found.impacts_at(self._matches, self._model) * self._factor(each)
            for inside in (each.only, gate):
                if inside is not None and inside is not self._matches:
                    scores *= inside.holds(self._matches.numbers)
            if sums is None:
                sums = scores
            else:
                sums += scores
        return np.zeros(len(self._matches)) if sums is None else sums

    def _of_all(self, gated: list[Gated]) -> Scores:
        sums = np.zeros(self._articles)
        for each, gate in gated:
            if self._deadline.passed():
                break
            docs = each.found.docs if each.only is None else each.only
            numbers, scores = docs.numbers, each.found.impacts_at(docs, self._model) * self._factor(each)
            if gate is not None:
                inside = gate.holds(numbers)
                numbers, scores = numbers[inside], scores[inside]
            np.add.at(sums, numbers, scores)
        return sums

    def _gather(self, found: Found, gate: DocSet | None, gated: list[Gated]) -> None:
        """List a node's leaves that have a weight; each counts inside its gate, where all nodes above it match."""
        for each in found.lists:
            if self._weights.of(each.text_field, each.level):
                gated.append((each, gate))
        for child in found.children:
            if found.each_matches or not child.children:
                self._gather(child, gate, gated)
            else:
                self._gather(child, child.docs if gate is None else gate & child.docs, gated)

    def _factor(self, each: ScoredList) -> float:
        """Give what turns a list's impacts into scores."""
        weight = self._weights.of(each.text_field, each.level)
        return weight * idf(self._articles, len(each.found)) * (self._weights.k1 + 1)


def affordable(gated: list[Gated], budget: int) -> list[Gated]:
    """Give the lists that a budget of postings allows, the shortest first; at least one (see ``Plan``)."""
    ranked = sorted(range(len(gated)), key=lambda i: len(gated[i][0].found))
    allowed = set(ranked[:1])
    for i in ranked:
        budget -= len(gated[i][0].found)
        if budget < 0:
            break
        allowed.add(i)
    return [gated[i] for i in sorted(allowed)]
