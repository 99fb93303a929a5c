from __future__ import annotations

import pytest

from searchapp.engine.base import Key, RankedWord
from searchapp.model import LEVELS
from searchapp.search.ranking import BUDGET_FROM, BUDGET_PART, DEPTH, first_stage, posting_budget, second_stage

WORD = RankedWord((Key("stem", "درس"),))


def test_both_stages_count_early_words_more_in_the_same_fields() -> None:
    stage = second_stage([WORD], ("title", "body"))
    assert stage is not None
    assert stage.words == (WORD,)
    assert stage.depth == DEPTH
    assert stage.gram_weight > 0
    assert first_stage().place_weighted
    assert stage.weights.place_weighted
    assert stage.weights.fields == first_stage().fields


def test_the_first_stage_reads_no_root_and_the_second_every_level() -> None:
    stage = second_stage([WORD], ("body",))
    assert stage is not None
    assert first_stage().of("body", "root") == 0
    assert all(stage.weights.of("body", level) > 0 for level in LEVELS)


def test_two_words_side_by_side_count_most_where_nothing_else_is_asked() -> None:
    pair = (Key("stem", "سور"), Key("stem", "بقر"))
    weights = {}
    for words in (1, 2, 3, 6):
        stage = second_stage([WORD] * words, ("body",), [pair])
        assert stage is not None
        assert stage.neighbours == (pair,)
        weights[words] = stage.neighbour_weight
    assert weights == pytest.approx({1: 3.0, 2: 3.0, 3: 0.75, 6: 0.12})


def test_without_words_there_is_no_second_stage() -> None:
    assert second_stage([], ("body",)) is None


def test_only_large_collections_have_a_budget() -> None:
    assert posting_budget(BUDGET_FROM) is None
    assert posting_budget(1_000_000) == 1_000_000 // BUDGET_PART
