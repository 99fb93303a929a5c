"""What the tagger sees of a word: its letters, its gazetteer flags, its clusters, its trigger classes.

The same code makes the features for training and for tagging.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Final

from searchapp.entities.keys import ARTICLE, Reading, readings, word_key
from searchapp.entities.phrase_book import PhraseBook
from searchapp.entities.tagging.paths import Tagged
from searchapp.entities.tagging.tables import NumberTable
from searchapp.entities.vocabulary import END, START

NUMBER: Final = "<num>"
_MOST_AFFIX: Final = 4
_PREFIXES: Final = tuple(f"p{size}=" for size in range(_MOST_AFFIX + 1))
_SUFFIXES: Final = tuple(f"s{size}=" for size in range(_MOST_AFFIX + 1))
_LONGEST_LENGTH: Final = 9
_SHORTEST_CLUSTERED: Final = 5
_SHORTEST_LISTED: Final = 4
_WEAK_NAME: Final = "W"
_OWN_ONLY: Final = frozenset({*(f"{end}{size}" for end in "ps" for size in range(1, 5)), "len", "g", "h"})
_FAR: Final = frozenset({"w", "sh", "t", "c", "c0", "c3"})
_JOINED: Final = frozenset({"g", "c0", "c1", "c2"})


@dataclass(slots=True, eq=False)
class WordFeatures:
    """Features of a word. The name of a feature, before ``=``, tells which places see it."""

    own: list[str]
    """What the word's own place sees. The gazetteer's flags come twice: small under a proclitic (``g``), and all
    small (``h``), so that «وبعلبك» gains from what was learned of «بعلبك»."""

    weak: list[str]
    """What only other places see: the gazetteer's flags, those under a proclitic like others."""

    key: str
    stem: str

    rests: tuple[str, ...]
    """The key without proclitics, in every way to read it."""

    def beside(self) -> list[str]:
        """What the places beside the word see of it."""
        return [*(each for each in self.own if _name(each) not in _OWN_ONLY), *self.weak]

    def near(self) -> list[str]:
        """What the places two away from the word see of it."""
        return [*(each for each in self.own if _name(each) in _FAR), *self.weak]

    def joined(self) -> list[str]:
        """What is joined to a hint about the word."""
        return [each for each in self.own if _name(each) in _JOINED]


class FeatureReader:
    """Works out the features of words by the lists of a model."""

    def __init__(
        self,
        phrases: Mapping[str, str],
        clusters: NumberTable,
        known: frozenset[str],
        triggers: Mapping[str, frozenset[str]],
    ) -> None:
        self._phrases = phrases
        self._clusters = clusters
        self._known = known
        self._triggers: dict[str, list[str]] = {}
        for name, words_of_class in triggers.items():
            for each in words_of_class:
                self._triggers.setdefault(each, []).append(f"t={name}")
        self.phrases = PhraseBook(phrases)

    def word(self, written: str) -> WordFeatures:
        """The features of one written token."""
        key = word_key(written) or written
        under = readings(key)
        rests = tuple([reading.rest for reading in under])
        stem, clitic = self._stem(key, under)
        shared = [f"w={_spelled(key)}", *_shape(key)]
        if clitic:
            shared.append(f"cl={clitic}")
        definite = stem.startswith(ARTICLE)
        bare = stem[2:] if definite and len(stem) > 4 else stem
        shared += [f"st={bare}", f"al={int(definite)}"]
        triggers = self._triggers.get(key, ())
        if stem != key and stem in self._triggers:
            triggers = sorted({*triggers, *self._triggers[stem]})
        flags = self._flags(key, rests)
        alike = flags.lower()
        own = [*shared, *_affixes(key), *triggers, *_flagged("g", flags), *_flagged("h", alike)]
        own += self._grouped(key, stem, rests)
        return WordFeatures(own, _flagged("v", alike), key, stem, rests)

    def phrase(self, firsts: Iterable[str], after: Sequence[str]) -> tuple[int, str] | None:
        """The number of words and the flags of the longest phrase of several words, the first of equals.

        It begins with one of ``firsts``, a word with or without its proclitics, and goes on with words ``after`` it.
        """
        found = filter(None, (self.phrases.longest(first, after) for first in firsts))
        return max(found, key=lambda phrase: phrase[0], default=None)

    def phrases_of(self, keys: Sequence[str]) -> Iterator[tuple[int, int, str]]:
        """Phrases of several words in a sentence, the longest first at each place: start, stop and flags."""
        index = 0
        while index < len(keys):
            rests = [reading.rest for reading in readings(keys[index])]
            found = self.phrase((keys[index], *rests), keys[index + 1 : index + self.phrases.most_words])
            if found:
                yield index, index + found[0], found[1]
            index += found[0] if found else 1

    def _stem(self, key: str, under: Sequence[Reading]) -> tuple[str, str]:
        """A word less a proclitic that leaves a known word, and that proclitic."""
        for reading in under:
            if reading.rest in self._known or is_listed(reading.rest, self._phrases):
                return reading.rest, key[: reading.dropped] + ("+" if reading.restored else "")
        return key, ""

    def _flags(self, key: str, rests: Sequence[str]) -> str:
        flags = self._phrases.get(key, "")
        if flags:
            return flags
        return next((self._phrases[rest].lower() for rest in rests if rest in self._phrases), "")

    def _grouped(self, key: str, stem: str, rests: Sequence[str]) -> list[str]:
        """The clusters of a word, else of its stem, else of what is left of it without proclitics."""
        under = rests if len(key) >= _SHORTEST_CLUSTERED else ()
        for each in (key, stem, *under):
            row = self._clusters.rows.get(each)
            if row is not None:
                clusters = self._clusters.numbers[row].tolist()
                return [f"c{number}={cluster}" for number, cluster in enumerate(clusters)]
        return ["c=-"]


