"""What the product asks of an engine: a frozen plan in; ids, scores, exact totals and facet counts out.

No engine type, query string or keyword bag crosses this line. The contract suite in ``tests/engine`` runs on every
engine; a brute-force engine there is the oracle.

**Matching.** A ``Word`` matches an article if any of its keys stands in any of its fields. A ``Phrase`` matches if its
tokens stand in one field at one level, in order, with at most ``slop`` further words between them in all. ``And``,
``Or`` and ``Not`` combine; ``Keyword`` and ``Days`` look at values and score nothing. The empty form is no word: it
takes a position, but is not counted in lengths and matches nothing.

**Score** (BM25F in Whoosh's form): a leaf counts in an article if it matches there and every node above it matches too,
as in Whoosh and Lucene: a word inside an ``And`` that fails adds nothing. The score is the sum over every leaf that
counts, every key ``(level, form)`` and every text field of
``Weights.of(field, level) * idf * tf * (k1 + 1) / (tf + k1 * (1 - b + b * length / mean length))`` with
``idf = ln(N / (df + 1)) + 1``; ``tf``, ``df`` and lengths are those of that form in that field and level, ``N`` counts
the generation's articles, and the mean is taken over all N. A phrase scores as the sum of its tokens' scores where it
matches, in the fields where it stands. What stands under ``Not`` scores nothing. A form without a posting scores
nothing. ``Or`` with ``minimum`` 0 matches everything and only adds to the score.

**Owned values.** A generation may be written with an ``OwnersRule``. A value that is another's then counts, filters and
is stored as its owner, in an article that has both once; the rule sees the values as the articles have them.

With ``Weights.place_weighted``, ``tf`` is the sum over the form's places ``p`` (from 0) of
``0.7 + c * exp(-p / (0.1 L + 1))``, where ``L`` counts the places of the article's text and ``c`` makes the mean over
all of them 1, rounded so that ``255 * tf / (tf + 2)`` is whole and at most 254. Early words then count more.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, Protocol  # tuples are made in a third of the time of frozen dataclasses

from searchapp.engine.attachments import Attachment
from searchapp.model import AnalyzedArticle, Level, StoredArticle, TextField
from searchapp.model import Cursor as Cursor

KeywordField = Literal["source", "author", "person", "organisation", "place"]
KEYWORD_FIELDS: tuple[KeywordField, ...] = ("source", "author", "person", "organisation", "place")
"""Fields of whole values. Entity fields hold entity ids; the others hold the value as written."""

OwnersRule = Callable[[KeywordField, Mapping[str, int]], Mapping[str, str]]
"""Tells by the number of articles of each value of an entity field which values are another's, and whose.

Both are among the values; an owner is owned by none.
"""

Order = Literal["relevance", "newest", "oldest"]
"""How hits are ordered: by score, or by day."""

CountedLevel = Level | Literal["gram"]
"""What can be counted in a text: forms at a level, or the bordered 4-grams of the exact forms."""


class Key(NamedTuple):
    """A form at a level, as the analyzer gives it; with ``begins`` all forms that begin with it, counted as one form.

    That one form has the articles of all of them, and its ``tf`` is the sum of theirs. The empty form begins nothing.
    """

    level: Level
    form: str
    begins: bool = False


@dataclass(frozen=True, slots=True)
class Word:
    """One word of the query: matches where any key stands in any of ``fields``."""

    keys: tuple[Key, ...]
    fields: tuple[TextField, ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """Tokens of one level in order, in one of ``fields``; at most ``slop`` other words stand between them in all."""

    forms: tuple[str, ...]
    fields: tuple[TextField, ...]
    level: Level = "exact"
    slop: int = 0


@dataclass(frozen=True, slots=True)
class Keyword:
    """Matches articles whose ``field`` holds any of ``values``."""

    field: KeywordField
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Days:
    """Matches articles with ``first <= day <= last`` (ordinals; None is open). Articles without a day never match."""

    first: int | None = None
    last: int | None = None


@dataclass(frozen=True, slots=True)
class And:
    """Matches where all children match. ``And(())`` matches everything."""

    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Matches where at least ``minimum`` children match. ``Or(())`` matches nothing."""

    children: tuple[Node, ...]
    minimum: int = 1


