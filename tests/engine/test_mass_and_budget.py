"""At least so much of the idf mass, and scores within a budget of postings: the same in every engine."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from searchapp.engine.base import And, Mass, Node, Not, Or, Plan, Reader
from tests.engine.conftest import Load
from tests.engine.corpora import WEIGHTS, analyzed, phrase, word

# In so many of the five articles: نيل 4, سد 2, مطر 1.
TEXTS = {"1": "نيل", "2": "نيل سد", "3": "سد نيل مطر", "4": "نيل", "5": "خبر"}
ARTICLES = [analyzed(article_id, text) for article_id, text in TEXTS.items()]
NILE, DAM, RAIN, ABSENT = word("نيل"), word("سد"), word("مطر"), word("غائب")


def ids(reader: Reader, tree: Node, budget: int | None = None) -> list[str]:
    return sorted(hit.id for hit in reader.search(Plan(tree, WEIGHTS, budget=budget)).hits)


def scores(reader: Reader, tree: Node, budget: int | None = None) -> dict[str, float]:
    return {hit.id: hit.score for hit in reader.search(Plan(tree, WEIGHTS, budget=budget)).hits}


@pytest.mark.parametrize(
    ("share", "found"),
    [(0.01, "1234"), (0.2, "1234"), (0.3, "23"), (0.6, "3"), (1.0, "3")],
)
def test_mass_counts_rare_words_more(load: Load, share: float, found: str) -> None:
    assert ids(load(ARTICLES), Mass((NILE, DAM, RAIN), share)) == list(found)


def test_a_share_that_is_met_exactly_suffices(load: Load) -> None:
    nile, dam = math.log(5 / 5) + 1, math.log(5 / 3) + 1
    assert ids(load(ARTICLES), Mass((NILE, DAM), nile / (nile + dam))) == ["1", "2", "3", "4"]
    assert ids(load(ARTICLES), Mass((NILE, DAM), dam / (nile + dam))) == ["2", "3"]


def test_what_matches_nowhere_has_no_mass(load: Load) -> None:
    reader = load(ARTICLES)
    assert ids(reader, Mass((DAM, ABSENT, ABSENT), 1.0)) == ["2", "3"]
    assert ids(reader, Mass((ABSENT,), 0.5)) == []
    assert ids(reader, Mass((), 0.5)) == []


def test_mass_is_that_of_the_collection_wherever_it_stands(load: Load) -> None:
    reader = load(ARTICLES)
    assert ids(reader, And((RAIN, Mass((NILE, DAM), 0.5)))) == ["3"]
    assert ids(reader, And((DAM, Mass((NILE, RAIN), 0.5)))) == ["3"]
    assert ids(reader, Not(Mass((DAM, RAIN), 0.3))) == ["1", "4", "5"]
    assert ids(reader, Mass((And((NILE, DAM)), phrase("نيل سد"), Not(NILE)), 0.6)) == ["2"]


def test_a_leaf_counts_only_where_its_branch_matches(load: Load) -> None:
    """An article may match without a branch, of which a part stands in it all the same."""
    reader = load(ARTICLES)
    both = And((NILE, RAIN))
    every, pair = Or((both, DAM, NILE), minimum=2), Mass((both, DAM, DAM, NILE), 0.1)
    assert scores(reader, every)["2"] == pytest.approx(scores(reader, Or((DAM, NILE)))["2"])
    assert scores(reader, pair)["1"] == pytest.approx(scores(reader, NILE)["1"])


def test_budget_takes_the_rarest_lists(load: Load) -> None:
    reader = load(ARTICLES)
    tree = Or((NILE, DAM, RAIN))
    assert ids(reader, tree, budget=0) == ["1", "2", "3", "4"]
    whole = scores(reader, tree)
    assert scores(reader, tree, budget=7) == whole
    for budget, counted in ((0, RAIN), (2, RAIN), (3, Or((RAIN, DAM))), (6, Or((RAIN, DAM)))):
        expected = dict.fromkeys(whole, 0.0) | scores(reader, counted)
        assert scores(reader, tree, budget=budget) == pytest.approx(expected)


def test_budget_is_not_spent_on_what_has_no_weight(load: Load) -> None:
    reader = load([analyzed("1", "نيل سد", title="سد"), analyzed("2", "نيل"), analyzed("3", "نيل")])
    weights = replace(WEIGHTS, fields={"title": 0.0, "body": 1.0})
    tree = And((word("سد", "title"), word("سد", "body"), word("نيل", "body")))
    within, cut = (reader.search(Plan(tree, weights, budget=budget)).hits[0].score for budget in (4, 3))
    assert within == pytest.approx(reader.search(Plan(tree, weights)).hits[0].score)
    assert cut == pytest.approx(reader.search(Plan(word("سد", "body"), weights)).hits[0].score)
