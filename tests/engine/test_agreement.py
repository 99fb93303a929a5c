"""Whoosh against the brute-force oracle on generated corpora and plans: everything must be the same."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from searchapp.engine.base import KEYWORD_FIELDS, Engine, Key, KeywordField, OwnersRule, Plan, Reader
from searchapp.engine.whoosh import docsets, lists, matching, phrases, scoring, values
from searchapp.engine.whoosh.engine import WhooshEngine
from searchapp.engine.whoosh.writer import BUILD_BYTES
from searchapp.model import LEVELS, TEXT_FIELDS, AnalyzedArticle, TextField
from tests.engine.corpora import VALUES, corpora, plans
from tests.engine.oracle import OracleEngine


def first_owns(_field: KeywordField, articles: Mapping[str, int]) -> Mapping[str, str]:
    """The most frequent value of a field owns those that are rarer: more than any real rule would let it."""
    first = max(articles, key=lambda value: (articles[value], value), default="")
    return {value: first for value, count in articles.items() if count < articles[first]}


RULES = st.sampled_from((None, first_owns))


def load(engine: Engine, articles: Iterable[AnalyzedArticle], owners: OwnersRule | None = None) -> Reader:
    with engine.build("a", owners) as (name, writer):
        for article in articles:
            writer.add(article)
    engine.promote(name)
    return engine.open("a")


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(corpora(), st.lists(plans(), min_size=10, max_size=25), st.sampled_from((1, 1500, BUILD_BYTES)), RULES)
def test_whoosh_answers_as_brute_force_does(
    articles: list[AnalyzedArticle], questions: list[Plan], build_bytes: int, owners: OwnersRule | None
) -> None:
    with tempfile.TemporaryDirectory() as directory:
        engine = WhooshEngine(Path(directory), build_bytes=build_bytes)
        expected, found = load(OracleEngine(), articles, owners), load(engine, articles, owners)
        for plan in questions:
            compare_pages(expected, found, plan)
        compare_contents(expected, found, articles)
        found.close()


THRESHOLDS: tuple[tuple[ModuleType, str], ...] = (
    (phrases, "_SHORT"),
    (lists, "_FREQUENT"),
    (docsets, "SPARSE"),
    (matching, "SPARSE"),
    (scoring, "_ASKED"),
    (values, "_MANY"),
)
"""What decides between two ways to the same answer, by sizes that generated corpora hardly reach."""


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(
    corpora(),
    st.lists(plans(), min_size=8, max_size=12),
    st.lists(st.sampled_from((0, 1 << 40)), min_size=len(THRESHOLDS), max_size=len(THRESHOLDS)),
)
def test_every_way_to_an_answer_gives_the_same(
    articles: list[AnalyzedArticle], questions: list[Plan], chosen: list[int]
) -> None:
    with tempfile.TemporaryDirectory() as directory, pytest.MonkeyPatch.context() as patched:
        for (module, name), value in zip(THRESHOLDS, chosen, strict=True):
            patched.setattr(module, name, value)
        expected, found = load(OracleEngine(), articles), load(WhooshEngine(Path(directory)), articles)
        for plan in questions:
            compare_pages(expected, found, plan)
        found.close()


def compare_pages(expected_reader: Reader, found_reader: Reader, plan: Plan) -> None:
    expected, found = expected_reader.search(plan), found_reader.search(plan)
    assert (found.total, found.folded) == (expected.total, expected.folded)
    assert [hit.id for hit in found.hits] == [hit.id for hit in expected.hits]
    assert [hit.similar for hit in found.hits] == [hit.similar for hit in expected.hits]
    assert [hit.score for hit in found.hits] == pytest.approx([hit.score for hit in expected.hits], abs=1e-6)
    assert found.facets == expected.facets
    assert found.days == expected.days
    assert not found.partial
    assert (found.next is None) == (expected.next is None)
    if found.next is not None and expected.next is not None:
        assert (found.next.day, found.next.id) == (expected.next.day, expected.next.id)
        assert found.next.score == found.hits[-1].score


def compare_contents(expected: Reader, found: Reader, articles: list[AnalyzedArticle]) -> None:
    ids = [article.article.id for article in articles]
    assert found.fetch([*ids, "غائب"]) == expected.fetch(ids)
    assert found.day_range() == expected.day_range()
    assert [list(found.similar(each)) for each in (*ids, "غائب")] == [
        list(expected.similar(each)) for each in (*ids, "غائب")
    ]
    for few in (1, 1000):
        keys = {f: known_keys(expected, f, few) for f in TEXT_FIELDS}
        assert found.positions([*ids, "غائب"], keys) == expected.positions(ids, keys)
    for keyword in KEYWORD_FIELDS:
        assert list(found.values(keyword)) == list(expected.values(keyword))
        assert [found.owner(keyword, value) for value in VALUES] == [expected.owner(keyword, value) for value in VALUES]
    for text_field in TEXT_FIELDS:
        for level in LEVELS:
            for prefix in ("", "ن", "نيل"):
                for least in (1, 2):
                    wanted = expected.terms(text_field, level, prefix, 3, least)
                    assert list(found.terms(text_field, level, prefix, 3, least)) == list(wanted)


def known_keys(reader: Reader, text_field: TextField, few: int) -> list[Key]:
    """Forms that stand in the field, every other one left out so that not all are neighbours, and some that do not."""
    known = [Key(level, info.form) for level in LEVELS for info in reader.terms(text_field, level, "", few)]
    beginnings = [Key("exact", "ن", begins=True), Key("stem", "غائب", begins=True), Key("stem", "", begins=True)]
    return [*known[: few // 4], *known[few // 4 :: 2], Key("exact", "غائب"), Key("stem", ""), *beginnings]
