"""Articles by the idf mass of what matches in them."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from searchapp.engine.whoosh.docsets import DocSet, union

_FORGIVEN = 1e-9
"""How far sums may fall short by rounding (the engine contract)."""


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
    held = np.zeros(len(docs))
    for i in rarest:
        held += masses[i] * sets[i].holds(docs)
    return DocSet(articles, numbers=docs[held >= needed])
