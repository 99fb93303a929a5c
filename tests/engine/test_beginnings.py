"""Forms that begin alike as one form, against adding up by hand."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.engine.whoosh.beginnings import added
from searchapp.engine.whoosh.places import FREQUENCIES
from searchapp.engine.whoosh.postings import FieldPostings

POSTINGS = st.dictionaries(
    st.sampled_from((b"a", b"ab", b"abc", b"abd", b"b", b"ba")),
    st.dictionaries(st.integers(0, 9), st.tuples(st.integers(1, 9), st.integers(1, 254)), min_size=1),
)


@pytest.mark.parametrize("articles", [10, 10_000])
@given(by_term=POSTINGS, beginning=st.sampled_from((b"a", b"ab", b"b", b"c")))
def test_postings_of_forms_that_begin_alike_are_added_up(
    articles: int, by_term: dict[bytes, dict[int, tuple[int, int]]], beginning: bytes
) -> None:
    often: Counter[int] = Counter()
    weighted: dict[int, float] = {}
    for term in sorted(by_term):
        for doc, (frequency, byte) in by_term[term].items() if term.startswith(beginning) else ():
            often[doc] += frequency
            weighted[doc] = weighted.get(doc, 0.0) + float(FREQUENCIES[byte])
    found = added(_field(by_term), beginning, articles)
    if not often:
        assert found is None
        return
    assert found is not None
    assert found.docs.tolist() == sorted(often)
    assert found.frequencies.tolist() == [often[doc] for doc in sorted(often)]
    assert found.weighted.tolist() == [weighted[doc] for doc in sorted(often)]
    assert found.placeless


def _field(by_term: dict[bytes, dict[int, tuple[int, int]]]) -> FieldPostings:
    postings = [(doc, *by_term[term][doc]) for term in sorted(by_term) for doc in sorted(by_term[term])]
    columns = np.array(postings, dtype=np.int32).reshape(-1, 3)
    counts = [len(by_term[term]) for term in sorted(by_term)]
    starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    return FieldPostings(sorted(by_term), starts, columns[:, 0], columns[:, 1], columns[:, 2].astype(np.uint8), starts)
