"""Articles by the idf mass of what matches in them."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from searchapp.engine.whoosh.docsets import Bits, DocSet, Mask, Numbers, union

_FORGIVEN = 1e-9
"""How far sums may fall short by rounding (the engine contract)."""

_SHRUNK = 1.25
"""Decided articles are left out once that leaves so much fewer."""

_MANY = 8
"""From one candidate for so many articles on, all articles are gone through."""

_AT_A_TIME = 1 << 16
"""Articles whose bytes are made together; a multiple of 8."""


def idf(articles: int, matched: int) -> float:
    """Give the weight of what matches so many of all articles; above 0 for any that there are."""
    return math.log(articles / (matched + 1)) + 1 if articles else 0.0


def with_mass(articles: int, sets: Sequence[DocSet], share: float, among: DocSet | None) -> DocSet:
    """Give the articles whose sets hold at least ``share`` of the mass of all that are not empty.

    The largest sets, as long as they have not enough mass together, need not be gone through: an article must be
    in one of the others too (the idea of Turtle and Flood's MaxScore).
    """
    weighed = [
        (idf(articles, count), docs)
        for count, docs in sorted(zip(map(len, sets), sets, strict=True), key=_size)
        if count
    ]
    if not weighed:
        return DocSet.none_of(articles)
    rest = sum(mass for mass, _ in weighed)
    needed = share * rest - _FORGIVEN
    needful = 0
    while rest >= needed and needful < len(weighed):
        rest -= weighed[needful][0]
        needful += 1
    some = [docs for _, docs in weighed[:needful]]
    if among is None and sum(map(len, some)) * _MANY > articles:
        return DocSet(articles, mask=_by_masks(articles, weighed, needed))
    candidates = union(articles, some)
    docs = (candidates if among is None else among & candidates).numbers
    return DocSet(articles, numbers=_holding(docs, weighed, needed))


def _size(counted: tuple[int, DocSet]) -> int:
    return counted[0]


def _by_masks(articles: int, weighed: Sequence[tuple[float, DocSet]], needed: float) -> Mask:
    """Mark the articles whose sets hold the mass that is needed, going through all articles.

    Eight sets at a time, each article gets a byte that says in which it is; a table has the mass of every byte.
    """
    if len(weighed) <= 8:
        enough = (_masses(weighed) >= needed).tobytes()
        return np.frombuffer(_codes(articles, weighed).tobytes().translate(enough), dtype=np.bool_)
    held = np.zeros(articles)
    for first in range(0, len(weighed), 8):
        eight = weighed[first : first + 8]
        held += _masses(eight).take(_codes(articles, eight))
    marked: Mask = held >= needed
    return marked


def _masses(eight: Sequence[tuple[float, DocSet]]) -> NDArray[np.float64]:
    """Give the mass that each byte stands for, added up in the order of the sets."""
    masses = np.zeros(256)
    for bit, (mass, _) in enumerate(eight):
        masses += mass * (np.arange(256) >> bit & 1)
    return masses


def _codes(articles: int, eight: Sequence[tuple[float, DocSet]]) -> Bits:
    """Give every article's byte, some articles at a time so that what is unpacked for them stays in the cache."""
    codes = np.zeros(articles, dtype=np.uint8)
    for first in range(0, articles, _AT_A_TIME):
        some = codes[first : first + _AT_A_TIME]
        for bit, (_, docs) in enumerate(eight):
            some |= docs.stretch(first, len(some)).view(np.uint8) * np.uint8(1 << bit)
    return codes


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
