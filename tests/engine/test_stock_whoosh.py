"""The index stays a Whoosh index: stock Whoosh opens it and gives the same articles and scores."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from whoosh import index, query, scoring

from searchapp.engine.base import And, Days, Key, Keyword, Node, Or, Phrase, Plan, Reader, Weights, Word
from searchapp.engine.whoosh import WhooshEngine
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
