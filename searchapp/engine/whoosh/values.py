"""What every article has once: day, source, author, entities and the rank of its id, as arrays over articles.

Whoosh's columns answer one article at a time; facets, filters, sorting and scoring ask for all matches at once. The
arrays are plain ``.npy`` files (never pickled) beside Whoosh's, their tables of values JSON; a reader loads them whole.
An article's place in each array is its number in the generation: its place among the living of all Whoosh segments.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from searchapp.engine.base import KEYWORD_FIELDS, KeywordField, OwnersRule
from searchapp.engine.likeness import FINGERPRINT_BYTES, Fingerprints, group_alike
from searchapp.engine.whoosh.docsets import DocSet
from searchapp.engine.whoosh.labels import SINGLE_FIELDS, Labels, Table, keyword_labels, read_tables
from searchapp.engine.whoosh.owned import NONE_OWNED, Owned
from searchapp.engine.whoosh.postings import Ints, Offsets, spans
from searchapp.model import AnalyzedArticle

NO_DAY = 0
"""Stands for a missing day; ordinals of days begin at 1."""

RANK_BITS = 32
"""Bits for the rank of an id in a number that orders articles."""

_MANY = 3
"""From one article in so many on, all values are gone through instead of those of each article."""

_TABLES = "values_tables.json"


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
"""The values of a keyword field, article by article."""


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
    """All arrays of a generation. ``days`` has NO_DAY where none is known, ``groups`` those of near-duplicates.

    ``columns`` are the values as the articles have them, ``counted`` those of their owners.
    """

    id_ranks: Ints
    days: Ints
    columns: Mapping[KeywordField, Column]
    fingerprints: Fingerprints
    groups: Ints
    owned: Owned = NONE_OWNED

    @property
    def articles(self) -> int:
        """Number of articles."""
        return len(self.id_ranks)

    @cached_property
    def newest_first(self) -> Offsets:
        """For each article the number that orders it: newest first, then by id; the day above the rank of the id."""
        return (-self.days.astype(np.int64) << RANK_BITS) + self.id_ranks

    @cached_property
    def counted(self) -> Mapping[KeywordField, Column]:
        """The columns with owners, of the same tables."""
        return {field: self._with_owners(field, column) for field, column in self.columns.items()}

    def _with_owners(self, field: KeywordField, column: Column) -> Column:
        if isinstance(column, SingleColumn):
            return column
        return MultiColumn(
            column.table, *self.owned.merged(field, column.table.ordinals, column.starts, column.ordinals)
        )

    @cached_property
    def joined(self) -> JoinedColumns:
        """The columns of many values, joined when they are first counted."""
        return JoinedColumns({field: found for field, found in self.counted.items() if isinstance(found, MultiColumn)})


class Counting:
    """Counts values over sets of articles. One for each question."""

    def __init__(self, values: Values) -> None:
        self._values = values
        self._joined: list[tuple[DocSet, dict[KeywordField, tuple[Offsets, int]]]] = []

    def ordinal(self, field: KeywordField, value: str) -> int | None:
        """Give the place in the counts of a value, which is that of its owner; None if no article has it."""
        return self.table(field).ordinals.get(self._values.owned.owner(field, value))

    def table(self, field: KeywordField) -> Table:
        """Give the values of a field, in the order in which they are counted."""
        return self._values.columns[field].table

    def of(self, field: KeywordField, docs: DocSet) -> tuple[Offsets, int]:
        """Count each value of a field over the given articles, and the articles without a value."""
        column = self._values.counted[field]
        if isinstance(column, SingleColumn):
            return column.count(docs)
        for counted, found in self._joined:
            if counted is docs:
                return found[field]
        self._joined.append((docs, self._values.joined.count(docs)))
        return self._joined[-1][1][field]


class ValuesWriter:
    """Collects the values of articles in order of arrival and makes arrays of them."""

    def __init__(self) -> None:
        self.labels = Labels()
        self.ids: list[str] = []
        self._days: list[int] = []
        self._fingerprints = bytearray()
        self._rows: dict[KeywordField, list[tuple[str, ...]]] = {keyword: [] for keyword in KEYWORD_FIELDS}

    def __len__(self) -> int:
        return len(self.ids)

    def add(self, article: AnalyzedArticle) -> Mapping[KeywordField, tuple[str, ...]]:
        """Collect an article's values; give those of its keyword fields, each value once."""
        self.ids.append(article.article.id)
        self._days.append(article.day or NO_DAY)
        self._fingerprints += article.fingerprint or bytes(FINGERPRINT_BYTES)
        labels = keyword_labels(article)
        self.labels.count(labels)
        found = {keyword: tuple(values) for keyword, values in labels.items()}
        for keyword, values in found.items():
            self._rows[keyword].append(values)
        return found

    def values(self) -> Values:
        """Give what was collected as arrays."""
        by_id = sorted(range(len(self.ids)), key=self.ids.__getitem__)
        fingerprints = np.frombuffer(bytes(self._fingerprints), dtype=np.uint8).reshape(-1, FINGERPRINT_BYTES)
        return Values(
            id_ranks=inverse(np.array(by_id, dtype=np.int64)),
            days=np.array(self._days, dtype=np.int32),
            columns={keyword: self._column(keyword) for keyword in KEYWORD_FIELDS},
            fingerprints=fingerprints,
            groups=group_alike(fingerprints),
        )

    def _column(self, keyword: KeywordField) -> Column:
        table, rows = self.labels.table(keyword), self._rows[keyword]
        if keyword in SINGLE_FIELDS:
            numbers = [table.ordinals[row[0]] if row else -1 for row in rows]
            return SingleColumn(table, np.array(numbers, dtype=np.int32))
        starts = np.zeros(len(rows) + 1, dtype=np.int64)
        np.cumsum([len(row) for row in rows], out=starts[1:])
        ordinals = np.array([table.ordinals[value] for row in rows for value in row], dtype=np.int32)
        return MultiColumn(table, starts, ordinals)