@dataclass(frozen=True, slots=True)
class Mass:
    """Matches where the children that match hold at least ``share`` of the idf mass of all of them.

    A child's idf is ``ln(N / (n + 1)) + 1`` with ``n`` the articles of the collection that it matches; one that
    matches nowhere is not counted. ``share`` lies above 0 and is at most 1; rounding of 1e-9 is forgiven. Nothing
    matches where no child matches anywhere.
    """

    children: tuple[Node, ...]
    share: float


@dataclass(frozen=True, slots=True)
class Not:
    """Matches where the child does not."""

    child: Node


Node = Word | Phrase | Keyword | Days | And | Or | Mass | Not


@dataclass(frozen=True, slots=True)
class Filter:
    """A facet choice: any of ``include`` (if not empty) and none of ``exclude``.

    A facet's own counts ignore its own ``include``; ``exclude`` always counts.
    """

    field: KeywordField
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FacetRequest:
    """Asks for the ``size`` most frequent values of a field (ties by value), and for the counts of ``always``."""

    field: KeywordField
    size: int
    always: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of text fields and levels; a posting counts their product. ``k1`` and ``b`` are BM25's.

    ``place_weighted`` takes frequencies that count early words more; see the module.
    """

    fields: Mapping[TextField, float]
    levels: Mapping[Level, float]
    k1: float
    b: float
    place_weighted: bool = False

    def of(self, text_field: TextField, level: Level) -> float:
        return self.fields.get(text_field, 0.0) * self.levels.get(level, 0.0)


@dataclass(frozen=True, slots=True)
class RankedWord:
    """One word of the second stage: its keys, the bordered 4-grams of its spelling, and a factor on all it adds."""

    keys: tuple[Key, ...]
    grams: tuple[str, ...] = ()
    factor: float = 1.0


Neighbours = tuple[Key, Key]
"""Two forms of one level, the second right after the first."""


@dataclass(frozen=True, slots=True)
class SecondStage:
    """Scores the best ``depth`` matches of the first stage anew, where the order is by score.

    The second score is the sum over ``words`` of ``factor`` times BM25 of every key (as in the first stage, by
    ``weights``) and, at ``gram_weight``, of every gram: a gram's frequency in a text field is the sum of the
    frequencies of the exact forms that contain it (once for each time they do), its document frequency counts the
    articles with such a form in that field, and the length of a text is the number of grams in it.
    For each of ``neighbours`` that stand so in a text field at least once, the idf of both there is added at
    ``neighbour_weight`` times the field's weight: set expressions go before texts that have their words apart.

    To each second score the largest first score of all matches outside the best ``depth`` is added (0.0 if there are
    none), so that these keep their scores and come after. Ties are as in the first stage.
    """

    words: tuple[RankedWord, ...]
    fields: tuple[TextField, ...]
    weights: Weights
    gram_weight: float
    depth: int = 100
    neighbours: tuple[Neighbours, ...] = ()
    neighbour_weight: float = 0.0


@dataclass(frozen=True, slots=True)
class Recency:
    """Lets scores fade with age: each is multiplied by ``1 - share + share * 2 ** (-age / half_life)``.

    ``age`` counts the days from the article's to ``newest`` (an ordinal), and is 0 for later ones. An article without a
    day keeps ``1 - share``.
    """

    newest: int
    half_life: float
    share: float


class Plan(NamedTuple):
    """One question. ``days`` is the date filter: the day counts ignore it, everything else obeys it.

    ``fold`` folds near-duplicates (see ``likeness``): of each group's matches only the first in the order is a hit, and
    has the others in ``RawHit.similar``. Windows and cursors count these hits alone, totals and counts all matches.

    Order: by score (ties newest first, then by id) or by day (articles without a day last, ties by id).
    ``offset`` and ``size`` cut the window, out of the hits that come after ``after`` if that is given; totals and
    counts are of all matches. ``want_days`` asks for the count of matches per day.

    ``deadline`` is in seconds from the beginning of the search and is looked at between steps. Once it has passed, the
    rest is left out and the page is ``partial``. Nothing on it is wrong then: before all matches are known there are
    no hits and the total is 0; before all scores are known the order is that of the scores so far; facets and day
    counts are whole or missing.

    ``budget`` bounds the postings that the score adds up, so that frequent words of long queries cost nothing: the
    lists that would count (one for each leaf that is not under ``Not``, key and text field with a weight) are taken by
    their number of articles, fewest first and ties in the order of the tree, as long as all of them together have at
    most ``budget`` postings; the first is always taken. Matches, totals and counts do not depend on it.

    ``recency`` lets the final scores fade, those of the second stage too, where the order is by score.
    """

    tree: Node
    weights: Weights
    filters: tuple[Filter, ...] = ()
    days: Days | None = None
    sort: Order = "relevance"
    offset: int = 0
    size: int = 20
    facets: tuple[FacetRequest, ...] = ()
    want_days: bool = False
    after: Cursor | None = None
    deadline: float | None = None
    second: SecondStage | None = None
    budget: int | None = None
    fold: bool = False
    recency: Recency | None = None


class RawHit(NamedTuple):
    """An article's id and score (0.0 where nothing scored); ``similar`` are the matches folded under it, in order."""

    id: str
    score: float
    similar: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RawFacet:
    """Counts over all matches: ``values`` most frequent first, then the wanted ones that were not among them.

    ``distinct`` counts values with a match, ``total`` adds the counts of all values, ``missing`` counts matches
    without one.
    """

    values: tuple[tuple[str, int], ...]
    distinct: int
    total: int
    missing: int


