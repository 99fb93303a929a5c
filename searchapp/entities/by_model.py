"""The recogniser with a trained tagger, to which the names that gazetteer and rules propose are hints."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import Final, NamedTuple

from searchapp.entities.by_gazetteer import GazetteerRecogniser, stopped
from searchapp.entities.forms import CLITIC, WordForm
from searchapp.entities.gazetteer import Gazetteer
from searchapp.entities.keys import Reading
from searchapp.entities.lists import aliases, word_class
from searchapp.entities.recogniser import Span, Text
from searchapp.entities.rules import Candidate
from searchapp.entities.tagging import Model, Passage, Sentence, Tagged, Tagger, default_model, sentences
from searchapp.entities.words import Words, written_name
from searchapp.model import EntityKind

TAGGER_VERSION: Final = 2
"""Raised whenever a change of the code finds other names in the same text."""

_KINDS: Final[Mapping[str, EntityKind]] = {"PER": "person", "LOC": "place", "ORG": "organisation"}
_LABELS: Final = {kind: label for label, kind in _KINDS.items()}
_PATRONYMICS: Final = frozenset({"بن", "بنت"})
_VERB: Final = re.compile("س[ينتا]...")


class ModelRecogniser:
    """Finds names by the tagger, to which the names by the rules are hints. Threads may share one."""

    def __init__(self, gazetteer: Gazetteer | None = None, model: Model | None = None) -> None:
        self._rules = GazetteerRecogniser(gazetteer)
        model = model or default_model()
        self._digest = model.digest
        self._tagger = Tagger(model)

    @property
    def version(self) -> str:
        """Code, model, rules and word lists: ``tagger-2-0123456789ab-gazetteer-3-0123456789ab``."""
        return f"tagger-{TAGGER_VERSION}-{self._digest}-{self._rules.version}"

    def spans(self, documents: Sequence[Sequence[Text]]) -> list[list[list[Span]]]:
        """The names of each text of each document, in order, without overlaps."""
        read = [[self._read(text) for text in document] for document in documents]
        passages = [
            [
                Passage(sentence.tokens, hints)
                for text in document
                for sentence, hints in zip(
                    text.sentences, hints_of(text.candidates, text.words, text.sentences), strict=True
                )
            ]
            for document in read
        ]
        answer = []
        for document, tagged in zip(read, self._tagger.tag(passages), strict=True):
            rest = iter(tagged)  # the sentences of all texts, of which each text takes its own
            names = [_names(text, zip(text.sentences, rest, strict=False)) for text in document]
            answer.append(
                [_spans(text, found) for text, found in zip(document, _without_verbs(document, names), strict=True)]
            )
        return answer

    def _read(self, text: Text) -> _Read:
        found = list(self._rules.candidates(text.words))
        return _Read(text.text, text.words, list(sentences(text.text, text.places)), found)


class _Read(NamedTuple):
    """A text with its sentences and the names by the rules."""

    text: str
    words: Words
    sentences: list[Sentence]
    candidates: list[Candidate]


def hints_of(candidates: Iterable[Candidate], words: Words, read: Sequence[Sentence]) -> list[list[Tagged]]:
    """Names by the rules in the tokens of each sentence; what crosses a sentence's end is cut there."""
    found: list[list[Tagged]] = [[] for _ in read]
    ends = [sentence.places[-1][1] for sentence in read]
    for candidate in candidates:
        start, end = words.starts[candidate.first], words.ends[candidate.stop - 1]
        number = bisect_right(ends, start)
        starts = [place[0] for place in read[number].places]
        first, stop = bisect_right(starts, start) - 1, bisect_left(starts, end)
        found[number].append(Tagged(max(first, 0), stop, _LABELS[candidate.kind]))
    return found


def _names(text: _Read, tagged: Iterable[tuple[Sentence, Sequence[Tagged]]]) -> list[Candidate]:
    """The names of a text: those of the tagger, and those by the rules that are surer."""
    found = list(_by_tagger(text, tagged))
    return _without_overlaps([*found, *_sure(text, found)])


def _spans(text: _Read, names: Iterable[Candidate]) -> list[Span]:
    spans = (_span(text, name) for name in names)
    return [span for span in spans if not stopped(span)]


