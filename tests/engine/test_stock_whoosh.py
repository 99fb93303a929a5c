"""The index stays a Whoosh index: stock Whoosh opens it and gives the same articles and scores."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whoosh import index, query, scoring

from searchapp.engine.base import And, Days, Key, Keyword, Node, Or, Phrase, Plan, Reader, Weights, Word
from searchapp.engine.whoosh.engine import WhooshEngine
from searchapp.engine.whoosh.policy import MergePolicy
from tests.engine.corpora import analyzed

WEIGHTS = Weights({"body": 1.0}, {"exact": 1.0, "stem": 1.0}, 1.2, 0.75)
BODIES = [
    "ناقشت القمة تمويل المناخ في شرم الشيخ",
    "القمة القمة المناخ",
    "تمويل سد النيل",
    "المناخ تمويل القمة ثم تمويل المناخ",
    "فاض النيل",
]


def key(form: str) -> Word:
    return Word((Key("exact", form),), ("body",))


CASES: list[tuple[Node, Any]] = [
    (key("القمة"), query.Term("body_exact", "القمة")),
    (Word((Key("stem", "نيل"),), ("body",)), query.Term("body_stem", "نيل")),
    (
        Or((key("المناخ"), key("النيل"))),
        query.Or([query.Term("body_exact", "المناخ"), query.Term("body_exact", "النيل")]),
    ),
    (
        And((key("المناخ"), key("تمويل"))),
        query.And([query.Term("body_exact", "المناخ"), query.Term("body_exact", "تمويل")]),
    ),
]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[tuple[Reader, Any]]:
    engine = WhooshEngine(tmp_path)
    with engine.build("a") as (name, writer):
        for number, body in enumerate(BODIES):
            writer.add(
                analyzed(
                    str(number),
                    body,
                    source=f"نشرة {number % 2}",
                    day=date(2022, 11, 1 + number),
                    entities=[("place", "شرم الشيخ")] if "شرم" in body else [],
                )
            )
    reader = engine.open("a", name)
    stock = index.open_dir(str(tmp_path / name))
    with stock.searcher(weighting=scoring.BM25F(K1=1.2, B=0.75)) as searcher:
        yield reader, searcher
    stock.close()
    reader.close()


def stock_ids(searcher: Any, asked: Any) -> dict[str, float]:
    ids = searcher.reader().column_reader("id")
    return {ids[hit.docnum]: hit.score for hit in searcher.search(asked, limit=None)}


@pytest.mark.parametrize(("tree", "asked"), CASES)
def test_same_articles_and_scores(opened: tuple[Reader, Any], tree: Node, asked: Any) -> None:
    reader, searcher = opened
    found = {hit.id: hit.score for hit in reader.search(Plan(tree, WEIGHTS)).hits}
    assert found
    assert stock_ids(searcher, asked) == pytest.approx(found, abs=0.001)


@pytest.mark.parametrize("text", ["تمويل المناخ", "القمة القمة", "المناخ تمويل القمة", "النيل سد"])
def test_stock_phrases_read_our_positions(opened: tuple[Reader, Any], text: str) -> None:
    reader, searcher = opened
    found = reader.search(Plan(Phrase(tuple(text.split()), ("body",)), WEIGHTS))
    assert set(stock_ids(searcher, query.Phrase("body_exact", text.split()))) == {hit.id for hit in found.hits}


def test_stock_reads_values_days_and_ids(opened: tuple[Reader, Any]) -> None:
    reader, searcher = opened
    first, last = date(2022, 11, 2).toordinal(), date(2022, 11, 3).toordinal()
    pairs: list[tuple[Node, Any]] = [
        (Keyword("source", ("نشرة 1",)), query.Term("source", "نشرة 1")),
        (Keyword("place", ("شرم الشيخ",)), query.Term("place", "شرم الشيخ")),
        (Days(first, last), query.NumericRange("day", first, last)),
    ]
    for tree, asked in pairs:
        found = {hit.id for hit in reader.search(Plan(tree, WEIGHTS)).hits}
        assert found
        assert set(stock_ids(searcher, asked)) == found
    assert set(stock_ids(searcher, query.Term("id", "3"))) == {"3"}


# Random corpora and queries

FORMS = ("قمة", "مناخ", "نيل", "سد", "مطر")
LONG_TEXTS = st.lists(st.sampled_from((*FORMS, *FORMS[:2])), min_size=1, max_size=60).map(" ".join)
Pair = tuple[Node, Any]


def pairs() -> st.SearchStrategy[Pair]:
    """Our tree beside Whoosh's for the same question.

    No exclusions: Whoosh 2.7.4's AndNotMatcher forgets them, with any codec, where the first article of the right side
    comes before the first of the left.
    """
    words = st.sampled_from(FORMS).map(lambda form: (key(form), query.Term("body_exact", form)))
    near = st.lists(st.sampled_from(FORMS), min_size=2, max_size=3, unique=True).map(
        lambda forms: (Phrase(tuple(forms), ("body",)), query.Phrase("body_exact", forms))
    )
    loose = st.tuples(st.permutations(FORMS), st.integers(0, 3)).map(
        lambda drawn: (
            Phrase(tuple(drawn[0][:2]), ("body",), slop=drawn[1]),
            query.Phrase("body_exact", list(drawn[0][:2]), slop=drawn[1] + 1),
        )
    )

    def combined(children: st.SearchStrategy[Pair]) -> st.SearchStrategy[Pair]:
        several = st.lists(children, min_size=2, max_size=3)
        both = several.map(lambda some: (And(tuple(a for a, _ in some)), query.And([b for _, b in some])))
        either = several.map(lambda some: (Or(tuple(a for a, _ in some)), query.Or([b for _, b in some])))
        return both | either

    return st.recursive(words | near | loose, combined, max_leaves=6)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.lists(LONG_TEXTS, min_size=1, max_size=10), st.lists(pairs(), min_size=5, max_size=15))
def test_random_questions_have_the_same_answers(bodies: list[str], questions: list[Pair]) -> None:
    with tempfile.TemporaryDirectory() as directory:
        engine = WhooshEngine(Path(directory))
        with engine.build("a") as (name, writer):
            for number, body in enumerate(bodies):
                writer.add(analyzed(str(number), body))
        reader = engine.open("a", name)
        stock = index.open_dir(str(Path(directory) / name))
        with stock.searcher(weighting=scoring.BM25F(K1=1.2, B=0.75)) as searcher:
            for tree, asked in questions:
                page = reader.search(Plan(tree, WEIGHTS, size=100))
                found = {hit.id: hit.score for hit in page.hits}
                assert stock_ids(searcher, asked) == pytest.approx(found, abs=0.0005)
                assert len(searcher.search(asked, limit=3)) == page.total
        stock.close()
        reader.close()


@pytest.mark.parametrize("gone", [(), ("0", "6")])
def test_stock_whoosh_reads_several_segments(tmp_path: Path, gone: tuple[str, ...]) -> None:
    """Scores differ where articles are deleted: Whoosh counts them in df and lengths until they are merged away."""
    engine = WhooshEngine(tmp_path, policy=MergePolicy(factor=1, least=1, deleted=1))
    with engine.build("a") as (name, writer):
        for number, body in enumerate(BODIES):
            writer.add(analyzed(str(number), body))
    for start in (5, 8):
        with engine.update("a", name) as (name, updater):
            for number in range(start, start + 3):
                updater.add(analyzed(str(number), BODIES[number % 4]))
    with engine.update("a", name) as (name, updater):
        assert all(updater.delete(article_id) for article_id in gone)
    reader = engine.open("a", name)
    stock = index.open_dir(str(tmp_path / name))
    assert len(stock._segments()) == 3
    with stock.searcher(weighting=scoring.BM25F(K1=1.2, B=0.75)) as searcher:
        for tree, asked in CASES:
            found = {hit.id: hit.score for hit in reader.search(Plan(tree, WEIGHTS, size=50)).hits}
            theirs = stock_ids(searcher, asked)
            assert set(theirs) == set(found)
            assert gone or theirs == pytest.approx(found, abs=0.001)
    stock.close()
    reader.close()


def test_no_file_of_ours_is_pickled(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path)
    with engine.build("a") as (name, writer):
        writer.add(analyzed("1", "سد النيل", source="نشرة"))
    names = {path.suffix for path in (tmp_path / name).iterdir()}
    assert names == {".toc", ".col", ".pos", ".len", ".grm", ".npy", ".json"}
    assert not [path for path in (tmp_path / name).glob("*.col") if path.read_bytes().startswith(b"\x80")]


def test_exact_lengths_reach_stock_whoosh(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path)
    with engine.build("a") as (name, writer):
        for number, length in enumerate((1001, 1, 0)):
            writer.add(analyzed(str(number), " ".join(["سد"] * length)))
    reader = index.open_dir(str(tmp_path / name)).reader()
    assert [reader.doc_field_length(doc, "body_exact") for doc in range(3)] == [1001, 1, 0]
    assert (reader.field_length("body_exact"), reader.max_field_length("body_exact")) == (1002, 1001)
    assert reader.min_field_length("body_exact") == 0
    assert reader.doc_field_length(0, "caption_exact", 7) == 7
    assert list(reader.field_terms("body_exact")) == ["سد"]
    assert list(reader.terms_within("body_exact", "سل", 1)) == ["سد"]
    assert (reader.frequency("body_exact", "سد"), reader.doc_frequency("body_exact", "سد")) == (1002, 2)
    reader.close()
