"""The few largest of many numbers, without sorting the rest."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.intp]

_STRIDES = (64, 8)
"""How many numbers a stride takes, the first that leaves enough strides: of too few, most reach the bound."""

_ENOUGH = 4
"""Strides for each of the largest that are wanted."""

_LONG = 1 << 15
"""Shorter lists are gone through again rather than stride by stride."""

_FEW = 200
"""Up to so many counts are sorted as they are."""


def best(numbers: NDArray[Any], depth: int) -> Places:
    """Leave out what cannot be among the ``depth`` largest, and give the places of the others, with all ties.

    In long lists the largest of each of many strides come first: the ``depth`` largest among those bound all the others
    from below, and only strides whose largest reaches that bound are gone through.
    """
    count = len(numbers)
    if not 0 < depth < count:
        return np.arange(count)
    taken = next((taken for taken in _STRIDES if count // taken >= _ENOUGH * depth), 1)
    if taken == 1:
        return np.flatnonzero(numbers >= np.partition(numbers, count - depth)[count - depth])
    strides = count // taken
    # A stride takes every ``strides``-th number: numpy finds the largest of columns four times as fast as of rows.
    table = numbers[: strides * taken].reshape(taken, strides)
    heads = np.maximum.reduce(table, axis=0)
    least = np.partition(heads, strides - depth)[strides - depth]
    if count < _LONG:
        return np.flatnonzero(numbers >= least)
    reaching = np.flatnonzero(heads >= least)
    rows, columns = (table.take(reaching, axis=1) >= least).nonzero()
    rest = (numbers[strides * taken :] >= least).nonzero()[0]
    places: Places = np.concatenate((rows * strides + reaching.take(columns), rest + strides * taken))
    places.sort()
    return places


def most_frequent(counts: NDArray[Any], size: int) -> list[int]:
    """Give the places of the ``size`` largest counts above 0, largest first, ties by place."""
    if len(counts) <= _FEW:
        listed = counts.tolist()
        some = [place for place, count in enumerate(listed) if count]
        some.sort(key=listed.__getitem__, reverse=True)
        return some[:size]
    places = best(counts, size) if size else np.zeros(0, dtype=np.intp)
    found = counts.take(places)
    if len(found) > _FEW:  # many ties, at 0 perhaps
        places, found = places[found > 0], found[found > 0]
    order = (-found).argsort(kind="stable")[:size]
    return [place for place, count in zip(places[order].tolist(), found[order].tolist(), strict=True) if count]
