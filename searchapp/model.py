"""The nouns of the product: frozen records that travel between the rooms, without logic.

Places in a text are half-open character ranges ``start <= i < end`` into the *original* string, as Python counts
characters (Unicode code points). Dates are calendar days in the Gregorian calendar.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

Level = Literal["exact", "stem", "root"]
"""How near a match is to what was written: the folded spelling, the stem, the root."""

TextField = Literal["title", "body", "caption"]
"""The searched texts of an article."""

EntityKind = Literal["person", "organisation", "place"]
Precision = Literal["day", "month", "year"]
Calendar = Literal["gregorian", "hijri"]
DateOrigin = Literal["given", "metadata", "dateline", "weekday", "text", "file", "crawl"]
SortOrder = Literal["relevance", "recent", "newest", "oldest"]
TotalRelation = Literal["exact", "at-least", "about"]
MatchMode = Literal["auto", "strict", "exact", "all"]
"""How words must match: by the rule, every word, as written (by the rule), or also by root (by the rule)."""

SimilarMode = Literal["group", "show"]
"""Near-duplicates of a better hit: folded under it, or hits of their own."""


TEXT_FIELDS: tuple[TextField, ...] = ("title", "body", "caption")
LEVELS: tuple[Level, ...] = ("exact", "stem", "root")
ENTITY_KINDS: tuple[EntityKind, ...] = ("person", "organisation", "place")


@dataclass(frozen=True, slots=True)
class Token:
    """One written word with its place and its forms at every level.

    ``text`` is ``original[start:end]``; ``exact`` is its folded spelling; ``stem`` and ``root`` are folded too, and an
    empty root says that none was found. ``stop`` marks a function word, which plain queries drop. Example:
    ``وبالمدارس`` has exact ``وبالمدارس``, stem ``مدارس`` and root ``درس``.
    """

    text: str
    start: int
    end: int
    exact: str
    stem: str
    root: str
    stop: bool = False
    protected: bool = False


@dataclass(frozen=True, slots=True)
class Mention:
    """A name found in a text: its place, and the entity that it names."""

    start: int
    end: int
    kind: EntityKind
    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Entity:
    """A person, organisation or place of an article; ``count`` is how often the article names it."""

    id: str
    kind: EntityKind
    label: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date found in a text: its place and its value. ``date`` is the first day of what ``precision`` names."""

    start: int
    end: int
    date: date
    precision: Precision
    calendar: Calendar


@dataclass(frozen=True, slots=True)
class Published:
    """The publication day: value, how precise it is and where it came from. ``approximate`` is shown to the reader."""

    date: date
    precision: Precision
    origin: DateOrigin
    approximate: bool = False


@dataclass(frozen=True, slots=True)
class Article:
    """One article as read from its file. Every string is as written there; empty means that the input gave none."""

    id: str
    title: str
    body: str
    source: str = ""
    url: str = ""
    author: str = ""
    section: str = ""
    captions: tuple[str, ...] = ()
    published: Published | None = None
    lang: str = "ar"


