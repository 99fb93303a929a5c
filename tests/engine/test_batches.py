"""A batch of articles is written as its articles are one by one."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.engine.base import And, Batch, BatchWords, Engine, FacetRequest, Node, Plan, Reader
from searchapp.engine.whoosh.inversion import FieldLog
from searchapp.engine.whoosh.postings import Ints
from searchapp.engine.whoosh.schema import to_term
from searchapp.model import TEXT_FIELDS, AnalyzedArticle, Level, StoredArticle
from tests.engine.conftest import ANALYZER
from tests.engine.corpora import LEVELS, WEIGHTS, analyzed, phrase, word
from tests.engine.oracle import forms


def as_batch(engine: Engine, articles: Sequence[AnalyzedArticle]) -> Batch:
    """Number the pairs of forms; words of no text stand among them too."""
    number: dict[tuple[str, ...], int] = {("غائب", "غائب"): 0}
    texts = {
        field: [list(zip(*(forms(a, field, level) for level in LEVELS), strict=True)) for a in articles]
        for field in TEXT_FIELDS
    }
    numbers = {
        field: array("i", [number.setdefault(pair, len(number)) for text in found for pair in text])
        for field, found in texts.items()
    }
    counts = {field: array("i", map(len, found)) for field, found in texts.items()}
    columns: dict[Level, list[str]] = {level: [pair[place] for pair in number] for place, level in enumerate(LEVELS)}
    stored = [StoredArticle(a.article, a.entities) for a in articles]
    return Batch(stored, [engine.encode(article) for article in stored], BatchWords(columns, numbers, counts))


ARTICLES = [
    analyzed("1", "قمة المناخ في القاهرة", title="قمة", source="أ", entities=[("place", "القاهرة")]),
    analyzed("2", "", caption="نهر النيل"),
    analyzed("3", "سد النيل على النيل", title="السد", source="ب"),
    analyzed("4", "المناخ قمة المناخ", source="أ"),
]


def answers(reader: Reader) -> list[object]:
    trees: list[Node] = [
        And(()),
        word("قمة"),
        word("مناخ", level="stem"),
        phrase("قمة المناخ"),
        word("النيل", "caption"),
    ]
    plans = [Plan(tree, WEIGHTS, facets=(FacetRequest("source", 5), FacetRequest("place", 5))) for tree in trees]
    terms = reader.terms("title", "exact", "", 50)
    return [[reader.search(plan) for plan in plans], terms, reader.fetch([a.article.id for a in ARTICLES])]


@pytest.mark.parametrize("cuts", [(4,), (1, 4), (0, 2, 3, 4)])
def test_batches_answer_as_single_articles_do(engine: Engine, cuts: tuple[int, ...]) -> None:
    with engine.build(ANALYZER) as (single, writer):
        for article in ARTICLES:
            writer.add(article)
    with engine.build(ANALYZER) as (batched, writer):
        for first, last in zip((0, *cuts), cuts, strict=False):
            writer.add_batch(as_batch(engine, ARTICLES[first:last]))
    alone, together = (answers(engine.open(ANALYZER, name)) for name in (single, batched))
    assert together == alone


def test_an_id_of_a_batch_must_be_new(engine: Engine) -> None:
    with engine.build(ANALYZER) as (_, writer):
        writer.add(ARTICLES[0])
        with pytest.raises(ValueError, match="added before"):
            writer.add_batch(as_batch(engine, ARTICLES[:2]))


@given(st.lists(st.lists(st.sampled_from(("ا", "ب", "", "ت")), max_size=6), max_size=8), st.integers(0, 8))
def test_a_log_of_many_is_a_log_of_each(texts: list[list[str]], cut: int) -> None:
    one, many = FieldLog(positional=True), FieldLog(positional=True)
    lengths = [one.add(doc, text) for doc, text in enumerate(texts)]
    found = []
    for first, part in ((0, texts[:cut]), (cut, texts[cut:])):
        known = sorted({form for text in part for form in text} | {"غائب"})
        numbers = array("i", [known.index(form) for text in part for form in text])
        counts = array("i", [len(text) for text in part])
        found += many.add_many(first, as_ints(counts), known, as_ints(numbers))
    assert found == lengths
    inverted, expected = many.invert(to_term), one.invert(to_term)
    assert inverted.terms == expected.terms
    for name in ("posting_starts", "docs", "frequencies", "weighted", "place_starts", "positions"):
        assert getattr(inverted, name).tolist() == getattr(expected, name).tolist()


def as_ints(numbers: array[int]) -> Ints:
    return np.array(numbers, dtype=np.int32)