_NO_COUNTS: Mapping[Any, Any] = MappingProxyType({})


class RawPage(NamedTuple):
    """The answer to a plan. ``days`` maps ordinals to counts (None is the key of articles without a day).

    ``next`` is the place of the last hit if more come after it; ``partial`` says that the deadline cut something.
    ``folded`` of the ``total`` matches stand under another hit, so that all windows together have the rest.
    """

    hits: tuple[RawHit, ...]
    total: int
    facets: Mapping[KeywordField, RawFacet] = _NO_COUNTS
    days: Mapping[int | None, int] = _NO_COUNTS
    partial: bool = False
    next: Cursor | None = None
    folded: int = 0


@dataclass(frozen=True, slots=True)
class GenerationInfo:
    """What a generation's manifest says. ``analyzer`` is the analyzer's version; ``articles`` their number."""

    name: str
    created: datetime
    articles: int
    analyzer: str
    engine: str
    bytes: int
    live: bool


@dataclass(frozen=True, slots=True)
class ValueInfo:
    """A value of a keyword field, its label, and the number of articles that have it.

    The label is the one that most of these articles give the value, of several the first by code points.
    """

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class TermInfo:
    """An indexed form and the number of articles that have it in the field."""

    form: str
    count: int


@dataclass(frozen=True, slots=True)
class BatchWords:
    """The texts of a batch of articles in a compact shape: every distinct word once, texts as numbers of words.

    ``forms[level][w]`` is the form of word ``w`` at a level; the lists of all levels are equally long.
    ``numbers[text field]`` (32 bits each) names the words of all articles' texts, one after another in the order of
    the articles, and ``counts[text field][i]`` says how many of them are of article ``i``.
    """

    forms: Mapping[Level, Sequence[str]]
    numbers: Mapping[TextField, array[int]]
    counts: Mapping[TextField, array[int]]


@dataclass(frozen=True, slots=True)
class Batch:
    """Analysed articles for ``Writer.add_batch``; ``records[i]`` is what ``Engine.encode`` made of article ``i``.

    ``fingerprints`` has one for each article, or none at all.
    """

    articles: Sequence[StoredArticle]
    records: Sequence[bytes]
    words: BatchWords
    fingerprints: Sequence[bytes] = ()


