"""Answers plans over an open generation: matches, filters, order, window, facets and day counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from searchapp.engine.base import (
    FacetRequest,
    GenerationInfo,
    Keyword,
    KeywordField,
    Plan,
    RawFacet,
    RawHit,
    RawPage,
    TermInfo,
    ValueInfo,
)
from searchapp.engine.whoosh.docsets import DocSet
from searchapp.engine.whoosh.matching import Matching
from searchapp.engine.whoosh.postings import Ints
from searchapp.engine.whoosh.scoring import Scores, Scoring
from searchapp.engine.whoosh.segment import Segment, most_frequent
from searchapp.engine.whoosh.values import NO_DAY, Column
from searchapp.errors import BahithError, IndexCorruptError
from searchapp.model import Level, SortOrder, StoredArticle, TextField

Diagnose = Callable[[], IndexCorruptError | None]
"""Looks for damaged files of the generation, all checksums included; None if there are none."""


class WhooshReader:
    """The Reader of the engine contract. Safe for use from several threads until ``close``.

    Files that are too large to be hashed at every opening may be damaged unnoticed. Where that makes reading fail,
    ``diagnose`` finds the file and IndexCorruptError names it.
    """

    def __init__(self, directory: Path, info: GenerationInfo, diagnose: Diagnose) -> None:
        self._info = info
        self._diagnose = diagnose
        with self._naming_damage():
            self._segment = Segment(directory)
            self._matching = Matching(self._segment)

    @property
    def info(self) -> GenerationInfo:
        """What the generation's manifest says."""
        return self._info

    def search(self, plan: Plan) -> RawPage:
        """Answer a plan; an unknown value or form matches nothing."""
        with self._naming_damage():
            return self._search(plan)

    def fetch(self, ids: Sequence[str]) -> Mapping[str, StoredArticle]:
        """Give the stored articles; unknown ids are left out."""
        with self._naming_damage():
            docs = {article_id: self._segment.doc_of(article_id) for article_id in ids}
            return {article_id: self._segment.stored(doc) for article_id, doc in docs.items() if doc is not None}

    def terms(self, text_field: TextField, level: Level, prefix: str, limit: int) -> Sequence[TermInfo]:
        """List the most frequent forms that begin with ``prefix`` (ties by form)."""
        with self._naming_damage():
            found = self._segment.terms(text_field, level, prefix, limit)
        return [TermInfo(form, count) for form, count in found]

    def values(self, keyword: KeywordField) -> Sequence[ValueInfo]:
        """List all values of a keyword field, most frequent first (ties by value)."""
        column = self._segment.values.columns[keyword]
        counts, _ = column.count(np.arange(self._segment.articles, dtype=np.int32))
        ranked = most_frequent(counts, len(counts)).tolist()
        return [ValueInfo(column.table.values[i], column.table.labels[i], int(counts[i])) for i in ranked]

    def day_range(self) -> tuple[int, int] | None:
        """First and last day of the generation, or None if no article has one."""
        days = self._segment.values.days
        known = days[days != NO_DAY]
        return (int(known.min()), int(known.max())) if len(known) else None

    def close(self) -> None:
        """Let go of the files; the reader must not be used afterwards."""
        self._segment.close()

    @contextmanager
    def _naming_damage(self) -> Iterator[None]:
        try:
            yield
        except BahithError:
            raise
        except Exception as error:
            damage = self._diagnose()
            if damage is None:
                raise
            raise damage from error

    def _search(self, plan: Plan) -> RawPage:
        found = self._matching.find(plan.tree)
        filtered = Filtered(self._segment, self._matching, found.docs, plan)
        docs = filtered.docs().numbers
        scores = Scoring(self._segment, plan.weights, docs).scores(found)
        window = self._order(docs, scores, plan.sort, plan.offset + plan.size)[plan.offset :]
        days = self._segment.values.days
        return RawPage(
            hits=tuple(RawHit(self._segment.id_of(int(docs[place])), float(scores[place])) for place in window),
            total=len(docs),
            facets={wanted.field: self._facet(wanted, filtered) for wanted in plan.facets},
            days=count_days(days[filtered.docs(any_day=True).numbers]) if plan.want_days else {},
        )

    def _facet(self, wanted: FacetRequest, filtered: Filtered) -> RawFacet:
        column = self._segment.values.columns[wanted.field]
        return count_facet(column, wanted, filtered.docs(without=wanted.field).numbers)

    def _order(self, docs: Ints, scores: Scores, sort: SortOrder, depth: int) -> NDArray[np.intp]:
        """Give the places in ``docs`` of the first ``depth`` matches in the plan's order."""
        values = self._segment.values
        places = best(scores, depth) if sort == "relevance" else np.arange(len(docs))
        docs = docs[places]
        keys: list[NDArray[Any]] = [values.id_ranks[docs]]
        if sort == "oldest":
            days = values.days[docs]
            keys += [days, days == NO_DAY]
        else:
            keys.append(-values.days[docs])
        if sort == "relevance":
            keys.append(-scores[places])
        ordered: NDArray[np.intp] = places[np.lexsort(keys)[:depth]]
        return ordered


class Filtered:
    """The matches of a tree under a plan's filters, with one of these left out where a count asks for that."""

    def __init__(self, segment: Segment, matching: Matching, matched: DocSet, plan: Plan) -> None:
        self._base = matched
        self._chosen: list[tuple[KeywordField, DocSet]] = []
        for choice in plan.filters:
            if choice.exclude:
                self._base = self._base - matching.find(Keyword(choice.field, choice.exclude)).docs
            if choice.include:
                self._chosen.append((choice.field, matching.find(Keyword(choice.field, choice.include)).docs))
        self._days = None if plan.days is None else matching.find(plan.days).docs

    def docs(self, *, without: KeywordField | None = None, any_day: bool = False) -> DocSet:
        """Give the matches; ``without`` ignores the choices of that field, ``any_day`` the date filter."""
        docs = self._base
        for field, chosen in self._chosen:
            if field != without:
                docs = docs & chosen
        if self._days is not None and not any_day:
            docs = docs & self._days
        return docs


def best(scores: Scores, depth: int) -> NDArray[np.intp]:
    """Leave out matches that cannot be among the ``depth`` best, and give the places of the others, with all ties."""
    if not 0 < depth < len(scores):
        return np.arange(len(scores))
    least = np.partition(scores, len(scores) - depth)[len(scores) - depth]
    return np.flatnonzero(scores >= least)


def count_facet(column: Column, wanted: FacetRequest, docs: Ints) -> RawFacet:
    """Count the values of a field over the given articles."""
    counts, missing = column.count(docs)
    values = column.table.values
    listed = {values[i]: int(counts[i]) for i in most_frequent(counts, wanted.size).tolist()}
    for value in wanted.always:
        if value not in listed:
            ordinal = column.table.ordinals.get(value)
            listed[value] = 0 if ordinal is None else int(counts[ordinal])
    return RawFacet(
        values=tuple(listed.items()),
        distinct=int(np.count_nonzero(counts)),
        total=int(counts.sum()),
        missing=missing,
    )


def count_days(days: Ints) -> Mapping[int | None, int]:
    """Count articles by day; None is the key of those without one."""
    found, counts = np.unique(days, return_counts=True)
    pairs = zip(found.tolist(), counts.tolist(), strict=True)
    return {None if day == NO_DAY else day: count for day, count in pairs}
