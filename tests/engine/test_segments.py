"""Segments on the disk: which are merged, which files generations share, and what damage to a shared file does."""

from __future__ import annotations

import errno
import itertools
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.engine.base import And, Plan
from searchapp.engine.whoosh.engine import WhooshEngine
from searchapp.engine.whoosh.merging import Merge, Run
from searchapp.engine.whoosh.policy import MergePolicy, Size
from searchapp.engine.whoosh.renumbering import Renumbering
from searchapp.errors import IndexCorruptError
from tests.engine.corpora import WEIGHTS, analyzed
from tests.engine.test_inversion import CORPORA, Corpus, invert, inverted_plainly, plain, through_a_file

NEVER = MergePolicy(most=9, factor=0, deleted=1)
ALWAYS = MergePolicy(most=1)


def built(root: Path, articles: int = 10) -> str:
    engine = WhooshEngine(root)
    with engine.build("a") as (name, writer):
        for number in range(articles):
            writer.add(analyzed(str(number), f"سد النيل {number}"))
    engine.promote(name)
    return name


def update(root: Path, policy: MergePolicy, *gone: str, also: str = "") -> str:
    engine = WhooshEngine(root, policy=policy)
    with engine.update("a") as (name, updater):
        assert all(updater.delete(article_id) for article_id in gone)
        for article_id in also.split():
            updater.add(analyzed(article_id, "مطر"))
    return name


def segments(folder: Path) -> dict[str, int]:
    """The segment files of a generation, and the inode of each."""
    return {path.name: path.stat().st_ino for path in folder.glob("MAIN_*")}


# Policy

SIZES = st.lists(
    st.integers(0, 5000).flatmap(lambda n: st.integers(0, n).map(lambda alive: Size(alive, n))), max_size=9
)


@given(
    SIZES, st.builds(MergePolicy, st.integers(1, 5), st.sampled_from((1.0, 3.0)), st.integers(1, 500), st.floats(0, 1))
)
def test_sizes_fall_and_segments_are_few(sizes: list[Size], policy: MergePolicy) -> None:
    groups = policy.groups(sizes)
    assert len(groups) <= policy.most
    for larger, smaller in itertools.pairwise(groups):
        assert larger.living >= policy.factor * max(smaller.living, policy.least)
    assert sorted(place for group in groups for place in group.members) == [
        place for place, size in enumerate(sizes) if size.living
    ]
    for group in groups:
        own = [sizes[place] for place in group.members]
        assert group.living == sum(size.living for size in own)
        kept = len(own) == 1 and own[0].articles - own[0].living <= policy.deleted * own[0].articles
        assert group.as_it_is == kept


def test_a_hundred_updates_copy_little_and_leave_few_segments() -> None:
    policy, sizes, copied = MergePolicy(), [Size(25_000, 25_000)], 0
    for _ in range(100):
        groups = policy.groups([*sizes, Size(250, 250)])
        copied += sum(group.living for group in groups if not group.as_it_is)
        sizes = [Size(group.living, group.living) for group in groups]
        assert len(sizes) <= 5
    assert copied < 100 * 50_000 / 5


# Merging


@given(st.lists(st.tuples(CORPORA, st.sets(st.integers(0, 20))), min_size=1, max_size=3), st.integers(1, 9))
def test_merged_segments_have_the_living_articles_only(given: list[tuple[Corpus, set[int]]], at_a_time: int) -> None:
    runs: list[Run] = []
    expected: Corpus = {}
    base = 0
    for corpus, dead in given:
        numbers = Renumbering(base, 21, dead)
        living = [doc for doc in range(21) if doc not in dead]
        assert numbers.originals().tolist() == living
        assert [numbers.original(base + place) for place in range(len(living))] == living
        expected.update({base + place: corpus[doc] for place, doc in enumerate(living) if doc in corpus})
        runs.append(Run(invert(corpus), numbers))
        base += numbers.living
    merge = Merge(runs, at_a_time)
    if not merge.shape.terms:
        assert inverted_plainly(expected) == {}
        return
    merged = through_a_file(merge.shape, merge.parts())
    assert plain(merged) == inverted_plainly(expected)
    whole = invert(dict(sorted(expected.items())))
    assert merged.weighted.tolist() == whole.weighted.tolist()
    assert merged.place_starts.tolist() == whole.place_starts.tolist()


