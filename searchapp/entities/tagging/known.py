"""What a tagger has worked out of the words it met: for each written word a number, for each number rows of arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np

from searchapp.entities.tagging.features import END, START, FeatureReader, PhraseStart, WordFeatures
from searchapp.entities.tagging.paths import Numbers, Scores

OFFSETS: Final = ("-2", "-1", "0", "+1", "+2")
"""How a place sees the words around it and itself, as features name it."""

PAIRS: Final = ("b-", "b+")
"""Where features of two neighbours' stems stand: with the second and with the first."""

_GROWTH: Final = 4096
_NO_STEM: Final = -1


class WordNumbers(NamedTuple):
    """Numbers of the two words that stand before and after every sentence."""

    start: int = 0
    end: int = 1


EDGES: Final = WordNumbers()


class Weights:
    """The weights of features. Features of words have a row with their weights at all offsets; others one for each."""

    def __init__(self, weights: Mapping[str, Sequence[int]], labels: int) -> None:
        self.table: Scores = np.zeros((len(weights) + 1, labels), np.int32)
        self._rows: dict[str, dict[str, int]] = {where: {} for where in (*OFFSETS, *PAIRS)}
        for row, (feature, values) in enumerate(weights.items(), start=1):
            where, _, what = feature.partition(":")
            self._rows[where][what] = row
            self.table[row] = values
        names = sorted({name for offset in OFFSETS for name in self._rows[offset]})
        self.of_words = {name: number for number, name in enumerate(names, start=1)}
        everywhere = [[self.row(offset, name) for offset in OFFSETS] for name in ("", *names)]
        self.at_offsets: Scores = self.table[np.array(everywhere, np.int64)]
        """By the numbers of :attr:`of_words`: ``(features, offsets, labels)``; row 0 has no weights."""

    def row(self, where: str, what: str) -> int:
        """The row of a feature ``where:what`` in the table, 0 if it has no weight."""
        return self._rows[where].get(what, 0)

    def pairs(self, where: str) -> Mapping[str, int]:
        """The rows of pairs of stems, ``before|after``."""
        return self._rows[where]


class KnownWords(dict[str, int]):
    """Numbers of written words. A new word gets the next number; :meth:`prepare` then works out all new ones at once.

    ``given[number]`` has what the word gives to the places two before to two after it, by the offset under which these
    see it, ``stems`` the number of its stem among those of the model's pairs (or -1), ``opens`` whether a phrase may
    begin with it.
    """

    def __init__(self, reader: FeatureReader, weights: Weights, most: int) -> None:
        super().__init__()
        self._reader = reader
        self._weights = weights
        self._most = most
        self._stem_numbers = _stem_numbers(weights)
        self._new: list[str] = []
        labels = weights.table.shape[1]
        self.written_of: list[str] = ["", ""]
        self.keys_of: list[str] = [START, END]
        self.rests_of: list[tuple[str, ...]] = [(), ()]
        self.phrases_of: list[tuple[PhraseStart, ...]] = [(), ()]
        self._hinted: dict[tuple[int, str], list[int]] = {}
        self._uses = np.zeros(_GROWTH, np.int32)
        self.given: Scores = np.zeros((_GROWTH, len(OFFSETS), labels), np.int32)
        self.given[EDGES.start, OFFSETS.index("-1")] = weights.table[weights.row("-1", f"w={START}")]
        self.given[EDGES.end, OFFSETS.index("+1")] = weights.table[weights.row("+1", f"w={END}")]
        self.stems: Numbers = np.full(_GROWTH, _NO_STEM)
        self.stems[[EDGES.start, EDGES.end]] = [self._stem_numbers.get(edge, _NO_STEM) for edge in (START, END)]
        self.opens = np.zeros(_GROWTH, np.bool_)

    def __missing__(self, written: str) -> int:
        number = self[written] = len(self.keys_of) + len(self._new)
        self._new.append(written)
        return number

    def make_room(self) -> None:
        """Forget the rarer half of the words if they are more than may be kept. Numbers change: not within texts."""
        if len(self.keys_of) <= self._most:
            return
        uses = self._uses[: len(self.keys_of)]
        kept = np.sort(np.argsort(-uses[2:], kind="stable")[: self._most // 2] + 2)
        kept = np.concatenate([[EDGES.start, EDGES.end], kept])
        for column in (self._uses, self.given, self.stems, self.opens):
            column[: len(kept)] = column[kept]
        self._uses[: len(kept)] //= 2
        numbers = kept.tolist()
        self.written_of = [self.written_of[number] for number in numbers]
        self.keys_of = [self.keys_of[number] for number in numbers]
        self.rests_of = [self.rests_of[number] for number in numbers]
        self.phrases_of = [self.phrases_of[number] for number in numbers]
        self._hinted.clear()
        self.clear()
        self.update(zip(self.written_of[2:], range(2, len(numbers)), strict=True))

    def prepare(self, numbers: Numbers) -> None:
        """Work out all new words; ``numbers`` are those of all places, by which is known which words are frequent."""
        if self._new:
            self._add(self._new)
            self._new = []
        self._uses[: len(self.keys_of)] += np.bincount(numbers, minlength=len(self.keys_of)).astype(np.int32)

    def _add(self, new: Sequence[str]) -> None:
        first = len(self.keys_of)
        read = [self._reader.word(written) for written in new]
        for written, word in zip(new, read, strict=True):
            self.written_of.append(written)
            self.keys_of.append(written if word.key == written else word.key)
            self.rests_of.append(word.rests)
            self.phrases_of.append(self._reader.phrase_starts(word.key, word.rests))
        stop = len(self.keys_of)
        while stop > len(self.stems):
            self._grow()
        self.given[first:stop] = self._given(read)
        self.stems[first:stop] = [self._stem_numbers.get(word.stem, _NO_STEM) for word in read]
        self.opens[first:stop] = [bool(starts) for starts in self.phrases_of[first:]]
        self._uses[first:stop] = 0

    def hinted(self, number: int, hint: str) -> list[int]:
        """Rows of what is joined to a hint about a word; worked out when first asked for: few words are hinted at."""
        known = self._hinted.get((number, hint))
        if known is None:
            joined = self._reader.word(self.written_of[number]).joined()
            rows = [self._weights.row("0", f"{hint}|{each}") for each in joined]
            known = self._hinted[number, hint] = [row for row in rows if row]
        return known

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
        """The sums of the weights of every word's features for every offset: ``(words, offsets, labels)``.

        A feature has no weights at offsets from which it is not seen, so all can be added up everywhere.
        """
        known = self._weights.of_words
        rows: list[int] = []
        begins: list[int] = []
        for word in words:
            begins.append(len(rows))
            rows.append(0)  # so that no word is without
            rows += [known[each] for each in (*word.own, *word.weak) if each in known]
        return np.add.reduceat(self._weights.at_offsets[rows], begins, axis=0)

    def _grow(self) -> None:
        more = len(self.stems) // 4
        self._uses = np.concatenate([self._uses, np.zeros(more, np.int32)])
        self.given = np.concatenate([self.given, np.zeros((more, *self.given.shape[1:]), np.int32)])
        self.stems = np.concatenate([self.stems, np.full(more, _NO_STEM)])
        self.opens = np.concatenate([self.opens, np.zeros(more, np.bool_)])


def _stem_numbers(weights: Weights) -> dict[str, int]:
    stems = {stem for where in PAIRS for pair in weights.pairs(where) for stem in pair.split("|", 1)}
    return {stem: number for number, stem in enumerate(sorted(stems))}
