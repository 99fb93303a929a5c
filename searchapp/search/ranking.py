"""The weights of the score, all in one place, each with where it came from, and one function for each stage.

Figures are R@1/MRR@10 over the development sets of ``benchmarks.relevance`` (questions to paragraphs twice, headlines
to bodies of news). What is called measured was chosen where the three sets agreed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from searchapp.engine.base import Neighbours, RankedWord, Recency, SecondStage, Weights
from searchapp.model import Level, TextField

FIELD_WEIGHTS: Final[dict[TextField, float]] = {"title": 1.0, "body": 1.0, "caption": 0.3}
"""A title is a short text of its own, so that its words tell without a higher weight: for the headline that one paper
gave a story, other papers' articles on it come first at .732/.813, at .710/.798 with weight 2, at .628/.742 without
titles (``benchmarks.relevance.retold``). Captions are found but hardly move an article; that is by judgement."""

FIRST_LEVELS: Final[dict[Level, float]] = {"stem": 1.0, "exact": 0.4}
"""First stage: every exact match is a stem match too, so that the written form counts 1.4, another form of the word 1.

Measured; roots and grams here cost three to nine times the postings for a fifth of a point.
"""

SECOND_LEVELS: Final[dict[Level, float]] = {"stem": 1.0, "exact": 0.1, "root": 0.8}
"""Second stage, measured together with the grams, which leave little to the written form."""

GRAM_WEIGHT: Final = 0.9
"""Bordered 4-grams of the written form: measured at two points over stem, exact and root alone."""

NEIGHBOUR_WEIGHT: Final = 3.0
"""On the idf of two words of a query that stand side by side, over the square of how many more words it has than one.

Two words are mostly a set expression: without this a cow on the run led for «سورة البقرة». In long questions, where it
could be measured, it may weigh little: at 0, .15, .3 and .6 for every pair, whatever the number of words, questions to
paragraphs are at .674/.769, .673/.769, .674/.769, .670/.766 and .919/.936, .919/.937, .921/.938, .922/.940,
headlines at .653/.742, .655/.743, .653/.743, .650/.741; as it is, at .674/.768, .922/.940, .652/.742.
"""

QUESTION_FACTOR: Final = 0.7
"""On the content word that follows a question word: measured; "city" in "in which city was he born" says what is
asked for, and seldom stands in the answer. Half or less loses."""

K1: Final = 0.8
B: Final = 0.85
"""BM25's saturation and length normalisation, measured (Lucene's defaults are 1.2 and 0.75)."""

DEPTH: Final = 100
"""Best articles of the first stage that are scored anew."""

BUDGET_FROM: Final = 100_000
BUDGET_PART: Final = 8
"""From so many articles on, the first stage reads the rarest lists up to this part of as many postings as there are
articles: at most a fifth of a point was lost where both could be measured, with 8,000 and 31,000 articles."""

HALF_LIFE: Final = 30.0
AGE_SHARE: Final = 0.5
"""Where newer articles are wanted first among the relevant: half of the score fades, by half in thirty days. By
judgement: an article of today goes before one of two months ago that is half as relevant again, and before none that
is more than twice as relevant, however old that is."""

_FIRST: Final = Weights(fields=FIELD_WEIGHTS, levels=FIRST_LEVELS, k1=K1, b=B, place_weighted=True)
_SECOND: Final = Weights(fields=FIELD_WEIGHTS, levels=SECOND_LEVELS, k1=K1, b=B, place_weighted=True)


def first_stage() -> Weights:
    """Give the weights that order all matches.

    Early places count more: one to two points over plain frequencies where titles are not indexed, neither more nor
    less where they are.
    """
    return _FIRST


def second_stage(
    words: Sequence[RankedWord], fields: tuple[TextField, ...], neighbours: Sequence[Neighbours] = ()
) -> SecondStage | None:
    """Give the stage that orders the best matches anew by the query's content words; None where it has none."""
    if not words:
        return None
    weight = NEIGHBOUR_WEIGHT / max(len(words) - 1, 1) ** 2
    return SecondStage(tuple(words), fields, _SECOND, GRAM_WEIGHT, DEPTH, tuple(neighbours), weight)


def recency(newest: int) -> Recency:
    """Give how scores fade with age, counted from the newest day of the collection (an ordinal)."""
    return Recency(newest, HALF_LIFE, AGE_SHARE)


def posting_budget(articles: int) -> int | None:
    """Give the postings that the first stage may read in a collection of so many articles; None is all of them."""
    return articles // BUDGET_PART if articles > BUDGET_FROM else None
