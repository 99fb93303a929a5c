"""All forms that begin alike as one form: their postings lie one after another in the file and are added up.

The forms of a field are in byte order, so a beginning is one range of them, whatever their number: nothing is looked up
form by form and nothing is cut off.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from searchapp.engine.whoosh.places import frequencies_of
from searchapp.engine.whoosh.postings import FieldPostings, Ints, Offsets, Postings

_SPARSE = 8
"""Fewer postings than one in so many articles are sorted; more are added up in an array of all articles."""


def added(field: FieldPostings, beginning: bytes, articles: int) -> Postings | None:
    """Add up the postings of all terms that begin alike, in a segment of so many articles; None if there are none.

    Frequencies are sums, the weighted ones of what their bytes stand for; places are left out.
    """
    first, last = field.range(beginning)
    start, end = int(field.posting_starts[first]), int(field.posting_starts[last])
    if start == end:
        return None
    docs = field.docs[start:end]
    owners, total = _dense(docs, articles) if len(docs) * _SPARSE >= articles else _sparse(docs)
    frequencies = total(field.frequencies[start:end]).astype(np.int64)
    return Postings(owners, frequencies, total(frequencies_of(field.weighted[start:end])), _NO_PLACES)


Total = Callable[[NDArray[Any]], NDArray[np.float64]]
"""Adds up numbers of postings by article, in the order of the postings."""


def _dense(docs: Ints, articles: int) -> tuple[Ints, Total]:
    """Give the articles, ascending, and how to add up."""
    owners = np.flatnonzero(np.bincount(docs, minlength=articles))
    return owners.astype(np.int32), lambda numbers: _summed(docs, numbers, articles)[owners]


def _sparse(docs: Ints) -> tuple[Ints, Total]:
    """The same for few postings."""
    owners, places = np.unique(docs, return_inverse=True)
    return owners, lambda numbers: _summed(places, numbers, len(owners))


def _summed(places: NDArray[Any], numbers: NDArray[Any], length: int) -> NDArray[np.float64]:
    sums: NDArray[Any] = np.bincount(places, weights=numbers, minlength=length)
    return sums


_NO_PLACES: Offsets = np.zeros(0, dtype=np.int64)
