"""Generations on disk: promotion, rollback, damage, two writers, a full disk."""

from __future__ import annotations

import errno
import json
import os
import random
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from searchapp.engine import disk
from searchapp.engine.base import And, Key, Plan, Word
from searchapp.engine.whoosh.arrays import Arrays
from searchapp.engine.whoosh.engine import WhooshEngine
from searchapp.engine.whoosh.storage import SegmentStorage
from searchapp.errors import (
    IndexCorruptError,
    IndexLockedError,
    IndexMissingError,
    IndexOutdatedError,
    IndexStateError,
    IndexWriteError,
)
from tests.engine.conftest import ANALYZER
from tests.engine.corpora import WEIGHTS, analyzed

ALL = Plan(And(()), WEIGHTS)


def build(engine: WhooshEngine, count: int = 3, *, promote: bool = True) -> str:
    with engine.build(ANALYZER) as (name, writer):
        for number in range(count):
            writer.add(analyzed(str(number), f"سد النيل {number}", title="خبر", source="نشرة"))
    if promote:
        engine.promote(name)
    return name


def flip(path: Path, bit: int) -> None:
    content = bytearray(path.read_bytes())
    content[bit // 8] ^= 1 << bit % 8
    path.write_bytes(content)


def files_of(directory: Path) -> list[Path]:
    return sorted(path for path in directory.rglob("*") if path.is_file())


@pytest.fixture
def engine(tmp_path: Path) -> WhooshEngine:
    return WhooshEngine(tmp_path / "index")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "index"


# Names and layout


def test_layout_and_manifest(engine: WhooshEngine, root: Path) -> None:
    name = build(engine)
    assert re.fullmatch(r"\d{8}T\d{6}Z-[0-9a-f]{4}", name)
    manifest = json.loads((root / name / "manifest.json").read_text())
    listed = {entry["name"]: entry["size"] for entry in manifest["files"]}
    assert listed == {path.name: path.stat().st_size for path in files_of(root / name) if path.name != "manifest.json"}
    assert (manifest["articles"], manifest["analyzer"], manifest["engine"]) == (3, ANALYZER, "whoosh")
    assert {path.name for path in root.iterdir()} == {name, "live", ".lock", ".live.lock"}
    (info,) = engine.generations()
    assert (info.bytes, info.engine) == (sum(listed.values()), f"whoosh {manifest['engine_version']}")


def test_names_sort_by_time_within_a_second(engine: WhooshEngine) -> None:
    names = [build(engine, 0, promote=False) for _ in range(4)]
    assert names == sorted(set(names))
    assert [info.name for info in engine.generations()] == names[::-1]


def test_prune_keeps_the_live_one_and_the_newest_others(engine: WhooshEngine) -> None:
    names = [build(engine, 0) for _ in range(5)]
    engine.promote(names[0])
    assert engine.prune(keep=2) == [names[2], names[1]]
    assert [info.name for info in engine.generations()] == [names[4], names[3], names[0]]


@pytest.mark.parametrize("name", ["", "..", "live", "../x", ".building-20221107T000000Z-0000", "20221107T000000Z-0000"])
def test_names_that_are_no_generation(engine: WhooshEngine, name: str) -> None:
    build(engine)
    for use in (engine.promote, engine.drop, engine.verify):
        with pytest.raises(IndexMissingError):
            use(name)


def test_missing_index_names_the_command(engine: WhooshEngine) -> None:
    assert (engine.live(), list(engine.generations())) == (None, [])
    with pytest.raises(IndexMissingError) as caught:
        engine.open(ANALYZER)
    assert "searchapp build" in caught.value.hint
    assert "searchapp build" in caught.value.hint_ar


def test_other_analyzer_names_the_command(engine: WhooshEngine) -> None:
    build(engine)
    with pytest.raises(IndexOutdatedError, match="analyzer-2") as caught:
        engine.open("analyzer-2")
    assert "searchapp build" in caught.value.hint


# Damage


def test_every_flipped_bit_is_found(engine: WhooshEngine, root: Path) -> None:
    name = build(engine)
    chance = random.Random(7)
    assert list(engine.verify(name)) == []
    for path in files_of(root / name):
        original = path.read_bytes()
        for bit in chance.sample(range(len(original) * 8), min(12, len(original) * 8)):
            flip(path, bit)
            faults = list(engine.verify(name))
            assert len(faults) == 1, (path, bit)
            assert path.name in faults[0]
            path.write_bytes(original)
    assert list(engine.verify(name)) == []


def test_every_flipped_bit_of_manifest_pointer_and_opened_files_stops_opening(engine: WhooshEngine, root: Path) -> None:
    older, name = build(engine), build(engine)
    chance = random.Random(8)
    opened = [path for path in files_of(root / name) if path.suffix in {".json", ".toc", ".len", ".npy"}]
    assert len(opened) > 8
    for path in [root / "live", *opened]:
        original = path.read_bytes()
        for bit in chance.sample(range(len(original) * 8), 12):
            flip(path, bit)
            with pytest.raises(IndexCorruptError) as caught:
                engine.open(ANALYZER)
            assert str(path) in caught.value.message
            assert str(path) in caught.value.message_ar
            assert (older if path.name != "live" else name) in caught.value.hint
            path.write_bytes(original)
    assert engine.open(ANALYZER).search(ALL).total == 3


def test_truncated_missing_and_surplus_files_are_lines(engine: WhooshEngine, root: Path) -> None:
    name = build(engine)
    first, second, *_ = [path for path in files_of(root / name) if path.suffix == ".npy"]
    size = first.stat().st_size
    first.write_bytes(first.read_bytes()[:-1])
    second.unlink()
    (root / name / "تطفّل.bin").write_bytes(b"x")
    assert [fault.partition(" ") for fault in engine.verify(name)] == [
        (f"{name}/{first.name}", " ", f"has {size - 1} bytes instead of {size}"),
        (f"{name}/{second.name}", " ", "is missing"),
        (f"{name}/تطفّل.bin", " ", "is not listed in the manifest"),
    ]
    with pytest.raises(IndexCorruptError):
        engine.open(ANALYZER)


def test_damage_in_a_large_file_is_named_when_reading_fails(engine: WhooshEngine, root: Path) -> None:
    name = build(engine)
    (path,) = (root / name).glob("*.record.col")
    flip(path, 8 * 8)
    reader = engine.open(ANALYZER)
    with pytest.raises(IndexCorruptError, match=re.escape(path.name)):
        reader.fetch(["0"])
    assert set(reader.fetch(["2"])) == {"2"}


def test_damaged_postings_are_named_when_searching_fails(engine: WhooshEngine, root: Path) -> None:
    name = build(engine)
    (path,) = (root / name).glob("*.pos")
    content = bytearray(path.read_bytes())
    arrays = Arrays(bytes(content))
    start, size = arrays.place("body_exact/docs")[1], arrays.get("body_exact/docs").nbytes
    content[start : start + size] = b"\x7f" * size
    path.write_bytes(content)
    with pytest.raises(IndexCorruptError, match=re.escape(path.name)):
        engine.open(ANALYZER).search(Plan(Word((Key("exact", "سد"),), ("body",)), WEIGHTS))


def test_damaged_directory_of_postings_stops_opening(engine: WhooshEngine, root: Path) -> None:
    name = build(engine)
    (path,) = (root / name).glob("*.pos")
    for broken in (bytes(path.stat().st_size), path.read_bytes()[:-1] + b"?"):
        path.write_bytes(broken)
        with pytest.raises(IndexCorruptError, match=re.escape(path.name)):
            engine.open(ANALYZER)


def test_damaged_generation_is_not_promoted(engine: WhooshEngine, root: Path) -> None:
    sound, damaged = build(engine), build(engine, promote=False)
    (path,) = (root / damaged).glob("*.pos")
    flip(path, 3)
    with pytest.raises(IndexCorruptError, match=re.escape(path.name)):
        engine.promote(damaged)
    assert engine.live() == sound


def test_renamed_generation_is_found(engine: WhooshEngine, root: Path) -> None:
    name = build(engine)
    other = f"{name[:-4]}{'0000' if name.endswith('ffff') else 'ffff'}"
    (root / name).rename(root / other)
    assert list(engine.verify(other)) == [f"{other}/manifest.json is damaged: it belongs to {name}"]


def test_nothing_sound_to_go_back_to(engine: WhooshEngine, root: Path) -> None:
    name = build(engine)
    (root / name / "manifest.json").unlink()
    with pytest.raises(IndexCorruptError, match=r"manifest\.json is missing") as caught:
        engine.open(ANALYZER)
    assert "searchapp build" in caught.value.hint
    assert list(engine.generations()) == []


def test_damaged_pointer_keeps_generations_listed_but_undroppable(engine: WhooshEngine, root: Path) -> None:
    name = build(engine)
    (root / "live").write_bytes(b"{}")
    assert [(info.name, info.live) for info in engine.generations()] == [(name, False)]
    with pytest.raises(IndexCorruptError):
        engine.drop(name)
    engine.promote(name)
    assert engine.live() == name


def test_live_generation_is_not_dropped(engine: WhooshEngine) -> None:
    name = build(engine)
    with pytest.raises(IndexStateError, match="live"):
        engine.drop(name)


def test_reader_outlives_its_generation(engine: WhooshEngine) -> None:
    name = build(engine)
    reader = engine.open(ANALYZER)
    build(engine, 1)
    engine.drop(name)
    assert reader.search(Plan(Word((Key("stem", "نيل"),), ("body",)), WEIGHTS)).total == 3
    assert len(reader.fetch(["0", "1", "2"])) == 3


def test_opening_follows_a_pointer_that_moved(engine: WhooshEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    first = build(engine)
    second = build(engine, 1)
    engine.drop(first)
    answers = iter([first])
    sound = engine._generations.live
    monkeypatch.setattr(engine._generations, "live", lambda: next(answers, None) or sound())
    assert engine.open(ANALYZER).info.name == second


# Two writers


def test_second_process_is_told_who_writes(engine: WhooshEngine, root: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from searchapp.engine.whoosh.engine import WhooshEngine\n"
        "with WhooshEngine(Path(sys.argv[1])).build('a'):\n"
        "    print('ready', flush=True); sys.stdin.read()\n"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", script, str(root), "بناء"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with child:
        assert child.stdin is not None
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        with pytest.raises(IndexLockedError) as caught:
            build(engine)
        for message in (caught.value.message, caught.value.message_ar):
            assert f" {child.pid} " in message
            assert "بناء" in message
        child.stdin.close()
    assert child.returncode == 0
    build(engine)
    assert len(engine.generations()) == 2


def test_note_of_a_killed_holder_does_not_lock(engine: WhooshEngine, root: Path) -> None:
    root.mkdir()
    (root / ".lock").write_text('{"pid": 1}')
    build(engine)
    assert engine.live() is not None


def test_holder_without_a_note(engine: WhooshEngine, root: Path) -> None:
    with engine.build(ANALYZER):
        (root / ".lock").write_bytes(b"")
        with pytest.raises(IndexLockedError, match="Another process"):
            build(engine)


# A disk that refuses


def refuse(number: int, failure: int) -> Callable[..., Any]:
    """Make a function that fails from its ``number``-th call on."""
    calls = iter(range(number))

    def function(call: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
        if next(calls, None) is None:
            raise OSError(failure, os.strerror(failure))
        return call(*arguments, **options)

    return function


@pytest.mark.parametrize("step", ["write_synced", "sync_file", "sync_directory", "rename_synced"])
@pytest.mark.parametrize("failure", [errno.ENOSPC, errno.EIO])
def test_failing_build_leaves_the_live_index(
    engine: WhooshEngine, root: Path, monkeypatch: pytest.MonkeyPatch, step: str, failure: int
) -> None:
    live = build(engine)
    gate, real = refuse(0, failure), getattr(disk, step)
    monkeypatch.setattr(disk, step, lambda *arguments: gate(real, *arguments))
    with pytest.raises(IndexWriteError, match=re.escape(os.strerror(failure))) as caught:
        build(engine)
    assert {errno.ENOSPC: "امتلأ القرص", errno.EIO: "عطل في القرص"}[failure] in caught.value.message_ar
    assert_untouched(engine, root, live)


@pytest.mark.parametrize("allowed", [0, 1, 2, 3, 5, 8, 13, 30])
def test_disk_full_inside_whoosh(
    engine: WhooshEngine, root: Path, monkeypatch: pytest.MonkeyPatch, allowed: int
) -> None:
    live = build(engine)
    gate, real = refuse(allowed, errno.ENOSPC), SegmentStorage.create_file

    def create(storage: SegmentStorage, name: str, **options: Any) -> Any:
        file = gate(real, storage, name, **options)
        write = file.file.write
        monkeypatch.setattr(file, "write", lambda content: gate(write, content))
        return file

    monkeypatch.setattr(SegmentStorage, "create_file", create)
    with pytest.raises(IndexWriteError, match="No space left"):
        build(engine)
    monkeypatch.undo()
    assert_untouched(engine, root, live)


def test_real_limit_on_file_size(engine: WhooshEngine, root: Path) -> None:
    live = build(engine)
    script = (
        "import resource, sys; from pathlib import Path\n"
        "from searchapp.engine.whoosh.engine import WhooshEngine; from searchapp.errors import IndexWriteError\n"
        "from tests.engine.corpora import analyzed\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000))\n"
        "try:\n"
        "    with WhooshEngine(Path(sys.argv[1])).build('a') as (_, writer):\n"
        "        for n in range(2000): writer.add(analyzed(str(n), f'سد النيل {n}'))\n"
        "except IndexWriteError as error: print(error.message); sys.exit(7)\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(root)], capture_output=True, text=True, check=False)
    assert (done.returncode, "too large" in done.stdout) == (7, True), done
    assert_untouched(engine, root, live)


def test_failing_promotion_keeps_the_pointer(engine: WhooshEngine, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    live, built = build(engine), build(engine, promote=False)
    gate = refuse(0, errno.ENOSPC)
    monkeypatch.setattr(disk, "write_synced", gate)
    with pytest.raises(IndexWriteError):
        engine.promote(built)
    assert engine.live() == live


def test_unwritable_place(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(IndexWriteError, match="file"):
        build(WhooshEngine(tmp_path / "file" / "index"))


def test_os_error_of_the_caller_passes_through(engine: WhooshEngine, root: Path) -> None:
    def fail() -> None:
        with engine.build(ANALYZER):
            raise FileNotFoundError("input.json")

    with pytest.raises(FileNotFoundError, match="input"):
        fail()
    assert [path.name for path in root.iterdir()] == [".lock"]


def assert_untouched(engine: WhooshEngine, root: Path, live: str) -> None:
    assert engine.live() == live
    assert list(engine.verify(live)) == []
    assert {path.name for path in root.iterdir()} == {live, "live", ".lock", ".live.lock"}
    assert engine.open(ANALYZER).search(ALL).total == 3
