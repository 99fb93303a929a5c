"""How often some articles have the grams of a question, and how many articles of the generation have each.

A question has some tens of grams, which stand in some thousands of terms of the vocabulary. Those terms are marked, the
words of the articles are looked up among the marks, and only the few that are marked are looked at any closer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from searchapp.engine.whoosh.docsets import Numbers
from searchapp.engine.whoosh.gram_data import GramField, count_articles
from searchapp.engine.whoosh.gram_table import Characters, TermGrams
from searchapp.engine.whoosh.places import FREQUENCIES
from searchapp.engine.whoosh.postings import Ints, Offsets, spans

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class AskedGrams:
    """What is known of some grams in some articles: ``frequencies[article, gram]``, and each gram's articles in all.

    ``lengths`` are those of the articles' texts in grams, ``mean`` is over all articles of the generation.
    """

    frequencies: Floats
    articles: Offsets
    lengths: Ints
    mean: float


class GramPiece:
    """A segment's gram data of one text field, and the numbers that its living articles have in the generation.

    These are the numbers from ``base`` on; ``originals`` are the articles' own numbers, ascending (None: all live).
    """

    def __init__(self, field: GramField, base: int, living: int, originals: Numbers | None = None) -> None:
        self._field = field
        self._originals = originals
        self.base = base
        self.living = living

    def own(self, docs: Numbers) -> Numbers:
        """Give the articles' own numbers by those in the generation."""
        own = docs - self.base
        return own if self._originals is None else self._originals[own]

    def numbers(self, grams: Characters) -> Offsets:
        """Give the number of each gram, -1 where there is none."""
        return self._field.table.numbers(grams)

    def lengths(self, own: Numbers) -> Ints:
        """Give the lengths of articles in grams."""
        lengths: Ints = self._field.lengths.take(own, mode="clip")
        return lengths

    def articles(self, numbers: Offsets) -> Offsets:
        """Give the number of living articles that have each gram."""
        return np.where(numbers >= 0, self._counts[numbers], 0)

    def frequencies(self, own: Numbers, numbers: Offsets, *, weighted: bool) -> Floats:
        """Give how often each article has each gram; the grams are all different."""
        known = np.flatnonzero(numbers >= 0)
        frequencies = np.zeros((len(own), len(numbers)))
        if len(known) and len(own):
            frequencies[:, known] = _frequencies(self._field, own, numbers[known], weighted=weighted)
        return frequencies

    @cached_property
    def total(self) -> int:
        """Number of grams in the texts of all living articles."""
        return int(self._field.lengths[self._alive].sum())

    @cached_property
    def _counts(self) -> Offsets | Ints:
        """Number of living articles that have each gram."""
        field = self._field
        if self._originals is None:
            return field.articles
        dead = np.flatnonzero(~self._alive[:-1])
        sizes = field.word_starts[dead + 1] - field.word_starts[dead]
        words = field.words[spans(field.word_starts[dead], sizes)]
        gone = count_articles(np.append(0, np.cumsum(sizes)), words, _grams_of(field, words), len(field.table))
        return field.articles - gone

    @property
    def _alive(self) -> NDArray[np.bool_]:
        """Mark the living articles among those for which the field has lengths."""
        size = len(self._field.lengths)
        if self._originals is None:
            return np.ones(size, dtype=bool)
        alive = np.zeros(size, dtype=bool)
        alive[self._originals[self._originals < size]] = True
        return alive


class FieldGrams:
    """The gram data of one text field in a generation of so many (living) articles, piece after piece."""

    def __init__(self, pieces: Sequence[GramPiece], articles: int) -> None:
        self._pieces = pieces
        self._number_of_articles = articles

    @cached_property
    def mean(self) -> float:
        """Mean length of a text in grams, over all articles."""
        return sum(piece.total for piece in self._pieces) / self._number_of_articles

    def asked(self, docs: Numbers, grams: Characters, *, weighted: bool) -> AskedGrams:
        """Look for grams (see ``characters_of``), all different, in some articles (ascending).

        ``weighted`` gives frequencies that are weighted by place.
        """
        frequencies = np.zeros((len(docs), len(grams)))
        articles = np.zeros(len(grams), dtype=np.int64)
        lengths = np.zeros(len(docs), dtype=np.int32)
        for piece in self._pieces:
            first, last = np.searchsorted(docs, (piece.base, piece.base + piece.living)).tolist()
            own, numbers = piece.own(docs[first:last]), piece.numbers(grams)
            frequencies[first:last] = piece.frequencies(own, numbers, weighted=weighted)
            lengths[first:last] = piece.lengths(own)
            articles += piece.articles(numbers)
        return AskedGrams(frequencies, articles, lengths, self.mean)


def _frequencies(field: GramField, docs: Numbers, numbers: Offsets, *, weighted: bool) -> Floats:
    """Give how often each article of a segment has each gram of its table; neither are empty."""
    columns, terms = _terms_having(field, numbers)
    firsts = np.flatnonzero(np.append(True, terms[1:] != terms[:-1]))
    sizes = np.diff(np.append(firsts, len(terms)))
    marks = np.zeros(int(terms[-1]) + 2, dtype=np.int32)  # the last stands for all later terms, which have no mark
    marks[terms[firsts]] = np.arange(1, len(firsts) + 1)
    begins, ends = (field.word_starts.take(docs + after, mode="clip") for after in (0, 1))
    words = [field.words[begin:end] for begin, end in zip(begins.tolist(), ends.tolist(), strict=True)]
    found = marks.take(np.concatenate(words), mode="clip")
    hits = np.flatnonzero(found)
    bounds = np.cumsum(ends - begins)
    rows = np.searchsorted(bounds, hits, side="right")
    places = hits + (ends - bounds)[rows]
    often = FREQUENCIES[field.weighted[places]] if weighted else field.frequencies[places].astype(np.float64)
    marked = found[hits] - 1
    times = sizes[marked]
    cells = np.repeat(rows * len(numbers), times) + columns[spans(firsts[marked], times)]
    sums = np.bincount(cells, np.repeat(often, times), len(docs) * len(numbers))
    return sums.reshape(len(docs), len(numbers)).astype(np.float64, copy=False)


def _terms_having(field: GramField, numbers: Offsets) -> tuple[Offsets, Ints]:
    """Give the terms that have any of the grams, ascending, and with each the place of its gram in ``numbers``.

    A term stands once for each time that it has a gram.
    """
    begins, ends = field.term_starts[numbers], field.term_starts[numbers + 1]
    lists = [field.terms[begin:end] for begin, end in zip(begins.tolist(), ends.tolist(), strict=True)]
    terms = np.concatenate(lists)
    order = np.argsort(terms, kind="stable")
    return np.repeat(np.arange(len(numbers)), ends - begins)[order], terms[order]


def _grams_of(field: GramField, words: Ints) -> TermGrams:
    """Give the grams of those of a field's terms that are among the given ones, and none for its other terms."""
    terms = int(field.terms.max()) + 1
    wanted = np.zeros(terms, dtype=bool)
    wanted[words] = True
    places = np.flatnonzero(wanted[field.terms])
    owners = field.terms[places]
    grams = np.searchsorted(field.term_starts, places, side="right") - 1
    starts = np.append(0, np.cumsum(np.bincount(owners, minlength=terms)))
    return TermGrams(starts, grams[np.argsort(owners, kind="stable")].astype(np.int32))
