"""The API's answers, version 1. Inside v1 fields are only ever added."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from searchapp.model import (
    CompletionKind,
    DateInterval,
    DateOrigin,
    EntityKind,
    Level,
    MatchMode,
    Precision,
    SortOrder,
    TextField,
)
from searchapp.search.explain import PartLevel, Stage

Span = tuple[int, int]


_CLOSED = ConfigDict(extra="forbid")
"""What an answer has many of is a plain dataclass: a model would check every value that the product itself gives."""


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class InterpretedWord(_Answer):
    """How a word of the query was read; ``span`` is its place in ``q``. ``stop`` words were left out.

    ``forms`` are near forms of the word that the listed results have, as written there, most frequent first.
    """

    text: str
    span: Span
    folded: str
    stem: str
    stop: bool
    phrase: bool
    negated: bool
    forms: list[str]


class NoticeItem(_Answer):
    """Something said about the query or the answer: a stable code and its text in two languages."""

    code: str
    span: Span | None
    message: str
    message_ar: str


class QueryInfo(_Answer):
    q: str
    mode: MatchMode
    sort: SortOrder
    interpreted: list[InterpretedWord]
    notices: list[NoticeItem]


class Total(_Answer):
    """``relation`` is exact where every match was counted.

    ``gte`` (at least so many) and ``about`` say that a pattern stood for more forms than are looked up.
    """

    value: int
    relation: Literal["exact", "gte", "about"] = "exact"


@dataclass(frozen=True, slots=True)
class SourceItem:
    __pydantic_config__: ClassVar[ConfigDict] = _CLOSED

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class EntityItem:
    """A name in an article; ``count`` is how often it stands there."""

    __pydantic_config__: ClassVar[ConfigDict] = _CLOSED

    id: str
    name: str
    type: EntityKind
    count: int


@dataclass(frozen=True)
class PublishedItem:
    """The publication day, how precise it is and where it came from."""

    __pydantic_config__: ClassVar[ConfigDict] = _CLOSED

    date: date  # with slots the field would hide the type of its own name
    precision: Precision
    origin: DateOrigin
    approximate: bool


@dataclass(frozen=True, slots=True)
class HighlightItem:
    """A piece of the original text. ``start`` is its place there; marks are ``[start, end, level]`` in ``text``.

    ``html`` is the same piece, escaped, with ``<mark>`` and ``<bdi>``; null where only offsets were asked for.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _CLOSED

    text: str
    start: int
    marks: list[tuple[int, int, Level]]
    html: str | None


@dataclass(frozen=True, slots=True)
class HitLinks:
    """``self`` is the API's address of the article, ``html`` the page's."""

    __pydantic_config__: ClassVar[ConfigDict] = _CLOSED

    self_: Annotated[str, Field(serialization_alias="self")]
    html: str


def _only_id_is_certain(schema: dict[str, Any]) -> None:
    """Say in the JSON schema that ``fields`` may have left out the rest."""
    schema["required"] = ["id"]


@dataclass(frozen=True, slots=True)
class SimilarItem:
    """A near-duplicate, or a related article, in one line."""

    __pydantic_config__: ClassVar[ConfigDict] = _CLOSED

    id: str
    title: str
    source: SourceItem | None
    published_at: str | None
    links: HitLinks


@dataclass(frozen=True, slots=True)
class SimilarItems:
    """Near-duplicates folded under a hit: ``total`` of them match, ``items`` are the first few."""

    __pydantic_config__: ClassVar[ConfigDict] = _CLOSED

    total: int
    items: list[SimilarItem]


