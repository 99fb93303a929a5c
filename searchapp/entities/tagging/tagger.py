"""Tags sentences by a model: scores of each written word are prepared once, the best paths are found for all at once.

The words of all sentences stand in one row of numbers, each sentence between the two edges, so that scores are sums of
rows of arrays, shifted by one and two places.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from threading import Lock
from typing import Final, NamedTuple

import numpy as np

from searchapp.entities.tagging.features import (
    FeatureReader,
    hint_marks,
    hint_name,
    longest_phrase,
    phrase_marks,
    sentence_features,
)
from searchapp.entities.tagging.known import EDGES, OFFSETS, KnownWords, Weights
from searchapp.entities.tagging.model import Model
from searchapp.entities.tagging.paths import Numbers, Scores, Tagged, best_paths, names

CACHED_WORDS: Final = 100_000
_SHORTEST_REPEATED: Final = 4
_OTHER: Final = "MISC"


class Passage(NamedTuple):
    """A sentence to tag: its tokens, and the names that rules propose in it."""

    tokens: Sequence[str]
    hints: Sequence[Tagged] = ()


_Marks = Sequence[tuple[int, int]]
"""What a span adds to the places in and beside it: distance from its first place, row of the weights."""


class _Layout(NamedTuple):
    """Where the sentences are in the row of numbers."""

    numbers: Numbers
    starts: Numbers
    lengths: Numbers


class Tagger:
    """Finds names in sentences. Threads may share one."""

    def __init__(self, model: Model) -> None:
        self._labels = model.labels
        self._ambiguous = model.ambiguous
        self._reader = FeatureReader(model.phrases, model.clusters, model.known, model.triggers)
        self._weights = Weights(model.weights, len(model.labels))
        self._transitions = np.array(model.transitions, np.int32)
        self._words = KnownWords(self._reader, self._weights, CACHED_WORDS)
        self._pair_codes, self._pair_rows = self._words.stem_pairs()
        self._marks: dict[tuple[int, str], _Marks] = {}
        self._lock = Lock()

    def tag(self, documents: Sequence[Sequence[Passage]]) -> list[list[list[Tagged]]]:
        """The names of each sentence of each document, in order, without overlaps; MISC and other kinds included.

        What is named once in a document is named in the rest of it: a word by itself, the last name of a person.
        """
        passages = [passage for document in documents for passage in document]
        if not passages:
            return [[] for _ in documents]
        with self._lock:
            layout = self._laid_out(passages)
            labels = best_paths(self._scores(layout, passages), layout.starts, layout.lengths, self._transitions)
            found = zip(self._numbers(layout), self._names(layout, labels), strict=True)
            return [self._completed(list(islice(found, len(document)))) for document in documents]

    def scores(self, passages: Sequence[Passage]) -> list[Scores]:
        """The score of every label at every token of every sentence: ``(tokens, labels)``."""
        with self._lock:
            layout = self._laid_out(passages)
            total = self._scores(layout, passages)
        return [total[start : start + length] for start, length in zip(layout.starts, layout.lengths, strict=True)]

    def plain_scores(self, passage: Passage) -> Scores:
        """The same by the features that the trainer saw: slow and simple, to check :meth:`scores` against."""
        words = [self._reader.word(token) for token in passage.tokens]
        rows = sentence_features(words, passage.hints, self._reader)
        seen = [[self._weights.row(*feature.split(":", 1)) for feature in {*row}] for row in rows]
        return np.stack([np.sum(self._weights.table[[0, *numbers]], axis=0) for numbers in seen])

    def _laid_out(self, passages: Sequence[Passage]) -> _Layout:
        self._words.make_room()
        known = self._words
        numbers: list[int] = []
        for passage in passages:
            numbers.append(EDGES.start)
            numbers += [known[token] for token in passage.tokens]
            numbers.append(EDGES.end)
        laid = np.array(numbers, np.int64)
        known.prepare(laid)
        lengths = np.array([len(passage.tokens) for passage in passages], np.int64)
        return _Layout(laid, np.cumsum(lengths + 2) - lengths - 1, lengths)

    def _scores(self, layout: _Layout, passages: Sequence[Passage]) -> Scores:
        given = self._words.given[layout.numbers]
        total = given[:, OFFSETS.index("0")].copy()
        for distance in (1, 2):
            total[distance:] += given[:-distance, OFFSETS.index(f"-{distance}")]
            total[:-distance] += given[distance:, OFFSETS.index(f"+{distance}")]
        self._add_pairs(total, self._words.stems[layout.numbers])
        places: list[int] = []
        rows: list[int] = []
        for start, found in (*self._phrase_marks(layout), *self._hint_marks(layout, passages)):
            for distance, row in found:
                places.append(start + distance)
                rows.append(row)
        np.add.at(total, places, self._weights.table[rows])
        return total

    def _add_pairs(self, total: Scores, stems: Numbers) -> None:
        """Add the weights of neighbours' stems, where the model has the pair."""
        before, after = stems[:-1], stems[1:]
        places = np.flatnonzero((before >= 0) & (after >= 0))
        codes = before[places] * self._words.stem_count + after[places]
        found = np.searchsorted(self._pair_codes, codes)
        found[found == len(self._pair_codes)] = 0
        sure = self._pair_codes[found] == codes
        places, found = places[sure], found[sure]
        total[places + 1] += self._weights.table[self._pair_rows["b-"][found]]
        total[places] += self._weights.table[self._pair_rows["b+"][found]]

    def _phrase_marks(self, layout: _Layout) -> Iterator[tuple[int, _Marks]]:
        """The marks of the phrases of several words in all sentences, and where each begins."""
        keys_of, phrases_of = self._words.keys_of, self._words.phrases_of
        numbers = layout.numbers.tolist()
        keys = [keys_of[number] for number in numbers]
        stop = 0
        for index in np.flatnonzero(self._words.opens[layout.numbers]).tolist():
            found = longest_phrase(phrases_of[numbers[index]], keys, index) if index >= stop else None
            if found:
                stop, flags = found
                yield index, self._phrase_rows(stop - index, flags)

    def _hint_marks(self, layout: _Layout, passages: Sequence[Passage]) -> Iterator[tuple[int, _Marks]]:
        numbers = layout.numbers.tolist()
        for start, passage in zip(layout.starts.tolist(), passages, strict=True):
            for first, stop, label in passage.hints:
                yield start + first, self._hint_rows(stop - first, label)
                for place in range(start + first, start + stop):
                    name = hint_name(label, inside=place > start + first)
                    yield place, [(0, row) for row in self._words.hinted(numbers[place], name)]

    def _rows_of(self, found: Iterable[tuple[int, str, str]]) -> _Marks:
        rows = ((place, self._weights.row(offset, feature)) for place, offset, feature in found)
        return [(place, row) for place, row in rows if row]

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

    def _names(self, layout: _Layout, labels: Numbers) -> list[list[Tagged]]:
        """The names of every sentence by the labels of all rows."""
        outside = self._labels.index("O")
        named = (labels != outside) & (layout.numbers > EDGES.end)
        has_name = np.add.reduceat(named, layout.starts)
        found: list[list[Tagged]] = [[] for _ in layout.starts]
        for index in np.flatnonzero(has_name).tolist():
            start = layout.starts[index]
            tags = [self._labels[label] for label in labels[start : start + layout.lengths[index]].tolist()]
            found[index] = list(names(tags))
        return found

    def _numbers(self, layout: _Layout) -> Iterator[list[int]]:
        """The numbers of every sentence's tokens."""
        numbers = layout.numbers.tolist()
        for start, length in zip(layout.starts.tolist(), layout.lengths.tolist(), strict=True):
            yield numbers[start : start + length]

    def _completed(self, sentences: Sequence[tuple[list[int], list[Tagged]]]) -> list[list[Tagged]]:
        """The names of a document's sentences with those that repeat a name from elsewhere in it."""
        keys_of, ambiguous = self._words.keys_of, self._ambiguous
        known = repeated(
            ((keys_of[numbers[name.stop - 1]], name) for numbers, names in sentences for name in names), ambiguous
        )
        if not known:
            return [names for _, names in sentences]
        rests_of = self._words.rests_of
        labelled: dict[int, str] = {}
        for number in set(chain.from_iterable(numbers for numbers, _ in sentences)):
            key = keys_of[number]
            label = known.get(key) or (rests_of[number] and _first_label(rests_of[number], known))
            if label and key not in ambiguous:
                labelled[number] = label
        return [sorted([*names, *_again(numbers, names, labelled)]) for numbers, names in sentences]


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


def _again(numbers: Sequence[int], names: Sequence[Tagged], labelled: Mapping[int, str]) -> Iterator[Tagged]:
    """Tokens that repeat a name and stand neither in nor beside another."""
    places = [place for place, number in enumerate(numbers) if number in labelled]
    if places:
        taken = {place for first, stop, _ in names for place in range(first - 1, stop + 1)}
        for place in places:
            if place not in taken:
                yield Tagged(place, place + 1, labelled[numbers[place]])