def _without_verbs(document: Sequence[_Read], names: Sequence[list[Candidate]]) -> list[list[Candidate]]:
    """The names of a document, people without the verb before them: «سيزور بوريل» where «جوزيب بوريل» is named too."""
    keyed = [[_keys(text.words, name) for name in found] for text, found in zip(document, names, strict=True)]
    people = [
        keys
        for found, known in zip(names, keyed, strict=True)
        for name, keys in zip(found, known, strict=True)
        if name.kind == "person"
    ]
    if not any(_VERB.match(keys[0]) for keys in people if len(keys) > 1):
        return list(names)
    ends = {keys[start:] for keys in people if not _VERB.match(keys[0]) for start in range(len(keys))}
    return [
        [_less_verb(text.words, name, keys, ends) for name, keys in zip(found, known, strict=True)]
        for text, found, known in zip(document, names, keyed, strict=True)
    ]


def _less_verb(words: Words, name: Candidate, keys: tuple[str, ...], ends: Set[tuple[str, ...]]) -> Candidate:
    is_verb = name.kind == "person" and _VERB.match(keys[0]) and not words.forms[name.first].flags
    if not is_verb or keys[1:] not in ends:
        return name
    return Candidate(name.first + 1, name.stop, name.kind, _reading(words.forms[name.first + 1], name.kind))


def _keys(words: Words, name: Candidate) -> tuple[str, ...]:
    """The keys of a name's words, the first as it is read."""
    return name.reading.rest, *(form.key for form in words.forms[name.first + 1 : name.stop])


def _by_tagger(text: _Read, tagged: Iterable[tuple[Sentence, Sequence[Tagged]]]) -> Iterator[Candidate]:
    """The tagger's names in whole words («عبد العزيز» is one), read as the rules read them where these agree."""
    by_rules = {(each.first, each.stop): each for each in text.candidates}
    for sentence, found in tagged:
        for name in found:
            kind = _KINDS.get(name.label)
            if kind and any(letter.isalpha() for letter in sentence.tokens[name.first]):
                first = bisect_right(text.words.starts, sentence.places[name.first][0]) - 1
                stop = bisect_left(text.words.starts, sentence.places[name.stop - 1][1])
                same = by_rules.get((first, stop))
                if same and same.kind == "organisation" and stop - first > 1:
                    yield same  # its head says what it is: «مجلس الناتو» is no place
                else:
                    reading = same.reading if same else _reading(text.words.forms[first], kind)
                    yield Candidate(first, stop, kind, reading)


def _sure(text: _Read, names: Sequence[Candidate]) -> Iterator[Candidate]:
    """The names by the rules that stand beside those of the tagger, or over them.

    People of the alias list, and by their patronymics, stand always; other phrases where the tagger finds nothing or
    cuts them in two («منظمة الأمن والتعاون» and «أوروبا»). The corpus that the tagger learned from leaves ministries,
    courts and armies unmarked, which a reader looks for.
    """
    for candidate in text.candidates:
        if _is_known(text.words, candidate):
            over = sum(name.first < candidate.stop and candidate.first < name.stop for name in names)
            if candidate.kind == "person" or over != 1:
                yield candidate


def _is_known(words: Words, candidate: Candidate) -> bool:
    """Whether a name of several words is of the alias list, of an institution by its head, or has a patronymic."""
    if candidate.stop - candidate.first == 1:
        return False
    keys = _keys(words, candidate)
    if candidate.kind == "person" and not _PATRONYMICS.isdisjoint(keys[1:]):
        return True
    by_head = candidate.kind == "organisation" and candidate.reading == words.forms[candidate.first].head
    return (by_head and keys[0] in word_class("sure-head")) or " ".join(keys) in aliases()


def _without_overlaps(names: Iterable[Candidate]) -> list[Candidate]:
    """Names in order; of two that overlap, the longer, the first of equals."""
    chosen: list[Candidate] = []
    taken: set[int] = set()
    for name in sorted(names, key=lambda each: (each.first - each.stop, each.first)):
        places = range(name.first, name.stop)
        if taken.isdisjoint(places):
            chosen.append(name)
            taken.update(places)
    return sorted(chosen)


def _span(text: _Read, name: Candidate) -> Span:
    words = text.words
    place = words.starts[name.first], words.ends[name.first], words.ends[name.stop - 1]
    start, written = written_name(text.text, place, name.reading)
    return Span(start, place[2], name.kind, written)


def _reading(form: WordForm, kind: EntityKind) -> Reading:
    """How the first word of a name is read that the rules do not have."""
    if kind == "organisation" and form.head:
        return form.head
    if not form.name.dropped and form.traits & CLITIC:
        return Reading(form.key[1:], 1)
    if kind == "person" and not form.name.dropped and "P" not in form.flags:
        return next((reading for reading, flags in form.persons if reading.dropped and "P" in flags), form.name)
    return form.name
