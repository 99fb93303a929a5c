"""What a tagger has worked out of the words that were met: for the number of each written word, rows of arrays."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from searchapp.entities.tagging.features import FeatureReader, WordFeatures, hint_name
from searchapp.entities.tagging.paths import Numbers, Scores, Tagged
from searchapp.entities.tagging.tables import NumberTable
from searchapp.entities.vocabulary import EDGES, Vocabulary

OFFSETS: Final = ("-2", "-1", "0", "+1", "+2")
"""How a place sees the words around it and itself, as features name it."""

PAIRS: Final = ("b-", "b+")
"""Where features of two neighbours' stems stand: with the second and with the first."""

_HINTED: Final = 4096
_READ_AT_ONCE: Final = 256
_NO_STEM: Final = -1


class Weights:
    """The weights of features. Features of words have a row with their weights at all offsets; others one for each."""

    def __init__(self, weights: NumberTable) -> None:
        nothing = np.zeros((1, weights.numbers.shape[1]), np.int32)
        self.table: Scores = np.concatenate([nothing, weights.numbers])
        self._rows: dict[str, dict[str, int]] = {where: {} for where in (*OFFSETS, *PAIRS)}
        for row, feature in enumerate(weights, start=1):
            where, _, what = feature.partition(":")
            self._rows[where][what] = row
        names = sorted({name for offset in OFFSETS for name in self._rows[offset]})
        self.of_words = {name: number for number, name in enumerate(names)}
        everywhere = [[self.row(offset, name) for offset in OFFSETS] for name in names]
        self.at_offsets: Scores = self.table[np.array(everywhere, np.int64)].reshape(len(everywhere), -1)
        """By the numbers of :attr:`of_words` the weights at all offsets, one after the other."""

    def row(self, where: str, what: str) -> int:
        """The row of a feature ``where:what`` in the table, 0 if it has no weight."""
        return self._rows[where].get(what, 0)

    def pairs(self, where: str) -> Mapping[str, int]:
        """The rows of pairs of stems, ``before|after``."""
        return self._rows[where]


class _Hinted(dict[tuple[int, str], int]):
    """Rows of scores by word and hint, worked out when first asked for."""

    def __init__(self, work_out: Callable[[int, str], Scores], labels: int) -> None:
        super().__init__()
        self._work_out = work_out
        self.scores: Scores = np.zeros((_HINTED, labels), np.int32)

    def __missing__(self, asked: tuple[int, str]) -> int:
        row = self[asked] = len(self)
        if row == len(self.scores):
            self.scores = np.concatenate([self.scores, np.zeros_like(self.scores)])
        self.scores[row] = self._work_out(*asked)
        return row


