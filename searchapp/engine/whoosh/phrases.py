"""Where the forms of a phrase stand together: every place in the corpus is one number, so that all go at once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from searchapp.engine.whoosh.docsets import DocSet, Numbers
from searchapp.engine.whoosh.lists import DOC_SHIFT, PostingList, place_numbers
from searchapp.engine.whoosh.postings import Offsets, spans

_SHORT = 24_000
"""Up to so many places, merging all costs less than choosing those of the articles that have every form."""


def phrase_docs(lists: Sequence[PostingList], slop: int, among: DocSet | None = None) -> DocSet:
    """Give the articles where the forms stand in order with at most ``slop`` other words between them.

    Short lists are merged with all their places. Of longer ones only the articles that have all forms are looked into,
    found by intersection from the rarest form on. With a ``slop``, the nearest place of each next form is taken from
    every place of the first, which leaves the fewest words between.
    """
    find = adjacent if slop == 0 else partial(near, slop=slop)
    if len(lists) > 1 and among is None and sum([len(each.postings.positions) for each in lists]) <= _SHORT:
        return DocSet(lists[0].docs.articles, numbers=find([each.places() for each in lists]))
    common = common_docs(lists, among)
    if len(lists) == 1 or not len(common):
        return common
    return DocSet(common.articles, numbers=find([_places(each, common) for each in lists]))


def adjacent(places: Sequence[Offsets]) -> Numbers:
    """Give the articles (ascending) with one place from each list in a row."""
    found = places[0]
    for distance, following in enumerate(places[1:], start=1):
        # Both are sorted, so that a stable sort has only to merge them; what is in both then stands twice.
        merged = np.sort(np.concatenate((found, following - distance)), kind="stable")
        found = merged[:-1][merged[1:] == merged[:-1]]
    return _docs_of(found)


def near(places: Sequence[Offsets], slop: int) -> Numbers:
    """Give the articles (ascending) with one place from each list in order and at most ``slop`` others between."""
    begin = end = places[0]
    for following in places[1:]:
        next_ = np.searchsorted(following, end, side="right")
        kept = next_ < len(following)
        begin, end = begin[kept], following[next_[kept]]
        close = (begin >> DOC_SHIFT == end >> DOC_SHIFT) & (end - begin < len(places) + slop)
        begin, end = begin[close], end[close]
    return _docs_of(begin)


def _docs_of(places: Offsets) -> Numbers:
    docs = places >> DOC_SHIFT
    first = np.ones(len(docs), dtype=bool)
    np.not_equal(docs[1:], docs[:-1], out=first[1:])
    return docs[first]


def common_docs(lists: Sequence[PostingList], among: DocSet | None) -> DocSet:
    """Give the articles that have all forms."""
    common, *others = (each.docs for each in sorted(lists, key=len))
    if among is not None:
        common = among & common
    for docs in others:
        common = common & docs
    return common


def _places(found: PostingList, docs: DocSet) -> Offsets:
    """Give the places of a form as ascending numbers, in the given articles, which all have it."""
    wanted = docs.numbers
    counts, positions = found.postings.frequencies, found.postings.positions
    if len(wanted) < len(found):
        chosen = found.docs.numbers.searchsorted(wanted)
        counts = counts[chosen]
        positions = positions[spans(found.starts()[chosen], counts)]
    return place_numbers(wanted, counts, positions)
