"""Two hundred varied searches as people write them, drawn from the collection's own titles with a fixed seed.

A search is the parameters of the page and the API: ``[("q", "قمة المناخ"), ("source", "نشرة البيئة")]``.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from searchapp.arabic.analyzer import default_analyzer
from searchapp.model import Article

Search = list[tuple[str, str]]

SEARCHES: Final = 200
SAMPLED_ARTICLES: Final = 400
_SEED: Final = 11
_PREFIX_LETTERS: Final = 4
_SHARES: Final = {"word": 40, "words": 60, "phrase": 30, "prefix": 10, "either": 20, "source": 20, "dates": 20}
"""How many searches of each form; ``SEARCHES`` in all."""


class Sample:
    """An even sample of a stream of articles of unknown length (Vitter's algorithm R)."""

    def __init__(self) -> None:
        self._chance = random.Random(_SEED)
        self._seen = 0
        self.articles: list[Article] = []

    def add(self, article: Article) -> None:
        """Look at the next article."""
        self._seen += 1
        if len(self.articles) < SAMPLED_ARTICLES:
            self.articles.append(article)
            return
        place = self._chance.randrange(self._seen)
        if place < SAMPLED_ARTICLES:
            self.articles[place] = article


def choose_searches(articles: Sequence[Article], times: int = 1, seed: int = _SEED) -> list[Search]:
    """Draw ``times * SEARCHES`` searches, all forms mixed. Raises ValueError where no title has three words."""
    chance = random.Random(seed)
    titles = [(article, words) for article in articles if len(words := _words(article.title)) >= 3]
    if not titles:
        raise ValueError("the articles have no titles of three words to draw searches from")
    searches = [
        _FORMS[form](chance, *chance.choice(titles)) for form, share in _SHARES.items() for _ in range(share * times)
    ]
    chance.shuffle(searches)
    return searches


def write_searches(searches: Sequence[Search], file: Path) -> None:
    """Write the searches for another process."""
    file.write_text(json.dumps(searches, ensure_ascii=False), encoding="utf-8")


def read_searches(file: Path) -> list[Search]:
    """Read what ``write_searches`` wrote."""
    return [[(name, value) for name, value in search] for search in json.loads(file.read_text(encoding="utf-8"))]


def address(route: str, search: Search) -> str:
    """The address of a search on the page or the API. Example: ``/search?q=…``."""
    return f"{route}?{urlencode(search)}"


def _words(title: str) -> list[str]:
    """The words of a title without function words and numbers."""
    tokens = default_analyzer().analyze(title)
    return [token.text for token in tokens if not token.stop and len(token.exact) >= 3 and token.exact.isalpha()]


def _few(chance: random.Random, words: list[str]) -> str:
    return " ".join(chance.sample(words, chance.choice((2, 2, 3))))


def _word(chance: random.Random, _: Article, words: list[str]) -> Search:
    return [("q", chance.choice(words))]


def _several(chance: random.Random, _: Article, words: list[str]) -> Search:
    return [("q", _few(chance, words))]


def _phrase(chance: random.Random, _: Article, words: list[str]) -> Search:
    place = chance.randrange(len(words) - 1)
    return [("q", f'"{words[place]} {words[place + 1]}"')]


def _prefix(chance: random.Random, _: Article, words: list[str]) -> Search:
    return [("q", f"{chance.choice(words)[:_PREFIX_LETTERS]}*")]


def _either(chance: random.Random, _: Article, words: list[str]) -> Search:
    return [("q", " أو ".join(chance.sample(words, 2)))]


def _in_source(chance: random.Random, article: Article, words: list[str]) -> Search:
    filtered = [("source", f"+{article.source}")] if article.source else []
    return [("q", _few(chance, words)), *filtered]


def _in_days(chance: random.Random, article: Article, words: list[str]) -> Search:
    month = article.published.date.isoformat()[:7] if article.published else "1900"
    return [("q", _few(chance, words)), ("from", month)]


_FORMS: Final[dict[str, Callable[[random.Random, Article, list[str]], Search]]] = {
    "word": _word,
    "words": _several,
    "phrase": _phrase,
    "prefix": _prefix,
    "either": _either,
    "source": _in_source,
    "dates": _in_days,
}
