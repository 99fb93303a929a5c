"""What a typed beginning may become: names, words and phrases of the collection, and titles.

The last word is a prefix, the words before it are whole. Spelling is compared folded, a hamza by its seat, and the
article is ignored on both sides: ``قاه`` and ``القاه`` both lead to ``القاهرة``.
"""

from __future__ import annotations

import re
import threading
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Final

import numpy as np

from searchapp.arabic.fold import fold, fold_seats
from searchapp.arabic.tokens import tokenize
from searchapp.arabic.words import stop_words
from searchapp.engine.base import And, Key, Phrase, Plan, Reader, TermInfo, ValueInfo, Weights, Word
from searchapp.model import ENTITY_KINDS, Completion, EntityKind
from searchapp.query.limits import DEFAULT_LIMITS, Budget
from searchapp.search.parameters import check_suggestions
from searchapp.search.spelled import Spelling

MOST_CONTEXT: Final = 5
"""Words before the last one that are looked at, the nearest ones."""

PHRASE_WORDS: Final = 3
"""Words of a phrase, the typed beginning included."""

LEAST_PHRASES: Final = 2
"""Articles that have a phrase, from which it is proposed."""

_FORMS: Final = 16
"""Forms of a prefix that are tried as the last word of a phrase."""

_KINDS: Final = 3
"""Kinds of completions that share the room: names, words or phrases, titles."""

_NAMES_LOOKED_AT: Final = 2_000
_SHORTEST: Final = 2
_ARTICLE: Final = "ال"
_UNSCORED: Final = Weights({}, {}, k1=1.2, b=0.75)
_TITLE: Final = Weights({"title": 1.0}, {"exact": 1.0}, k1=1.2, b=0.75)


class Names:
    """The entities of a collection by the beginnings of the words of their labels, the most frequent first."""

    def __init__(self, entities: Iterable[tuple[EntityKind, ValueInfo]]) -> None:
        self._entities = sorted(entities, key=lambda each: (-each[1].count, each[1].value))
        self._keys = [_bare_words(info.label) for _, info in self._entities]
        pairs = sorted((word, number) for number, words in enumerate(self._keys) for word in set(words))
        self._words = [word for word, _ in pairs]
        self._numbers = np.array([number for _, number in pairs], dtype=np.int32)

    def beginning(self, context: Sequence[str], prefix: str) -> Iterator[tuple[EntityKind, ValueInfo]]:
        """Yield names that have a word with this beginning and all words of the context; all bare and folded."""
        first = bisect_left(self._words, prefix)
        last = bisect_left(self._words, prefix + "\U0010ffff")
        numbers = np.unique(self._numbers[first:last]).tolist()
        wanted = set(context)
        for number in islice(numbers, _NAMES_LOOKED_AT):
            if wanted <= set(self._keys[number]):
                yield self._entities[number]


@dataclass(frozen=True, slots=True)
class _Typed:
    """The words of a beginning: as written up to the last, folded, and the last one's beginning."""

    before: str
    context: tuple[str, ...]
    prefix: str


