"""tantivy through its Python package: one indexing thread, one segment if its memory suffices."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from importlib.metadata import version as installed
from pathlib import Path
from typing import Any

from benchmarks.speed.corpus import ReadyArticle
from benchmarks.speed.queries import FACET_SIZE, TOP, Answer, Query, largest

tantivy: Any = import_module("tantivy")

_MEMORY = 512_000_000
_FACETS = ("source", "day", "entity")


def version() -> str:
    """Name the library and its version."""
    return f"tantivy {installed('tantivy')}"


def build(articles: Iterable[ReadyArticle], directory: Path) -> None:
    """Build and commit, and wait for its merges."""
    index = tantivy.Index(_schema(), path=str(directory))
    writer = index.writer(heap_size=_MEMORY, num_threads=1)
    for article in articles:
        document = tantivy.Document()
        document.add_bytes("record", article.record.encode())
        if article.source:
            document.add_text("source", article.source)
        if article.day:
            document.add_integer("day", article.day)
        for entity in article.entities:
            document.add_text("entity", entity)
        document.add_text("stem", article.text)
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()


def open_index(directory: Path) -> OpenIndex:
    """Open the committed index."""
    return OpenIndex(tantivy.Index.open(str(directory)))


class OpenIndex:
    """Asks tantivy's searcher."""

    def __init__(self, index: Any) -> None:
        self._schema = index.schema
        self._searcher = index.searcher()
        self._aggregations = {name: {"terms": {"field": name, "size": FACET_SIZE}} for name in _FACETS}

    def answer(self, query: Query) -> Answer:
        """Answer by one search; its Python package counts facets in a second pass."""
        tree = self._tree(query)
        result = self._searcher.search(tree, limit=TOP, count=True)
        return Answer(len(result.hits), result.count, self._facets(tree) if query.kind == "facets" else ())

    def _facets(self, tree: Any) -> tuple[tuple[int, ...], ...]:
        found = self._searcher.aggregate(tree, self._aggregations)
        return tuple(largest(int(bucket["doc_count"]) for bucket in found[name]["buckets"]) for name in _FACETS)

    def _tree(self, query: Query) -> Any:
        kinds, make = tantivy.Occur, tantivy.Query
        if query.kind == "phrase":
            return make.phrase_query(self._schema, "stem", list(query.terms))
        if query.kind == "prefix":
            return make.regex_query(self._schema, "stem", f"{query.terms[0]}.*")
        words = [make.term_query(self._schema, "stem", term, "freq") for term in query.terms]
        if len(words) == 1:
            return words[0]
        occur = kinds.Must if query.kind == "and" else kinds.Should
        tree = make.boolean_query([(occur, word) for word in words])
        return make.boolean_query([(kinds.Must, tree), (kinds.Must, self._days(query))]) if query.first else tree

    def _days(self, query: Query) -> Any:
        kind = tantivy.FieldType.Integer
        days = tantivy.Query.range_query(self._schema, "day", kind, query.first, query.last)
        return tantivy.Query.const_score_query(days, 0.0)


def _schema() -> Any:
    builder = tantivy.SchemaBuilder()
    builder.add_bytes_field("record", stored=True)
    builder.add_text_field("source", tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_integer_field("day", indexed=True, fast=True)
    builder.add_text_field("entity", tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_text_field("stem", tokenizer_name="whitespace", index_option="position")
    return builder.build()
