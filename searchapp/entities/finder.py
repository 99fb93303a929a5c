"""Entities of texts and articles: names found by a recogniser, put together by identity."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from searchapp.arabic.tokens import tokenize
from searchapp.entities.by_model import ModelRecogniser
from searchapp.entities.forms import NAMES_AFTER
from searchapp.entities.gazetteer import Gazetteer, default_gazetteer
from searchapp.entities.identity import Identity, identities, is_given_name, labels, surnames
from searchapp.entities.recogniser import Recogniser, Span, Text
from searchapp.entities.words import Places, Words, written_name
from searchapp.model import Entity, Mention


@dataclass(frozen=True, slots=True)
class ArticleEntities:
    """The names of an article. Places of ``title_mentions`` are in the title, of ``body_mentions`` in the body.

    ``entities`` are ordered by count (title and body together), then by first place.
    """

    title_mentions: tuple[Mention, ...]
    body_mentions: tuple[Mention, ...]
    entities: tuple[Entity, ...]


class EntityFinder:
    """Finds people, organisations and places; any :class:`Recogniser` can be put in."""

    def __init__(self, recogniser: Recogniser | None = None, gazetteer: Gazetteer | None = None) -> None:
        self._gazetteer = gazetteer or default_gazetteer()
        self._recogniser = recogniser or ModelRecogniser(self._gazetteer)

    @property
    def version(self) -> str:
        """The recogniser's version; an index built with another one is out of date."""
        return self._recogniser.version

    def mentions(self, text: str) -> list[Mention]:
        """The names of one text, in order, without overlaps.

        Example: ``زار جوزيب بوريل كييف`` gives ``person:جوزيب بوريل`` and ``place:كييف``.
        """
        ((mentions, _),) = self._resolved([[self._read(text)]])
        return list(mentions[0])

    def article(self, title: str, body: str) -> ArticleEntities:
        """The names of an article; title and body are one document, so that each completes the names of the other."""
        (found,) = self.articles([(title, body)])
        return found

    def articles(
        self, texts: Sequence[tuple[str, str]], places: Sequence[tuple[Places, Places]] | None = None
    ) -> list[ArticleEntities]:
        """The names of many articles, given by title and body, each as if it were the only one.

        ``places`` are those of the tokens of title and body, where an analysis found them already.
        """
        known: Sequence[tuple[Places | None, Places | None]] = places or [(None, None)] * len(texts)
        documents = [
            [self._read(title, title_places), self._read(body, body_places)]
            for (title, body), (title_places, body_places) in zip(texts, known, strict=True)
        ]
        return [
            ArticleEntities(in_title, in_body, _entities(found, (*in_title, *in_body)))
            for (in_title, in_body), found in self._resolved(documents)
        ]

    def _read(self, text: str, places: Places | None = None) -> Text:
        known = list(tokenize(text)) if places is None else places
        return Text(text, known, self._gazetteer.words(text, known))

    def _resolved(self, documents: Sequence[Sequence[Text]]) -> list[tuple[list[tuple[Mention, ...]], list[Identity]]]:
        """The mentions of each text and the identities of all names, for each document."""
        found = self._recogniser.spans(documents)
        return [_mentions(_completed(texts, spans)) for texts, spans in zip(documents, found, strict=True)]


def _mentions(spans: Sequence[Sequence[Span]]) -> tuple[list[tuple[Mention, ...]], list[Identity]]:
    flat = [span for group in spans for span in group]
    found = identities(flat)
    names = labels(flat, found)
    mentions = [
        Mention(span.start, span.end, identity.kind, identity.id, names[identity])
        for span, identity in zip(flat, found, strict=True)
    ]
    return _regrouped(mentions, [len(group) for group in spans]), found


def _completed(texts: Sequence[Text], spans: Sequence[list[Span]]) -> list[list[Span]]:
    """What the recogniser found, and the lone surnames of persons whose full names it found."""
    named = [_named(text.words, group) for text, group in zip(texts, spans, strict=True)]
    known = surnames(span for group in named for span in group)
    if not known:
        return named
    return [sorted([*group, *_lone(text, group, known)]) for text, group in zip(texts, named, strict=True)]


def _named(words: Words, spans: list[Span]) -> list[Span]:
    """Leave out persons after whom something else is named: «دوري عبداللطيف جميل», «كأس الأمير فيصل»."""
    return [span for span in spans if span.kind != "person" or not _is_named_after(words, span.start)]


def _is_named_after(words: Words, start: int) -> bool:
    index = bisect_right(words.starts, start) - 1
    stands = index > 0 and words.starts[index] == start and words.joined[index]
    return bool(stands and words.forms[index - 1].traits & NAMES_AFTER)


def _lone(text: Text, spans: Sequence[Span], known: dict[str, str]) -> Iterator[Span]:
    words = text.words
    lone = [index for index, form in enumerate(words.forms) if form.name.rest in known and "F" not in form.flags]
    if not lone:
        return
    taken = {place for span in spans for place in range(span.start, span.end)}
    for index in lone:
        start, first_end = words.starts[index], words.ends[index]
        if first_end - 1 not in taken:
            start, written = written_name(text.text, (start, first_end, first_end), words.forms[index].name)
            yield Span(start, first_end, "person", written)


def _regrouped(mentions: Sequence[Mention], sizes: Sequence[int]) -> list[tuple[Mention, ...]]:
    groups: list[tuple[Mention, ...]] = []
    begin = 0
    for size in sizes:
        groups.append(tuple(mentions[begin : begin + size]))
        begin += size
    return groups


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


@cache
def default_finder() -> EntityFinder:
    """The finder over the shipped data, loaded once."""
    return EntityFinder()


def find_entities(text: str) -> list[Mention]:
    """The names of a text by the shipped data. Example: ``زار جوزيب بوريل كييف`` gives two mentions."""
    return default_finder().mentions(text)
