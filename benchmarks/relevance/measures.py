"""What a ranking is worth: how often the first hit is right, how high the first right one stands, whether one is there.

All three look at the first ten hits. A question counts the same whatever the number of its relevant texts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median
from typing import Final

from benchmarks.relevance.sets import QuestionSet

DEPTH: Final = 10


@dataclass(frozen=True, slots=True)
class Answer:
    """What an engine gave: the ids of its best hits, how many results it counted, and whether it eased the demand."""

    ids: tuple[str, ...]
    total: int = 0
    relaxed: bool = False


@dataclass(frozen=True, slots=True)
class Quality:
    """Means over a set, from 0 to 1. ``found`` is success at ten."""

    first: float
    reciprocal: float
    found: float

    def minus(self, other: Quality) -> Quality:
        """Give the difference to another quality."""
        return Quality(self.first - other.first, self.reciprocal - other.reciprocal, self.found - other.found)


@dataclass(frozen=True, slots=True)
class Results:
    """How many results the answers of a set have: the median, and the shares without any and with an eased demand."""

    median: float
    empty: float
    relaxed: float


def rank(answer: Answer, relevant: frozenset[str]) -> int | None:
    """Give the place of the first relevant hit among the first ten, from 1; None if there is none."""
    return next((place for place, found in enumerate(answer.ids[:DEPTH], 1) if found in relevant), None)


def quality(asked: QuestionSet, answers: Mapping[str, Answer]) -> Quality:
    """Measure answers, which are kept by the id of their question."""
    ranks = [rank(answers[question.id], question.relevant) for question in asked.questions]
    return Quality(
        first=fmean(place == 1 for place in ranks),
        reciprocal=fmean(1 / place if place else 0.0 for place in ranks),
        found=fmean(place is not None for place in ranks),
    )


def results(answers: Sequence[Answer]) -> Results:
    """Count the results of answers."""
    return Results(
        median=median(answer.total for answer in answers),
        empty=fmean(answer.total == 0 for answer in answers),
        relaxed=fmean(answer.relaxed for answer in answers),
    )