def test_renumbering_moves() -> None:
    docs = np.array([0, 2, 3], dtype=np.int32)
    assert Renumbering(5, 4).of(docs)[0].tolist() == [5, 7, 8]
    assert Renumbering(5, 4, [0, 1]).of(docs)[0].tolist() == [5, 6]
    assert Renumbering(5, 4, [0, 1]).moved(9).of(docs)[0].tolist() == [9, 10]
    assert Renumbering(5, 4, [0, 1]).moved(9).originals().tolist() == [2, 3]


# Files


def test_unchanged_segments_are_shared_and_never_touched(tmp_path: Path) -> None:
    first = built(tmp_path)
    before = {path: path.read_bytes() for path in (tmp_path / first).iterdir()}
    second = update(tmp_path, NEVER, "3", also="11 12")
    shared = segments(tmp_path / first)
    assert shared
    assert shared.items() <= segments(tmp_path / second).items()
    assert {path: path.read_bytes() for path in (tmp_path / first).iterdir()} == before
    engine = WhooshEngine(tmp_path)
    engine.promote(second)
    engine.drop(first)
    assert list(engine.verify(second)) == []
    assert engine.open("a").search(Plan(And(()), WEIGHTS)).total == 11


def test_merged_segments_leave_nothing_of_what_they_were_made_of(tmp_path: Path) -> None:
    first = built(tmp_path)
    second = update(tmp_path, ALWAYS, "3", also="11 12")
    assert not set(segments(tmp_path / first)) & set(segments(tmp_path / second))
    assert len({name.partition(".")[0] for name in segments(tmp_path / second)}) == 1
    assert not list((tmp_path / second).glob("*.tmp"))


def test_a_segment_without_living_articles_goes(tmp_path: Path) -> None:
    built(tmp_path, 2)
    assert not segments(tmp_path / update(tmp_path, NEVER, "0", "1"))


def test_files_are_copied_where_links_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        raise OSError(errno.EXDEV, "Invalid cross-device link")

    monkeypatch.setattr(os, "link", refuse)
    first = built(tmp_path)
    second = update(tmp_path, NEVER, "3")
    old, new = segments(tmp_path / first), segments(tmp_path / second)
    assert (old.keys() == new.keys(), set(old.values()) & set(new.values())) == (True, set())
    WhooshEngine(tmp_path).promote(second)


def spoil(folder: Path, pattern: str) -> None:
    path = next(folder.glob(pattern))
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize("pattern", ["MAIN_*.record.col", "MAIN_*.pos"])
def test_damage_is_never_given_a_new_checksum(tmp_path: Path, pattern: str) -> None:
    first = built(tmp_path)
    spoil(tmp_path / first, pattern)
    engine = WhooshEngine(tmp_path)
    with pytest.raises(IndexCorruptError, match="differs from its checksum"):
        update(tmp_path, ALWAYS, also="11")
    assert [info.name for info in engine.generations()] == [first]
    shared = update(tmp_path, NEVER, also="11")
    assert len(list(engine.verify(shared))) == 1
    with pytest.raises(IndexCorruptError, match="differs from its checksum"):
        engine.promote(shared)
    assert engine.live() == first


def test_a_record_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    first = built(tmp_path, 1)
    path = next((tmp_path / first).glob("MAIN_*.record.col"))
    path.write_bytes(b"\0" * 20 + path.read_bytes()[20:])
    with pytest.raises(IndexCorruptError, match=r"record\.col"):
        update(tmp_path, NEVER, "0", also="11")