def inverse(order: Offsets) -> Ints:
    """Give for each number its place in an order of all numbers."""
    places = np.empty(len(order), dtype=np.int32)
    places[order] = np.arange(len(order), dtype=np.int32)
    return places


def write_values(directory: Path, values: Values, labels: Labels, owners: OwnersRule | None) -> None:
    """Write all files; the columns' tables must be those of ``labels``."""
    _save(directory, "id_ranks", values.id_ranks)
    _save(directory, "days", values.days)
    _save(directory, "fingerprints", values.fingerprints)
    _save(directory, "groups", values.groups)
    for keyword, column in values.columns.items():
        _save(directory, keyword, column.ordinals)
        if isinstance(column, MultiColumn):
            _save(directory, f"{keyword}_starts", column.starts)
    (directory / _TABLES).write_bytes(labels.encode(owners))


def load_labels(directory: Path) -> Labels:
    """Read the labels that were written with values. Raises OSError, ValueError or KeyError if it cannot."""
    return Labels.decode(_tables(directory))


def _tables(directory: Path) -> bytes:
    return (directory / _TABLES).read_bytes()


def _table(columns: Mapping[str, Any]) -> Table:
    values = tuple(columns["values"])
    return Table(values, tuple(columns["labels"]), dict(zip(values, range(len(values)), strict=True)))


def load_values(directory: Path) -> Values:
    """Read what ``write_values`` wrote. Raises OSError, ValueError or KeyError if it is not that."""
    read = read_tables(_tables(directory))
    tables = {keyword: _table(columns) for keyword, columns in read.items()}
    return Values(
        id_ranks=_load(directory, "id_ranks"),
        days=_load(directory, "days"),
        columns={keyword: _load_column(directory, keyword, tables[keyword]) for keyword in KEYWORD_FIELDS},
        fingerprints=np.load(_path(directory, "fingerprints"), mmap_mode="r", allow_pickle=False),
        groups=_load(directory, "groups"),
        owned=Owned({keyword: columns["owners"] for keyword, columns in read.items()}),
    )


def _load_column(directory: Path, keyword: KeywordField, table: Table) -> Column:
    ordinals = _load(directory, keyword)
    if keyword in SINGLE_FIELDS:
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
