"""Answers plans over an open generation: matches, filters, order, window, facets and day counts."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import numpy as np

from searchapp.engine.attachments import read_attached
from searchapp.engine.base import (
    CountedLevel,
    Cursor,
    FacetRequest,
    GenerationInfo,
    Key,
    Keyword,
    KeywordField,
    Plan,
    RawFacet,
    RawHit,
    RawPage,
    TermInfo,
    ValueInfo,
)
from searchapp.engine.whoosh.choosing import most_frequent
from searchapp.engine.whoosh.deadline import Clock, Deadline, DeadlinePassedError
from searchapp.engine.whoosh.docsets import DocSet
from searchapp.engine.whoosh.fading import faded
from searchapp.engine.whoosh.folding import Folding, near_duplicates
from searchapp.engine.whoosh.mapped import Residency
from searchapp.engine.whoosh.matching import Matching
from searchapp.engine.whoosh.ordering import Ordering
from searchapp.engine.whoosh.postings import Ints
from searchapp.engine.whoosh.scoring import Scored, Scoring
from searchapp.engine.whoosh.second_stage import rescored
from searchapp.engine.whoosh.segment import Segment
from searchapp.engine.whoosh.values import NO_DAY, Counting
from searchapp.errors import BahithError, IndexCorruptError
from searchapp.model import Level, StoredArticle, TextField

Diagnose = Callable[[], IndexCorruptError | None]
"""Looks for damaged files of the generation, all checksums included; None if there are none."""


_NEVER = date.max.toordinal()


class WhooshReader:
    """The Reader of the engine contract. Safe for use from several threads until ``close``.

    Files that are too large to be hashed at every opening may be damaged unnoticed. Where that makes reading fail,
    ``diagnose`` finds the file and IndexCorruptError names it.
    """

    def __init__(
        self, directory: Path, info: GenerationInfo, diagnose: Diagnose, clock: Clock = time.monotonic
    ) -> None:
        self._info = info
        self._diagnose = diagnose
        self._clock = clock
        self._residency = Residency()
        with self._naming_damage():
            self._segment = Segment(directory)
            self._attached = read_attached(directory)

    @property
    def info(self) -> GenerationInfo:
        """What the generation's manifest says."""
        return self._info

    def search(self, plan: Plan) -> RawPage:
        """Answer a plan; an unknown value or form matches nothing."""
        try:
            return self._search(plan)
        except Exception as error:
            named = self._named(error)
            if named is error:
                raise
            raise named from error

    def fetch(self, ids: Sequence[str]) -> Mapping[str, StoredArticle]:
        """Give the stored articles; unknown ids are left out."""
        self._residency.asked()
        with self._naming_damage():
            docs = {article_id: self._segment.doc_of(article_id) for article_id in ids}
            return {article_id: self._segment.stored(doc) for article_id, doc in docs.items() if doc is not None}

    def positions(
        self, ids: Sequence[str], keys: Mapping[TextField, Sequence[Key]]
    ) -> Mapping[str, Mapping[TextField, Sequence[int]]]:
        """Give by article and text field the positions, ascending, at which any of the keys stands."""
        with self._naming_damage():
            docs = {article_id: self._segment.doc_of(article_id) for article_id in ids}
            known = {article_id: doc for article_id, doc in docs.items() if doc is not None}
            found = self._segment.positions(keys, list(known.values()))
            return {article_id: found[doc] for article_id, doc in known.items()}

    def terms(self, text_field: TextField, level: Level, prefix: str, limit: int, least: int = 1) -> Sequence[TermInfo]:
        """List the most frequent forms that begin with ``prefix`` and that ``least`` articles have (ties by form)."""
        with self._naming_damage():
            found = self._segment.terms(text_field, level, prefix, limit, least)
        return [TermInfo(form, count) for form, count in found]

    def count(self, text_field: TextField, level: CountedLevel, form: str) -> int:
        """Count the articles that have a form, or a gram, in a text field."""
        with self._naming_damage():
            return self._segment.count(text_field, level, form)

    def mean_length(self, text_field: TextField, level: CountedLevel) -> float:
        """Give the mean length of a text over all articles, in forms at a level or in grams; 0.0 if there are none."""
        with self._naming_damage():
            return self._segment.mean_length(text_field, level)

    def values(self, keyword: KeywordField) -> Sequence[ValueInfo]:
        """List all values of a keyword field, most frequent first (ties by value)."""
        values = self._segment.values
        counts, _ = Counting(values).of(keyword, DocSet.all_of(values.articles))
        table = values.columns[keyword].table
        ranked = most_frequent(counts, len(counts))
        return [ValueInfo(table.values[i], table.labels[i], int(counts[i])) for i in ranked]

    def owner(self, keyword: KeywordField, value: str) -> str:
        """Give the value that another counts for; any other, also an unknown one, is its own."""
        return self._segment.values.owned.owner(keyword, value)

    def day_range(self) -> tuple[int, int] | None:
        """First and last day of the generation, or None if no article has one."""
        days = self._segment.values.days
        known = days[days != NO_DAY]
        return (int(known.min()), int(known.max())) if len(known) else None

    def similar(self, article_id: str) -> Sequence[str]:
        """List the near-duplicates of an article, newest first (ties by id); none of an unknown one."""
        with self._naming_damage():
            doc = self._segment.doc_of(article_id)
            return [] if doc is None else self._segment.ids_of(near_duplicates(self._segment, doc))

    def attached(self, name: str) -> bytes | None:
        """Give what was attached to the generation under a name, or None."""
        return self._attached.get(name)

    def close(self) -> None:
        """Let go of the files; the reader must not be used afterwards."""
        self._segment.close()

    @contextmanager
    def _naming_damage(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            named = self._named(error)
            if named is error:
                raise
            raise named from error

    def _named(self, error: Exception) -> Exception:
        """Give the error that names the damaged file; the same error if none is damaged."""
        return error if isinstance(error, BahithError) else self._diagnose() or error

    def _search(self, plan: Plan) -> RawPage:
        deadline = Deadline(plan.deadline, self._clock)
        matching = Matching(self._segment, deadline)
        try:
            found = matching.find(plan.tree)
            filtered = Filtered(matching, found.docs, plan)
        except DeadlinePassedError:
            return RawPage(hits=(), total=0, partial=True)
        docs = filtered.docs()
        scored = Scoring(self._segment.articles, plan.weights, docs, deadline, plan.budget).scores(found)
        if plan.second and plan.sort == "relevance":
            scored = rescored(self._segment, plan.second, scored, deadline)
        if plan.recency and plan.sort == "relevance":
            scored = faded(self._segment, plan.recency, scored)
        folding = Folding(self._segment, scored, plan.sort) if plan.fold else None
        hits, following = self._window(folding.hits if folding else scored, plan, folding)
        facets = self._facets(plan, filtered, deadline) if plan.facets else {}
        days: Mapping[int | None, int] = {}
        if plan.want_days and not deadline.passed():
            days = count_days(self._segment.values.days.take(filtered.docs(any_day=True).numbers))
        folded = len(docs) - len(folding.hits.matches) if folding else 0
        return RawPage(hits, len(docs), facets, days, partial=deadline.missed, next=following, folded=folded)

    def _facets(self, plan: Plan, filtered: Filtered, deadline: Deadline) -> dict[KeywordField, RawFacet]:
        counting = Counting(self._segment.values)
        return {
            wanted.field: count_facet(counting, wanted, filtered.docs(without=wanted.field))
            for wanted in plan.facets
            if not deadline.passed()
        }

    def _window(self, scored: Scored, plan: Plan, folding: Folding | None) -> tuple[tuple[RawHit, ...], Cursor | None]:
        """Give the hits of the plan's window, and the place of the last if more come after it."""
        ranked, more = Ordering(self._segment, scored, plan.sort).first(plan.offset + plan.size, plan.after)
        docs, scores = ranked[0][plan.offset :], ranked[1][plan.offset :]
        hits = tuple(map(RawHit, self._segment.ids_of(docs), scores)) if docs else ()
        if folding:
            under = [tuple(self._segment.ids_of(folding.under(doc))) for doc in docs]
            hits = tuple(RawHit(hit.id, hit.score, ids) for hit, ids in zip(hits, under, strict=True))
        if not more or not hits:
            return hits, None
        day = int(self._segment.values.days[docs[-1]])
        return hits, Cursor(hits[-1].score, None if day == NO_DAY else day, hits[-1].id)


class Filtered:
    """The matches of a tree under a plan's filters, with one of these left out where a count asks for that."""

    def __init__(self, matching: Matching, matched: DocSet, plan: Plan) -> None:
        self._made: dict[tuple[KeywordField | None, bool], DocSet] = {}
        self._base = matched
        self._chosen: dict[KeywordField, list[DocSet]] = {}
        for choice in plan.filters:
            if choice.exclude:
                self._base = self._base - matching.find(Keyword(choice.field, choice.exclude)).docs
            if choice.include:
                docs = matching.find(Keyword(choice.field, choice.include)).docs
                self._chosen.setdefault(choice.field, []).append(docs)
        self._days = None if plan.days is None else matching.find(plan.days).docs

    def docs(self, *, without: KeywordField | None = None, any_day: bool = False) -> DocSet:
        """Give the matches; ``without`` ignores the choices of that field, ``any_day`` the date filter."""
        key = (without if without in self._chosen else None, any_day and self._days is not None)
        if key not in self._made:
            self._made[key] = self._limited(*key)
        return self._made[key]

    def _limited(self, without: KeywordField | None, any_day: bool) -> DocSet:
        docs = self._base
        for field, chosen in self._chosen.items():
            for each in chosen if field != without else ():
                docs = docs & each
        return docs if self._days is None or any_day else docs & self._days


def count_facet(counting: Counting, wanted: FacetRequest, docs: DocSet) -> RawFacet:
    """Count the values of a field over the given articles."""
    counts, missing = counting.of(wanted.field, docs)
    table = counting.table(wanted.field)
    ranked = most_frequent(counts, wanted.size)
    listed = {table.values[i]: count for i, count in zip(ranked, counts[ranked].tolist(), strict=True)}
    for value in wanted.always:
        if value not in listed:
            ordinal = counting.ordinal(wanted.field, value)
            listed[value] = 0 if ordinal is None else int(counts[ordinal])
    return RawFacet(
        values=tuple(listed.items()),
        distinct=int(np.count_nonzero(counts)),
        total=int(counts.sum()),
        missing=missing,
    )


def count_days(days: Ints) -> Mapping[int | None, int]:
    """Count articles by day; None is the key of those without one."""
    first = int(days[days != NO_DAY].min(initial=_NEVER))
    places = np.maximum(days - (first - 1), 0)  # 0 is for articles without a day
    counts = np.bincount(places)
    return {first - 1 + place if place else None: int(counts[place]) for place in np.flatnonzero(counts).tolist()}
