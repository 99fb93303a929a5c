"""Updates: what every engine must do, and that an updated generation answers as one built from nothing does."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from searchapp.engine.base import KEYWORD_FIELDS, And, Engine, FacetRequest, OwnersRule, Plan, Reader, ValueInfo
from searchapp.engine.whoosh.engine import WhooshEngine
from searchapp.engine.whoosh.policy import MergePolicy
from searchapp.engine.whoosh.writer import BUILD_BYTES
from searchapp.errors import IndexLockedError, IndexMissingError, IndexOutdatedError
from searchapp.model import AnalyzedArticle, Entity, StoredArticle
from tests.engine.conftest import ANALYZER, Load
from tests.engine.corpora import WEIGHTS, analyzed, articles, corpora, phrase, plans, word
from tests.engine.oracle import OracleEngine
from tests.engine.test_agreement import RULES, compare_contents, compare_pages, load

EVERYTHING = Plan(And(()), WEIGHTS, size=100)
DAM = analyzed("1", "سد النيل", source="نشرة", day=date(2022, 11, 1), entities=[("place", "أسوان")])
SUMMIT = analyzed("2", "قمة المناخ", source="نشرة", day=date(2022, 11, 7), entities=[("person", "ليلى")])
RAIN = analyzed("3", "مطر على النيل", source="أخبار", day=date(2022, 11, 9))


def ids(reader: Reader, plan: Plan = EVERYTHING) -> list[str]:
    return sorted(hit.id for hit in reader.search(plan).hits)


@contextmanager
def updated(
    engine: Engine, *, without: tuple[str, ...] = (), also: tuple[AnalyzedArticle, ...] = ()
) -> Iterator[Reader]:
    with engine.update(ANALYZER) as (name, updater):
        for article_id in without:
            assert updater.delete(article_id)
        for article in also:
            updater.add(article)
    engine.promote(name)
    reader = engine.open(ANALYZER)
    yield reader
    reader.close()


def test_nothing_of_a_deleted_article_is_left(load: Load, engine: Engine) -> None:
    load([DAM, SUMMIT, RAIN])
    with updated(engine, without=("1",)) as reader:
        assert ids(reader) == ["2", "3"]
        assert ids(reader, Plan(word("سد"), WEIGHTS)) == []
        assert ids(reader, Plan(phrase("سد النيل"), WEIGHTS)) == []
        assert reader.fetch(["1", "3"]) == {"3": StoredArticle(RAIN.article, RAIN.entities)}
        assert reader.info.articles == 2
        assert [term.form for term in reader.terms("body", "exact", "", 9)] == ["المناخ", "النيل", "على", "قمة", "مطر"]
        assert [(value.value, value.count) for value in reader.values("source")] == [("أخبار", 1), ("نشرة", 1)]
        assert list(reader.values("place")) == []
        assert reader.day_range() == (date(2022, 11, 7).toordinal(), date(2022, 11, 9).toordinal())
        page = reader.search(EVERYTHING._replace(facets=(FacetRequest("place", 3, ("أسوان",)),), want_days=True))
        assert (page.facets["place"].values, page.facets["place"].missing) == ((("أسوان", 0),), 2)
        assert sum(page.days.values()) == 2


def test_an_article_is_changed_by_deleting_and_adding_it(load: Load, engine: Engine) -> None:
    load([DAM, SUMMIT])
    changed = analyzed("1", "خزان جديد", source="أخبار")
    with updated(engine, without=("1",), also=(changed, RAIN)) as reader:
        assert ids(reader) == ["1", "2", "3"]
        assert ids(reader, Plan(word("خزان"), WEIGHTS)) == ["1"]
        assert ids(reader, Plan(word("النيل"), WEIGHTS)) == ["3"]
        assert reader.fetch(["1"])["1"].article == changed.article


def test_an_updater_knows_what_it_has(load: Load, engine: Engine) -> None:
    load([DAM, SUMMIT])
    with engine.update(ANALYZER) as (name, updater):
        assert ("1" in updater, "3" in updater, 1 in updater) == (True, False, False)
        with pytest.raises(ValueError, match="added before"):
            updater.add(DAM)
        assert (updater.delete("3"), updater.delete("1"), updater.delete("1"), "1" in updater) == (
            False,
            True,
            False,
            False,
        )
        updater.add(analyzed("1", "مطر"))
        assert (updater.delete("1"), updater.delete("1"), "1" in updater) == (True, False, False)
        updater.add(analyzed("1", "برق"))
        assert "1" in updater
    reader = engine.open(ANALYZER, name)
    assert ids(reader) == ["1", "2"]
    assert [ids(reader, Plan(word(form), WEIGHTS)) for form in ("سد", "مطر", "برق")] == [[], [], ["1"]]
    assert reader.fetch(["1"])["1"].article.body == "برق"


def test_the_generation_before_stays_as_it_was(load: Load, engine: Engine) -> None:
    reader = load([DAM, SUMMIT])
    with engine.update(ANALYZER) as (name, updater):
        updater.delete("1")
        updater.add(RAIN)
    assert ids(reader) == ids(engine.open(ANALYZER)) == ["1", "2"]
    engine.promote(name)
    assert ids(reader) == ["1", "2"]
    engine.drop(reader.info.name)
    assert ids(reader) == ["1", "2"]
    assert ids(engine.open(ANALYZER)) == ["2", "3"]
    assert list(engine.verify(name)) == []


def test_an_update_may_begin_from_a_named_generation_or_from_none_at_all(load: Load, engine: Engine) -> None:
    first = load([DAM]).info.name
    load([SUMMIT])
    with engine.update(ANALYZER, first) as (name, updater):
        updater.add(RAIN)
    assert ids(engine.open(ANALYZER, name)) == ["1", "3"]
    with engine.update(ANALYZER, name) as (emptied, updater):
        updater.delete("1")
        updater.delete("3")
    assert ids(engine.open(ANALYZER, emptied)) == []
    with engine.update(ANALYZER, emptied) as (name, updater):
        updater.add(DAM)
    assert ids(engine.open(ANALYZER, name)) == ["1"]


def test_an_update_that_fails_leaves_nothing(load: Load, engine: Engine) -> None:
    load([DAM])
    updating = engine.update(ANALYZER)
    _, updater = updating.__enter__()
    updater.delete("1")
    assert not updating.__exit__(RuntimeError, RuntimeError(), None)
    assert len(engine.generations()) == 1
    assert ids(engine.open(ANALYZER)) == ["1"]


def test_an_update_is_refused_as_opening_and_building_are(engine: Engine) -> None:
    with pytest.raises(IndexMissingError), engine.update(ANALYZER):
        pass
    with engine.build(ANALYZER) as (name, _):
        pass
    engine.promote(name)
    with engine.build(ANALYZER), pytest.raises(IndexLockedError), engine.update(ANALYZER):
        pass
    with pytest.raises(IndexOutdatedError), engine.update("another"):
        pass
    with pytest.raises(IndexMissingError), engine.update(ANALYZER, "20200101T000000Z-0000"):
        pass
    with engine.update(ANALYZER):
        pass


def test_the_commonest_label_of_those_that_are_left_is_shown(load: Load, engine: Engine) -> None:
    def named(article_id: str, label: str) -> AnalyzedArticle:
        return replace(analyzed(article_id), entities=(Entity("p", "person", label),))

    reader = load([named("1", "ليلى"), named("2", "ليلى حسن"), named("3", "ليلى حسن")])
    assert list(reader.values("person")) == [ValueInfo("p", "ليلى حسن", 3)]
    with updated(engine, without=("3",)) as reader:
        assert list(reader.values("person")) == [ValueInfo("p", "ليلى", 2)]


# Random sequences of updates

Change = tuple[list[int], list[AnalyzedArticle]]


@st.composite
def changes(draw: st.DrawFn) -> Change:
    """Which of the ids to delete (by their place among those that there are), and what to add or put in the place."""
    some = draw(st.lists(st.text("abc١ا\U0001f600", min_size=1, max_size=3), unique=True, max_size=4))
    return draw(st.lists(st.integers(0, 20), max_size=4)), [draw(articles(article_id)) for article_id in some]


POLICIES = st.builds(
    MergePolicy,
    most=st.integers(1, 4),
    factor=st.sampled_from((1.0, 2.0, 4.0)),
    least=st.sampled_from((1, 3, 1000)),
    deleted=st.sampled_from((0.0, 0.3, 1.0)),
)


def apply(engine: Engine, name: str, known: list[str], change: Change, owners: OwnersRule | None) -> str:
    with engine.update("a", name, owners) as (name, updater):
        for place in change[0]:
            if known:
                updater.delete(known[place % len(known)])
        for article in change[1]:
            updater.delete(article.article.id)
            updater.add(article)
    return name


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(
    corpora(),
    st.lists(changes(), min_size=1, max_size=6),
    POLICIES,
    st.lists(plans(), min_size=5, max_size=12),
    st.sampled_from((1500, BUILD_BYTES)),
    RULES,
)
def test_updates_answer_as_brute_force_and_as_a_fresh_build_do(
    first: list[AnalyzedArticle],
    steps: list[Change],
    policy: MergePolicy,
    questions: list[Plan],
    build_bytes: int,
    owners: OwnersRule | None,
) -> None:
    oracle = OracleEngine()
    with tempfile.TemporaryDirectory() as directory:
        engine = WhooshEngine(Path(directory) / "updated", build_bytes=build_bytes, policy=policy)
        expected, found = load(oracle, first, owners), load(engine, first, owners)
        for step in steps:
            known = sorted(hit.id for hit in expected.search(EVERYTHING).hits)
            was, name = expected.info.name, found.info.name
            found.close()
            expected = oracle.open("a", apply(oracle, was, known, step, owners))
            found = engine.open("a", apply(engine, name, known, step, owners))
            assert found.info.articles == expected.info.articles
            for plan in questions[:3]:
                compare_pages(expected, found, plan)
        left = oracle.open("a", expected.info.name).as_added
        fresh = load(WhooshEngine(Path(directory) / "fresh"), left, owners)
        for plan in questions:
            compare_pages(expected, found, plan)
            compare_pages(fresh, found, plan)
            scores = [[hit.score for hit in reader.search(plan).hits] for reader in (fresh, found)]
            assert scores[0] == pytest.approx(scores[1], abs=1e-9)
        compare_contents(expected, found, list(left))
        for keyword in KEYWORD_FIELDS:
            assert list(found.values(keyword)) == list(fresh.values(keyword))
        assert list(engine.verify(found.info.name)) == []
        found.close()
        fresh.close()
