"""Entities of texts and articles: names found by a recogniser, put together by identity."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from searchapp.entities.by_gazetteer import GazetteerRecogniser
from searchapp.entities.forms import NAMES_AFTER
from searchapp.entities.gazetteer import Gazetteer, default_gazetteer
from searchapp.entities.identity import Identity, identities, is_given_name, labels, surnames
from searchapp.entities.recogniser import Recogniser, Span
from searchapp.entities.words import Places, written_name
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
        self._recogniser = recogniser or GazetteerRecogniser(self._gazetteer)

    @property
    def version(self) -> str:
        """The recogniser's version; an index built with another one is out of date."""
        return self._recogniser.version

    def mentions(self, text: str) -> list[Mention]:
        """The names of one text, in order, without overlaps.

        Example: ``زار جوزيب بوريل كييف`` gives ``person:جوزيب بوريل`` and ``place:كييف``.
        """
        ((mentions, _),) = [self._resolved([text])]
        return list(mentions[0])

    def article(self, title: str, body: str, places: tuple[Places, Places] | None = None) -> ArticleEntities:
        """The names of an article; title and body are one document, so that each completes the names of the other.

        ``places`` are those of the tokens of title and body, where an analysis found them already.
        """
        for text, found_places in zip((title, body), places or (), strict=False):
            self._gazetteer.words(text, found_places)
        (in_title, in_body), found = self._resolved([title, body])
        return ArticleEntities(in_title, in_body, _entities(found, (*in_title, *in_body)))

    def _resolved(self, texts: Sequence[str]) -> tuple[list[tuple[Mention, ...]], list[Identity]]:
        spans = self._spans(texts)
        flat = [span for group in spans for span in group]
        found = identities(flat)
        names = labels(flat, found)
        mentions = [
            Mention(span.start, span.end, identity.kind, identity.id, names[identity])
            for span, identity in zip(flat, found, strict=True)
        ]
        return _regrouped(mentions, [len(group) for group in spans]), found

    def _spans(self, texts: Sequence[str]) -> list[list[Span]]:
        """What the recogniser found, and the lone surnames of persons whose full names it found."""
        spans = [self._named(text, self._recogniser.spans(text)) for text in texts]
        known = surnames(span for group in spans for span in group)
        if not known:
            return spans
        return [sorted([*group, *self._lone(text, group, known)]) for text, group in zip(texts, spans, strict=True)]

    def _named(self, text: str, spans: list[Span]) -> list[Span]:
        """Leave out persons after whom something else is named: «دوري عبداللطيف جميل», «كأس الأمير فيصل»."""
        if not any(span.kind == "person" for span in spans):
            return spans
        words = self._gazetteer.words(text)
        after = {
            words.starts[index]
            for index in range(1, len(words.starts))
            if words.joined[index] and words.forms[index - 1].traits & NAMES_AFTER
        }
        return [span for span in spans if span.kind != "person" or span.start not in after]

    def _lone(self, text: str, spans: Sequence[Span], known: dict[str, str]) -> Iterator[Span]:
        words = self._gazetteer.words(text)
        lone = [index for index, form in enumerate(words.forms) if form.name.rest in known and "F" not in form.flags]
        if not lone:
            return
        taken = {place for span in spans for place in range(span.start, span.end)}
        for index in lone:
            start, first_end = words.starts[index], words.ends[index]
            if first_end - 1 not in taken:
                start, written = written_name(text, (start, first_end, first_end), words.forms[index].name)
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
