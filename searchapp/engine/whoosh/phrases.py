"""Where the forms of a phrase stand together: every place in the corpus is one number, so that all go at once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from searchapp.engine.whoosh.docsets import SEARCH, DocSet, found_in
from searchapp.engine.whoosh.postings import Ints, Offsets, Postings, spans

_DOC_SHIFT = 32
"""A place as one number: the article above these bits, the position below."""

_FEW = 8
"""Below one article in so many, their places are picked out of a list instead of reading all."""


def phrase_docs(lists: Sequence[Postings], slop: int, among: DocSet | None = None) -> Ints:
    """Give the articles (ascending) where the forms stand in order with at most ``slop`` other words between them.

    Only the articles that have all forms are looked into, found by intersection from the rarest form on. With
    a ``slop``, the nearest place of each next form is taken from every place of the first, which leaves the fewest
    words between.
    """
    common = common_docs(lists, among)
    if len(lists) == 1 or not len(common):
        return common
    find = adjacent if slop == 0 else partial(near, slop=slop)
    docs = find([_places(postings, common) for postings in lists])
    return docs if among is None else docs[among.holds(docs)]


def adjacent(places: Sequence[Offsets]) -> Ints:
    """Give the articles (ascending) with one place from each list in a row."""
    found = places[0]
    for distance, following in enumerate(places[1:], start=1):
        # Both are sorted, so that a stable sort has only to merge them; what is in both then stands twice.
        merged = np.sort(np.concatenate((found, following - distance)), kind="stable")
        found = merged[:-1][merged[1:] == merged[:-1]]
    return _docs_of(found)


def near(places: Sequence[Offsets], slop: int) -> Ints:
    """Give the articles (ascending) with one place from each list in order and at most ``slop`` others between."""
    begin = end = places[0]
    for following in places[1:]:
        next_ = np.searchsorted(following, end, side="right")
        kept = next_ < len(following)
        begin, end = begin[kept], following[next_[kept]]
        close = (begin >> _DOC_SHIFT == end >> _DOC_SHIFT) & (end - begin < len(places) + slop)
        begin, end = begin[close], end[close]
    return _docs_of(begin)


def _docs_of(places: Offsets) -> Ints:
    docs = (places >> _DOC_SHIFT).astype(np.int32)
    kept: Ints = docs[np.flatnonzero(np.diff(docs, prepend=-1))]
    return kept


def common_docs(lists: Sequence[Postings], among: DocSet | None) -> Ints:
    """Give the articles that have all forms, ascending."""
    rarest, *others = sorted((postings.docs for postings in lists), key=len)
    common = rarest if among is None else rarest[among.holds(rarest)]
    for docs in others:
        common = _common(common, docs)
    return common


def _common(fewer: Ints, more: Ints) -> Ints:
    """Intersect ascending lists: by search in a much longer one, otherwise by merging, which a stable sort does."""
    if len(fewer) * SEARCH < len(more):
        return fewer[found_in(more, fewer)[1]]
    merged = np.sort(np.concatenate((fewer, more)), kind="stable")
    both: Ints = merged[:-1][merged[1:] == merged[:-1]]
    return both


def _places(postings: Postings, docs: Ints) -> Offsets:
    """Give the places of a form as ascending numbers, in the given articles (which all have it) or in more."""
    counts, positions = postings.frequencies, postings.positions
    if len(docs) * _FEW < len(postings.docs):
        chosen = np.searchsorted(postings.docs, docs)
        counts = counts[chosen]
        positions = positions[spans(postings.starts()[chosen], counts)]
    else:
        docs = postings.docs
    places: Offsets = np.repeat(docs.astype(np.int64) << _DOC_SHIFT, counts)
    places += positions
    return places
