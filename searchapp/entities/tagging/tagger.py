"""Tags sentences by a model: scores of each written word are prepared once, the best path is found for all at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from searchapp.entities.tagging.features import (
    END,
    START,
    FeatureReader,
    WordFeatures,
    phrase_features,
    sentence_features,
)
from searchapp.entities.tagging.model import Model

Scores = npt.NDArray[np.int64]
"""Whole thousandths, so that sums are exact and the same in every order."""

CACHED_WORDS: Final = 60_000
_OFFSETS: Final = ("-2", "-1", "0", "+1", "+2")
_OWN: Final = 2


class Tagged(NamedTuple):
    """A name in a sentence: tokens ``first <= i < stop`` and its label without position (``PER``)."""

    first: int
    stop: int
    label: str


class _Known(NamedTuple):
    scores: Scores
    """What the word gives to the places -2 to +2 around it: ``(5, labels)``, by the offset under which they see it."""

    features: WordFeatures


class Tagger:
    """Finds names in sentences. Threads may share one."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._reader = FeatureReader(model.phrases, model.clusters, model.known, model.triggers)
        self._weights = {feature: np.array(row, np.int64) for feature, row in model.weights.items()}
        self._transitions = np.array(model.transitions, np.int64)
        self._zero = np.zeros(len(model.labels), np.int64)
        self._words: dict[str, _Known] = {}

    def tag(self, sentences: Sequence[Sequence[str]]) -> list[list[Tagged]]:
        """The names of each sentence, in order, without overlaps; MISC and other kinds included."""
        if not sentences:
            return []
        paths = best_paths([self.scores(sentence) for sentence in sentences], self._transitions)
        return [list(names([self._model.labels[number] for number in path])) for path in paths]

    def key(self, written: str) -> str:
        """The key of a token, as features have it."""
        return self._known(written).features.key

    def scores(self, sentence: Sequence[str]) -> Scores:
        """The score of every label at every token: ``(tokens, labels)``."""
        words = [self._known(token) for token in sentence]
        given = np.stack([word.scores for word in words])
        number = len(words)
        total = given[:, _OWN].copy()
        for row, distance in ((0, 2), (1, 1)):
            if number > distance:
                total[distance:] += given[:-distance, row]
                total[:-distance] += given[distance:, len(_OFFSETS) - 1 - row]
        total[0] += self._weight(f"-1:w={START}")
        total[-1] += self._weight(f"+1:w={END}")
        stems = [START, *(word.features.stem for word in words), END]
        for place in range(number):
            before, own, after = stems[place : place + 3]
            for pair in (f"b-:{before}|{own}", f"b+:{own}|{after}"):
                if pair in self._weights:
                    total[place] += self._weights[pair]
        for place, feature in phrase_features([word.features.key for word in words], self._reader):
            total[place] += self._weight(feature)
        return total

    def plain_scores(self, sentence: Sequence[str]) -> Scores:
        """The same by the features that the trainer saw: slow and simple, to check :meth:`scores` against."""
        rows = sentence_features([self._reader.word(token) for token in sentence], self._reader)
        return np.stack([self._sum(sorted(set(row))) for row in rows])

    def _weight(self, feature: str) -> Scores:
        return self._weights.get(feature, self._zero)

    def _sum(self, features: Iterable[str]) -> Scores:
        found = [self._weights[feature] for feature in features if feature in self._weights]
        return np.sum(found, axis=0) if found else self._zero

    def _known(self, written: str) -> _Known:
        known = self._words.get(written)
        if known is None:
            if len(self._words) >= CACHED_WORDS:
                self._words.clear()
            features = self._reader.word(written)
            groups = (features.near, features.beside, features.own, features.beside, features.near)
            rows = [
                self._sum(f"{offset}:{each}" for each in group) for offset, group in zip(_OFFSETS, groups, strict=True)
            ]
            known = self._words[written] = _Known(np.stack(rows), features)
        return known


def best_paths(scores: Sequence[Scores], transitions: Scores) -> list[list[int]]:
    """The best labels of every sentence (Viterbi), for all sentences at once; the first of equals."""
    order = sorted(range(len(scores)), key=lambda index: -len(scores[index]))
    lengths = np.array([len(scores[index]) for index in order])
    longest, labels = int(lengths[0]), len(transitions)
    padded = np.zeros((longest, len(order), labels), np.int64)
    for row, index in enumerate(order):
        padded[: len(scores[index]), row] = scores[index]
    back = np.zeros((longest, len(order), labels), np.int8)
    best = padded[0].copy()
    into = np.ascontiguousarray(transitions.T)
    active = [int(np.searchsorted(-lengths, -place, side="left")) for place in range(longest)]
    for place in range(1, longest):
        running = active[place]
        through = best[:running, None, :] + into
        chosen = through.argmax(axis=2)
        back[place, :running] = chosen
        best[:running] = np.take_along_axis(through, chosen[:, :, None], 2)[:, :, 0] + padded[place, :running]
    label = best.argmax(axis=1)
    path = np.zeros((longest, len(order)), np.int64)
    for place in range(longest - 1, -1, -1):
        running = active[place] if place else len(order)
        path[place, :running] = label[:running]
        label[:running] = back[place, np.arange(running), label[:running]]
    found: list[list[int]] = [[] for _ in order]
    for row, index in enumerate(order):
        found[index] = path[: lengths[row], row].tolist()
    return found


def names(tags: Sequence[str]) -> Iterable[Tagged]:
    """The names that tags mark (``B-PER``, ``I-PER``, ``O``)."""
    start = 0
    for index, tag in enumerate(tags):
        if tag == "O":
            continue
        if tag.startswith("B-") or index == 0 or tags[index - 1][2:] != tag[2:]:
            start = index
        if index + 1 == len(tags) or tags[index + 1] != f"I-{tag[2:]}":
            yield Tagged(start, index + 1, tag[2:])


def repeated(
    sentences: Sequence[Sequence[str]], tagged: Sequence[Sequence[Tagged]], ambiguous: frozenset[str]
) -> Mapping[str, str]:
    """Keys that name something elsewhere in a document: lone names, and last names of persons, with their label."""
    found: dict[str, str] = {}
    for keys, spans in zip(sentences, tagged, strict=True):
        for first, stop, label in spans:
            key = keys[stop - 1]
            lone = stop - first == 1
            if len(key) >= 4 and key not in ambiguous and (lone or label == "PER") and label != "MISC":
                found.setdefault(key, label)
    return found
