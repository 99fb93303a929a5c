"""From articles in order of arrival to postings in order of terms, with numpy: one stable sort per field.

While articles arrive, a token costs four bytes here: the number of its form. Positions are implied by the order.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Offsets = NDArray[np.int64]

_LOW_BITS = 0xFFFF


class Vocabulary(dict[str, int]):
    """Numbers forms from 0 in order of first sight, by mere look-up."""

    def __missing__(self, form: str) -> int:
        number = self[form] = len(self)
        return number


@dataclass(frozen=True, slots=True)
class Inverted:
    """The postings of a field, term by term in byte order, each by ascending article.

    Term ``t`` has the postings ``term_starts[t]:term_starts[t + 1]``, posting ``p`` the ascending ``positions``
    ``position_starts[p]:position_starts[p + 1]``; ``docs`` holds the article's number for each posting.
    """

    terms: list[bytes]
    term_starts: Offsets
    docs: Ints
    position_starts: Offsets
    positions: Ints


class FieldLog:
    """The forms of one field, article after article."""

    def __init__(self) -> None:
        self._vocabulary = Vocabulary()
        self._forms = array("i")
        self._docs = array("i")
        self._counts = array("i")
        self._lengths = array("i")

    def add(self, doc: int, forms: Sequence[str]) -> int:
        """Log the forms of article ``doc``, larger than any before; give its length (empty forms do not count)."""
        self._forms.extend(map(self._vocabulary.__getitem__, forms))
        self._docs.append(doc)
        self._counts.append(len(forms))
        length = len(forms) - forms.count("")
        self._lengths.append(length)
        return length

    def lengths(self, articles: int) -> Ints:
        """Give the length of every article, 0 where the field is missing."""
        lengths = np.zeros(articles, dtype=np.int32)
        lengths[_as_ints(self._docs)] = _as_ints(self._lengths)
        return lengths

    def invert(self, to_term: Callable[[str], bytes]) -> Inverted:
        """Sort what was logged by term, article and position."""
        terms, ranks = self._rank_forms(to_term)
        rank = ranks[_as_ints(self._forms)]
        counts = _as_ints(self._counts)
        doc = np.repeat(_as_ints(self._docs), counts)
        position = _count_up(counts)
        if "" in self._vocabulary:
            kept = rank >= 0
            rank, doc, position = rank[kept], doc[kept], position[kept]
        order = _stable_order(rank)
        rank, doc, position = rank[order], doc[order], position[order]
        first = _starts_of_runs(rank, doc)
        return Inverted(
            terms=terms,
            term_starts=np.searchsorted(rank[first], np.arange(len(terms) + 1)).astype(np.int64),
            docs=doc[first],
            position_starts=np.append(first, len(rank)),
            positions=position,
        )

    def _rank_forms(self, to_term: Callable[[str], bytes]) -> tuple[list[bytes], Ints]:
        """Give the terms in byte order, and for each form's number its place among them (-1 for the empty form)."""
        pairs = sorted((to_term(form), number) for form, number in self._vocabulary.items() if form)
        ranks = np.full(len(self._vocabulary), -1, dtype=np.int32)
        ranks[[number for _, number in pairs]] = np.arange(len(pairs), dtype=np.int32)
        return [term for term, _ in pairs], ranks


def _as_ints(numbers: array[int]) -> Ints:
    return np.frombuffer(numbers, dtype=np.int32)


def _count_up(counts: Ints) -> Ints:
    """Give 0, 1, … counts[0] - 1, 0, 1, … counts[1] - 1, and so on."""
    ends = np.cumsum(counts, dtype=np.int64)
    total = int(ends[-1]) if len(ends) else 0
    positions: Ints = (np.arange(total, dtype=np.int64) - np.repeat(ends - counts, counts)).astype(np.int32)
    return positions


def _stable_order(ranks: Ints) -> NDArray[np.intp]:
    """Sort stably in two passes of 16 bits, for which numpy has a radix sort (several times faster than its merge)."""
    order = np.argsort((ranks & _LOW_BITS).astype(np.uint16), kind="stable")
    if len(ranks) and int(ranks.max()) > _LOW_BITS:
        order = order[np.argsort((ranks >> 16).astype(np.uint16)[order], kind="stable")]
    return order


def _starts_of_runs(*keys: NDArray[Any]) -> Offsets:
    """Give the places where any of equally long arrays changes, 0 first."""
    if not len(keys[0]):
        return np.zeros(0, dtype=np.int64)
    changed = np.ones(len(keys[0]), dtype=bool)
    changed[1:] = keys[0][1:] != keys[0][:-1]
    for key in keys[1:]:
        changed[1:] |= key[1:] != key[:-1]
    return np.flatnonzero(changed).astype(np.int64)
