"""Entities of texts and articles: names found by a recogniser, put together by identity."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from threading import Lock
from typing import Final

import numpy as np

from searchapp.entities.by_model import ModelRecogniser, default_version
from searchapp.entities.forms import NAMES_AFTER
from searchapp.entities.gazetteer import Gazetteer, default_gazetteer, gazetteer_with
from searchapp.entities.hashes import asked
from searchapp.entities.identity import Identity, Names, is_given_name
from searchapp.entities.lists import word_class
from searchapp.entities.own_aliases import OwnAliases, names_with
from searchapp.entities.ownership import Ownership
from searchapp.entities.recogniser import Recogniser, Span
from searchapp.entities.words import ReadTexts, Texts, Words, written_name
from searchapp.model import Entity, Mention

_FINDERS: Final = 4
"""Finders of different aliases that are kept: each takes up to 150 MB when it is used."""


@dataclass(frozen=True, slots=True)
class ArticleEntities:
    """The names of an article. Places of ``title_mentions`` are in the title, of ``body_mentions`` in the body.

    ``entities`` are ordered by count (title and body together), then by first place.
    """

    title_mentions: tuple[Mention, ...]
    body_mentions: tuple[Mention, ...]
    entities: tuple[Entity, ...]


class EntityFinder:
    """Finds people, organisations and places; any :class:`Recogniser` can be put in. Threads may share one.

    Word lists and model are loaded when they are first needed (see ``prepare``): a third of a second and 70 MB
    that most commands, and the process that writes an index, can do without.
    """

    def __init__(
        self,
        recogniser: Recogniser | None = None,
        gazetteer: Gazetteer | None = None,
        own: OwnAliases | None = None,
    ) -> None:
        """Find names by the shipped data, or what is put in for it; ``own`` are a user's other names, merged in."""
        self.own = own or OwnAliases()
        self._gazetteer = gazetteer
        self._recogniser = recogniser
        self._loading = Lock()

    @property
    def version(self) -> str:
        """The recogniser's version and the user's aliases; an index built with another one is out of date."""
        version = default_version() if self._recogniser is None else self._recogniser.version
        return f"{version}-aliases-{self.own.digest}" if self.own.lines else version

    @cached_property
    def names(self) -> Names:
        """What names name. It needs no model."""
        return names_with(self.own)

    @property
    def ownership(self) -> Ownership:
        """Which names of a collection belong to one fuller name of it."""
        return Ownership(self.names.aliases, self.own.keys)

    def prepare(self) -> tuple[Gazetteer, Recogniser]:
        """Load what finding names needs, and give it."""
        with self._loading:
            self._gazetteer = self._gazetteer or (gazetteer_with(self.own) if self.own.lines else default_gazetteer())
            self._recogniser = self._recogniser or ModelRecogniser(self._gazetteer)
            return self._gazetteer, self._recogniser

    def mentions(self, text: str) -> list[Mention]:
        """The names of one text, in order, without overlaps.

        Example: ``زار جوزيب بوريل كييف`` gives ``person:جوزيب بوريل`` and ``place:كييف``.
        """
        ((mentions, _),) = self._resolved([[text]])
        return mentions

    def article(self, title: str, body: str) -> ArticleEntities:
        """The names of an article; title and body are one document, so that each completes the names of the other."""
        (found,) = self.articles([(title, body)])
        return found

    def articles(self, texts: Sequence[tuple[str, str]], read: ReadTexts | None = None) -> list[ArticleEntities]:
        """The names of many articles, given by title and body, each as if it were the only one.

        ``read`` are the tokens of each title and body in turn, where an analysis has found them already.
        """
        if not texts:
            return []
        return [
            _article(len(title), mentions, found)
            for (title, _), (mentions, found) in zip(texts, self._resolved(texts, read), strict=True)
        ]

    def _resolved(
        self, documents: Sequence[Sequence[str]], read: ReadTexts | None = None
    ) -> Iterator[tuple[list[Mention], list[Identity]]]:
        """The mentions of each document (places in its texts, parted by one sign) and the identity of each."""
        gazetteer, recogniser = self.prepare()
        with gazetteer.vocabulary.lock:
            texts = gazetteer.texts(documents, read)
            found = _completed(texts, recogniser.spans(texts), self.names)
        return (_mentions(spans, begin, self.names) for spans, begin in zip(found, texts.document_begins, strict=True))


