"""The gram data of a segment against counting by hand, with the bounds of memory made so small that they are met."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchapp.arabic.grams import bordered_grams
from searchapp.engine.whoosh import gram_data, gram_table
from searchapp.engine.whoosh.arrays import Arrays, ArraysWriter
from searchapp.engine.whoosh.gram_data import GramField, read_grams, write_grams
from searchapp.engine.whoosh.gram_frequencies import FieldGrams, GramPiece
from searchapp.engine.whoosh.gram_table import characters_of, table_of
from searchapp.engine.whoosh.inversion import FieldLog
from searchapp.engine.whoosh.postings import FieldPostings
from searchapp.engine.whoosh.schema import to_term

NAME = "body_exact"
LETTERS = st.sampled_from("اب$^\0\ud800\U0001f600\U0010ffff")
WORDS = st.text(LETTERS, min_size=1, max_size=7) | st.sampled_from(("اااااا", "كتاب", "الكتاب"))
TEXTS = st.lists(st.lists(WORDS, max_size=8), min_size=1, max_size=6)
ASKED = st.lists(st.text(LETTERS, max_size=5), max_size=5)


@contextmanager
def tiny_steps(size: int) -> Iterator[None]:
    with (
        patch.object(gram_table, "_AT_A_TIME", size),
        patch.multiple(gram_data, _PASS=size, _PIECE=size, _COUNTED=size),
    ):
        yield


def field_of(texts: list[list[str]]) -> dict[str, GramField]:
    log = FieldLog(positional=True)
    for doc, words in enumerate(texts):
        log.add(doc, words)
    postings: dict[str, FieldPostings] = {NAME: log.invert(to_term)}
    file = BytesIO()
    arrays = ArraysWriter(file)
    write_grams(arrays, postings)
    arrays.finish()
    return read_grams(Arrays(file.getvalue()))


def grams_of(words: list[str]) -> Counter[str]:
    return Counter(gram for word in words for gram in bordered_grams(word))


@given(st.lists(WORDS, min_size=1, max_size=20), ASKED, st.integers(1, 30))
def test_a_table_numbers_every_gram(forms: list[str], others: list[str], step: int) -> None:
    with tiny_steps(step):
        table, found = table_of(forms)
    expected = [gram for form in forms for gram in bordered_grams(form)]
    numbers = table.numbers(characters_of([*expected, *others]))
    assert numbers[: len(expected)].tolist() == found.grams.tolist()
    assert sorted(set(found.grams.tolist())) == list(range(len(table))) == list(range(len(set(expected))))
    assert [number >= 0 for number in numbers[len(expected) :].tolist()] == [gram in expected for gram in others]
    assert np.diff(found.starts).tolist() == [len(bordered_grams(form)) for form in forms]


@settings(max_examples=150)
@given(TEXTS, ASKED, st.integers(1, 30), st.data())
def test_grams_are_counted_as_by_hand(
    texts: list[list[str]], others: list[str], step: int, data: st.DataObject
) -> None:
    with tiny_steps(step):
        fields = field_of(texts)
    counted = [grams_of(words) for words in texts]
    if not any(counted):
        assert not fields
        return
    alive = sorted(data.draw(st.sets(st.integers(0, len(texts) - 1), min_size=1)))
    originals = None if len(alive) == len(texts) else np.array(alive)
    base = data.draw(st.integers(0, 3))
    docs = sorted(data.draw(st.sets(st.integers(0, len(alive) - 1), min_size=1)))
    grams = list(dict.fromkeys([*sum(counted, Counter[str]()), *others]))
    asked = FieldGrams([GramPiece(fields[NAME], base, len(alive), originals)], 7).asked(
        np.array(docs) + base, characters_of(grams), weighted=False
    )
    living = [counted[doc] for doc in alive]
    assert asked.frequencies.tolist() == [[living[doc][gram] for gram in grams] for doc in docs]
    assert asked.articles.tolist() == [sum(gram in each for each in living) for gram in grams]
    assert asked.lengths.tolist() == [living[doc].total() for doc in docs]
    assert asked.mean == pytest.approx(sum(each.total() for each in living) / 7)
