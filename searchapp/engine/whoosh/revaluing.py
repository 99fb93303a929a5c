"""The values of a generation made from those of the one before and of the articles that were added."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from searchapp.engine.likeness import group_alike
from searchapp.engine.whoosh.labels import Labels, Table
from searchapp.engine.whoosh.postings import Ints, Offsets, spans
from searchapp.engine.whoosh.values import Column, MultiColumn, SingleColumn, Values, inverse


def revalued(old: Values, new: Values, id_places: Offsets, order: Offsets, labels: Labels) -> Values:
    """Give the values of chosen articles.

    Old and new articles are numbered in one row, ``order`` has the numbers of those chosen, in the order of their
    numbers-to-be. ``id_places`` is for each new article the number of old ids before its own, ``labels`` those of all
    chosen articles, where values without an article are no longer found.
    """
    fingerprints = np.concatenate((old.fingerprints, new.fingerprints))[order]
    return Values(
        id_ranks=_ranks(old.id_ranks, new.id_ranks, id_places, order),
        days=np.concatenate((old.days, new.days))[order],
        columns={
            name: _chosen(old.columns[name], new.columns[name], order, labels.table(name)) for name in old.columns
        },
        fingerprints=fingerprints,
        groups=group_alike(fingerprints),
    )


def _ranks(old: Ints, new: Ints, id_places: Offsets, order: Offsets) -> Ints:
    """Rank ids: an old id of rank r stands at 2 r + 1, a new one with r old ones before it at 2 r, among its like."""
    standing = np.concatenate((2 * old.astype(np.int64) + 1, 2 * id_places))[order]
    among = np.concatenate((np.zeros(len(old), dtype=np.int32), new))[order]
    return inverse(np.lexsort((among, standing)))


def _chosen(old: Column, new: Column, order: Offsets, table: Table) -> Column:
    if isinstance(old, SingleColumn) and isinstance(new, SingleColumn):
        ordinals = np.concatenate([_moved(column.ordinals, column.table, table) for column in (old, new)])
        return SingleColumn(table, ordinals[order])
    if not isinstance(old, MultiColumn) or not isinstance(new, MultiColumn):
        raise TypeError("a column has at most one value an article in one generation and several in another")
    ordinals = np.concatenate([_moved(column.ordinals, column.table, table) for column in (old, new)])
    sizes = np.concatenate((np.diff(old.starts), np.diff(new.starts)))
    firsts = np.cumsum(sizes) - sizes
    starts = np.zeros(len(order) + 1, dtype=np.int64)
    np.cumsum(sizes[order], out=starts[1:])
    return MultiColumn(table, starts, ordinals[spans(firsts[order], sizes[order])])


def _moved(ordinals: Ints, old: Table, new: Table) -> Ints:
    """Give ordinals in another table; -1, which is no value, stays, and what is not there becomes it."""
    places: Mapping[str, int] = new.ordinals
    moved = np.array([*(places.get(value, -1) for value in old.values), -1], dtype=np.int32)
    found: NDArray[Any] = moved[ordinals]
    return found