class Suggester:
    """Completes what is typed, over one generation. Safe for use from several threads."""

    def __init__(self, reader: Reader, spelling: Spelling) -> None:
        self._reader = reader
        self._stop = stop_words()
        self._spelling = spelling
        self._lock = threading.Lock()
        self._known_names: Names | None = None

    def complete(self, q: str, size: int) -> tuple[Completion, ...]:
        """Give at most ``size`` completions: names first, then phrases or words, then titles; each kind by frequency.

        A third of the room is for each, and what one does not need is for the others. Raises InvalidParameterError
        if the text is longer than a query may be, or ``size`` is out of its range.
        """
        Budget(DEFAULT_LIMITS).check_length(q)
        check_suggestions(size)
        typed = _typed(q)
        if typed is None:
            return ()
        kinds = [
            list(islice(self._names_of(typed), size)),
            list(islice(self._phrases(typed) if typed.context else self._words(typed), _part(size))),
            list(islice(self._titles(typed, size), size)),
        ]
        return _shared(kinds, size)

    def _names_of(self, typed: _Typed) -> Iterator[Completion]:
        bare = [_bare(word) for word in typed.context]
        for kind, info in self._names().beginning(bare, _bare(typed.prefix)):
            yield Completion(kind, info.label, info.count, info.value)

    def _words(self, typed: _Typed) -> Iterator[Completion]:
        """Words that begin so, with or without the article."""
        for info in self._forms(typed.prefix, _FORMS):
            yield Completion("word", self._spelling.written(info.form), info.count)

    def _phrases(self, typed: _Typed) -> Iterator[Completion]:
        """Frequent words that stand after the last of the typed ones and begin so."""
        before = typed.context[-(PHRASE_WORDS - 1) :]
        counted = []
        for info in self._forms(typed.prefix, _FORMS):
            phrase = Phrase((*before, info.form), ("body",))
            counted.append((self._reader.search(Plan(phrase, _UNSCORED, size=0)).total, info.form))
        for count, form in sorted(counted, key=lambda pair: (-pair[0], pair[1])):
            if count >= LEAST_PHRASES:
                yield Completion("phrase", f"{typed.before} {self._spelling.written(form)}", count)

    def _titles(self, typed: _Typed, size: int) -> Iterator[Completion]:
        """Titles with a word that begins so and all the words before it."""
        last = Word(tuple(Key("exact", form, begins=True) for form in _with_article(typed.prefix)), ("title",))
        rest = (Word(tuple(Key("exact", form) for form in _with_article(word)), ("title",)) for word in typed.context)
        page = self._reader.search(Plan(And((*rest, last)), _TITLE, size=size))
        stored = self._reader.fetch([hit.id for hit in page.hits])
        titles: dict[str, str] = {}
        for hit in page.hits:
            if hit.id in stored:
                titles.setdefault(stored[hit.id].article.title.strip(), hit.id)
        for title, article_id in titles.items():
            yield Completion("title", title, 1, article_id)

    def _forms(self, prefix: str, limit: int) -> list[TermInfo]:
        """The most frequent words with a beginning, with or without the article; function words left out."""
        found = chain.from_iterable(self._reader.terms("body", "exact", each, limit) for each in _with_article(prefix))
        content = (info for info in found if info.form not in self._stop)
        return sorted(content, key=lambda info: (-info.count, info.form))[:limit]

    def _names(self) -> Names:
        with self._lock:
            if self._known_names is None:
                self._known_names = Names((kind, info) for kind in ENTITY_KINDS for info in self._reader.values(kind))
            return self._known_names


def _typed(q: str) -> _Typed | None:
    """Read a beginning; None if it is too short to mean anything."""
    places = list(tokenize(q))
    if not places:
        return None
    *before, (start, end) = places
    context = tuple(fold(q[first:last]) for first, last in before[-MOST_CONTEXT:])
    prefix = fold(q[start:end])
    # After other words an article alone will do: «مجلس ال» may become «مجلس الأمن».
    if not context and (not _bare(prefix) or len(prefix) < _SHORTEST):
        return None
    return _Typed(re.sub(r"\s+", " ", q[:start]).strip(), context, prefix)


def _bare_words(label: str) -> tuple[str, ...]:
    return tuple(_bare(fold(label[start:end])) for start, end in tokenize(label))


def _bare(word: str) -> str:
    """A folded word without article and hamzas, for comparing."""
    return fold_seats(word.removeprefix(_ARTICLE))


def _with_article(word: str) -> tuple[str, ...]:
    """A folded beginning without and with the article."""
    plain = word.removeprefix(_ARTICLE)
    return (plain, _ARTICLE + plain) if len(plain) >= _SHORTEST else (word,)


def _part(size: int) -> int:
    """The room of one kind: a third, rounded up."""
    return -(-size // _KINDS)


def _shared(kinds: Sequence[list[Completion]], size: int) -> tuple[Completion, ...]:
    """Give each kind its part of the room, and what is left over to the first that has more."""
    taken = [min(len(found), _part(size)) for found in kinds]
    for place, found in enumerate(kinds):
        taken[place] += max(0, min(len(found) - taken[place], size - sum(taken)))
    return tuple(chain.from_iterable(found[:count] for found, count in zip(kinds, taken, strict=True)))[:size]
