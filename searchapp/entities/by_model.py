"""The recogniser with a trained tagger, to which the names that gazetteer and rules propose are hints."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import cache
from itertools import groupby
from typing import Final

import numpy as np

from searchapp.entities.aliases import Alias
from searchapp.entities.by_gazetteer import GazetteerRecogniser, rules_version, spans_of
from searchapp.entities.forms import CLITIC, WordForm
from searchapp.entities.gazetteer import Gazetteer, default_gazetteer
from searchapp.entities.keys import ARTICLE, Reading, readings
from searchapp.entities.lists import word_class
from searchapp.entities.recogniser import Span
from searchapp.entities.rules import Candidate
from searchapp.entities.tagging import Model, Rows, Tagged, Tagger, default_model, sentence_rows
from searchapp.entities.tagging.model import default_digest
from searchapp.entities.words import Texts, Words
from searchapp.model import EntityKind

TAGGER_VERSION: Final = 6
"""Raised whenever a change of the code finds other names in the same text."""

_KINDS: Final[Mapping[str, EntityKind]] = {"PER": "person", "LOC": "place", "ORG": "organisation"}
LABELS: Final[Mapping[EntityKind, str]] = {kind: label for label, kind in _KINDS.items()}
"""The tagger's label of each kind."""

_PATRONYMICS: Final = frozenset({"بن", "بنت"})
_MAIL: Final = "@"
_ORDINARY_WORD: Final = frozenset("F")
_VERB: Final = re.compile("س[ينتا]...")


def default_version() -> str:
    """The version of the recogniser over the shipped data. Nothing is loaded for it."""
    return f"tagger-{TAGGER_VERSION}-{default_digest()}-{rules_version()}"


class ModelRecogniser:
    """Finds names by the tagger, to which the names by the rules are hints. One thread at a time may use it."""

    def __init__(self, gazetteer: Gazetteer | None = None, model: Model | None = None) -> None:
        gazetteer = gazetteer or default_gazetteer()
        self._rules = GazetteerRecogniser(gazetteer)
        self._gazetteer = gazetteer
        model = model or default_model()
        self._digest = model.digest
        self._vocabulary = gazetteer.vocabulary
        self._tagger = Tagger(model, self._vocabulary)

    @property
    def version(self) -> str:
        """Code, model, rules and word lists: ``tagger-3-0123456789ab-gazetteer-3-0123456789ab``."""
        return f"tagger-{TAGGER_VERSION}-{self._digest}-{self._rules.version}"

    def spans(self, texts: Texts) -> list[Span]:
        """The names of all texts, in order, without overlaps. Raises ValueError if another gazetteer read them."""
        if texts.vocabulary is not self._vocabulary:
            raise ValueError("the texts were read with another gazetteer than the recogniser's")
        if not len(texts.starts):
            return []
        rows = sentence_rows(texts)
        candidates = list(self._rules.candidates(texts))
        tagged = self._tagger.tag(rows, hints_of(candidates, texts.words, rows))
        found = list(_by_tagger(texts, rows, tagged, candidates, self._gazetteer))
        names = _without_overlaps([*found, *_sure(texts.words, candidates, found, self._gazetteer.aliases)])
        return spans_of(texts, _without_verbs(texts, names, self._gazetteer), self._gazetteer)


def hints_of(candidates: Iterable[Candidate], words: Words, rows: Rows) -> list[Tagged]:
    """Names by the rules at their places in a row of sentences; what crosses a sentence's end is cut there."""
    chosen = list(candidates)
    ends = np.append(words.first_tokens[1:], len(rows.places))
    firsts = rows.places[words.first_tokens[[each.first for each in chosen]]]
    lasts = rows.places[ends[[each.stop - 1 for each in chosen]] - 1]
    sentence = np.searchsorted(rows.starts, firsts, side="right") - 1
    stops = np.minimum(lasts + 1, (rows.starts + rows.lengths)[sentence])
    return [
        Tagged(first, stop, LABELS[candidate.kind])
        for first, stop, candidate in zip(firsts.tolist(), stops.tolist(), chosen, strict=True)
    ]


def _without_verbs(texts: Texts, names: list[Candidate], gazetteer: Gazetteer) -> list[Candidate]:
    """The names, people without the verb before them: «سيزور بوريل» where its document names «جوزيب بوريل» too."""
    words = texts.words
    doubtful = [name for name in names if _seems_verbal(name) and name.stop - name.first > 1]
    if not doubtful:
        return names
    begins = [bisect_left(words.starts, begin) for begin in texts.document_begins]
    changed: dict[Candidate, Candidate] = {}
    for document, own in groupby(doubtful, key=lambda name: bisect_right(begins, name.first)):
        others = [name for name in names if bisect_right(begins, name.first) == document and name.kind == "person"]
        known = [_keys(words, name) for name in others if not _seems_verbal(name)]
        ends = {keys[start:] for keys in known for start in range(len(keys))}
        changed |= {name: _less_verb(words, name, _keys(words, name), ends, gazetteer) for name in own}
    return [changed.get(name, name) for name in names]


def _seems_verbal(name: Candidate) -> bool:
    return name.kind == "person" and _VERB.match(name.reading.rest) is not None


