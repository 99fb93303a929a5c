"""Sets of articles: ascending numbers where there are few, a mask where there are many, one made from the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

import numpy as np
from numpy.typing import NDArray

from searchapp.engine.whoosh.postings import Ints

Mask = NDArray[np.bool_]

SPARSE = 32
"""A set with fewer than one in so many articles is kept as numbers."""

SEARCH = 24
"""Looking up one number in a sorted list costs about as much as reading so many of its numbers in order."""


class DocSet:
    """Some of ``articles`` articles. Never changed once made, so that several threads may share one."""

    __slots__ = ("_mask", "_numbers", "articles")

    def __init__(self, articles: int, *, numbers: Ints | None = None, mask: Mask | None = None) -> None:
        self.articles = articles
        self._numbers = numbers
        self._mask = mask

    @classmethod
    def all_of(cls, articles: int) -> Self:
        """Every article."""
        return cls(articles, numbers=np.arange(articles, dtype=np.int32), mask=np.ones(articles, dtype=bool))

    @classmethod
    def none_of(cls, articles: int) -> Self:
        """No article."""
        return cls(articles, numbers=np.zeros(0, dtype=np.int32))

    @classmethod
    def union(cls, articles: int, lists: Sequence[Ints]) -> Self:
        """The articles of any of several ascending lists."""
        if not lists:
            return cls.none_of(articles)
        if len(lists) == 1:
            return cls(articles, numbers=lists[0])
        if sum(map(len, lists)) * SPARSE < articles:
            return cls(articles, numbers=np.unique(np.concatenate(lists)))
        mask = np.zeros(articles, dtype=bool)
        for numbers in lists:
            mask[as_index(numbers)] = True
        return cls(articles, mask=mask)

    @property
    def numbers(self) -> Ints:
        """The articles' numbers, ascending."""
        if self._numbers is None:
            self._numbers = np.flatnonzero(self._mask).astype(np.int32)  # type: ignore[arg-type]  # one is always there
        return self._numbers

    @property
    def mask(self) -> Mask:
        """True for each article of the set."""
        if self._mask is None:
            mask = np.zeros(self.articles, dtype=bool)
            mask[as_index(self.numbers)] = True
            self._mask = mask
        return self._mask

    @property
    def listed(self) -> bool:
        """Whether the numbers are at hand."""
        return self._numbers is not None

    @property
    def nbytes(self) -> int:
        """Memory that it takes at most, when both forms were made."""
        return self.articles + 4 * len(self)

    def __len__(self) -> int:
        return len(self.numbers) if self._mask is None or self.listed else int(np.count_nonzero(self._mask))

    def holds(self, docs: Ints) -> Mask:
        """Mark which of the given articles (ascending) are in the set."""
        if self._mask is None and len(docs) * SEARCH < len(self.numbers):
            return found_in(self.numbers, docs)[1]
        marked: Mask = self.mask.take(as_index(docs))
        return marked

    def __and__(self, other: DocSet) -> DocSet:
        if not self.listed and not other.listed:
            return DocSet(self.articles, mask=self.mask & other.mask)
        listed = [side for side in (self, other) if side.listed]
        smaller = min(listed, key=len)
        larger = other if smaller is self else self
        return DocSet(self.articles, numbers=smaller.numbers[larger.holds(smaller.numbers)])

    def __sub__(self, other: DocSet) -> DocSet:
        if self.listed:
            return DocSet(self.articles, numbers=self.numbers[~other.holds(self.numbers)])
        return DocSet(self.articles, mask=self.mask & ~other.mask)


def as_index(docs: Ints) -> NDArray[np.intp]:
    """Give articles in the width in which numpy indexes, which it would otherwise convert at each use, and slowly."""
    return docs.astype(np.intp)


def found_in(ascending: Ints, docs: Ints) -> tuple[NDArray[np.intp], Mask]:
    """Give for each of ``docs`` its place in an ascending list, and whether it is there at all."""
    places = np.searchsorted(ascending, docs)
    if not len(ascending):
        return places, np.zeros(len(docs), dtype=bool)
    found: Mask = ascending[np.minimum(places, len(ascending) - 1)] == docs
    return places, found
