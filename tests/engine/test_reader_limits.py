"""Deadlines and memory budgets of the Whoosh reader; orders of long lists."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.arabic.grams import bordered_grams
from searchapp.engine.base import And, FacetRequest, Or, Plan, RankedWord, SecondStage
from searchapp.engine.whoosh.choosing import best, most_frequent
from searchapp.engine.whoosh.docsets import DocSet
from searchapp.engine.whoosh.engine import WhooshEngine
from searchapp.engine.whoosh.labels import Table
from searchapp.engine.whoosh.phrases import adjacent, near
from searchapp.engine.whoosh.reader import WhooshReader
from searchapp.engine.whoosh.values import JoinedColumns, MultiColumn
from searchapp.keeping import ByteCache
from tests.engine.corpora import WEIGHTS, analyzed, word

PLAN = Plan(
    Or((word("نيل"), And((word("سد"), word("مطر"))))),
    WEIGHTS,
    facets=(FacetRequest("source", 3), FacetRequest("place", 3)),
    want_days=True,
)


class Steps:
    """A clock that is one second further at each look."""

    def __init__(self) -> None:
        self.looks = 0

    def __call__(self) -> float:
        self.looks += 1
        return float(self.looks)


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[tuple[WhooshReader, Steps]]:
    engine, clock = WhooshEngine(tmp_path), Steps()
    with engine.build("a") as (name, writer):
        for number in range(9):
            writer.add(analyzed(str(number), "نيل سد" if number % 3 else "سد مطر", source=f"م{number % 2}"))
    info = engine.open("a", name).info
    opened = WhooshReader(tmp_path / name, info, lambda: None, clock)
    yield opened, clock
    opened.close()


def test_a_deadline_cuts_between_steps_and_never_lies(reader: tuple[WhooshReader, Steps]) -> None:
    opened, clock = reader
    whole = opened.search(PLAN)
    assert (whole.partial, whole.total, clock.looks) == (False, 9, 0)
    seen = set()
    for seconds in range(40):
        page = opened.search(PLAN._replace(deadline=float(seconds)))
        assert page.total in (0, whole.total)
        assert len(page.hits) == page.total
        assert all(page.facets[name] == whole.facets[name] for name in page.facets)
        assert page.days in ({}, whole.days)
        if not page.partial:
            assert page == whole
        seen.add((page.partial, page.total, len(page.facets), bool(page.days)))
    assert (True, 0, 0, False) in seen
    assert (True, 9, 0, False) in seen
    assert (True, 9, 2, False) in seen
    assert (False, 9, 2, True) in seen


def test_a_deadline_before_the_second_stage_leaves_the_first_order(reader: tuple[WhooshReader, Steps]) -> None:
    opened, _ = reader
    stage = SecondStage((RankedWord((), bordered_grams("مطر")),), ("body",), WEIGHTS, gram_weight=1.0)
    plan = Plan(Or((word("نيل"), word("سد"))), WEIGHTS, second=stage)
    first, second = opened.search(plan._replace(second=None)), opened.search(plan)
    assert first.hits != second.hits
    pages = [opened.search(plan._replace(deadline=float(seconds))) for seconds in range(40)]
    known = [page for page in pages if page.total]
    assert all(page.hits == second.hits for page in known if not page.partial)
    assert sum(page.partial and page.hits == first.hits for page in known) >= 2
    assert pages[-1] == second


def test_no_time_at_all(reader: tuple[WhooshReader, Steps]) -> None:
    page = reader[0].search(PLAN._replace(deadline=0.0))
    assert (page.partial, page.total, page.hits, page.facets, page.next) == (True, 0, (), {}, None)


def test_what_is_kept_stays_within_its_budget() -> None:
    cache = ByteCache[np.ndarray[tuple[int], np.dtype[np.uint8]]](10_000)
    made: list[int] = []

    def array(number: int) -> np.ndarray[tuple[int], np.dtype[np.uint8]]:
        made.append(number)
        return np.full(2000, number, dtype=np.uint8)

    for number in (1, 2, 3, 1, 4, 1, 2):
        assert cache.get(number, partial(array, number))[0] == number
        assert cache.used <= 10_000
    assert made == [1, 2, 3, 4, 2]
    assert cache.get("large", lambda: np.zeros(20_000, dtype=np.uint8)).nbytes == 20_000
    assert cache.used <= 10_000


ROWS = st.tuples(st.sets(st.integers(0, 4)), st.sets(st.integers(0, 2)))


@given(st.lists(ROWS, min_size=1, max_size=40), st.data())
def test_values_are_counted_the_same_way_for_few_and_for_many(
    rows: list[tuple[set[int], set[int]]], data: st.DataObject
) -> None:
    people, places = column([row[0] for row in rows], 5), column([row[1] for row in rows], 3)
    docs = sorted(data.draw(st.sets(st.integers(0, len(rows) - 1), max_size=len(rows))))
    joined = JoinedColumns({"person": people, "place": places})
    for field, (counts, missing) in joined.count(DocSet.of(len(rows), np.array(docs, dtype=np.int32))).items():
        found = [rows[doc][field == "place"] for doc in docs]
        assert counts.tolist() == [sum(value in row for row in found) for value in range(len(counts))]
        assert missing == sum(not row for row in found)


def column(rows: list[set[int]], values: int) -> MultiColumn:
    starts = np.concatenate(([0], np.cumsum([len(row) for row in rows]))).astype(np.int64)
    ordinals = np.array([value for row in rows for value in sorted(row)], dtype=np.int32)
    return MultiColumn(Table.of({str(value): "" for value in range(values)}), starts, ordinals)


@given(st.lists(st.sampled_from([0, 0, 1, 2, 9]), max_size=300), st.integers(0, 12))
def test_the_most_frequent_come_first_and_ties_by_place(counts: list[int], size: int) -> None:
    expected = sorted((place for place, count in enumerate(counts) if count), key=lambda place: (-counts[place], place))
    assert most_frequent(np.array(counts, dtype=np.int64), size) == expected[:size]


PLACES = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 9)), max_size=20, unique=True).map(sorted)


@given(st.lists(PLACES, min_size=1, max_size=3), st.integers(0, 3))
def test_words_in_a_row_are_words_without_slop(places: list[list[tuple[int, int]]], beyond: int) -> None:
    numbers = [np.array([doc << 32 | place for doc, place in some], dtype=np.int64) for some in places]
    expected = [
        doc
        for doc in range(6)
        if any(all((doc, start + n) in some for n, some in enumerate(places)) for start in range(10))
    ]
    assert adjacent(numbers).tolist() == near(numbers, 0).tolist() == expected
    assert set(expected) <= set(near(numbers, beyond).tolist())


@given(st.lists(st.sampled_from([0.0, 0.5, 1.0, 2.5, 3.0]), max_size=400), st.integers(0, 12))
def test_the_best_are_never_left_out(scores: list[float], depth: int) -> None:
    found = best(np.array(scores), depth)
    kept = [scores[place] for place in found]
    assert sorted(kept, reverse=True)[:depth] == sorted(scores, reverse=True)[:depth]
    least = min(sorted(kept, reverse=True)[:depth], default=9.0)
    assert kept.count(least) == scores.count(least) or not kept


@given(st.integers(1, 6), st.integers(0, 3000), st.integers(1, 40))
def test_the_best_of_long_lists_are_never_left_out(seed: int, size: int, depth: int) -> None:
    scores = np.random.default_rng(seed).integers(0, 500, size)
    found = best(scores, depth)
    assert found.tolist() == sorted(found.tolist())
    wanted = np.sort(scores)[::-1][:depth]
    assert np.array_equal(np.sort(scores[found])[::-1][:depth], wanted)
    assert not size or np.count_nonzero(scores[found] == wanted[-1]) == np.count_nonzero(scores == wanted[-1])
