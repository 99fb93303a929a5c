"""What every article has once: day, source, author, entities and the rank of its id, as arrays over articles.

Whoosh's columns answer one article at a time; facets, filters, sorting and scoring ask for all matches at once. The
arrays are plain ``.npy`` files (never pickled) beside Whoosh's, their tables of values JSON; a reader loads them whole.
An article's place in each array is its number in the Whoosh segment.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from searchapp.engine.base import KEYWORD_FIELDS, KeywordField
from searchapp.engine.whoosh.docsets import DocSet
from searchapp.engine.whoosh.postings import Ints, Offsets, spans
from searchapp.model import ENTITY_KINDS, AnalyzedArticle

NO_DAY = 0
"""Stands for a missing day; ordinals of days begin at 1."""

_MANY = 3
"""From one article in so many on, all values are gone through instead of those of each article."""

_TABLES = "values_tables.json"
_SINGLE: tuple[KeywordField, ...] = ("source", "author")


@dataclass(frozen=True, slots=True)
class Table:
    """The values of a keyword field in order, and their labels; a value's place is its ordinal."""

    values: tuple[str, ...]
    labels: tuple[str, ...]
    ordinals: Mapping[str, int]

    @classmethod
    def of(cls, labels: Mapping[str, str]) -> Table:
        """Number values (given with their labels) in the order of their code points."""
        values = tuple(sorted(labels))
        return cls(values, tuple(labels[value] for value in values), {value: i for i, value in enumerate(values)})


@dataclass(frozen=True, slots=True)
class SingleColumn:
    """At most one value an article: its ordinal, or -1."""

    table: Table
    ordinals: Ints

    def count(self, docs: DocSet) -> tuple[Offsets, int]:
        """Count each value over the given articles, and the articles without a value."""
        found = self.ordinals.take(docs.numbers)
        counts = np.bincount(found + 1, minlength=len(self.table.values) + 1)
        return counts[1:], int(counts[0])


@dataclass(frozen=True, slots=True)
class MultiColumn:
    """Any number of values an article: article ``d`` has ``ordinals[starts[d]:starts[d + 1]]``, all different."""

    table: Table
    starts: Offsets
    ordinals: Ints


Column = SingleColumn | MultiColumn


class JoinedColumns:
    """Several columns of many values as one, article after article, so that all are counted in one pass."""

    def __init__(self, columns: Mapping[KeywordField, MultiColumn]) -> None:
        each_sizes = [np.diff(column.starts) for column in columns.values()]
        self._without = {field: sizes == 0 for field, sizes in zip(columns, each_sizes, strict=True)}
        self._sizes: Offsets = np.sum(each_sizes, axis=0)
        self._starts = np.cumsum(self._sizes) - self._sizes
        self._ordinals = np.empty(int(self._sizes.sum()), dtype=np.int32)
        self._ranges: dict[KeywordField, slice] = {}
        self._values = 0
        begin = self._starts.copy()
        for (field, column), sizes in zip(columns.items(), each_sizes, strict=True):
            self._ordinals[spans(begin, sizes)] = column.ordinals + self._values
            begin += sizes
            self._ranges[field] = slice(self._values, self._values + len(column.table.values))
            self._values += len(column.table.values)

    def count(self, docs: DocSet) -> dict[KeywordField, tuple[Offsets, int]]:
        """Count for each column its values over the given articles, and the articles without a value."""
        if len(docs) * _MANY > docs.articles:
            found = self._ordinals[docs.mask.repeat(self._sizes)]
        else:
            numbers = docs.numbers
            found = self._ordinals.take(spans(self._starts.take(numbers), self._sizes.take(numbers)))
        counts = np.bincount(found, minlength=self._values)
        return {
            field: (counts[range_], int(np.count_nonzero(self._without[field] & docs.mask)))
            for field, range_ in self._ranges.items()
        }


@dataclass(frozen=True)
class Values:
    """All arrays of a generation. ``days`` has NO_DAY where none is known."""

    id_ranks: Ints
    days: Ints
    columns: Mapping[KeywordField, Column]

    @property
    def articles(self) -> int:
        """Number of articles."""
        return len(self.id_ranks)

    @cached_property
    def joined(self) -> JoinedColumns:
        """The columns of many values, joined when they are first counted."""
        return JoinedColumns({field: found for field, found in self.columns.items() if isinstance(found, MultiColumn)})


class Counting:
    """Counts values over sets of articles. One for each question."""

    def __init__(self, values: Values) -> None:
        self._values = values
        self._joined: list[tuple[DocSet, dict[KeywordField, tuple[Offsets, int]]]] = []

    def table(self, field: KeywordField) -> Table:
        """Give the values of a field, in the order in which they are counted."""
        return self._values.columns[field].table

    def of(self, field: KeywordField, docs: DocSet) -> tuple[Offsets, int]:
        """Count each value of a field over the given articles, and the articles without a value."""
        column = self._values.columns[field]
        if isinstance(column, SingleColumn):
            return column.count(docs)
        for counted, found in self._joined:
            if counted is docs:
                return found[field]
        self._joined.append((docs, self._values.joined.count(docs)))
        return self._joined[-1][1][field]