class Reader(Protocol):
    """An open generation; unaffected by later builds. Safe for use from several threads."""

    @property
    def info(self) -> GenerationInfo: ...

    def search(self, plan: Plan) -> RawPage:
        """Answer a plan; an unknown value or form matches nothing."""
        ...

    def fetch(self, ids: Sequence[str]) -> Mapping[str, StoredArticle]:
        """Give the stored articles; unknown ids are left out."""
        ...

    def positions(
        self, ids: Sequence[str], keys: Mapping[TextField, Sequence[Key]]
    ) -> Mapping[str, Mapping[TextField, Sequence[int]]]:
        """Give by article and text field the positions, ascending, at which any of the keys stands.

        A position is the number of a token of the text. Unknown ids are left out.
        """
        ...

    def terms(self, text_field: TextField, level: Level, prefix: str, limit: int, least: int = 1) -> Sequence[TermInfo]:
        """List the most frequent forms that begin with ``prefix`` and that ``least`` articles have (ties by form)."""
        ...

    def count(self, text_field: TextField, level: CountedLevel, form: str) -> int:
        """Count the articles that have a form, or a gram, in a text field."""
        ...

    def mean_length(self, text_field: TextField, level: CountedLevel) -> float:
        """Give the mean length of a text over all articles, in forms at a level or in grams; 0.0 if there are none."""
        ...

    def values(self, keyword: KeywordField) -> Sequence[ValueInfo]:
        """List all values of a keyword field, most frequent first (ties by value)."""
        ...

    def owner(self, keyword: KeywordField, value: str) -> str:
        """Give the value that another counts for; any other, also an unknown one, is its own."""
        ...

    def day_range(self) -> tuple[int, int] | None:
        """First and last day of the generation, or None if no article has one."""
        ...

    def similar(self, article_id: str) -> Sequence[str]:
        """List the near-duplicates of an article, newest first (ties by id); none of an unknown one."""
        ...

    def attached(self, name: str) -> bytes | None:
        """Give what was attached to the generation under a name, or None."""
        ...

    def close(self) -> None: ...


class Writer(Protocol):
    """Writes one new generation; nothing is visible before ``Engine.promote``."""

    def add(self, article: AnalyzedArticle) -> None:
        """Add one article; its id must be new to the generation (ValueError otherwise)."""
        ...

    def add_batch(self, batch: Batch) -> None:
        """Add articles in their order; the same as adding them one by one, but fast."""
        ...

    def attach(self, name: str, content: Attachment) -> None:
        """Keep bytes of the caller's with the generation, up to some megabytes; the last of a name counts.

        A function is asked for them after everything else is written; what it raises ends the build. They are checked
        like all that the generation has. A name is made of small Latin letters, digits and ``-`` (ValueError
        otherwise). An update takes over what was attached to the earlier generation.
        """
        ...


class Updater(Writer, Protocol):
    """Writes a generation that is an earlier one with changes."""

    def delete(self, article_id: str) -> bool:
        """Remove an article; False if there is none of that id."""
        ...

    def __contains__(self, article_id: object) -> bool:
        """Whether the generation, as changed so far, has an article of that id."""
        ...

    def attachment(self, name: str) -> bytes | None:
        """Give what is attached so far under a name, or was to the earlier generation, or None."""
        ...


class Engine(Protocol):
    """Keeps generations and opens readers."""

    name: str

    @property
    def encode(self) -> Callable[[StoredArticle], bytes]:
        """What turns an article into the bytes that the engine keeps of it: a function that any process may call."""
        ...

    def build(self, analyzer: str, owners: OwnersRule | None = None) -> AbstractContextManager[tuple[str, Writer]]:
        """Start a generation, giving its name and writer; leaving the block completes it, an exception removes it.

        ``analyzer`` is the analyzer's version for the manifest. Raises IndexLockedError while another build runs.
        """
        ...

    def update(
        self, analyzer: str, generation: str | None = None, owners: OwnersRule | None = None
    ) -> AbstractContextManager[tuple[str, Updater]]:
        """Start a generation that begins as a copy of the live one (or of the named one); otherwise like ``build``.

        To change an article, delete it and add it anew. Once promoted, its answers equal those of a generation built
        from nothing with the same articles. Raises also what ``open`` raises.
        """
        ...

    def promote(self, generation: str) -> None:
        """Make a complete, verified generation the live one, atomically. Also rolls back."""
        ...

    def open(self, analyzer: str, generation: str | None = None) -> Reader:
        """Open the live generation (or the named one) after checking its manifest.

        Raises IndexMissingError, IndexCorruptError, or IndexOutdatedError if it was built by another analyzer.
        """
        ...

    def live(self) -> str | None:
        """Name the live generation, or None if nothing was promoted yet. Cheap enough to ask before every request."""
        ...

    def generations(self) -> Sequence[GenerationInfo]:
        """All complete generations, newest first."""
        ...

    def verify(self, generation: str) -> Iterable[str]:
        """Compare every file with the manifest; give one line for each fault (none if sound)."""
        ...

    def drop(self, generation: str) -> None:
        """Remove a generation that is not live."""
        ...
