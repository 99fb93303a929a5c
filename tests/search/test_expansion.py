from __future__ import annotations

from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from searchapp.search.expansion import edit_distance

words = st.text(alphabet="ابتث", max_size=6)


def plain_distance(left: str, right: str) -> int:
    """Optimal string alignment, straight from its definition."""

    @cache
    def distance(i: int, j: int) -> int:
        if not i or not j:
            return i + j
        best = min(
            distance(i - 1, j) + 1, distance(i, j - 1) + 1, distance(i - 1, j - 1) + (left[i - 1] != right[j - 1])
        )
        if i > 1 and j > 1 and left[i - 1] == right[j - 2] and left[i - 2] == right[j - 1]:
            best = min(best, distance(i - 2, j - 2) + 1)
        return best

    return distance(len(left), len(right))


@given(words, words, st.integers(0, 3))
def test_distance_is_that_of_the_definition_up_to_the_limit(left: str, right: str, limit: int) -> None:
    true = plain_distance(left, right)
    found = edit_distance(left, right, limit)
    assert (found <= limit) == (true <= limit)
    if true <= limit:
        assert found == true
