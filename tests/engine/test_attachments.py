"""Bytes of the caller's that stand with a generation: kept, checked, and taken over by updates."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from searchapp.engine.attachments import PREFIX, Attachment
from searchapp.engine.base import Engine
from searchapp.engine.whoosh.engine import WhooshEngine
from searchapp.errors import IndexCorruptError
from tests.engine.conftest import ANALYZER
from tests.engine.corpora import analyzed


def built(engine: Engine, contents: Mapping[str, Attachment]) -> str:
    with engine.build(ANALYZER) as (name, writer):
        writer.add(analyzed("1", "مطر"))
        for key, content in contents.items():
            writer.attach(key, content)
    engine.promote(name)
    return name


def test_what_was_attached_is_given_back(engine: Engine) -> None:
    built(engine, {"words": b"one\ntwo", "none-2": b""})
    reader = engine.open(ANALYZER)
    assert reader.attached("words") == b"one\ntwo"
    assert reader.attached("none-2") == b""
    assert reader.attached("other") is None


def test_a_function_gives_it_when_the_rest_is_written(engine: Engine) -> None:
    name = built(engine, {"words": lambda: b"late"})
    assert engine.open(ANALYZER, name).attached("words") == b"late"


def test_what_fails_to_give_it_ends_the_build(engine: Engine) -> None:
    def fail() -> bytes:
        raise LookupError("nothing")

    with pytest.raises(LookupError):
        built(engine, {"words": fail})
    assert list(engine.generations()) == []


def test_an_update_takes_it_over_unless_it_is_attached_anew(engine: Engine) -> None:
    first = built(engine, {"words": b"old", "kept": b"same"})
    with engine.update(ANALYZER) as (name, updater):
        updater.add(analyzed("2", "شمس"))
        updater.attach("words", b"new")
    engine.promote(name)
    updated = engine.open(ANALYZER)
    assert (updated.attached("words"), updated.attached("kept")) == (b"new", b"same")
    assert engine.open(ANALYZER, first).attached("words") == b"old"
    assert list(engine.verify(name)) == []


@pytest.mark.parametrize("name", ["", "-a", "A", "a/b", "..", "a.b", "كلمة"])
def test_a_name_that_could_be_a_path_is_refused(engine: Engine, name: str) -> None:
    with engine.build(ANALYZER) as (_, writer), pytest.raises(ValueError, match="no name"):
        writer.attach(name, b"x")


def test_damage_shows_before_anything_is_opened(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path)
    name = built(engine, {"words": b"one two"})
    (tmp_path / name / f"{PREFIX}words").write_bytes(b"one TWO")
    with pytest.raises(IndexCorruptError, match=r"attached\.words"):
        engine.open(ANALYZER)