@dataclass(frozen=True, slots=True)
class HitItem:
    """A found article; with ``fields``, only what was named there. ``score`` is null where the order is by date."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid", json_schema_extra=_only_id_is_certain)

    id: str
    score: float | None
    level: Level | None
    title: str
    url: str | None
    source: SourceItem | None
    author: str | None
    published_at: str | None
    published: PublishedItem | None
    lang: str
    dir: Literal["rtl", "ltr"]
    entities: list[EntityItem]
    highlights: Mapping[str, list[HighlightItem]]
    links: HitLinks
    similar: SimilarItems


@dataclass(frozen=True, slots=True)
class FacetItem:
    """A value of a facet; ``href`` chooses it, or lets go of it if it is chosen."""

    __pydantic_config__: ClassVar[ConfigDict] = _CLOSED

    value: str
    label: str
    count: int
    selected: bool
    excluded: bool
    href: str


class KeywordFacet(_Answer):
    """``other`` adds the counts that are not listed; ``missing`` counts matches without a value."""

    values: list[FacetItem]
    distinct: int
    other: int
    missing: int


@dataclass(frozen=True, slots=True)
class DateItem:
    """The days ``value <= day < to``."""

    __pydantic_config__: ClassVar[ConfigDict] = _CLOSED

    value: date
    to: date
    count: int
    selected: bool
    href: str


class DateFacet(_Answer):
    interval: DateInterval
    values: list[DateItem]
    missing: int


class Paging(_Answer):
    """``pages`` counts all pages; ``next`` leads on as long as there are hits, beyond the last page by ``cursor``.

    ``page`` and ``prev`` are null where a cursor was given; ``cursor`` is null at the end.
    """

    page: int | None
    size: int
    pages: int
    next: str | None
    prev: str | None
    cursor: str | None = None


class Meta(_Answer):
    took_ms: float
    engine: str
    generation: str
    partial: bool


class DidYouMean(_Answer):
    """A query that was probably meant: ``changed`` are places in its ``q``, ``total`` is what it finds here."""

    q: str
    changed: list[Span]
    total: int
    href: str


class SearchAnswer(_Answer):
    """``total`` and facets count every article; ``folded`` of them stand under another, pages list the rest."""

    query: QueryInfo
    total: Total
    hits: list[HitItem]
    facets: Mapping[str, KeywordFacet | DateFacet]
    paging: Paging
    meta: Meta
    did_you_mean: DidYouMean | None = None
    folded: int = 0


class CompletionItem(_Answer):
    """What a typed beginning may become; ``count`` articles have it.

    ``id`` is an entity's or an article's; ``href`` finds it: the search for the text or the entity, or the article.
    """

    kind: CompletionKind
    text: str
    count: int
    id: str | None
    href: str


class SuggestAnswer(_Answer):
    q: str
    suggestions: list[CompletionItem]
    meta: Meta


class RelatedAnswer(_Answer):
    """Articles on the subject of an article, the nearest first; its near-duplicates are not among them."""

    id: str
    articles: list[SimilarItem]
    meta: Meta


class DistinctiveItem(_Answer):
    """A name that ``count`` of the results have and ``overall`` articles of the whole collection.

    That is ``lift`` times its usual share; ``href`` narrows the search to it.
    """

    id: str
    kind: EntityKind
    label: str
    count: int
    overall: int
    lift: float
    href: str


class DistinctiveAnswer(_Answer):
    """Names that are unusually frequent in the ``total`` results of a search, those that stand out most first."""

    q: str
    total: int
    names: list[DistinctiveItem]
    meta: Meta


class VariantItem(_Answer):
    """A way in which articles write a name, without proclitics, and how often they do."""

    text: str
    count: int


class EntityAnswer(_Answer):
    """One entity of the collection.

    ``variants`` are counted over the ``variant_articles`` newest of its ``articles``, the most frequent first.
    ``companions`` are the names in the same articles by kind, ``sources`` who writes of it; ``links.search`` has its
    articles.
    """

    id: str
    kind: str
    label: str
    articles: int
    variants: list[VariantItem]
    variant_articles: int
    date: DateFacet | None
    companions: dict[str, KeywordFacet]
    sources: KeywordFacet
    links: dict[str, str]
    meta: Meta


class CountedItem(_Answer):
    """A form of the query in a text of the article, and what it added to the score.

    ``frequency`` is as BM25 takes it (early places count more), ``articles`` have the form, ``weight`` is that of text
    field and level. A pair is two words of the query that stand side by side; its ``idf`` is the sum of both.
    """

    field: TextField
    level: PartLevel
    form: str
    frequency: float
    articles: int
    idf: float
    weight: float
    score: float


class ExplainAnswer(_Answer):
    """Why an article has its score for a query. ``score`` is ``outside`` and the scores of all parts.

    ``stage`` is second for the best articles, which are scored anew and have ``outside`` before all others.
    """

    id: str
    q: str
    score: float
    stage: Stage
    outside: float
    parts: list[CountedItem]
    meta: Meta


class AnalyzedToken(_Answer):
    """A word with its place and forms. Nothing is cut off ``protected`` words; ``stop`` words are function words."""

    text: str
    start: int
    end: int
    exact: str
    stem: str
    root: str
    stop: bool
    protected: bool


class AnalyzeAnswer(_Answer):
    """A text as articles and queries are read; ``analyzer`` names the version of the rules."""

    text: str
    tokens: list[AnalyzedToken]
    analyzer: str


class FacetAnswer(_Answer):
    """The values of one facet over all matches, those whose label has words that begin with ``filter``."""

    name: str
    filter: str
    facet: KeywordFacet
    meta: Meta


class StatsAnswer(_Answer):
    """The collection in figures: articles, first and last day, and how many values each facet has."""

    articles: int
    first: date | None
    last: date | None
    distinct: Mapping[str, int]
    built: datetime
    version: str
    meta: Meta


class EntityInArticle(_Answer):
    """A name in an exported article."""

    id: str
    name: str
    type: EntityKind
    count: int


class ExportRow(_Answer):
    """A line of an export; with ``fields``, only what was named there."""

    model_config = ConfigDict(extra="forbid", frozen=True, json_schema_extra=_only_id_is_certain)

    id: str
    title: str
    body: str
    url: str | None
    source: str | None
    author: str | None
    section: str | None
    published_at: str | None
    precision: Precision | None
    lang: str
    entities: list[EntityInArticle]


class MentionItem(_Answer):
    """A name in the body: ``start <= i < end`` counts characters (Unicode code points)."""

    start: int
    end: int
    id: str
    name: str
    type: EntityKind


class ArticleAnswer(_Answer):
    """A whole article; ``highlights`` has ``title``, ``body`` (one piece per paragraph) and ``captions``."""

    id: str
    title: str
    body: str
    url: str | None
    source: SourceItem | None
    author: str | None
    section: str | None
    captions: list[str]
    published_at: str | None
    published: PublishedItem | None
    lang: str
    dir: Literal["rtl", "ltr"]
    entities: list[EntityItem]
    mentions: list[MentionItem]
    highlights: Mapping[str, list[HighlightItem]]
    links: HitLinks
    meta: Meta


class Health(_Answer):
    """``stale``: a newer generation was promoted but cannot be opened; ``reason`` is the code of the error."""

    status: Literal["ok", "ready"]
    generation: str | None = None
    articles: int | None = None
    stale: bool = False
    reason: str | None = None


class ProblemError(_Answer):
    """One bad parameter; ``span`` is the place in its value."""

    parameter: str
    code: str
    message: str
    message_ar: str
    span: Span | None


class Problem(_Answer):
    """An error as RFC 9457 has it, with a stable ``code`` and Arabic texts. ``instance`` is the request's id."""

    type: str
    title: str
    title_ar: str
    status: int
    detail: str
    detail_ar: str
    instance: str
    code: str
    errors: list[ProblemError] = Field(default_factory=list)
    hint: str | None = None
    hint_ar: str | None = None
