"""Articles by the idf mass of what matches in them."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from searchapp.engine.whoosh.docsets import DocSet, Numbers, union

_FORGIVEN = 1e-9
"""How far sums may fall short by rounding (the engine contract)."""

_SHRUNK = 1.25
"""Decided articles are left out once that leaves so much fewer."""


def idf(articles: int, matched: int) -> float:
    """Give the weight of what matches so many of all articles; above 0 for any that there are."""
    return math.log(articles / (matched + 1)) + 1 if articles else 0.0


def with_mass(
    articles: int, sets: Sequence[DocSet], counts: Sequence[int], share: float, among: DocSet | None
) -> DocSet:
    """Give the articles whose sets, of known sizes, hold at least ``share`` of the mass of all that are not empty.

    The largest sets, as long as they have not enough mass together, need not be gone through: an article must be
    in one of the others too (the idea of Turtle and Flood's MaxScore).
    """
    rarest = sorted((i for i in range(len(sets)) if counts[i]), key=counts.__getitem__)
    if not rarest:
        return DocSet.none_of(articles)
    masses = [idf(articles, count) for count in counts]
    rest = sum(masses[i] for i in rarest)
    needed = share * rest - _FORGIVEN
    needful = 0
    while rest >= needed and needful < len(rarest):
        rest -= masses[rarest[needful]]
        needful += 1
    candidates = union(articles, [sets[i] for i in rarest[:needful]])
    docs = (candidates if among is None else among & candidates).numbers
    return DocSet(articles, numbers=_holding(docs, [(masses[i], sets[i]) for i in rarest], needed))


def _holding(docs: Numbers, weighed: Sequence[tuple[float, DocSet]], needed: float) -> Numbers:
    """Give those of the articles whose sets hold the mass that is needed.

    After each set, articles that have enough already, and those that the sets still to come cannot help, are left out:
    of the largest sets only few articles are asked.
    """
    held = np.zeros(len(docs))
    rest = sum(mass for mass, _ in weighed)
    decided: list[Numbers] = []
    for mass, docset in weighed:
        held += mass * docset.holds(docs)
        rest -= mass
        enough = held >= needed
        open_ = np.flatnonzero((held >= needed - rest - _FORGIVEN) & ~enough)
        if len(open_) * _SHRUNK < len(docs):
            decided.append(docs[enough])
            docs, held = docs.take(open_), held.take(open_)
    decided.append(docs[held >= needed])
    if len(decided) == 1:
        return decided[0]
    found = np.concatenate(decided)
    found.sort(kind="stable")
    return found