def is_listed(key: str, phrases: Mapping[str, str]) -> bool:
    """Whether a word is long enough and sure enough in the lists that a proclitic may be taken from it."""
    return len(key) >= _SHORTEST_LISTED and phrases.get(key, _WEAK_NAME) != _WEAK_NAME


def sentence_features(words: Sequence[WordFeatures], hints: Sequence[Tagged], reader: FeatureReader) -> list[list[str]]:
    """All features of every place of a sentence, as the trainer takes them; ``hints`` are the names by the rules."""
    rows: list[list[str]] = []
    for index, word in enumerate(words):
        row = [f"0:{each}" for each in word.own]
        row += _beside(words, index, -1) + _beside(words, index, 1)
        row += _near(words, index, -2) + _near(words, index, 2)
        before = words[index - 1].stem if index else START
        after = words[index + 1].stem if index + 1 < len(words) else END
        row += [f"b-:{before}|{word.stem}", f"b+:{word.stem}|{after}"]
        rows.append(row)
    phrases = reader.phrases_of([word.key for word in words])
    marked = (phrase_marks(*phrase) for phrase in phrases)
    joined = (joined_marks(hint, words) for hint in hints)
    for place, offset, feature in chain.from_iterable((*marked, *map(hint_marks, hints), *joined)):
        if 0 <= place < len(rows):
            rows[place].append(f"{offset}:{feature}")
    return rows


def marks(start: int, stop: int, patterns: Sequence[str]) -> Iterator[tuple[int, str, str]]:
    """What the places in and beside a span see of it: place (perhaps outside the sentence), offset, feature."""
    for inside in range(start, stop):
        position = "B" if inside == start else "I"
        for distance, offset in ((-1, "-1"), (0, "0"), (1, "+1")):
            for pattern in patterns:
                yield inside - distance, offset, pattern.format(position)


def phrase_marks(start: int, stop: int, flags: str) -> Iterator[tuple[int, str, str]]:
    """What places see of a phrase of several words."""
    return marks(start, stop, [f"m={{}}{flag}" for flag in flags])


def hint_marks(hint: Tagged) -> Iterator[tuple[int, str, str]]:
    """What places see of a name by the rules: place (perhaps outside the sentence), offset, feature."""
    yield from marks(hint.first, hint.stop, [f"r={{}}{hint.label}"])
    for place in range(hint.first, hint.stop):
        yield place, "0", f"{hint_name(hint.label, inside=place > hint.first)}|{hint.stop - hint.first}"
    yield hint.stop, "0", f"r=after-{hint.label}"


def hint_name(label: str, *, inside: bool) -> str:
    """The feature of a place in a name by the rules. How far to trust these depends on more, which is joined to it."""
    return f"r={'I' if inside else 'B'}{label}"


def joined_marks(hint: Tagged, words: Sequence[WordFeatures]) -> Iterator[tuple[int, str, str]]:
    """What the places in a name by the rules see of it together with their words."""
    for place in range(hint.first, hint.stop):
        for feature in words[place].joined():
            yield place, "0", f"{hint_name(hint.label, inside=place > hint.first)}|{feature}"


def _beside(words: Sequence[WordFeatures], index: int, offset: int) -> list[str]:
    place = index + offset
    if 0 <= place < len(words):
        return [f"{offset:+d}:{each}" for each in words[place].beside()]
    return [f"{offset:+d}:w={START if offset < 0 else END}"]


def _near(words: Sequence[WordFeatures], index: int, offset: int) -> list[str]:
    place = index + offset
    return [f"{offset:+d}:{each}" for each in words[place].near()] if 0 <= place < len(words) else []


def _name(feature: str) -> str:
    return feature.partition("=")[0]


def _spelled(key: str) -> str:
    return key if key.isalpha() or not any(map(str.isdigit, key)) else NUMBER


@lru_cache(maxsize=1 << 10)
def _flagged(name: str, flags: str) -> list[str]:
    return [f"{name}={flag}" for flag in flags]


def _shape(key: str) -> list[str]:
    first = key[0]
    if "\u0620" <= first <= "\u06ff" and first.isalpha():
        return []
    return ["sh=latin" if first.isalpha() else f"sh={'0' if first.isdigit() else first}"]


def _affixes(key: str) -> list[str]:
    if len(key) < 3:
        return []
    parts = [f"len={min(len(key), _LONGEST_LENGTH)}"]
    for size in range(1, min(_MOST_AFFIX, len(key) - 1) + 1):
        parts += (_PREFIXES[size] + key[:size], _SUFFIXES[size] + key[-size:])
    return parts
