"""The recogniser with a trained tagger, better by exact spans than the rules, but slower.

``EntityFinder(ModelRecogniser())`` puts it in. Adding the rules' names to the tagger's was measured and lowers F1 by
two points, most of all of places.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from searchapp.entities.by_gazetteer import stopped
from searchapp.entities.gazetteer import Gazetteer, default_gazetteer
from searchapp.entities.keys import Reading, readings
from searchapp.entities.lists import data_digest
from searchapp.entities.recogniser import Span
from searchapp.entities.tagging import Model, Sentence, Tagged, Tagger, default_model, sentences
from searchapp.entities.tagging.tagger import repeated
from searchapp.entities.words import Words, written_name
from searchapp.model import EntityKind

TAGGER_VERSION: Final = 1
"""Raised whenever a change of the code finds other names in the same text."""

_KINDS: Final[Mapping[str, EntityKind]] = {"PER": "person", "LOC": "place", "ORG": "organisation"}


class ModelRecogniser:
    """Finds names by the tagger; what it found once in a text it finds in the rest of it."""

    def __init__(self, gazetteer: Gazetteer | None = None, model: Model | None = None) -> None:
        self._gazetteer = gazetteer or default_gazetteer()
        self._model = model or default_model()
        self._tagger = Tagger(self._model)

    @property
    def version(self) -> str:
        """Code, model and word lists: ``tagger-1-0123456789ab-0123456789ab``."""
        return f"tagger-{TAGGER_VERSION}-{self._model.digest}-{data_digest()}"

    def spans(self, text: str) -> list[Span]:
        """The names of a text, in order, without overlaps. Example: ``زار جوزيب بوريل كييف`` has two."""
        words = self._gazetteer.words(text)
        read = list(sentences(text))
        tagged = self._tagger.tag([sentence.tokens for sentence in read])
        tagged = self._with_repeated(read, tagged)
        return [span for span in _spans(text, words, read, tagged) if not stopped(span)]

    def _with_repeated(self, read: Sequence[Sentence], tagged: Sequence[list[Tagged]]) -> list[list[Tagged]]:
        """Words outside names that name something elsewhere in the text, alone or at the end of a person's name."""
        keys = [[self._tagger.key(token) for token in sentence.tokens] for sentence in read]
        known = repeated(keys, tagged, self._model.ambiguous)
        if not known:
            return list(tagged)
        return [
            sorted([*found, *_again(each, found, known, self._model.ambiguous)])
            for each, found in zip(keys, tagged, strict=True)
        ]


def _again(
    keys: Sequence[str], found: Sequence[Tagged], known: Mapping[str, str], ambiguous: frozenset[str]
) -> Iterator[Tagged]:
    taken = {place for first, stop, _ in found for place in range(first - 1, stop + 1)}
    for place, key in enumerate(keys):
        if place in taken or key in ambiguous:
            continue
        candidates = (key, *(reading.rest for reading in readings(key)))
        label = next((known[each] for each in candidates if each in known), None)
        if label:
            yield Tagged(place, place + 1, label)


def _spans(text: str, words: Words, read: Sequence[Sentence], tagged: Sequence[Sequence[Tagged]]) -> Iterator[Span]:
    end = 0
    for sentence, found in zip(read, tagged, strict=True):
        for first, stop, label in found:
            kind = _KINDS.get(label)
            if not kind or not any(letter.isalpha() for letter in sentence.tokens[first]):
                continue
            span = _span(text, words, (sentence.places[first][0], sentence.places[stop - 1][1]), kind)
            if span.start >= end:
                yield span
                end = span.end


def _span(text: str, words: Words, place: tuple[int, int], kind: EntityKind) -> Span:
    """The name at a place of tokens, its first and last word whole («عبد العزيز» is one)."""
    first = bisect_right(words.starts, place[0]) - 1
    last = bisect_right(words.starts, place[1] - 1) - 1
    end = max(words.ends[last], place[1]) if words.starts[last] < place[1] <= words.ends[last] else place[1]
    start, written = written_name(text, (words.starts[first], words.ends[first], end), _reading(words, first, kind))
    return Span(start, end, kind, written)


def _reading(words: Words, index: int, kind: EntityKind) -> Reading:
    form = words.forms[index]
    return form.head if kind == "organisation" and form.head else form.name
