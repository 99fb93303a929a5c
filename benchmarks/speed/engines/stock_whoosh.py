"""Whoosh 2.7.4 as it comes: its own writer, codec, matchers and collectors."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import whoosh
from whoosh import fields, index, query, scoring, sorting

from benchmarks.speed.corpus import ReadyArticle
from benchmarks.speed.queries import TOP, Answer, Query, largest

_MEMORY_MIB = 512


def version() -> str:
    """Name the library and its version."""
    return f"Whoosh {whoosh.versionstring()}"


def build(articles: Iterable[ReadyArticle], directory: Path) -> None:
    """Build one segment. Whoosh takes lists as ready tokens, so that no tokenizer of its own slows it."""
    schema = fields.Schema(
        record=fields.STORED,
        source=fields.ID(sortable=True),
        day=fields.NUMERIC(int, sortable=True),
        entity=fields.KEYWORD,
        stem=fields.TEXT,
    )
    writer = index.create_in(str(directory), schema).writer(limitmb=_MEMORY_MIB)
    for article in articles:
        given = {"source": article.source, "day": article.day, "entity": list(article.entities)}
        values = {name: value for name, value in given.items() if value}
        writer.add_document(record=article.record, stem=article.text.split(" "), **values)
    writer.commit(optimize=True)


def open_index(directory: Path) -> OpenIndex:
    """Open the index with Whoosh's BM25F."""
    return OpenIndex(index.open_dir(str(directory)).searcher(weighting=scoring.BM25F(B=0.75, K1=1.2)))


class OpenIndex:
    """Asks Whoosh's searcher."""

    def __init__(self, searcher: Any) -> None:
        self._searcher = searcher

    def answer(self, asked: Query) -> Answer:
        """Answer by one search; the exact total is ``len`` of the results, which may search again."""
        if asked.kind == "facets":
            return self._faceted(asked)
        wanted = query.NumericRange("day", asked.first, asked.last) if asked.kind == "date" else None
        results = self._searcher.search(_tree(asked), limit=TOP, filter=wanted)
        return Answer(results.scored_length(), len(results))

    def _faceted(self, asked: Query) -> Answer:
        facets = {
            "source": sorting.FieldFacet("source", maptype=sorting.Count),
            "day": sorting.FieldFacet("day", maptype=sorting.Count),
            "entity": sorting.FieldFacet("entity", allow_overlap=True, maptype=sorting.Count),
        }
        results = self._searcher.search(_tree(asked), limit=TOP, groupedby=facets)
        counted = tuple(_counts(results.groups(name)) for name in facets)
        return Answer(min(TOP, len(results)), len(results), counted)


def _counts(groups: dict[object, int]) -> tuple[int, ...]:
    return largest(count for value, count in groups.items() if value not in (None, ""))


def _tree(asked: Query) -> Any:
    if asked.kind == "phrase":
        return query.Phrase("stem", list(asked.terms))
    if asked.kind == "prefix":
        return query.Prefix("stem", asked.terms[0])
    words = [query.Term("stem", term) for term in asked.terms]
    if len(words) == 1:
        return words[0]
    return query.And(words) if asked.kind == "and" else query.Or(words)
