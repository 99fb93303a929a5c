"""The product's engine through its contract: stems in the body's field, keyword values, nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final, cast

from benchmarks.speed.corpus import ReadyArticle
from benchmarks.speed.queries import FACET_SIZE, TOP, Answer, Query, largest
from searchapp import __version__
from searchapp.engine.base import (
    And,
    Days,
    FacetRequest,
    Key,
    KeywordField,
    Node,
    Or,
    Phrase,
    Plan,
    RawPage,
    Reader,
    Weights,
    Word,
)
from searchapp.engine.whoosh.engine import WhooshEngine
from searchapp.model import ENTITY_KINDS, AnalyzedArticle, Article, Entity, EntityKind, Published

_ANALYZER: Final = "benchmark"
_WEIGHTS: Final = Weights({"body": 1.0}, {"stem": 1.0}, k1=1.2, b=0.75)
_FACET_FIELDS: Final[tuple[KeywordField, ...]] = ("source", *ENTITY_KINDS)
_FACETS: Final = tuple(FacetRequest(name, FACET_SIZE) for name in _FACET_FIELDS)


def version() -> str:
    """Name the product's version."""
    return f"searchapp {__version__}"


def build(articles: Iterable[ReadyArticle], directory: Path) -> None:
    """Build a complete generation: synced, with checksums; promotion is measured end to end."""
    with WhooshEngine(directory).build(_ANALYZER) as (_, writer):
        for article in articles:
            writer.add(_analyzed(article))


def open_index(directory: Path) -> OpenIndex:
    """Open the newest generation."""
    engine = WhooshEngine(directory)
    return OpenIndex(engine.open(_ANALYZER, engine.generations()[0].name))


class OpenIndex:
    """Asks the reader with plans."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def answer(self, query: Query) -> Answer:
        """Answer by one plan."""
        faceted = query.kind == "facets"
        page = self._reader.search(
            Plan(
                tree=self._tree(query),
                weights=_WEIGHTS,
                days=Days(query.first, query.last) if query.kind == "date" else None,
                size=TOP,
                facets=_FACETS if faceted else (),
                want_days=faceted,
            )
        )
        return Answer(len(page.hits), page.total, _facet_counts(page) if faceted else ())

    def _tree(self, query: Query) -> Node:
        if query.kind == "phrase":
            return Phrase(query.terms, ("body",), level="stem")
        if query.kind == "prefix":
            return Word((Key("stem", query.terms[0], begins=True),), ("body",))
        words = tuple(Word((Key("stem", term),), ("body",)) for term in query.terms)
        if len(words) == 1:
            return words[0]
        return And(words) if query.kind == "and" else Or(words)


def _facet_counts(page: RawPage) -> tuple[tuple[int, ...], ...]:
    """Source, day, entity; the three kinds of entities are one facet for the other engines."""
    named = [count for kind in ENTITY_KINDS for _, count in page.facets[kind].values]
    days = [count for day, count in page.days.items() if day is not None]
    return largest(count for _, count in page.facets["source"].values), largest(days), largest(named)


def _analyzed(article: ReadyArticle) -> AnalyzedArticle:
    published = Published(date.fromordinal(article.day), "day", "given") if article.day else None
    return AnalyzedArticle(
        article=Article(id=str(article.number), title="", body="", source=article.source, published=published),
        tokens={"body": {"stem": article.text.split(" ")}},
        entities=tuple(_entity(entity_id) for entity_id in article.entities),
    )


@cache
def _entity(entity_id: str) -> Entity:
    kind, _, label = entity_id.partition(":")
    return Entity(entity_id, cast(EntityKind, kind), label)
