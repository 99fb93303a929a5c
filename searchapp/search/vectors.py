"""Meaning from company: stems that stand near the same words have vectors that point the same way.

Stems are counted with the words up to five places before and after them; the counts become positive pointwise mutual
information (PPMI, contexts smoothed by .75 as Levy, Goldberg and Dagan 2015 advise), and a randomised singular value
decomposition (Halko, Martinsson and Tropp 2011) turns them into 100 numbers a stem. Everything is deterministic.

Memory: 16 MB for the words sampled, 80 MB for the counts (16,000 stems by 1,250 contexts), twice as much for moments.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from searchapp.engine.base import BatchWords

SAMPLED_WORDS: Final = 4_000_000
"""Words that are counted. Of a larger collection every second, fourth, … batch is taken, over all of its length."""

FEWEST_WORDS: Final = 150_000
"""Below it vectors are chance: there are none."""

MOST_STEMS: Final = 16_000
FEWEST_TIMES: Final = 5
"""The most frequent stems get a vector, if they stand so often in the sample."""

MOST_CONTEXTS: Final = 1_250
WINDOW: Final = 5
DIMENSIONS: Final = 100
_SMOOTHING: Final = 0.75
_SPREAD: Final = 0.5
"""The power of the singular values in the vectors: half of them, as symmetrical vectors have it."""

_OVERSAMPLED: Final = 16
_SEED: Final = 20_150_721
_ROWS: Final = 4_000
_MOST_FUNCTION_WORDS: Final = 2_000
_FIRST_LETTER, _LAST_LETTER = "ء", "ي"

Ints = NDArray[np.int32]
Shorts = NDArray[np.int16]
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Vectors:
    """Stems, most frequent first, with the form of each at the root level and a vector of length 1 for each."""

    stems: tuple[str, ...]
    roots: tuple[str, ...]
    rows: Floats


class WordSample:
    """Gathers the words of bodies, batch by batch, in bounded memory; the same for the same batches in order."""

    def __init__(self, most: int = SAMPLED_WORDS) -> None:
        self._most = most
        self._numbers: dict[str, int] = {}
        self._roots: list[str] = []
        self._kept: list[tuple[Ints, Ints]] = []
        self._words = 0
        self._batches = 0
        self._every = 1

    def add(self, words: BatchWords) -> None:
        """Take in a batch, or leave it out where the sample is thinned already."""
        taken = self._batches % self._every == 0
        self._batches += 1
        if not taken or "body" not in words.numbers:
            return
        numbers = np.array(
            [self._number(*forms) for forms in zip(words.forms["stem"], words.forms["root"], strict=True)]
        )
        texts = (
            numbers.astype(np.int32)[np.asarray(words.numbers["body"])] if len(numbers) else numbers.astype(np.int32)
        )
        self._kept.append((texts, np.asarray(words.counts["body"], dtype=np.int32)))
        self._words += len(texts)
        while self._words > self._most and len(self._kept) > 1:
            self._kept = self._kept[::2]
            self._words = sum(len(kept) for kept, _ in self._kept)
            self._every *= 2

    @property
    def enough(self) -> bool:
        """Whether vectors can be made."""
        return self._words >= FEWEST_WORDS

    def vectors(self, is_function_word: Callable[[str], bool]) -> Vectors:
        """Make the vectors; none at all where too little was sampled."""
        if not self.enough:
            return Vectors((), (), np.zeros((0, DIMENSIONS), dtype=np.float32))
        texts = np.concatenate([kept for kept, _ in self._kept])
        counts = np.concatenate([counts for _, counts in self._kept])
        stems = list(self._numbers)
        times = np.bincount(texts, minlength=len(stems))
        ranked = np.argsort(-times, kind="stable")
        chosen = self._chosen(stems, times, ranked, is_function_word)
        contexts = ranked[:MOST_CONTEXTS]
        rows = _reduced(_ppmi(_counted(texts, counts, chosen, contexts, len(stems))))
        return Vectors(tuple(stems[n] for n in chosen), tuple(self._roots[n] for n in chosen), rows)

    def _number(self, stem: str, root: str) -> int:
        number = self._numbers.setdefault(stem, len(self._numbers))
        if number == len(self._roots):
            self._roots.append(root)
        return number

    @staticmethod
    def _chosen(
        stems: list[str], times: NDArray[np.int64], ranked: NDArray[np.int64], is_function_word: Callable[[str], bool]
    ) -> list[int]:
        """Numbers of the stems that get a vector: frequent Arabic ones, function words left out."""
        chosen: list[int] = []
        for rank, number in enumerate(ranked.tolist()):
            if times[number] < FEWEST_TIMES or len(chosen) == MOST_STEMS:
                break
            stem = stems[number]
            function_word = rank < _MOST_FUNCTION_WORDS and is_function_word(stem)
            if len(stem) > 1 and not function_word and all(_FIRST_LETTER <= letter <= _LAST_LETTER for letter in stem):
                chosen.append(number)
        return chosen


def _counted(texts: Ints, lengths: Ints, chosen: list[int], contexts: NDArray[np.int64], stems: int) -> Floats:
    """How often each chosen stem has each context within the window, inside one article."""
    articles = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)
    rows, columns = np.full(stems, -1, dtype=np.int16), np.full(stems, -1, dtype=np.int16)
    rows[chosen], columns[contexts] = np.arange(len(chosen)), np.arange(len(contexts))
    row_of, column_of = rows[texts], columns[texts]
    counts: Floats = np.zeros((len(chosen), len(contexts)), dtype=np.float32)
    for distance in range(1, WINDOW + 1):
        together = articles[distance:] == articles[:-distance]
        sides = ((row_of[distance:], column_of[:-distance]), (row_of[:-distance], column_of[distance:]))
        for targets, neighbours in sides:
            both = together & (targets >= 0) & (neighbours >= 0)
            _add(counts, targets[both], neighbours[both])
    return counts


def _add(counts: Floats, targets: Shorts, neighbours: Shorts) -> None:
    """Count pairs, some thousand rows at a time."""
    width = counts.shape[1]
    for first in range(0, len(counts), _ROWS):
        part = counts[first : first + _ROWS]
        inside = (targets >= first) & (targets < first + len(part))
        places = (targets[inside].astype(np.int64) - first) * width + neighbours[inside]
        part += np.bincount(places, minlength=part.size).reshape(part.shape)


def _ppmi(counts: Floats) -> Floats:
    """Positive pointwise mutual information, in the place of the counts."""
    of_row = counts.sum(axis=1, keepdims=True)
    of_column = counts.sum(axis=0, keepdims=True) ** _SMOOTHING
    of_column /= max(float(of_column.sum()), 1.0)
    for first in range(0, len(counts), _ROWS):
        part = counts[first : first + _ROWS]
        np.divide(part, np.maximum(of_row[first : first + _ROWS] * of_column, 1e-9), out=part)
        np.log(np.maximum(part, 1.0, out=part), out=part)
    return counts


def _reduced(matrix: Floats) -> Floats:
    """The rows in 100 dimensions, each of length 1 (or 0)."""
    drawn = np.random.default_rng(_SEED).standard_normal((matrix.shape[1], DIMENSIONS + _OVERSAMPLED), dtype=np.float32)
    basis, _ = np.linalg.qr(matrix.T @ (matrix @ drawn))
    # The singular values and vectors of the tall product, by way of its small square: half of the work.
    tall = matrix @ basis
    squares, right = np.linalg.eigh((tall.T @ tall).astype(np.float64))
    largest = slice(None, -DIMENSIONS - 1, -1)
    values = np.sqrt(np.maximum(squares[largest], 1e-12))
    rows = tall @ (right[:, largest] * values ** (_SPREAD - 1)).astype(np.float32)
    reduced: Floats = (rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)).astype(np.float32)
    return reduced
