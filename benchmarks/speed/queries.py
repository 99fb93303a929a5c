"""The eight classes of queries, drawn from the corpus itself with a fixed seed, and the answers to them."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final, Literal, cast, get_args

from benchmarks.speed.corpus import ReadyArticle, read_ready

QueryClass = Literal["rare", "frequent", "or", "and", "phrase", "prefix", "date", "facets"]
QUERY_CLASSES: Final[tuple[QueryClass, ...]] = get_args(QueryClass)
CLASS_NAMES: Final[dict[QueryClass, str]] = {
    "rare": "rare term",
    "frequent": "frequent term",
    "or": "OR of 2-3",
    "and": "AND of 2-3",
    "phrase": "phrase",
    "prefix": "prefix, 3 letters",
    "date": "date range + OR",
    "facets": "OR + 3 facets",
}
QUERIES_FILE: Final = "queries.tsv"
QUERIES_PER_CLASS: Final = 25
TOP: Final = 10
"""Hits that a query asks for."""
FACET_SIZE: Final = 10
"""Values that a query asks of each facet."""

_SEED: Final = 7
_SAMPLED_ARTICLES: Final = 500
_FREQUENT_WORDS: Final = 100
_LONGEST_RANGE: Final = 4
_ARABIC: Final = range(ord("\N{ARABIC LETTER HAMZA}"), ord("\N{ARABIC LETTER YEH}") + 1)


@dataclass(frozen=True, slots=True)
class Query:
    """One query over the stems. ``first`` and ``last`` are days (ordinals, inclusive), set in the class ``date``."""

    kind: QueryClass
    terms: tuple[str, ...]
    first: int = 0
    last: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """How many hits were given, how many articles match, and of each facet the largest counts.

    ``facets`` has source, day and entity, each with at most ``FACET_SIZE`` counts, largest first; labels are left
    out, as engines order ties differently.
    """

    top: int
    total: int
    facets: tuple[tuple[int, ...], ...] = ()


def largest(counts: Iterable[int]) -> tuple[int, ...]:
    """The counts of a facet as ``Answer`` has them."""
    return tuple(sorted((count for count in counts if count), reverse=True)[:FACET_SIZE])


def choose_queries(scratch: Path, articles: int) -> list[Query]:
    """Draw the queries and write them to ``queries.tsv``.

    Raises ValueError where the corpus has too few different words or no days.
    """
    chance = random.Random(_SEED)
    wanted = set(chance.sample(range(articles), min(articles, _SAMPLED_ARTICLES)))
    frequencies: Counter[str] = Counter()
    days: set[int] = set()
    sample: list[ReadyArticle] = []
    for article in read_ready(scratch):
        frequencies.update(word for word in set(article.text.split(" ")) if _is_word(word))
        days.add(article.day)
        if article.number in wanted:
            sample.append(article)
    queries = Chooser(chance, frequencies, sample, sorted(days - {0}), articles).all()
    lines = ["\t".join((q.kind, " ".join(q.terms), str(q.first), str(q.last))) for q in queries]
    (scratch / QUERIES_FILE).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return queries


def read_queries(scratch: Path) -> dict[QueryClass, list[Query]]:
    """Read what ``choose_queries`` wrote, by class."""
    queries: dict[QueryClass, list[Query]] = {kind: [] for kind in QUERY_CLASSES}
    for line in (scratch / QUERIES_FILE).read_text(encoding="utf-8").splitlines():
        kind, terms, first, last = line.split("\t")
        known = cast(QueryClass, kind)
        queries[known].append(Query(known, tuple(terms.split(" ")), int(first), int(last)))
    return queries


class Chooser:
    """Draws queries from words by the number of articles that have them, and from words that stand together."""

    def __init__(
        self,
        chance: random.Random,
        frequencies: Counter[str],
        sample: Sequence[ReadyArticle],
        days: Sequence[int],
        articles: int,
    ) -> None:
        self._chance = chance
        self._frequencies = frequencies
        self._days = days
        self._common = max(2, articles // 1500)
        self._rare = (2, max(5, articles // 1000))
        self._texts = [words for words in (self._usual(article) for article in sample) if len(set(words)) >= 5]

    def all(self) -> list[Query]:
        """Draw ``QUERIES_PER_CLASS`` queries of every class."""
        words = sorted(self._frequencies)
        low, high = self._rare
        rare = [word for word in words if low <= self._frequencies[word] <= high]
        frequent = sorted(words, key=lambda word: (-self._frequencies[word], word))[:_FREQUENT_WORDS]
        prefixes = sorted({word[:3] for word in words if self._frequencies[word] >= self._common})
        if not (self._texts and self._days):
            raise ValueError("the corpus has too few words or no days to draw queries from")
        pairs = [self._together(2) for _ in range(QUERIES_PER_CLASS)]
        return [
            *(Query("rare", (word,)) for word in self._some(rare)),
            *(Query("frequent", (word,)) for word in self._some(frequent)),
            *(Query("or", self._together(self._chance.choice((2, 3)))) for _ in range(QUERIES_PER_CLASS)),
            *(Query("and", self._together(self._chance.choice((2, 3)))) for _ in range(QUERIES_PER_CLASS)),
            *(Query("phrase", self._neighbours()) for _ in range(QUERIES_PER_CLASS)),
            *(Query("prefix", (prefix,)) for prefix in self._some(prefixes)),
            *(Query("date", pair, *self._span()) for pair in pairs),
            *self._facets(frequent),
        ]

    def _usual(self, article: ReadyArticle) -> list[str]:
        """The article's words in order, without marks, numbers and words of hardly any article."""
        return [word for word in article.text.split(" ") if self._frequencies[word] >= self._common]

    def _some(self, words: Sequence[str]) -> list[str]:
        if len(words) < QUERIES_PER_CLASS:
            raise ValueError(f"the corpus is too small: {len(words)} words where {QUERIES_PER_CLASS} are drawn")
        return self._chance.sample(words, QUERIES_PER_CLASS)

    def _together(self, size: int) -> tuple[str, ...]:
        """Different words of one article."""
        return tuple(self._chance.sample(sorted(set(self._chance.choice(self._texts))), size))

    def _neighbours(self) -> tuple[str, str]:
        """Two different words that follow each other in one article, words that are not usual left out."""
        pairs = [pair for pair in pairwise(self._chance.choice(self._texts)) if pair[0] != pair[1]]
        return self._chance.choice(pairs)

    def _span(self) -> tuple[int, int]:
        """A few days of those that articles have."""
        first = self._chance.randrange(len(self._days))
        last = min(first + self._chance.randrange(_LONGEST_RANGE), len(self._days) - 1)
        return self._days[first], self._days[last]

    def _facets(self, frequent: Sequence[str]) -> list[Query]:
        """Words of one article, and in every other query a frequent one with them."""
        queries = []
        for number in range(QUERIES_PER_CLASS):
            words = self._together(2)
            if number % 2:
                words = tuple(dict.fromkeys((self._chance.choice(frequent), words[0])))
            queries.append(Query("facets", words))
        return queries


def _is_word(text: str) -> bool:
    return len(text) >= 3 and all(ord(letter) in _ARABIC for letter in text)