@dataclass(frozen=True, slots=True)
class AnalyzedArticle:
    """An article with everything that an engine needs: it indexes these and analyses nothing itself.

    ``tokens[text field][level]`` is the list of that level's forms; a list's index is the word's position, and the
    lists of one text field are equally long. Captions are one text field, joined. ``day`` is an ordinal or None.
    ``fingerprint`` is what near-duplicates are found by (64 bytes; none where the text is too short).
    """

    article: Article
    tokens: Mapping[TextField, Mapping[Level, Sequence[str]]]
    entities: tuple[Entity, ...] = ()
    fingerprint: bytes = b""

    @property
    def day(self) -> int | None:
        published = self.article.published
        return published.date.toordinal() if published else None


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """What the index gives back of an article: the original and its entities."""

    article: Article
    entities: tuple[Entity, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """A matched stretch of a fragment: offsets into ``Fragment.text`` and the nearest level that matched there."""

    start: int
    end: int
    level: Level


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece cut from an original text, with its marks. ``start`` is its place in that text."""

    text: str
    start: int
    marks: tuple[Mark, ...] = ()
    cut_before: bool = False
    cut_after: bool = False


@dataclass(frozen=True, slots=True)
class ArticleLine:
    """An article in one line: what a list beside another article shows of it."""

    id: str
    title: str
    source: str
    published: Published | None
    lang: str = "ar"


@dataclass(frozen=True, slots=True)
class Hit:
    """One found article. ``score`` is None where the order is by date. ``highlights`` has ``title`` and ``body``.

    ``similar_total`` near-duplicates that match too are folded under it; ``similar`` are the first few of them.
    """

    id: str
    title: str
    source: str
    url: str
    author: str
    published: Published | None
    lang: str
    score: float | None
    entities: tuple[Entity, ...]
    highlights: Mapping[str, tuple[Fragment, ...]]
    similar: tuple[ArticleLine, ...] = ()
    similar_total: int = 0


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value of a facet: ``value`` is what a filter takes, ``label`` what people read, ``count`` over all matches."""

    value: str
    label: str
    count: int
    selected: bool = False
    excluded: bool = False


@dataclass(frozen=True, slots=True)
class Facet:
    """The values of one facet, most frequent first. ``distinct`` values have a match, ``other`` articles hold the rest.

    ``other`` is the sum of the counts that are not listed; ``missing`` counts matches without any value.
    """

    name: str
    values: tuple[FacetValue, ...]
    distinct: int
    other: int
    missing: int


DateInterval = Literal["day", "week", "month", "quarter", "year"]


@dataclass(frozen=True, slots=True)
class DateBin:
    """A bar of the date histogram: ``start <= day < end``."""

    start: date
    end: date
    count: int
    selected: bool = False


@dataclass(frozen=True, slots=True)
class DateHistogram:
    """Matches over time in bins of one interval, without gaps from the first match to the last."""

    interval: DateInterval
    bins: tuple[DateBin, ...]
    missing: int


@dataclass(frozen=True, slots=True)
class FilterSet:
    """The chosen values of one facet: any of ``include`` (if not empty), none of ``exclude``."""

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


class Cursor(NamedTuple):
    """The place of a hit in an order; hits of any later generation have places before or after it too."""

    score: float
    day: int | None
    id: str


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """A search as people and programs ask it. ``filters`` has facet names; dates are inclusive days.

    ``facets`` are the facet names wanted (``date`` among them), each with at most ``facet_size`` values. With ``after``
    the hits are those that come after a place, and ``page`` is 1. Where ``marked`` is false, hits have no highlights.
    """

    q: str = ""
    filters: Mapping[str, FilterSet] = field(default_factory=dict)
    date_from: date | None = None
    date_to: date | None = None
    sort: SortOrder | None = None
    mode: MatchMode = "auto"
    page: int = 1
    size: int = 20
    facets: tuple[str, ...] = ("source", "person", "organisation", "place", "date")
    facet_size: int = 10
    interval: DateInterval | None = None
    after: Cursor | None = None
    marked: bool = True
    similar: SimilarMode = "group"


@dataclass(frozen=True, slots=True)
class Notice:
    """Something said about how a query was read or answered: a stable code, its place, Arabic and English text."""

    code: str
    message_ar: str
    message: str
    span: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class ReadWord:
    """How one word or phrase of the query was read. ``stop`` words were left out, ``negated`` ones must not match.

    ``forms`` are near forms of the word that were marked in the listed hits, as written there, most frequent first.
    """

    text: str
    start: int
    end: int
    exact: str
    stem: str
    stop: bool = False
    phrase: bool = False
    negated: bool = False
    forms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A query that was probably meant: its text, the places of what was changed in it, how many articles it finds."""

    q: str
    changed: tuple[tuple[int, int], ...]
    total: int


CompletionKind = Literal["person", "organisation", "place", "phrase", "word", "title"]


@dataclass(frozen=True, slots=True)
class Completion:
    """What a typed beginning may become: its text, and how many articles have it.

    ``id`` is the entity's id, or the article's whose title it is; phrases and words have none.
    """

    kind: CompletionKind
    text: str
    count: int
    id: str = ""


@dataclass(frozen=True, slots=True)
class SearchPage:
    """An answer: the ``total``, one page of hits, facets over *all* matches, and how the query was read.

    The total is exact, unless a pattern stood for more forms than are looked up: then there are ``at-least``
    as many, or ``about`` as many where such a pattern is excluded. It counts every article, as facets do; ``folded`` of
    them stand under a near-duplicate, so that the pages together list the rest. ``next`` is the place of the last hit
    if more come after it.
    """

    request: SearchRequest
    sort: SortOrder
    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, Facet]
    histogram: DateHistogram | None
    words: tuple[ReadWord, ...]
    notices: tuple[Notice, ...]
    generation: str
    took_ms: float
    partial: bool = False
    total_relation: TotalRelation = "exact"
    suggestion: Suggestion | None = None
    next: Cursor | None = None
    folded: int = 0

    @property
    def pages(self) -> int:
        return -(-(self.total - self.folded) // self.request.size)
