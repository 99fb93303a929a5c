"""Where the forms of a phrase stand together: every place in the corpus is one number, so that all go at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from searchapp.engine.whoosh.docsets import DocSet, found_in
from searchapp.engine.whoosh.postings import Ints, Offsets, Postings, spans

_DOC_SHIFT = 32
"""A place as one number: the article above these bits, the position below."""


def phrase_docs(lists: Sequence[Postings], slop: int, among: DocSet | None = None) -> Ints:
    """Give the articles (ascending) where the forms stand in order with at most ``slop`` other words between them.

    Only the articles that have all forms are looked into, found by intersection from the rarest form on. From every
    place of the first form the nearest place of each next one is taken, which leaves the fewest words between.
    """
    common = common_docs(lists, among)
    if len(lists) == 1 or not len(common):
        return common
    begin = end = _places(lists[0], common)
    for postings in lists[1:]:
        places = _places(postings, common)
        following = np.searchsorted(places, end, side="right")
        kept = following < len(places)
        begin, end = begin[kept], places[following[kept]]
        near = (begin >> _DOC_SHIFT == end >> _DOC_SHIFT) & (end - begin < len(lists) + slop)
        begin, end = begin[near], end[near]
    between = end - begin - (len(lists) - 1)
    docs: Ints = np.unique(begin[between <= slop] >> _DOC_SHIFT).astype(np.int32)
    return docs


def common_docs(lists: Sequence[Postings], among: DocSet | None) -> Ints:
    """Give the articles that have all forms, ascending."""
    rarest, *others = sorted((postings.docs for postings in lists), key=len)
    common = rarest if among is None else rarest[among.holds(rarest)]
    for docs in others:
        common = common[found_in(docs, common)[1]]
    return common


def _places(postings: Postings, docs: Ints) -> Offsets:
    """Give the places of a form in the given articles, all of which have it, as ascending numbers."""
    chosen = np.searchsorted(postings.docs, docs)
    counts = postings.frequencies[chosen]
    taken = spans(postings.starts()[chosen], counts)
    owners = np.repeat(docs.astype(np.int64), counts)
    places: Offsets = (owners << _DOC_SHIFT) | postings.positions[taken]
    return places
