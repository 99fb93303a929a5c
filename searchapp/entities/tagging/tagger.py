"""Tags sentences by a model: scores of each written word are prepared once, the best paths are found for all at once.

The words of all sentences stand in one row of numbers, each sentence between the two edges, so that scores are sums of
rows of arrays, shifted by one and two places.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from searchapp.entities.hashes import Hashes, asked
from searchapp.entities.tagging.features import (
    FeatureReader,
    hint_marks,
    phrase_marks,
    sentence_features,
)
from searchapp.entities.tagging.known import OFFSETS, Weights, WordScores
from searchapp.entities.tagging.model import Model
from searchapp.entities.tagging.paths import OUTSIDE, Numbers, Scores, Tagged, best_paths, kinds_of, names
from searchapp.entities.tagging.sentences import Rows
from searchapp.entities.vocabulary import EDGES, Vocabulary

_SHORTEST_REPEATED: Final = 4
_OTHER: Final = "MISC"


_Marks = tuple[Sequence[int], Sequence[int]]
"""What a span adds to the places in and beside it: distances from its first place, and for each a row of weights."""


class Tagger:
    """Finds names in sentences, whose words have numbers by a vocabulary. One thread at a time may use it."""

    def __init__(self, model: Model, vocabulary: Vocabulary) -> None:
        self._kinds = kinds_of(model.labels)
        self._outside = model.labels.index(OUTSIDE)
        self._ambiguous = model.ambiguous
        self._reader = FeatureReader(model.phrases, model.clusters, model.known, model.triggers)
        self._weights = Weights(model.weights)
        self._transitions = np.array(model.transitions, np.int32)
        self._vocabulary = vocabulary
        self._words = WordScores(self._reader, self._weights, vocabulary)
        self._pair_codes, self._pair_rows = self._words.stem_pairs()
        self._marks: dict[tuple[int, str], _Marks] = {}

    def tag(self, rows: Rows, hints: Sequence[Tagged]) -> list[Tagged]:
        """The names in a row of sentences, in order, without overlaps; MISC and other kinds included.

        ``hints`` are what rules propose, in order. What is named once in a document is named in the rest of it: a word
        by itself, the last name of a person.
        """
        if not len(rows.starts):
            return []
        hashes = self._vocabulary.hashes(rows.numbers)
        labels = best_paths(self._scores(rows, hints, hashes), rows.starts, rows.lengths, self._transitions)
        labels[rows.numbers < len(EDGES)] = self._outside
        return self._completed(rows, hashes, names(labels, self._kinds))

    def scores(self, rows: Rows, hints: Sequence[Tagged]) -> Scores:
        """The score of every label at every place of the row: ``(places, labels)``. It tells nothing of the edges."""
        return self._scores(rows, hints, self._vocabulary.hashes(rows.numbers))

    def plain_scores(self, tokens: Sequence[str], hints: Sequence[Tagged]) -> Scores:
        """The same for one sentence, by the features that the trainer saw: slow and simple, to check :meth:`scores`."""
        words = [self._reader.word(token) for token in tokens]
        rows = sentence_features(words, hints, self._reader)
        seen = [[self._weights.row(*feature.split(":", 1)) for feature in {*row}] for row in rows]
        total: Scores = np.stack([np.sum(self._weights.table[[0, *numbers]], axis=0) for numbers in seen])
        return total

    def _scores(self, rows: Rows, hints: Sequence[Tagged], hashes: Hashes) -> Scores:
        self._words.follow()
        numbers, given = rows.numbers, self._words.given
        total: Scores = given[OFFSETS.index("0")].take(numbers, axis=0).astype(np.int32)
        for distance in (1, 2):
            total[distance:] += given[OFFSETS.index(f"-{distance}")].take(numbers[:-distance], axis=0)
            total[:-distance] += given[OFFSETS.index(f"+{distance}")].take(numbers[distance:], axis=0)
        self._add_pairs(total, self._words.stems[numbers])
        places: list[int] = []
        marks: list[int] = []
        for start, (distances, found) in (*self._phrase_marks(numbers, hashes), *self._hint_marks(hints)):
            places += [start + distance for distance in distances]
            marks += found
        np.add.at(total, places, self._weights.table[marks])
        inside, joined = self._words.hinted(numbers, hints)
        total[inside] += joined
        return total

    def _add_pairs(self, total: Scores, stems: npt.NDArray[np.int32]) -> None:
        """Add the weights of neighbours' stems, where the model has the pair."""
        before, after = stems[:-1], stems[1:]
        places = np.flatnonzero((before >= 0) & (after >= 0))
        codes = before[places].astype(np.int64) * self._words.stem_count + after[places]
        found = np.searchsorted(self._pair_codes, codes)
        found[found == len(self._pair_codes)] = 0
        sure = self._pair_codes[found] == codes
        places, found = places[sure], found[sure]
        total[places + 1] += self._weights.table[self._pair_rows["b-"][found]]
        total[places] += self._weights.table[self._pair_rows["b+"][found]]

    def _phrase_marks(self, numbers: Numbers, hashes: Hashes) -> Iterator[tuple[int, _Marks]]:
        """The marks of the phrases of several words in all sentences, and where each begins."""
        vocabulary = self._vocabulary
        stop = 0
        for index in self._reader.phrases.pairs.beginnings(hashes[:-1], hashes[1:, 0]).tolist():
            if index < stop:
                continue
            number = int(numbers[index])
            after = numbers[index + 1 : index + self._reader.phrases.most_words].tolist()
            firsts = (vocabulary.key_of[number], *vocabulary.rests(number))
            found = self._reader.phrase(firsts, [vocabulary.key_of[each] for each in after])
            if found:
                stop = index + found[0]
                yield index, self._phrase_rows(*found)

    def _hint_marks(self, hints: Sequence[Tagged]) -> Iterator[tuple[int, _Marks]]:
        for first, stop, label in hints:
            yield first, self._hint_rows(stop - first, label)

    def _rows_of(self, found: Iterable[tuple[int, str, str]]) -> _Marks:
        rows = [(place, self._weights.row(offset, feature)) for place, offset, feature in found]
        return [place for place, row in rows if row], [row for _, row in rows if row]

    def _phrase_rows(self, length: int, flags: str) -> _Marks:
        known = self._marks.get((length, flags))
        if known is None:
            known = self._marks[length, flags] = self._rows_of(phrase_marks(0, length, flags))
        return known

    def _hint_rows(self, length: int, label: str) -> _Marks:
        known = self._marks.get((length, f"r={label}"))
        if known is None:
            known = self._marks[length, f"r={label}"] = self._rows_of(hint_marks(Tagged(0, length, label)))
        return known

    def _completed(self, rows: Rows, hashes: Hashes, found: Sequence[Tagged]) -> list[Tagged]:
        """Names with those that repeat a name from elsewhere in its document."""
        keys = self._vocabulary.key_of
        numbers = rows.numbers
        documents = rows.documents.tolist()
        ends = [*documents[1:], len(numbers)]
        firsts = [name.first for name in found]
        groups = [
            found[bisect_left(firsts, start) : bisect_left(firsts, end)]
            for start, end in zip(documents, ends, strict=True)
        ]
        known = [
            repeated(((keys[numbers[name.stop - 1]], name) for name in group), self._ambiguous) for group in groups
        ]
        taken = np.zeros(len(numbers) + 1, np.bool_)
        for first, stop, _ in found:
            taken[first - 1 : stop + 1] = True
        worth = np.flatnonzero(asked(hashes, set().union(*known)) & ~taken[:-1] & (numbers >= len(EDGES)))
        again = []
        for place in worth.tolist():
            label = self._label(int(numbers[place]), known[bisect_right(documents, place) - 1])
            if label:
                again.append(Tagged(place, place + 1, label))
        return sorted([*found, *again])

    def _label(self, number: int, known: Mapping[str, str]) -> str | None:
        """The label of the name that a word repeats, perhaps after a proclitic."""
        key = self._vocabulary.key_of[number]
        if key in self._ambiguous:
            return None
        return known.get(key) or _first_label(self._vocabulary.rests(number), known)


def _first_label(keys: Iterable[str], known: Mapping[str, str]) -> str | None:
    """The label of the first key that has one."""
    for key in keys:
        if key in known:
            return known[key]
    return None


def repeated(named: Iterable[tuple[str, Tagged]], ambiguous: frozenset[str]) -> dict[str, str]:
    """Keys that name something elsewhere in a document: lone names, and last names of persons, with their label.

    ``named`` are all its names, each with the key of its last word.
    """
    found: dict[str, str] = {}
    for key, (first, stop, label) in named:
        repeats = label == "PER" or (stop - first == 1 and label != _OTHER)
        if repeats and len(key) >= _SHORTEST_REPEATED and key not in ambiguous:
            found.setdefault(key, label)
    return found