def _article(title: int, mentions: Sequence[Mention], found: Sequence[Identity]) -> ArticleEntities:
    """Part the mentions of a document: those of its title, so long, and those of its body after one more sign."""
    in_title = bisect_left(mentions, title, key=lambda mention: mention.end - 1)
    begin = title + 1
    in_body = tuple(
        [Mention(each.start - begin, each.end - begin, each.kind, each.id, each.label) for each in mentions[in_title:]]
    )
    return ArticleEntities(tuple(mentions[:in_title]), in_body, _entities(found, mentions))


def _mentions(spans: Sequence[Span], begin: int, names: Names) -> tuple[list[Mention], list[Identity]]:
    found = names.identities(spans)
    labels = names.labels(spans, found)
    ids = {identity: identity.id for identity in labels}
    mentions = [
        Mention(span.start - begin, span.end - begin, identity.kind, ids[identity], labels[identity])
        for span, identity in zip(spans, found, strict=True)
    ]
    return mentions, found


def _completed(texts: Texts, spans: Sequence[Span], names: Names) -> list[list[Span]]:
    """What the recogniser found in each document, and the lone surnames of persons whose full names it found."""
    named = _named(texts.words, spans)
    begins = [bisect_left(named, begin, key=_start) for begin in texts.document_begins]
    groups = [named[first:stop] for first, stop in zip(begins, [*begins[1:], len(named)], strict=True)]
    known = [names.surnames(group) for group in groups]
    for number, span in _lone(texts, named, known):
        groups[number].append(span)
    return [sorted(group) for group in groups]


def _start(span: Span) -> int:
    return span.start


def _named(words: Words, spans: Sequence[Span]) -> list[Span]:
    """Leave out persons after whom something is named: «دوري عبداللطيف جميل», «مطار الملك فهد الدولي»."""
    return [span for span in spans if span.kind != "person" or not _is_named_after(words, span)]


def _is_named_after(words: Words, span: Span) -> bool:
    if words.keys[bisect_left(words.ends, span.end)] in word_class("institution-end"):
        return True
    index = bisect_right(words.starts, span.start) - 1
    if words.starts[index] != span.start:  # after «و» and the like
        return False
    if words.joined[index] and words.keys[index - 1] in word_class("royal"):
        index -= 1
    return bool(words.joined[index] and words.traits[index - 1] & NAMES_AFTER)


def _lone(texts: Texts, spans: Sequence[Span], known: Sequence[dict[str, str]]) -> Iterator[tuple[int, Span]]:
    """Words that are the surname of a person of their document, with the document's number."""
    words = texts.words
    everywhere = set().union(*known)
    if not everywhere:
        return
    begins, starts = texts.document_begins, [span.start for span in spans]
    for index in np.flatnonzero(asked(texts.vocabulary.hashes(words.numbers), everywhere)).tolist():
        name, start, end = words.form(index).name, words.starts[index], words.ends[index]
        document = bisect_right(begins, start) - 1
        if name.rest in known[document] and "F" not in words.flags[index]:
            before = bisect_left(starts, end) - 1
            if before < 0 or spans[before].end < end:
                start, written = written_name(texts.text, (start, end, end), name)
                yield document, Span(start, end, "person", written)


def _entities(found: Sequence[Identity], mentions: Sequence[Mention]) -> tuple[Entity, ...]:
    """Entities by count, then first place; a given name that nothing completes («محمد») names nobody."""
    counts = Counter(mention.id for mention in mentions)
    first = {mention.id: mention for mention in reversed(mentions)}
    hidden = {identity.id for identity in found if is_given_name(identity)}
    order = {identity.id: None for identity in found if identity.id not in hidden}
    ranked = sorted(order, key=lambda entity_id: -counts[entity_id])
    return tuple(
        Entity(entity_id, first[entity_id].kind, first[entity_id].label, counts[entity_id]) for entity_id in ranked
    )


@lru_cache(maxsize=_FINDERS)
def finder_with(own: OwnAliases) -> EntityFinder:
    """The finder over the shipped data and a user's aliases; the same one for the same aliases."""
    return EntityFinder(own=own)


def default_finder() -> EntityFinder:
    """The finder over the shipped data, which it loads once."""
    return finder_with(OwnAliases())


def find_entities(text: str) -> list[Mention]:
    """The names of a text by the shipped data. Example: ``زار جوزيب بوريل كييف`` gives two mentions."""
    return default_finder().mentions(text)
