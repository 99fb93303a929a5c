"""Sets of articles: ascending numbers where there are few, a mask where there are many, one made from the other.

A large union is put together only when it is needed whole: whether some articles are in it, its parts can say. Sets to
be kept for long are packed, one bit an article; what is unpacked of them is not kept.

Numbers have the width in which numpy indexes; it would otherwise convert them at each use, and slowly. The ascending
list of a posting list stays as narrow as in its file until it is needed whole; a search for a few articles takes it so.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Bits = NDArray[np.uint8]
Numbers = NDArray[np.intp]

SPARSE = 32
"""A set with fewer than one in so many articles is kept as numbers."""

_MUCH_LESS = 8
"""A narrow list is searched as it is for fewer than one in so many of its articles."""

_FEW_BITS = 16
"""For fewer than one in so many articles, bits are looked at one by one."""

_BITS: Bits = np.right_shift(128, np.arange(8)).astype(np.uint8)

_FREQUENT = 64
"""A set of fewer than one in so many articles never gets a mask for being asked often."""


class DocSet:
    """Some of ``articles`` articles. Never changed once made, so that several threads may share one."""

    __slots__ = ("_asked", "_mask", "_narrow", "_numbers", "_packed", "_parts", "articles")

    def __init__(
        self,
        articles: int,
        *,
        numbers: Numbers | None = None,
        mask: Mask | None = None,
        parts: Sequence[DocSet] = (),
        narrow: NDArray[np.int32] | None = None,
    ) -> None:
        """Make a set from one of its forms: numbers (narrow ones too), a mask, or the sets whose union it is."""
        self.articles = articles
        self._narrow = narrow
        self._numbers = numbers
        self._mask = mask
        self._parts = parts
        self._packed: tuple[Bits, int] | None = None
        self._asked = False

    @classmethod
    def all_of(cls, articles: int) -> Self:
        """Every article."""
        return cls(articles, numbers=np.arange(articles), mask=np.ones(articles, dtype=bool))

    @classmethod
    def none_of(cls, articles: int) -> Self:
        """No article."""
        return cls(articles, numbers=np.zeros(0, dtype=np.intp))

    @classmethod
    def of(cls, articles: int, docs: NDArray[np.int32]) -> Self:
        """The articles of an ascending list as postings have it."""
        return cls(articles, narrow=docs)

    def packed(self) -> DocSet:
        """The same set with one bit for each article of the collection."""
        packed = DocSet(self.articles)
        packed._packed = np.packbits(self.mask), len(self)
        return packed

    @property
    def numbers(self) -> Numbers:
        """The articles' numbers, ascending."""
        if self._packed is not None:
            return self.mask.nonzero()[0]
        if self._numbers is None:
            self._numbers = self.mask.nonzero()[0] if self._narrow is None else self._narrow.astype(np.intp)
        return self._numbers

    @property
    def mask(self) -> Mask:
        """True for each article of the set."""
        if self._packed is not None:
            return np.unpackbits(self._packed[0], count=self.articles).view(np.bool_)
        if self._mask is None:
            mask = np.zeros(self.articles, dtype=bool)
            for part in (self,) if self.listed else self._parts:
                if part.listed:
                    mask[part.numbers] = True
                else:
                    mask |= part.mask
            self._mask = mask
        return self._mask

    def stretch(self, first: int, count: int) -> Mask:
        """Give a part of the mask from an article on whose number is a multiple of 8."""
        if self._packed is None:
            return self.mask[first : first + count]
        return np.unpackbits(self._packed[0][first >> 3 : first + count + 7 >> 3], count=count).view(np.bool_)

    @property
    def listed(self) -> bool:
        """Whether the numbers are at hand, if narrow."""
        return self._numbers is not None or self._narrow is not None

    @property
    def nbytes(self) -> int:
        """Memory that it takes at most, when both forms were made."""
        return self.articles + 8 * len(self) if self._packed is None else self._packed[0].nbytes

    def __len__(self) -> int:
        if self._numbers is not None:
            return len(self._numbers)
        if self._packed is not None:
            return self._packed[1]
        return int(np.count_nonzero(self.mask)) if self._narrow is None else len(self._narrow)

    def holds(self, docs: Numbers) -> Mask:
        """Mark which of the given articles (ascending) are in the set."""
        if self._packed is not None:
            return self._in_bits(docs, self._packed[0])
        if self._mask is None:
            if not self.listed:
                if len(docs) * SPARSE < self.articles:
                    return _any([part.holds(docs) for part in self._parts])
            elif min(len(docs), len(self)) * SPARSE < self.articles:
                return self._searched(docs)
        held: Mask = self.mask.take(docs)
        return held

    def _in_bits(self, docs: Numbers, bits: Bits) -> Mask:
        if len(docs) * _FEW_BITS > self.articles:
            whole: Mask = self.mask.take(docs)
            return whole
        held: Mask = (bits.take(docs >> 3) & _BITS.take(docs & 7)) != 0
        return held

    def _searched(self, docs: Numbers) -> Mask:
        if self._asked and len(self) * _FREQUENT >= self.articles:  # asked often, it seems: a mask is worth its making
            return self.mask.take(docs)
        self._asked = True
        if self._narrow is not None and len(docs) * _MUCH_LESS < len(self._narrow):
            return marked(docs.astype(np.int32), self._narrow)
        return marked(docs, self.numbers)

    def __and__(self, other: DocSet) -> DocSet:
        if not self.listed or (other.listed and len(other) < len(self)):
            if not other.listed:
                return DocSet(self.articles, mask=self.mask & other.mask)
            return DocSet(self.articles, numbers=other.numbers[self.holds(other.numbers)])
        return DocSet(self.articles, numbers=self.numbers[other.holds(self.numbers)])

    def __sub__(self, other: DocSet) -> DocSet:
        if self.listed:
            return DocSet(self.articles, numbers=self.numbers[~other.holds(self.numbers)])
        return DocSet(self.articles, mask=self.mask & ~other.mask)


def union(articles: int, sets: Sequence[DocSet]) -> DocSet:
    """Unite sets; one alone is given as it is."""
    if len(sets) == 1:
        return sets[0]
    if not sets:
        return DocSet.none_of(articles)
    if all(docs.listed for docs in sets) and sum(map(len, sets)) * SPARSE < articles:
        # A stable sort merges what is ascending already.
        merged = np.sort(np.concatenate([docs.numbers for docs in sets]), kind="stable")
        first = np.ones(len(merged), dtype=bool)
        np.not_equal(merged[1:], merged[:-1], out=first[1:])
        return DocSet(articles, numbers=merged[first])
    return DocSet(articles, parts=sets)


def found_in(ascending: NDArray[Any], wanted: NDArray[Any]) -> tuple[Numbers, Mask]:
    """Give for each wanted number a place in an ascending list (not empty), and whether it is there."""
    places = ascending.searchsorted(wanted)
    found: Mask = ascending.take(places, mode="clip") == wanted
    return places, found


def marked(docs: NDArray[Any], others: NDArray[Any]) -> Mask:
    """Mark which of ``docs`` are among ``others``, both ascending, by looking up the fewer in the more."""
    if not len(docs) or not len(others):
        return np.zeros(len(docs), dtype=bool)
    if len(docs) <= len(others):
        return found_in(others, docs)[1]
    places, found = found_in(docs, others)
    mask = np.zeros(len(docs), dtype=bool)
    mask[places[found]] = True
    return mask


def _any(masks: Sequence[Mask]) -> Mask:
    """Unite masks, the first of which is written over."""
    for mask in masks[1:]:
        np.logical_or(masks[0], mask, out=masks[0])
    return masks[0]
