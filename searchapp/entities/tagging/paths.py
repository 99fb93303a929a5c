"""From scores to names: the best labels of many sentences at once, and the names that labels mark."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.int32]
"""Whole thousandths, so that sums are exact and the same in every order."""

Numbers = npt.NDArray[np.int64]

OUTSIDE: Final = "O"
_ORIGIN_BITS: Final = 4
_MOST_LABELS: Final = 1 << _ORIGIN_BITS


class Tagged(NamedTuple):
    """A name in a sentence: tokens ``first <= i < stop`` and its label without position (``PER``)."""

    first: int
    stop: int
    label: str


def best_paths(scores: Scores, starts: Numbers, lengths: Numbers, transitions: Scores) -> Numbers:
    """The best labels (Viterbi), the first of equals, for all sentences at once.

    ``scores`` has a row of labels for every token; a sentence has the ``length`` rows (one or more) from its start on.
    The answer has a label for every row, 0 where no sentence is. The sentences go together, token by token, the longest
    first, so that those that have ended are the last.

    Sums are shifted to the left, and the freed bits tell from which label they came (the first has the greatest), so
    that one maximum over whole rows finds both: whole numbers below 2^27 are left for a sentence's sum.
    """
    order = np.argsort(-lengths, kind="stable")
    starts, lengths = starts[order], lengths[order]
    running = np.searchsorted(-lengths, -np.arange(lengths[0]), side="left")
    firsts = np.cumsum(running) - running
    rows = np.concatenate([starts[:alive] + place for place, alive in enumerate(running.tolist())])
    by_place = np.ascontiguousarray(scores[rows].T) << _ORIGIN_BITS
    labels = scores.shape[1]
    origins = _MOST_LABELS - 1 - np.arange(labels, dtype=np.int32)
    steps = ((transitions.astype(np.int32) << _ORIGIN_BITS) + origins[:, None])[:, :, None]
    best = by_place[:, : running[0]]
    back: list[npt.NDArray[np.uint8]] = []
    for first, alive in zip(firsts[1:].tolist(), running[1:].tolist(), strict=True):
        reached = (best[:, None, :alive] + steps).max(axis=0)
        origin = reached & (_MOST_LABELS - 1)
        back.append(origin.astype(np.uint8))
        best[:, :alive] = reached - origin + by_place[:, first : first + alive]
    found = np.zeros(len(scores), np.int64)
    label = best.argmax(axis=0)
    sentences = np.arange(len(starts))
    for place in range(len(running) - 1, -1, -1):
        alive = running[place]
        found[starts[:alive] + place] = label[:alive]
        if place:
            label[:alive] = _MOST_LABELS - 1 - back[place - 1][label[:alive], sentences[:alive]]
    return found


class Kinds(NamedTuple):
    """What labels say, by their numbers: whether they begin a name, and its kind (0: outside)."""

    begins: npt.NDArray[np.bool_]
    kinds: npt.NDArray[np.int64]
    names: Sequence[str]


def kinds_of(labels: Sequence[str]) -> Kinds:
    """Labels (``B-PER``, ``I-PER``, ``O``) taken apart."""
    names = [OUTSIDE, *sorted({label[2:] for label in labels if label != OUTSIDE})]
    kinds = [0 if label == OUTSIDE else names.index(label[2:]) for label in labels]
    return Kinds(np.array([label.startswith("B-") for label in labels]), np.array(kinds), names)


def names(labels: Numbers, kinds: Kinds) -> list[Tagged]:
    """The names that a row of labels marks; each sentence has labels outside before and after it."""
    kind, begin = kinds.kinds[labels], kinds.begins[labels]
    goes_on = (kind[1:] == kind[:-1]) & ~begin[1:]
    named = kind > 0
    starts = np.flatnonzero(named[1:] & ~goes_on) + 1
    stops = np.flatnonzero(named[:-1] & ~goes_on) + 1
    return [
        Tagged(start, stop, kinds.names[number])
        for start, stop, number in zip(starts.tolist(), stops.tolist(), kind[starts].tolist(), strict=True)
    ]
