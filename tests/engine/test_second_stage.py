"""The second stage: it orders the best of the first anew and leaves the rest behind them; the same in every engine."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

import pytest

from searchapp.arabic.grams import bordered_grams
from searchapp.engine.base import Key, Or, Plan, RankedWord, RawPage, SecondStage, Weights
from tests.engine.conftest import Load
from tests.engine.corpora import analyzed, word

WEIGHTS = Weights(fields={"title": 2.0, "body": 1.0}, levels={"exact": 1.0, "stem": 1.0, "root": 1.0}, k1=0.8, b=0.0)
GRAMS_ONLY = RankedWord((), bordered_grams("مدرسة"))
STAGE = SecondStage((GRAMS_ONLY,), ("title", "body"), WEIGHTS, gram_weight=1.0)
PLAN = Plan(Or((word("نيل"), word("سد"))), WEIGHTS, second=STAGE)
ARTICLES = [
    analyzed("1", "نيل مدارس", day=date(2022, 1, 1)),
    analyzed("2", "نيل مدرسي", day=date(2022, 1, 2)),
    analyzed("3", "نيل سد", day=date(2022, 1, 3)),
    analyzed("4", "نيل خبر", day=date(2022, 1, 4)),
    analyzed("5", "مدرسة", day=date(2022, 1, 5)),
]


def ids(page: RawPage) -> list[str]:
    return [hit.id for hit in page.hits]


def test_grams_find_relatives_of_the_written_word(load: Load) -> None:
    """«مدرسي» has ^مدر and مدرس with «مدرسة»; what the second stage does not know comes newest first."""
    page = load(ARTICLES).search(PLAN)
    assert ids(page) == ["2", "4", "3", "1"]
    assert page.total == 4
    idf = math.log(5 / 3) + 1
    assert page.hits[0].score == pytest.approx(2 * idf)
    assert [hit.score for hit in page.hits[1:]] == [0.0, 0.0, 0.0]


def test_a_gram_counts_the_forms_that_have_it(load: Load) -> None:
    """Twice in one form and once in another make three; the length of a text is the number of its grams."""
    reader = load([analyzed("1", "نيل نننننن نننن"), analyzed("2", "نيل"), analyzed("3", "غير")])
    stage = replace(STAGE, words=(RankedWord((), ("نننن",)),), weights=replace(WEIGHTS, b=0.75))
    lengths = [2 + 5 + 3, 2, 2]
    norm = 0.8 * (0.25 + 0.75 * lengths[0] / (sum(lengths) / 3))
    expected = (math.log(3 / 2) + 1) * 4 * 1.8 / (4 + norm)
    page = reader.search(PLAN._replace(second=stage))
    assert [(hit.id, hit.score) for hit in page.hits] == [("1", pytest.approx(expected)), ("2", 0.0)]


def test_beyond_the_depth_the_first_order_stays_and_comes_after(load: Load) -> None:
    reader = load(ARTICLES)
    first = reader.search(PLAN._replace(second=None))
    assert ids(first) == ["3", "4", "2", "1"]
    deep = reader.search(PLAN._replace(second=replace(STAGE, depth=3)))
    assert ids(deep) == ["2", "4", "3", "1"]
    assert deep.hits[-1] == first.hits[-1]
    assert all(hit.score >= first.hits[-1].score for hit in deep.hits)
    assert reader.search(PLAN._replace(second=replace(STAGE, depth=0))) == first


def test_every_key_and_field_counts_with_its_weights(load: Load) -> None:
    reader = load([analyzed("1", "النيل", title="نيل"), analyzed("2", "نيل"), analyzed("3", "سد")])
    keys = (Key("exact", "نيل"), Key("stem", "نيل"), Key("stem", ""), Key("root", "غائب"))
    stage = replace(STAGE, words=(RankedWord(keys, factor=0.5),))
    title, exact, stem = math.log(3 / 2) + 1, math.log(3 / 2) + 1, math.log(3 / 3) + 1
    page = reader.search(Plan(Or((word("نيل"), word("سد"))), WEIGHTS, second=stage))
    scores = {hit.id: hit.score for hit in page.hits}
    assert scores == pytest.approx({"1": 0.5 * (2 * title + 2 * title + stem), "2": 0.5 * (exact + stem), "3": 0.0})


def test_words_side_by_side_in_their_order_add_the_idf_of_both(load: Load) -> None:
    texts = ["نيل سد ازرق", "سد نيل ازرق", "نيل ازرق سد", "نيل سد نيل سد", "غير"]
    reader = load([analyzed(str(number), text) for number, text in enumerate(texts)])
    pair = (Key("exact", "نيل"), Key("exact", "سد"))
    stage = replace(STAGE, words=(), neighbours=(pair, (pair[1], Key("exact", ""))), neighbour_weight=0.5)
    both = 0.5 * 2 * (math.log(5 / 5) + 1)
    page = reader.search(PLAN._replace(second=stage))
    assert {hit.id: hit.score for hit in page.hits} == pytest.approx({"0": both, "1": 0.0, "2": 0.0, "3": both})


def test_pages_and_cursors_walk_through_the_final_order(load: Load) -> None:
    reader = load([analyzed(str(n), "نيل " + "مدرسة " * (n % 3)) for n in range(9)])
    plan = PLAN._replace(second=replace(STAGE, depth=5))
    whole = reader.search(plan._replace(size=20))
    windows = [reader.search(plan._replace(offset=first, size=2)).hits for first in range(0, 10, 2)]
    assert [hit for window in windows for hit in window] == list(whole.hits)
    page = reader.search(plan._replace(size=2))
    walked = list(page.hits)
    while page.next is not None:
        page = reader.search(plan._replace(size=2, after=page.next))
        walked += page.hits
    assert walked == list(whole.hits)


def test_an_order_by_day_has_no_second_stage(load: Load) -> None:
    reader = load(ARTICLES)
    plan = PLAN._replace(sort="oldest")
    assert reader.search(plan) == reader.search(plan._replace(second=None))


def test_an_index_without_words_has_no_grams(load: Load) -> None:
    assert load([]).search(PLAN).hits == ()
    page = load([analyzed("1"), analyzed("2", title="نيل")]).search(PLAN._replace(tree=Or((), minimum=0)))
    assert [hit.score for hit in page.hits] == [0.0, 0.0]
