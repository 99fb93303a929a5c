from __future__ import annotations

import pytest

from searchapp.engine.base import And, Key, Mass, Node, Or, Word
from searchapp.search.demand import EASIER, Demand, demanded

WORDS = tuple(Word((Key("stem", form),), ("body",)) for form in "ابجدهو")


@pytest.mark.parametrize(
    ("count", "demand", "node"),
    [
        (2, "rule", And(WORDS[:2])),
        (3, "rule", Or(WORDS[:3], minimum=2)),
        (4, "rule", Or(WORDS[:4], minimum=3)),
        (5, "rule", Mass(WORDS[:5], 0.5)),
        (6, "every", And(WORDS)),
        (3, "half", Mass(WORDS[:3], 0.5)),
        (3, "third", Mass(WORDS[:3], 0.3)),
        (3, "any", Or(WORDS[:3])),
    ],
)
def test_a_demand_is_a_node_over_the_words(count: int, demand: Demand, node: Node) -> None:
    assert demanded(WORDS[:count], demand) == node


@pytest.mark.parametrize("demand", ["every", "rule", *EASIER])
def test_one_word_must_match_whatever_is_demanded(demand: Demand) -> None:
    assert demanded(WORDS[:1], demand) == WORDS[0]
