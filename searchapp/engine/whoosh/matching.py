"""Which articles match a plan's tree, and their scores: whole posting lists at once instead of article by article."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from searchapp.engine.base import And, Days, Keyword, Node, Not, Or, Phrase, Weights, Word
from searchapp.engine.whoosh.inversion import Ints, Offsets
from searchapp.engine.whoosh.segment import Postings, Segment
from searchapp.engine.whoosh.values import NO_DAY, Mask
from searchapp.model import Level, TextField

Scores = NDArray[np.float64]

_DOC_SHIFT = 32
"""A place in the corpus as one number: the article above these bits, the position below."""


class Matching:
    """One evaluation of a tree over a segment; not for use from several threads."""

    def __init__(self, segment: Segment, weights: Weights) -> None:
        self._segment = segment
        self._weights = weights
        self.scores: Scores = np.zeros(segment.articles)

    def match(self, node: Node, *, scored: bool = True) -> Mask:
        """Mark the articles that match; add to ``scores`` what the node's leaves score (whether or not it matches)."""
        match node:
            case Word():
                return self._word(node, scored=scored)
            case Phrase():
                return self._phrase(node, scored=scored)
            case Keyword():
                column = self._segment.values.columns[node.field]
                return column.having(column.table.known(node.values))
            case Days():
                return within(self._segment.values.days, node)
            case And():
                matched = np.ones(self._segment.articles, dtype=bool)
                for child in node.children:
                    matched &= self.match(child, scored=scored)
                return matched
            case Or():
                return self._at_least(node, scored=scored)
            case Not():
                return ~self.match(node.child, scored=False)

    def _at_least(self, node: Or, *, scored: bool) -> Mask:
        matching = np.zeros(self._segment.articles, dtype=np.int32)
        for child in node.children:
            matching += self.match(child, scored=scored)
        return matching >= node.minimum

    def _word(self, word: Word, *, scored: bool) -> Mask:
        matched = np.zeros(self._segment.articles, dtype=bool)
        for key in word.keys:
            for text_field in word.fields:
                postings = self._segment.postings(text_field, key.level, key.form)
                if postings is None:
                    continue
                matched[postings.docs] = True
                if scored:
                    self._add_score(text_field, key.level, postings)
        return matched

    def _phrase(self, phrase: Phrase, *, scored: bool) -> Mask:
        matched = np.zeros(self._segment.articles, dtype=bool)
        for text_field in phrase.fields:
            found = [self._segment.postings(text_field, phrase.level, form) for form in phrase.forms]
            lists = [postings for postings in found if postings is not None]
            if not lists or len(lists) < len(found):
                continue
            docs = phrase_docs(lists, phrase.slop)
            matched[docs] = True
            if scored:
                for postings in lists:
                    self._add_score(text_field, phrase.level, postings, docs)
        return matched

    def _add_score(self, text_field: TextField, level: Level, postings: Postings, only: Ints | None = None) -> None:
        """Add a form's score to the articles that have it (or to ``only``, ascending, which all have it)."""
        weight = self._weights.of(text_field, level)
        if not weight:
            return
        docs, frequencies = postings.docs, postings.frequencies
        if only is not None:
            frequencies = frequencies[np.searchsorted(docs, only)]
            docs = only
        lengths, mean = self._segment.lengths(text_field, level)
        k1, b = self._weights.k1, self._weights.b
        idf = math.log(self._segment.articles / (len(postings.docs) + 1)) + 1
        norms = k1 * (1 - b + b * lengths[docs] / mean)
        self.scores[docs] += weight * idf * frequencies * (k1 + 1) / (frequencies + norms)


def within(days: Ints, wanted: Days) -> Mask:
    """Mark the articles whose day is known and in the (inclusive) range."""
    matched: Mask = days != NO_DAY
    if wanted.first is not None:
        matched &= days >= wanted.first
    if wanted.last is not None:
        matched &= days <= wanted.last
    return matched


def phrase_docs(lists: Sequence[Postings], slop: int) -> Ints:
    """Give the articles (ascending) where the forms stand in order with at most ``slop`` other words between them.

    From every place of the first form the nearest place of each next one is taken, which leaves the fewest words
    between; all beginnings go at once.
    """
    common = lists[0].docs
    for postings in lists[1:]:
        common = np.intersect1d(common, postings.docs, assume_unique=True)
    begin = end = _places(lists[0], common)
    for postings in lists[1:]:
        places = _places(postings, common)
        following = np.searchsorted(places, end, side="right")
        kept = following < len(places)
        begin, end = begin[kept], places[following[kept]]
        same_article = begin >> _DOC_SHIFT == end >> _DOC_SHIFT
        begin, end = begin[same_article], end[same_article]
    between = end - begin - (len(lists) - 1)
    docs: Ints = np.unique(begin[between <= slop] >> _DOC_SHIFT).astype(np.int32)
    return docs


def _places(postings: Postings, docs: Ints) -> Offsets:
    """Give the places of a form in the given articles, all of which have it, as ascending numbers."""
    chosen = np.searchsorted(postings.docs, docs)
    counts = postings.frequencies[chosen].astype(np.int64)
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    taken = np.arange(total) + np.repeat(postings.starts[chosen] - (ends - counts), counts)
    owners = np.repeat(docs.astype(np.int64), counts)
    places: Offsets = (owners << _DOC_SHIFT) | postings.positions[taken]
    return places
