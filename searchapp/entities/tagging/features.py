"""What the tagger sees of a word: its letters, its gazetteer flags, its clusters, its trigger classes.

The same code makes the features for training and for tagging.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from searchapp.entities.keys import ARTICLE, readings, word_key

START: Final = "<s>"
END: Final = "</s>"
NUMBER: Final = "<num>"
_MOST_AFFIX: Final = 4
_LONGEST_LENGTH: Final = 9
_SHORTEST_CLUSTERED: Final = 5


class WordFeatures(NamedTuple):
    """Features of a word for its own place, for those beside it and for those two places away; its key and stem."""

    own: list[str]
    beside: list[str]
    near: list[str]
    key: str
    stem: str


class FeatureReader:
    """Works out the features of words by the lists of a model."""

    def __init__(
        self,
        phrases: Mapping[str, str],
        clusters: Mapping[str, Sequence[int]],
        known: frozenset[str],
        triggers: Mapping[str, frozenset[str]],
    ) -> None:
        self._phrases = phrases
        self._clusters = clusters
        self._known = known
        self._triggers = triggers
        self._by_first: dict[str, dict[tuple[str, ...], str]] = {}
        for phrase, flags in phrases.items():
            if " " in phrase:
                words = tuple(phrase.split())
                self._by_first.setdefault(words[0], {})[words] = flags
        self._longest = {first: max(map(len, found)) for first, found in self._by_first.items()}

    def word(self, written: str) -> WordFeatures:
        """The features of one written token."""
        key = word_key(written) or written
        stem, clitic = self._stem(key)
        shared = [f"w={_spelled(key)}", *_shape(key)]
        if clitic:
            shared.append(f"cl={clitic}")
        definite = stem.startswith(ARTICLE)
        bare = stem[2:] if definite and len(stem) > 4 else stem
        shared += [f"st={bare}", f"al={int(definite)}"]
        triggers = [f"t={name}" for name, words in self._triggers.items() if key in words or stem in words]
        flags = self._flags(key)
        clusters = self._cluster(key, stem)
        grouped = [f"c{number}={cluster}" for number, cluster in enumerate(clusters)] or ["c=-"]
        weak = [f"g={flag.lower()}" for flag in flags]
        own = [*shared, *_affixes(key), *triggers, *(f"g={flag}" for flag in flags), *grouped]
        near = [f"w={_spelled(key)}", *_shape(key), *triggers, *weak, *grouped[:1]]
        return WordFeatures(own, [*shared, *triggers, *weak, *grouped], near, key, stem)

    def phrases_of(self, keys: Sequence[str]) -> Iterator[tuple[int, int, str]]:
        """Phrases of several words in a sentence, the longest first at each place: start, stop and flags."""
        index = 0
        while index < len(keys):
            found = self._phrase(keys, index)
            if found:
                yield index, *found
            index = found[0] if found else index + 1

    def _phrase(self, keys: Sequence[str], index: int) -> tuple[int, str] | None:
        best: tuple[int, str] | None = None
        for first in (keys[index], *(reading.rest for reading in readings(keys[index]))):
            known = self._by_first.get(first)
            if not known:
                continue
            for stop in range(min(index + self._longest[first], len(keys)), index + 1, -1):
                flags = known.get((first, *keys[index + 1 : stop]))
                if flags and (best is None or stop > best[0]):
                    best = stop, flags
                    break
        return best

    def _stem(self, key: str) -> tuple[str, str]:
        """A word less a proclitic that leaves a known word, and that proclitic."""
        for reading in readings(key):
            if reading.rest in self._known:
                return reading.rest, key[: reading.dropped] + ("+" if reading.restored else "")
        return key, ""

    def _flags(self, key: str) -> str:
        flags = self._phrases.get(key, "")
        if flags:
            return flags
        under = (self._phrases.get(reading.rest, "") for reading in readings(key))
        return next((found.lower() for found in under if found), "")

    def _cluster(self, key: str, stem: str) -> Sequence[int]:
        rests = (reading.rest for reading in readings(key)) if len(key) >= _SHORTEST_CLUSTERED else ()
        return next((self._clusters[each] for each in (key, stem, *rests) if each in self._clusters), ())


def sentence_features(words: Sequence[WordFeatures], reader: FeatureReader) -> list[list[str]]:
    """All features of every place of a sentence, as the trainer takes them."""
    rows: list[list[str]] = []
    for index, word in enumerate(words):
        row = [f"0:{each}" for each in word.own]
        row += _beside(words, index, -1) + _beside(words, index, 1)
        row += _near(words, index, -2) + _near(words, index, 2)
        before = words[index - 1].stem if index else START
        after = words[index + 1].stem if index + 1 < len(words) else END
        row += [f"b-:{before}|{word.stem}", f"b+:{word.stem}|{after}"]
        rows.append(row)
    for place, feature in phrase_features([word.key for word in words], reader):
        rows[place].append(feature)
    return rows


def phrase_features(keys: Sequence[str], reader: FeatureReader) -> Iterator[tuple[int, str]]:
    """Features of the phrases in a sentence, each with the place that has it."""
    for start, stop, flags in reader.phrases_of(keys):
        for inside in range(start, stop):
            mark = "B" if inside == start else "I"
            for offset in (-1, 0, 1):
                place = inside - offset
                if 0 <= place < len(keys):
                    yield from ((place, f"{offset:+d}:m={mark}{flag}") for flag in flags)


def _beside(words: Sequence[WordFeatures], index: int, offset: int) -> list[str]:
    place = index + offset
    if 0 <= place < len(words):
        return [f"{offset:+d}:{each}" for each in words[place].beside]
    return [f"{offset:+d}:w={START if offset < 0 else END}"]


def _near(words: Sequence[WordFeatures], index: int, offset: int) -> list[str]:
    place = index + offset
    return [f"{offset:+d}:{each}" for each in words[place].near] if 0 <= place < len(words) else []


def _spelled(key: str) -> str:
    return NUMBER if any(letter.isdigit() for letter in key) else key


def _shape(key: str) -> list[str]:
    first = key[0]
    if "\u0620" <= first <= "\u06ff" and first.isalpha():
        return []
    return ["sh=latin" if first.isalpha() else f"sh={'0' if first.isdigit() else first}"]


def _affixes(key: str) -> list[str]:
    if len(key) < 3:
        return []
    sizes = range(1, min(_MOST_AFFIX, len(key) - 1) + 1)
    parts = [part for size in sizes for part in (f"p{size}={key[:size]}", f"s{size}={key[-size:]}")]
    return [*parts, f"len={min(len(key), _LONGEST_LENGTH)}"]