class ValuesWriter:
    """Collects the values of articles in order of arrival and writes them as files."""

    def __init__(self) -> None:
        self._ids: dict[str, None] = {}
        self._days: list[int] = []
        self._rows: dict[KeywordField, list[tuple[str, ...]]] = {keyword: [] for keyword in KEYWORD_FIELDS}
        self._labels: dict[KeywordField, dict[str, str]] = {keyword: {} for keyword in KEYWORD_FIELDS}

    def __contains__(self, article_id: object) -> bool:
        return article_id in self._ids

    def __len__(self) -> int:
        return len(self._ids)

    def add(self, article: AnalyzedArticle) -> Mapping[KeywordField, tuple[str, ...]]:
        """Collect an article's values; give those of its keyword fields, each value once."""
        self._ids[article.article.id] = None
        self._days.append(article.day or NO_DAY)
        labels = keyword_labels(article)
        for keyword in KEYWORD_FIELDS:
            self._rows[keyword].append(tuple(labels[keyword]))
            for value, label in labels[keyword].items():
                self._labels[keyword].setdefault(value, label)
        return {keyword: tuple(found) for keyword, found in labels.items()}

    def write(self, directory: Path) -> None:
        """Write all files."""
        by_id = sorted(range(len(self._ids)), key=list(self._ids).__getitem__)
        ranks = np.empty(len(by_id), dtype=np.int32)
        ranks[by_id] = np.arange(len(by_id), dtype=np.int32)
        _save(directory, "id_ranks", ranks)
        _save(directory, "days", np.array(self._days, dtype=np.int32))
        for keyword in KEYWORD_FIELDS:
            self._write_column(directory, keyword)
        tables = {keyword: sorted(labels.items()) for keyword, labels in self._labels.items()}
        content = json.dumps(tables, ensure_ascii=False).encode("utf-8", "surrogatepass")
        (directory / _TABLES).write_bytes(content)

    def _write_column(self, directory: Path, keyword: KeywordField) -> None:
        ordinals = Table.of(self._labels[keyword]).ordinals
        rows = self._rows[keyword]
        if keyword in _SINGLE:
            numbers = [ordinals[row[0]] if row else -1 for row in rows]
            _save(directory, keyword, np.array(numbers, dtype=np.int32))
            return
        starts = np.zeros(len(rows) + 1, dtype=np.int64)
        np.cumsum([len(row) for row in rows], out=starts[1:])
        _save(directory, f"{keyword}_starts", starts)
        _save(directory, keyword, np.array([ordinals[value] for row in rows for value in row], dtype=np.int32))


def keyword_labels(article: AnalyzedArticle) -> Mapping[KeywordField, Mapping[str, str]]:
    """Give the values of an article's keyword fields with their labels. Empty strings are no values."""
    record = article.article
    labels: dict[KeywordField, dict[str, str]] = {
        "source": {record.source: record.source} if record.source else {},
        "author": {record.author: record.author} if record.author else {},
    }
    for kind in ENTITY_KINDS:
        labels[kind] = {}
    for entity in article.entities:
        if entity.id:
            labels[entity.kind].setdefault(entity.id, entity.label)
    return labels


def load_values(directory: Path) -> Values:
    """Read what ``ValuesWriter`` wrote. Raises OSError or ValueError if it is not that."""
    tables = json.loads((directory / _TABLES).read_bytes().decode("utf-8", "surrogatepass"))
    return Values(
        id_ranks=_load(directory, "id_ranks"),
        days=_load(directory, "days"),
        columns={keyword: _load_column(directory, keyword, dict(tables[keyword])) for keyword in KEYWORD_FIELDS},
    )


def _load_column(directory: Path, keyword: KeywordField, labels: Mapping[str, str]) -> Column:
    table = Table.of(labels)
    ordinals = _load(directory, keyword)
    if keyword in _SINGLE:
        return SingleColumn(table, ordinals)
    return MultiColumn(table, _load(directory, f"{keyword}_starts"), ordinals)


def _path(directory: Path, name: str) -> Path:
    return directory / f"values_{name}.npy"


def _save(directory: Path, name: str, numbers: NDArray[Any]) -> None:
    with _path(directory, name).open("wb") as file:
        np.save(file, numbers.astype(numbers.dtype.newbyteorder("<")), allow_pickle=False)


def _load(directory: Path, name: str) -> NDArray[Any]:
    numbers: NDArray[Any] = np.load(_path(directory, name), allow_pickle=False)
    return numbers