def _less_verb(
    words: Words, name: Candidate, keys: tuple[str, ...], ends: Set[tuple[str, ...]], gazetteer: Gazetteer
) -> Candidate:
    if words.flags[name.first] or keys[1:] not in ends:
        return name
    return Candidate(name.first + 1, name.stop, name.kind, _reading(words.form(name.first + 1), name.kind, gazetteer))


def _keys(words: Words, name: Candidate) -> tuple[str, ...]:
    """The keys of a name's words, the first as it is read."""
    return name.reading.rest, *words.keys[name.first + 1 : name.stop]


def _by_tagger(
    texts: Texts, rows: Rows, tagged: Sequence[Tagged], candidates: Iterable[Candidate], gazetteer: Gazetteer
) -> Iterator[Candidate]:
    """The tagger's names in whole words («عبد العزيز» is one), read as the rules read them where these agree."""
    by_rules = {(each.first, each.stop): each for each in candidates}
    words, vocabulary = texts.words, texts.vocabulary
    named = [name for name in tagged if name.label in _KINDS]
    firsts = [name.first for name in named]
    begin = np.searchsorted(words.first_tokens, rows.tokens[firsts] - 1, side="right") - 1
    end = np.searchsorted(words.first_tokens, rows.tokens[[name.stop - 1 for name in named]] - 1, side="right")
    numbers = rows.numbers[firsts].tolist()
    for name, first, stop, number in zip(named, begin.tolist(), end.tolist(), numbers, strict=True):
        if any(map(str.isalpha, vocabulary.written[number])) and _MAIL not in vocabulary.written[number]:
            kind = _KINDS[name.label]
            same = by_rules.get((first, stop))
            if same and same.kind == "organisation" and stop - first > 1:
                yield same  # its head says what it is: «مجلس الناتو» is no place
            else:
                reading = same.reading if same else _reading(words.form(first), kind, gazetteer)
                yield Candidate(first, stop, kind, reading)


def _sure(
    words: Words, candidates: Iterable[Candidate], names: Sequence[Candidate], known: Mapping[str, Alias]
) -> Iterator[Candidate]:
    """The names by the rules that stand beside those of the tagger, or over them.

    People of the alias list, and by their patronymics, stand always; other phrases where the tagger finds nothing or
    cuts them in two («منظمة الأمن والتعاون» and «أوروبا»), and those of the alias list where it finds another
    name in them («الناتو» in «مجلس الناتو», «الحوثي» in «ميليشيات الحوثي»). The corpus that the tagger learned from
    leaves ministries, courts and armies unmarked, which a reader looks for.
    """
    firsts = [name.first for name in names]
    stops = [name.stop for name in names]
    for candidate in candidates:
        if _is_known(words, candidate, known):
            over = names[bisect_right(stops, candidate.first) : bisect_left(firsts, candidate.stop)]
            if candidate.kind == "person" or len(over) != 1 or _is_another(words, over[0], candidate, known):
                yield candidate


def _is_another(words: Words, name: Candidate, whole: Candidate, known: Mapping[str, Alias]) -> bool:
    """Whether a name stands inside the name of something else of the alias list: «السويس» in «قناة السويس»."""
    own, around = (known.get(" ".join(_keys(words, each))) for each in (name, whole))
    return bool(whole.first <= name.first and name.stop <= whole.stop and around and own != around)


def _is_known(words: Words, candidate: Candidate, known: Mapping[str, Alias]) -> bool:
    """Whether a name of several words is of the alias list, of an institution by its head, or has a patronymic."""
    if candidate.stop - candidate.first == 1:
        return False
    keys = _keys(words, candidate)
    if candidate.kind == "person" and not _PATRONYMICS.isdisjoint(keys[1:]):
        return True
    by_head = candidate.kind == "organisation" and candidate.reading == words.form(candidate.first).head
    return (by_head and keys[0] in word_class("sure-head")) or " ".join(keys) in known


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


def _reading(form: WordForm, kind: EntityKind, gazetteer: Gazetteer) -> Reading:
    """How the first word of a name is read that the rules do not have."""
    if kind == "organisation" and form.head:
        return form.head
    if kind == "place" and form.key not in _place_heads():
        headed = next((each for each in readings(form.key) if each.rest in _place_heads()), None)
        if headed:
            return headed
    definite = None if form.bare else _definite(form, gazetteer)
    if definite:
        return definite
    if not form.bare and form.traits & CLITIC:
        return Reading(form.key[1:], 1)
    if kind == "person" and not form.bare and "P" not in form.flags:
        return next((reading for reading, flags in form.persons if reading.dropped and "P" in flags), form.name)
    return form.name


@cache
def _place_heads() -> frozenset[str]:
    return word_class("place-head") | word_class("administrative-head")


def _definite(form: WordForm, gazetteer: Gazetteer) -> Reading | None:
    """A known word with the article under a proclitic, where the whole names nothing: «الأهلي» in «وللأهلي».

    «بالوتيلي» and «والكوت» stay, since no list has what would be left, or since they are names themselves.
    """
    if set(form.flags) - _ORDINARY_WORD:
        return None
    return next(
        (each for each in readings(form.key) if each.rest.startswith(ARTICLE) and gazetteer.flags(each.rest)), None
    )
