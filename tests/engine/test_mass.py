"""Articles by idf mass: however the sets are kept and gone through, those that simple sums give."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.engine.whoosh.docsets import DocSet
from searchapp.engine.whoosh.mass import idf, with_mass

NUMBER = st.integers(min_value=0, max_value=699)


def shaped(articles: int, numbers: set[int], shape: str) -> DocSet:
    """Give a set in one of the forms that it may have."""
    listed = np.array(sorted(number for number in numbers if number < articles), dtype=np.int32)
    narrow = DocSet.of(articles, listed)
    half = len(listed) // 2
    parts = DocSet(articles, parts=[DocSet.of(articles, listed[:half]), DocSet.of(articles, listed[half:])])
    return {"narrow": narrow, "packed": narrow.packed(), "parts": parts, "packed parts": parts.packed()}[shape]


SHAPES = ("narrow", "packed", "parts", "packed parts")
SETS = st.lists(st.tuples(st.sets(NUMBER, max_size=60), st.booleans(), st.sampled_from(SHAPES)), max_size=20)


@given(SETS, st.sampled_from([0.1, 0.5, 0.8, 1.0]), st.integers(min_value=1, max_value=700), st.booleans())
def test_mass_is_what_simple_sums_say(
    drawn: list[tuple[set[int], bool, str]], share: float, articles: int, limited: bool
) -> None:
    everything = set(range(articles))
    members = [(everything - found if turned else found & everything) for found, turned, _ in drawn]
    sets = [shaped(articles, found, shape) for found, (_, _, shape) in zip(members, drawn, strict=True)]
    masses = [idf(articles, len(found)) if found else 0.0 for found in members]
    allowed = set(range(0, articles, 3)) if limited else everything
    wanted = {
        article
        for article in allowed
        if sum(masses)
        and sum(mass for mass, found in zip(masses, members, strict=True) if article in found)
        >= share * sum(masses) - 1e-9
    }
    among = shaped(articles, allowed, "narrow") if limited else None
    assert set(with_mass(articles, sets, share, among).numbers.tolist()) == wanted


@pytest.mark.parametrize("articles", [1, 7, 8, 9, 70_003])
@pytest.mark.parametrize("shape", SHAPES)
def test_a_set_says_the_same_in_every_form(articles: int, shape: str) -> None:
    members = set(range(0, articles, 3))
    docs = shaped(articles, members, shape)
    wanted = np.arange(articles, dtype=np.intp)
    assert len(docs) == len(members)
    assert docs.numbers.tolist() == np.flatnonzero(docs.mask).tolist() == sorted(members)
    assert docs.holds(wanted).tolist() == (wanted % 3 == 0).tolist()
    assert docs.holds(wanted[::40]).tolist() == (wanted[::40] % 3 == 0).tolist()
    assert docs.stretch(0, articles).tolist() == docs.mask.tolist()
