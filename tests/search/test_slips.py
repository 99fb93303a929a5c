"""The costs of slips for many words at once are those of a plain table of distances for one."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.search.slips import ALPHABET, BAND, DOUBLED, SWAPPED, adding, encode, replacing, slip_costs
from searchapp.search.vocabulary import LONGEST, Vocabulary

letters = st.sampled_from("ابتطسصضe")
words = st.text(alphabet=letters, min_size=1, max_size=7)


def cost(left: str, right: str) -> float:
    """Optimal string alignment with weights, straight from its definition."""
    codes = {letter: code for code, letter in enumerate(ALPHABET, 1)}

    def added(word: str, place: int) -> float:
        doubled = place > 0 and word[place] == word[place - 1]
        return DOUBLED if doubled else float(adding()[codes[word[place]]])

    @cache
    def distance(i: int, j: int) -> float:
        ways = [0.0] if i == j == 0 else []
        if abs(i - j) > BAND:
            return float("inf")
        if i:
            ways.append(distance(i - 1, j) + added(left, i - 1))
        if j:
            ways.append(distance(i, j - 1) + added(right, j - 1))
        if i and j:
            ways.append(distance(i - 1, j - 1) + float(replacing()[codes[left[i - 1]], codes[right[j - 1]]]))
        if i > 1 and j > 1 and left[i - 1] == right[j - 2] and left[i - 2] == right[j - 1]:
            ways.append(distance(i - 2, j - 2) + SWAPPED)
        return min(ways)

    return distance(len(left), len(right))


@given(words, st.lists(words, min_size=1, max_size=8))
def test_costs_are_those_of_the_definition(word: str, others: list[str]) -> None:
    rows = np.zeros((len(others), LONGEST), dtype=np.uint8)
    for row, other in zip(rows, others, strict=True):
        coded = encode(other)
        assert coded is not None
        row[: len(coded)] = coded
    coded = encode(word)
    assert coded is not None
    assert slip_costs(coded, rows).tolist() == pytest.approx([cost(word, other) for other in others])


@given(words, st.dictionaries(words.filter(lambda w: len(w) > 1), st.integers(1, 9), max_size=12), st.integers(1, 5))
def test_near_words_are_those_within_the_cost(word: str, counts: dict[str, int], least: int) -> None:
    found = Vocabulary([counts]).near(word, 1.2, least)
    near = {
        other: count
        for other, count in counts.items()
        if count >= least and other != word and cost(word, other) <= 1.2 + 1e-6
    }
    # Cheap edits may add up to more letters than are looked for; one plain edit or two are always found.
    assert {each.form: each.count for each in found}.items() <= near.items()
    assert {other for other in near if len(set(other) ^ set(word)) <= BAND} <= {each.form for each in found}


@given(st.dictionaries(words, st.integers(1, 9), max_size=12), words)
def test_counts_are_kept(counts: dict[str, int], word: str) -> None:
    vocabulary = Vocabulary([counts])
    assert vocabulary.count(word) == (counts.get(word, 0) if len(word) > 1 else 0)


@pytest.mark.parametrize(
    ("one", "other", "dearer"),
    [("ضروره", "ظروره", "قروره"), ("سوق", "صوق", "جوق"), ("قلب", "كلب", "شلب"), ("استاذ", "استاز", "استام")],
)
def test_letters_that_writers_confuse_cost_less(one: str, other: str, dearer: str) -> None:
    assert cost(one, other) < cost(one, dearer) == 1


def test_words_of_other_letters_have_no_code() -> None:
    assert encode("2015") is None
    assert encode("") is None
    assert Vocabulary([{"2015": 4, "слово": 2, "كلمه": 1}]).count("2015") == 0
