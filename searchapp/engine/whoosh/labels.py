"""The values of keyword fields by their labels, and how many articles give each which: what JSON keeps of them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from searchapp.engine.base import KEYWORD_FIELDS, KeywordField, OwnersRule
from searchapp.model import ENTITY_KINDS, AnalyzedArticle, StoredArticle

SINGLE_FIELDS: tuple[KeywordField, ...] = ("source", "author")
"""Fields of at most one value an article, which is nobody else's."""


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


class Labels:
    """How many articles give each value of each keyword field which label; the commonest one is shown."""

    def __init__(self) -> None:
        self._counts: dict[KeywordField, dict[str, dict[str, int]]] = {keyword: {} for keyword in KEYWORD_FIELDS}
        self._in_order: dict[KeywordField, Sequence[tuple[str, Sequence[str]]]] = {}

    def count(self, found: Mapping[KeywordField, Mapping[str, str]], times: int = 1) -> None:
        """Count the labels of an article's values; ``times`` -1 takes an article out again."""
        self._in_order.clear()
        for keyword, labels in found.items():
            for value, label in labels.items():
                counts = self._counts[keyword].setdefault(value, {})
                counts[label] = counts.get(label, 0) + times

    def add(self, other: Labels) -> None:
        """Count the articles of others too."""
        self._in_order.clear()
        for keyword, values in other._counts.items():
            for value, labels in values.items():
                counts = self._counts[keyword].setdefault(value, {})
                for label, count in labels.items():
                    counts[label] = counts.get(label, 0) + count

    def table(self, keyword: KeywordField) -> Table:
        """Give the values that an article has, each with its commonest label (of several the first by code points)."""
        return Table.of({value: labels[0] for value, labels in self._ranked(keyword)})

    def encode(self, owners: OwnersRule | None) -> bytes:
        """Write all values as JSON: by field the ``values`` in order, with ``labels`` and ``counts`` of the commonest.

        ``others`` has the further labels of a value with their counts, by its place, ``owners`` the owners of values.
        """
        return json.dumps(
            {keyword: self._columns(keyword, owners) for keyword in KEYWORD_FIELDS},
            ensure_ascii=False,
            separators=(",", ":"),
        ).encode("utf-8", "surrogatepass")

    def _columns(self, keyword: KeywordField, owners: OwnersRule | None) -> dict[str, Any]:
        ranked = self._ranked(keyword)
        counts = [[self._counts[keyword][value][label] for label in labels] for value, labels in ranked]
        articles = {value: sum(each) for (value, _), each in zip(ranked, counts, strict=True)}
        return {
            "owners": dict(owners(keyword, articles)) if owners and keyword not in SINGLE_FIELDS else {},
            "values": [value for value, _ in ranked],
            "labels": [labels[0] for _, labels in ranked],
            "counts": [each[0] for each in counts],
            "others": {
                place: list(zip(labels[1:], counts[place][1:], strict=True))
                for place, (_, labels) in enumerate(ranked)
                if len(labels) > 1
            },
        }

    @classmethod
    def decode(cls, content: bytes) -> Labels:
        """Read what ``encode`` wrote. Raises ValueError or KeyError if it is not that."""
        found = cls()
        for keyword, columns in read_tables(content).items():
            rows = zip(columns["values"], columns["labels"], columns["counts"], strict=True)
            counts = found._counts[keyword] = {value: {label: int(count)} for value, label, count in rows}
            for place, others in columns["others"].items():
                counts[columns["values"][int(place)]].update((label, int(count)) for label, count in others)
        return found

    def _ranked(self, keyword: KeywordField) -> Sequence[tuple[str, Sequence[str]]]:
        """Give every value that an article has, with its labels, the commonest first; kept until more is counted."""
        if keyword not in self._in_order:
            self._in_order[keyword] = list(self._rank(keyword))
        return self._in_order[keyword]

    def _rank(self, keyword: KeywordField) -> Iterator[tuple[str, Sequence[str]]]:
        for value, counts in sorted(self._counts[keyword].items()):
            if len(counts) == 1:  # as of nearly all values
                ((label, count),) = counts.items()
                if count > 0:
                    yield value, (label,)
                continue
            ranked = sorted((-count, label) for label, count in counts.items() if count > 0)
            if ranked:
                yield value, [label for _, label in ranked]


def keyword_labels(article: AnalyzedArticle | StoredArticle) -> Mapping[KeywordField, Mapping[str, str]]:
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


def read_tables(content: bytes) -> dict[KeywordField, dict[str, Any]]:
    """Read the JSON of ``Labels.encode`` by field. Raises ValueError or KeyError if it is not that."""
    tables = json.loads(content.decode("utf-8", "surrogatepass"))
    return {keyword: tables[keyword] for keyword in KEYWORD_FIELDS}
