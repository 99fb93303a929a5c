"""Which articles are results: how many of the words that stand side by side in a query an article must have.

One or two words: all of them. Three or four: all but one. More: words with half of the idf mass, so that rare words
weigh more than frequent ones. Where that gives fewer than ten articles, the demand is eased step by step, and the
reader is told. All words as the only demand lost up to 28 points of MRR on headlines cut to three words, and
left 42 % of these queries without an answer; any word gives half of the collection.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

from searchapp.engine import base as engine

Demand = Literal["every", "rule", "half", "third", "any"]
"""``every`` word; as many as the ``rule`` says; words with ``half`` or a ``third`` of the idf mass; ``any`` word."""

EASIER: Final[tuple[Demand, ...]] = ("half", "third", "any")
"""What is asked instead, in this order, where the rule finds fewer than ``FLOOR`` articles."""

FLOOR: Final = 10
"""Results below which the demand is eased: a page should not be empty while articles have most of the words."""

_FEW: Final = 2
_SOME: Final = 4
_HALF: Final = 0.5
_THIRD: Final = 0.3


def demanded(words: Sequence[engine.Node], demand: Demand) -> engine.Node:
    """Put a demand on words; each should be there once, for a word that is asked twice is one word."""
    every, count = tuple(words), len(words)
    if count == 1:
        return every[0]
    match demand:
        case "every":
            return engine.And(every)
        case "any":
            return engine.Or(every)
        case "rule" if count <= _FEW:
            return engine.And(every)
        case "rule" if count <= _SOME:
            return engine.Or(every, minimum=count - 1)
        case _:
            return engine.Mass(every, _THIRD if demand == "third" else _HALF)
