"""From scores to names: the best labels of many sentences at once, and the names that labels mark."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.int32]
"""Whole thousandths, so that sums are exact and the same in every order."""

Numbers = npt.NDArray[np.int64]

OUTSIDE: Final = "O"


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
    """
    order = np.argsort(-lengths, kind="stable")
    starts, lengths = starts[order], lengths[order]
    running = np.searchsorted(-lengths, -np.arange(lengths[0]), side="left")
    into = np.ascontiguousarray(transitions.T)
    best = scores[starts]
    back: list[npt.NDArray[np.int64]] = []
    for place in range(1, len(running)):
        alive = running[place]
        through = best[:alive, None, :] + into
        chosen = through.argmax(axis=2)
        back.append(chosen)
        reached = np.take_along_axis(through, chosen[:, :, None], 2)[:, :, 0]
        best[:alive] = reached + scores[starts[:alive] + place]
    labels = np.zeros(len(scores), np.int64)
    label = best.argmax(axis=1)
    for place in range(len(running) - 1, -1, -1):
        alive = running[place]
        labels[starts[:alive] + place] = label[:alive]
        if place:
            label[:alive] = back[place - 1][np.arange(alive), label[:alive]]
    return labels


def names(tags: Sequence[str]) -> Iterator[Tagged]:
    """The names that tags mark (``B-PER``, ``I-PER``, ``O``)."""
    start = 0
    for index, tag in enumerate(tags):
        if tag == OUTSIDE:
            continue
        if tag.startswith("B-") or index == 0 or tags[index - 1][2:] != tag[2:]:
            start = index
        if index + 1 == len(tags) or tags[index + 1] != f"I-{tag[2:]}":
            yield Tagged(start, index + 1, tag[2:])
