"""Archives with their limits, folders in their order, links, progress."""

from __future__ import annotations

import gzip
import json
import os
import zipfile
from pathlib import Path
from typing import Any

import pytest

from searchapp.errors import NothingToIndexError, PathMissingError
from searchapp.ingest import (
    Event,
    Finding,
    InputSize,
    Limits,
    ReadOptions,
    Reject,
    Skipped,
    count_inputs,
    read_paths,
    require_articles,
)
from searchapp.model import Article


def record(number: int) -> str:
    return json.dumps({"id": f"r{number}", "title": "نهر", "body": f"وصل الماء إلى القرية رقم {number}."})


def ids(events: list[Event]) -> list[str]:
    return [event.id for event in events if isinstance(event, Article)]


def found(events: list[Event]) -> list[tuple[str, str]]:
    return [(Path(event.file).name, event.reason) for event in events if isinstance(event, Finding)]


def make_zip(path: Path, members: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return path


def test_members_are_read_by_their_endings_in_order(tmp_path: Path) -> None:
    path = make_zip(
        tmp_path / "all.zip",
        {
            "b/2.jsonl": record(2),
            "b/1.json": f"[{record(1)}]",
            "a.csv": "id,body\nr0,وصل الماء.",
            "README.md": "x",
            "b/.hidden.json": record(9),
            "__MACOSX/b/1.json": record(9),
            "picture.png": b"\x89PNG",
            "inner.zip": b"PK",
            "inner.json.gz": b"\x1f\x8b",
            "../../escape.json": record(3),
        },
    )
    events = list(read_paths([path]))
    assert ids(events) == ["r3", "r0", "r1", "r2"]
    assert sorted(found(events)) == [
        ("all.zip!inner.json.gz", "nested-archive"),
        ("all.zip!inner.zip", "nested-archive"),
        ("all.zip!picture.png", "unknown-ending"),
    ]
    assert not (tmp_path.parent / "escape.json").exists()


def test_findings_name_the_member_and_its_line(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.zip", {"d/x.jsonl": f"{record(1)}\nnonsense\n"})
    events = list(read_paths([path], ReadOptions(root=tmp_path)))
    assert [(e.file, e.line, e.reason) for e in events if isinstance(e, Reject)] == [("a.zip!d/x.jsonl", 2, "bad-json")]


def test_unpacked_file_is_read_by_its_inner_ending(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(record(1).encode()) + gzip.compress(b"\n" + record(2).encode()))
    (tmp_path / "b.png.gz").write_bytes(gzip.compress(b"x"))
    (tmp_path / "c.tar.gz").write_bytes(gzip.compress(b"x"))
    (tmp_path / "d.zip.gz").write_bytes(gzip.compress(b"x"))
    events = list(read_paths([tmp_path]))
    assert ids(events) == ["r1", "r2"]
    assert found(events) == [
        ("b.png.gz", "unknown-ending"),
        ("c.tar.gz", "nested-archive"),
        ("d.zip.gz", "nested-archive"),
    ]


@pytest.mark.parametrize(
    "limits", [Limits(), Limits(expansion_ratio=10**9, archive_bytes=1000), Limits(archive_members=1)]
)
def test_archive_beyond_the_limits_is_refused(tmp_path: Path, limits: Limits) -> None:
    members: dict[str, str | bytes] = {"a.txt": b" " * 3_000_000, "b.jsonl": record(1)}
    events = list(read_paths([make_zip(tmp_path / "bomb.zip", members)], ReadOptions(limits=limits)))
    assert found(events) == [("bomb.zip", "archive-too-large")]


def test_unpacking_stops_at_the_limit_and_keeps_what_came_before(tmp_path: Path) -> None:
    (tmp_path / "bomb.jsonl.gz").write_bytes(gzip.compress(record(1).encode() + b"\n" + b" " * 50_000_000))
    events = list(read_paths([tmp_path]))
    assert ids(events) == ["r1"]
    assert found(events) == [("bomb.jsonl.gz", "archive-too-large")]


def test_damaged_archives_are_named_and_others_read(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"PK\x03\x04 nonsense")
    packed = gzip.compress(b"\n".join(record(n).encode() for n in range(20_000, 29_000)))
    (tmp_path / "b.jsonl.gz").write_bytes(packed[: len(packed) // 2])
    (tmp_path / "c.json.gz").write_bytes(b"nonsense")
    stored = tmp_path / "d.zip"
    with zipfile.ZipFile(stored, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("x.jsonl", record(9999))
        archive.writestr("y.jsonl", record(9998))
    stored.write_bytes(stored.read_bytes().replace(b"9999", b"9990", 1))
    events = list(read_paths([tmp_path]))
    others = [one for one in found(events) if one[1] != "bad-json"]  # the line at which b breaks off
    assert others == [
        ("a.zip", "bad-archive"),
        ("b.jsonl.gz", "bad-archive"),
        ("c.json.gz", "bad-archive"),
        ("d.zip!x.jsonl", "bad-archive"),
    ]
    assert len(ids(events)) > 2000
    assert ids(events)[-1] == "r9998"
    assert any("CRC" in event.message for event in events if isinstance(event, Reject))


def test_folders_are_read_by_name_and_each_file_once(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    for name, number in {"c.json": 3, "a.json": 1, "b/x.json": 2}.items():
        (tmp_path / name).write_text(record(number))
    for name in (".hidden.json", "README.md", "ReadMe.MD", "b/.git"):
        (tmp_path / name).write_text("x")
    (tmp_path / "notes.doc").write_text("x")
    paths = [tmp_path / "c.json", tmp_path, tmp_path / "a.json"]
    events = list(read_paths(paths))
    assert ids(events) == ["r3", "r1", "r2"]
    assert found(events) == [("notes.doc", "unknown-ending")]
    assert events == list(read_paths(paths))


def test_links_that_lead_out_and_special_files_are_not_read(tmp_path: Path) -> None:
    home, outside = tmp_path / "home", tmp_path / "outside"
    home.mkdir()
    outside.mkdir()
    (outside / "secret.json").write_text(record(1))
    (home / "in.json").write_text(record(2))
    (home / "a-loop").symlink_to(home)
    (home / "b-out.json").symlink_to(outside / "secret.json")
    (home / "c-out").symlink_to(outside)
    (home / "d-nowhere").symlink_to(home / "nothing")
    (home / "e-self").symlink_to(home / "e-self")
    (home / "z-in.json").symlink_to(home / "in.json")
    os.mkfifo(home / "f-pipe.json")
    events = list(read_paths([home]))
    assert ids(events) == ["r2"]
    assert found(events) == [
        ("b-out.json", "outside-link"),
        ("c-out", "outside-link"),
        ("d-nowhere", "outside-link"),
        ("e-self", "outside-link"),
        ("f-pipe.json", "special-file"),
    ]
    assert all(isinstance(event, Skipped) for event in events if isinstance(event, Finding))
    link = tmp_path / "given"
    link.symlink_to(home)
    assert ids(list(read_paths([link]))) == ["r2"]


def test_closed_folder_and_closed_file_are_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "closed").mkdir()
    (tmp_path / "file.json").write_text(record(1))
    (tmp_path / "open.json").write_text(record(2))
    iterdir, path_open = Path.iterdir, Path.open

    def refuse_folder(path: Path) -> object:
        if path.name == "closed":
            raise PermissionError(13, "Permission denied")
        return iterdir(path)

    def refuse_file(path: Path, mode: str = "r", **more: Any) -> object:
        if path.name == "file.json":
            raise PermissionError(13, "Permission denied")
        return path_open(path, mode, **more)

    monkeypatch.setattr(Path, "iterdir", refuse_folder)
    monkeypatch.setattr(Path, "open", refuse_file)
    events = list(read_paths([tmp_path]))
    assert ids(events) == ["r2"]
    assert found(events) == [("closed", "closed-folder"), ("file.json", "unreadable")]


def test_missing_path_is_an_error_before_anything_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(record(1))
    events = read_paths([tmp_path / "a.json", tmp_path / "nothing"])
    with pytest.raises(PathMissingError, match="nothing"):
        next(events)
    with pytest.raises(PathMissingError):
        count_inputs([tmp_path / "nothing"])


def test_nothing_to_index_names_folder_and_endings(tmp_path: Path) -> None:
    require_articles(1, [tmp_path])
    with pytest.raises(NothingToIndexError, match=str(tmp_path)) as caught:
        require_articles(0, [tmp_path])
    assert ".jsonl" in caught.value.hint
    assert ".jsonl" in caught.value.hint_ar


def test_progress_adds_up_to_the_size_of_the_input(tmp_path: Path) -> None:
    lines = "\n".join(record(n) for n in range(8_000))
    make_zip(tmp_path / "a.zip", {"x.jsonl": lines, "y.png": os.urandom(5000)})
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    (tmp_path / "c.json").write_text('{"items": [' + lines.replace("\n", ",") + "]}")
    (tmp_path / "d.zip").write_bytes(b"nonsense")
    (tmp_path / "skipped.doc").write_bytes(b"x" * 100)
    told: list[int] = []
    for _ in read_paths([tmp_path], ReadOptions(progress=told.append)):
        pass
    files = [path for path in tmp_path.iterdir() if path.suffix != ".doc"]
    assert count_inputs([tmp_path]) == InputSize(4, sum(path.stat().st_size for path in files))
    assert sum(told) == count_inputs([tmp_path]).bytes
    assert max(told) < sum(told) / 3