class WordScores:
    """What words give to their neighbours' and their own scores, by the numbers of a vocabulary, which it follows."""

    def __init__(self, reader: FeatureReader, weights: Weights, vocabulary: Vocabulary) -> None:
        self._reader = reader
        self._weights = weights
        self._vocabulary = vocabulary
        self._generation = vocabulary.generation
        self._stem_numbers = _stem_numbers(weights)
        self._hinted = _Hinted(self._joined_scores, weights.table.shape[1])
        self._number = 0
        shape = len(OFFSETS), vocabulary.room, weights.table.shape[1]
        self.given: npt.NDArray[np.int16 | np.int32] = np.zeros(shape, np.int16)
        """What a word gives to the places two before to two after it, by the offset under which these see it.

        In small numbers, which hold all that real weights add up to, until a word gives more.
        """

        self.stems: npt.NDArray[np.int32] = np.zeros(vocabulary.room, np.int32)
        """The number of a word's stem among those of the model's pairs, or -1."""

    def follow(self) -> None:
        """Take in the words that the vocabulary met since, and forget what it forgot. No number changes in between."""
        vocabulary = self._vocabulary
        if self._generation != vocabulary.generation:
            one_behind = self._generation + 1 == vocabulary.generation and self._number >= vocabulary.kept.max() + 1
            self._keep(vocabulary.kept if one_behind else vocabulary.kept[:0])
            self._generation = vocabulary.generation
        for first in range(self._number, len(vocabulary.written), _READ_AT_ONCE):
            self._add(vocabulary.written[first : first + _READ_AT_ONCE])

    def _keep(self, numbers: Numbers) -> None:
        self._number = len(numbers)
        self.given[:, : self._number] = self.given[:, numbers]
        self.stems[: self._number] = self.stems[numbers]
        self._hinted.clear()

    def _add(self, new: Sequence[str]) -> None:
        first, stop = self._number, self._number + len(new)
        if stop > len(self.stems):
            self._grow(stop)
        read = [self._reader.word(written) for written in new]
        given = self._given(read)
        if max(abs(int(given.min())), abs(int(given.max()))) > np.iinfo(self.given.dtype).max:
            self.given = self.given.astype(np.int32)
        self.given[:, first:stop] = given
        self.stems[first:stop] = [self._stem_numbers.get(word.stem, _NO_STEM) for word in read]
        if first < len(EDGES):
            self._add_edges()
        self._number = stop

    def _add_edges(self) -> None:
        self.given[:, : len(EDGES)] = 0
        for number, (edge, offset) in enumerate(zip(EDGES, ("-1", "+1"), strict=True)):
            self.given[OFFSETS.index(offset), number] = self._weights.table[self._weights.row(offset, f"w={edge}")]
            self.stems[number] = self._stem_numbers.get(edge, _NO_STEM)

    def hinted(self, numbers: Numbers, hints: Sequence[Tagged]) -> tuple[list[int], Scores]:
        """The places in hints, and the scores of what is joined there to a hint about a word.

        It is worked out when first asked for: few words are hinted at.
        """
        places = [place for first, stop, _ in hints for place in range(first, stop)]
        names = [hint_name(label, inside=place > first) for first, stop, label in hints for place in range(first, stop)]
        known = self._hinted
        rows = [known[asked] for asked in zip(numbers[places].tolist(), names, strict=True)]
        return places, known.scores[rows]

    def _joined_scores(self, number: int, hint: str) -> Scores:
        joined = self._reader.word(self._vocabulary.written[number]).joined()
        rows = [self._weights.row("0", f"{hint}|{each}") for each in joined]
        total: Scores = self._weights.table[rows].sum(axis=0, dtype=np.int32)
        return total

    def stem_pairs(self) -> tuple[Numbers, dict[str, Numbers]]:
        """Codes of the pairs that have weights, in order, and by feature (``b-``, ``b+``) the row of each.

        The code of two stems is the number of the first times :attr:`stem_count`, plus that of the second.
        """
        coded: dict[int, dict[str, int]] = {}
        for where in PAIRS:
            for pair, row in self._weights.pairs(where).items():
                one, two = (self._stem_numbers[stem] for stem in pair.split("|", 1))
                coded.setdefault(one * self.stem_count + two, {})[where] = row
        codes = sorted(coded)
        rows = {where: np.array([coded[code].get(where, 0) for code in codes], np.int64) for where in PAIRS}
        return np.array(codes, np.int64), rows

    @property
    def stem_count(self) -> int:
        """How many stems the pairs have."""
        return len(self._stem_numbers)

    def _given(self, words: Sequence[WordFeatures]) -> Scores:
        """The sums of the weights of every word's features for every offset: ``(offsets, words, labels)``.

        A feature has no weights at offsets from which it is not seen, so all can be added up everywhere.
        """
        known = self._weights.of_words
        features = [[known[each] for each in (*word.own, *word.weak) if each in known] for word in words]
        counts = np.array([len(row) for row in features])
        order = np.argsort(-counts, kind="stable")
        begins = (np.cumsum(counts) - counts)[order]
        rows = np.array([row for found in features for row in found], np.int64)
        total = np.zeros((len(words), self._weights.at_offsets.shape[1]), np.int32)
        # Words with many features come first, so that the n-th feature is added where there is one.
        alive = np.searchsorted(-counts[order], -np.arange(counts.max()), side="left")
        for column, count in enumerate(alive.tolist()):
            total[:count] += self._weights.at_offsets.take(rows[begins[:count] + column], axis=0)
        given = np.empty_like(total)
        given[order] = total
        return given.reshape(len(words), len(OFFSETS), -1).transpose(1, 0, 2)

    def _grow(self, stop: int) -> None:
        more = stop + stop // 4 - len(self.stems)
        offsets, _, labels = self.given.shape
        self.given = np.concatenate([self.given, np.zeros((offsets, more, labels), self.given.dtype)], axis=1)
        self.stems = np.concatenate([self.stems, np.zeros(more, np.int32)])


def _stem_numbers(weights: Weights) -> dict[str, int]:
    stems = {stem for where in PAIRS for pair in weights.pairs(where) for stem in pair.split("|", 1)}
    return {stem: number for number, stem in enumerate(sorted(stems))}
