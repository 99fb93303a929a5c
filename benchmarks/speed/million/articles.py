"""Articles made of words that are distributed as in news: few are frequent, and new ones never stop coming.

A word's rank ``r`` (from 0) is drawn with ``P(rank >= r) = (1 + r / Q) ** -A`` (Zipf and Mandelbrot's law). With the
constants here the most frequent word is 3 % of all, and 7.3 million words have about 60,000 different ones, growing
with the power 0.6 (Heaps' law): near to the stems of the Arabic news that the comparison of engines was made on, which
has 49,000, and as there an article has 300 words on the average.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from searchapp.engine.base import BatchWords
from searchapp.model import Article, Entity, EntityKind, Published, StoredArticle

Ranks = NDArray[np.int64]

BATCH: Final = 500
_SEED: Final = 11
_Q: Final = 20.0
_A: Final = 0.6
_LARGEST_RANK: Final = 8_000_000
_LENGTH: Final = (5.45, 0.7)
"""Mean and deviation of the logarithm of an article's words."""
_LETTERS: Final = np.array(list("ابتثجحخدرزسشصطعغفقكلمنهوي"))
_SPREAD: Final = 5_700_007
"""Odd and no multiple of 5, so that neighbours in rank begin with different letters."""
_ENDINGS: Final = ("", "", "", "ها", "ين")
_SOURCES: Final = 12
_DAYS: Final = 365
_FIRST_DAY: Final = date(2021, 1, 1)
_NAMES: Final[dict[EntityKind, float]] = {"person": 2.1, "organisation": 1.6, "place": 3.1}
"""Names of each kind in an article, on the average."""


@dataclass(frozen=True, slots=True)
class GeneratedBatch:
    """Some articles: values, the ranks of all words one after another, and how many of them each article has."""

    articles: tuple[StoredArticle, ...]
    ranks: Ranks
    counts: NDArray[np.int32]


def generate(articles: int) -> Iterator[GeneratedBatch]:
    """Give so many articles in batches; always the same ones."""
    chance = np.random.default_rng(_SEED)
    for first in range(0, articles, BATCH):
        size = min(BATCH, articles - first)
        counts = np.maximum(chance.lognormal(*_LENGTH, size), 5).astype(np.int32)
        yield GeneratedBatch(
            tuple(_stored(chance, number) for number in range(first, first + size)),
            draw_ranks(chance, int(counts.sum())),
            counts,
        )


def draw_ranks(chance: np.random.Generator, size: int) -> Ranks:
    """Draw the ranks of so many words."""
    tail = 1.0 - chance.random(size)
    ranks: Ranks = np.minimum(_Q * (tail ** (-1 / _A) - 1), _LARGEST_RANK).astype(np.int64)
    return ranks


def stems(ranks: Ranks) -> list[str]:
    """Spell words by their ranks: five letters each, all different."""
    base = len(_LETTERS)
    codes = ranks * _SPREAD % base**5
    columns = [_LETTERS[codes // base**power % base] for power in range(4, -1, -1)]
    return ["".join(letters) for letters in zip(*columns, strict=True)]


def words_of(batch: GeneratedBatch) -> BatchWords:
    """Give the words of a batch as the engine takes them; the exact form of a stem has one of a few endings."""
    endings = np.arange(len(batch.ranks)) * 7 // 3 % len(_ENDINGS)
    different, numbers = np.unique(batch.ranks * len(_ENDINGS) + endings, return_inverse=True)
    found = stems(different // len(_ENDINGS))
    written = different % len(_ENDINGS)
    return BatchWords(
        {
            "exact": [stem + _ENDINGS[i] for stem, i in zip(found, written.tolist(), strict=True)],
            "stem": found,
        },
        {"body": array("i", numbers.astype(np.int32).tobytes())},
        {"body": array("i", batch.counts.tobytes())},
    )


def _stored(chance: np.random.Generator, number: int) -> StoredArticle:
    day = _FIRST_DAY + timedelta(days=int(chance.integers(_DAYS)))
    source = f"نشرة {min(int(chance.geometric(0.3)), _SOURCES)}"
    article = Article(id=str(number), title="", body="", source=source, published=Published(day, "day", "given"))
    return StoredArticle(article, tuple(_entities(chance)))


def _entities(chance: np.random.Generator) -> Iterator[Entity]:
    for kind, mean in _NAMES.items():
        for rank in np.unique(draw_ranks(chance, int(chance.poisson(mean)))).tolist():
            yield Entity(f"{kind}:{rank}", kind, f"اسم {rank}")
