"""All about one entity in a collection: how it is written, when, with whom and where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from searchapp.engine.base import And, FacetRequest, Keyword, KeywordField, Plan, RawPage, Reader, Weights
from searchapp.entities import EntityFinder
from searchapp.entities.keys import ARTICLE
from searchapp.errors import ArticleNotFoundError
from searchapp.model import (
    ENTITY_KINDS,
    DateHistogram,
    DateInterval,
    EntityKind,
    Facet,
    FacetValue,
    Mention,
    StoredArticle,
)
from searchapp.search.facets import make_histogram

VARIANT_ARTICLES = 60
"""The newest articles that are read again to count how an entity is written: some tenths of a second."""

COMPANIONS = 12
"""Entities of each kind that are shown beside one."""

_FIELDS: tuple[KeywordField, ...] = (*ENTITY_KINDS, "source")
_UNSCORED = Weights({}, {}, k1=1.2, b=0.75)
_LAM_ARTICLE = "لل"


@dataclass(frozen=True, slots=True)
class EntityVariant:
    """A way in which articles write an entity, without proclitics, and how often they do."""

    text: str
    count: int


@dataclass(frozen=True, slots=True)
class EntityProfile:
    """An entity: what it is called, in how many ``articles`` it is named, how it is written, when, with whom and where.

    ``variants`` are counted over the ``variant_articles`` newest articles that name it, the most frequent first.
    ``companions`` has a facet for each kind of entity (``place`` says where), over the articles that name this one,
    without itself; ``sources`` says who writes of it.
    """

    id: str
    kind: EntityKind
    label: str
    articles: int
    variants: tuple[EntityVariant, ...]
    variant_articles: int
    histogram: DateHistogram | None
    companions: dict[EntityKind, Facet]
    sources: Facet


class EntityProfiles:
    """Makes profiles over one generation. ``labels`` are those of the values of each field, by value."""

    def __init__(self, reader: Reader, finder: EntityFinder, labels: dict[str, dict[str, str]]) -> None:
        self._reader = reader
        self._finder = finder
        self._labels = labels

    def of(self, entity: str, interval: DateInterval | None = None, size: int = COMPANIONS) -> EntityProfile:
        """Give the profile of an entity, named by its id (``place:كييف``) or by any of its names (``أميركا``).

        Raises ArticleNotFoundError, whose parameter is ``id``, if no article names it.
        """
        kind, entity_id = self.known(entity)
        page = self._page(kind, entity_id, size)
        found = self._reader.fetch([hit.id for hit in page.hits])
        variants = self._variants(entity_id, [found[hit.id] for hit in page.hits])
        return EntityProfile(
            id=entity_id,
            kind=kind,
            label=self._labels[kind][entity_id],
            articles=page.total,
            variants=tuple(EntityVariant(text, count) for text, count in variants),
            variant_articles=len(page.hits),
            histogram=make_histogram(page.days, interval),
            companions={name: self._facet(page, name, entity_id, size) for name in ENTITY_KINDS},
            sources=self._facet(page, "source", entity_id, size),
        )

    def owned(self, mentions: Iterable[Mention]) -> tuple[Mention, ...]:
        """Give mentions of an article as those of the entities that the generation has them for."""
        return tuple(map(self._owned, mentions))

    def _owned(self, mention: Mention) -> Mention:
        owner = self._reader.owner(mention.kind, mention.id)
        label = mention.label if owner == mention.id else self._labels[mention.kind][owner]
        return replace(mention, id=owner, label=label)

    def known(self, entity: str) -> tuple[EntityKind, str]:
        """Give kind and id of an entity, named as in ``of``; that of its owner where it is another's.

        Raises ArticleNotFoundError, whose parameter is ``id``, if no article names it.
        """
        key_of = self._finder.names.key
        candidates: list[tuple[EntityKind, str]] = [(k, entity) for k in ENTITY_KINDS if entity.startswith(f"{k}:")]
        candidates += [(k, f"{k}:{key_of(entity.partition(':')[2])}") for k, _ in candidates]
        candidates += [(k, f"{k}:{key_of(entity)}") for k in ENTITY_KINDS]
        owners = ((kind, self._reader.owner(kind, value)) for kind, value in candidates)
        known = next((each for each in owners if each[1] in self._labels[each[0]]), None)
        if known is None:
            name = entity.partition(":")[2] or entity
            raise ArticleNotFoundError(f"No article names “{name}”.", f"لا مقالة تذكر «{name}».", parameter="id")
        return known

    def _page(self, kind: EntityKind, entity_id: str, size: int) -> RawPage:
        requests = tuple(FacetRequest(name, size + 1) for name in _FIELDS)
        tree = And((Keyword(kind, (entity_id,)),))
        plan = Plan(tree, _UNSCORED, sort="newest", size=VARIANT_ARTICLES, facets=requests, want_days=True)
        return self._reader.search(plan)

    def _facet(self, page: RawPage, name: KeywordField, entity_id: str, size: int) -> Facet:
        raw = page.facets[name]
        itself = entity_id in dict(raw.values)
        listed = [(value, count) for value, count in raw.values if value != entity_id][:size]
        values = tuple(FacetValue(value, self._labels[name].get(value, value), count) for value, count in listed)
        others = raw.total - (page.total if itself else 0) - sum(count for _, count in listed)
        return Facet(name, values, raw.distinct - itself, others, raw.missing)

    def _variants(self, entity_id: str, articles: Iterable[StoredArticle]) -> Sequence[tuple[str, int]]:
        counts: Counter[str] = Counter()
        for stored in articles:
            article = stored.article
            names = self._finder.article(article.title, article.body)
            for text, mentions in ((article.title, names.title_mentions), (article.body, names.body_mentions)):
                found = (
                    text[mention.start : mention.end] for mention in self.owned(mentions) if mention.id == entity_id
                )
                counts.update(map(written_variant, found))
        return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def written_variant(written: str) -> str:
    """A name as it stands in a text, on one line and with its article restored. Example: ``للناتو`` is ``الناتو``."""
    text = " ".join(written.split())
    return ARTICLE + text.removeprefix(_LAM_ARTICLE) if text.startswith(_LAM_ARTICLE) else text
