"""The manifest of a generation: what it was built from, and size and SHA-256 of each of its files.

Manifest and pointer are *sealed*: JSON that carries the SHA-256 of its own content and is written in one fixed way, so
that any changed bit is found.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from searchapp.engine.disk import sha256_of

MANIFEST_NAME = "manifest.json"
FORMAT_VERSION = 6
"""Version of the layout of a generation; a reader refuses any other."""

Choose = Callable[[str], bool]
"""Picks files by their name inside the generation."""


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A file of a generation: its name, size in bytes and SHA-256 (64 hexadecimal digits)."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a complete generation says of itself. ``created`` is in UTC."""

    generation: str
    engine: str
    engine_version: str
    analyzer: str
    created: datetime
    articles: int
    files: tuple[FileEntry, ...]
    format: int = FORMAT_VERSION

    @property
    def total_bytes(self) -> int:
        """Size of all files together, without the manifest."""
        return sum(entry.size for entry in self.files)

    def encode(self) -> bytes:
        """Give the sealed file content."""
        return seal(
            {
                "format": self.format,
                "generation": self.generation,
                "engine": self.engine,
                "engine_version": self.engine_version,
                "analyzer": self.analyzer,
                "created": self.created.isoformat(),
                "articles": self.articles,
                "files": [{"name": e.name, "size": e.size, "sha256": e.sha256} for e in self.files],
            }
        )


def decode_manifest(content: bytes) -> Manifest:
    """Read a sealed manifest. Raises ValueError if its seal is broken or a key is missing."""
    record = unseal(content)
    try:
        return Manifest(
            generation=record["generation"],
            engine=record["engine"],
            engine_version=record["engine_version"],
            analyzer=record["analyzer"],
            created=datetime.fromisoformat(record["created"]),
            articles=record["articles"],
            files=tuple(FileEntry(e["name"], e["size"], e["sha256"]) for e in record["files"]),
            format=record["format"],
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"a key is missing or of the wrong kind: {error}") from error


def seal(record: dict[str, Any]) -> bytes:
    """Write a record as JSON lines with its own checksum as the last key."""
    checksum = hashlib.sha256(_canonical(record)).hexdigest()
    return _canonical({**record, "checksum": checksum})


def unseal(content: bytes) -> dict[str, Any]:
    """Read a sealed record. Raises ValueError if one bit of it differs from what was written."""
    try:
        record = json.loads(content)
        del record["checksum"]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError("it is not a sealed record") from error
    if not isinstance(record, dict) or seal(record) != content:
        raise ValueError("it differs from its checksum")
    return record


def _canonical(record: dict[str, Any]) -> bytes:
    return (json.dumps(record, ensure_ascii=True, indent=1) + "\n").encode("ascii")


def list_files(directory: Path, known: Mapping[str, FileEntry]) -> tuple[FileEntry, ...]:
    """Measure every file under a directory except the manifest, by name; what is ``known`` of one is believed."""
    return tuple(known.get(name) or _measured(directory, name) for name in names_under(directory))


def _measured(directory: Path, name: str) -> FileEntry:
    return FileEntry(name, (directory / name).stat().st_size, sha256_of(directory / name))


def names_under(directory: Path) -> list[str]:
    """List the files under a directory except its manifest, as sorted relative names."""
    found = (path.relative_to(directory).as_posix() for path in directory.rglob("*") if not path.is_dir())
    return sorted(name for name in found if name != MANIFEST_NAME)


def faults(directory: Path, manifest: Manifest, hashed: Choose) -> Iterator[tuple[str, str, str]]:
    """Compare files with the manifest: sizes of all, checksums of those that ``hashed`` picks.

    Gives (name, fault in English, fault in Arabic) for each missing, differing and surplus file.
    """
    listed = {entry.name for entry in manifest.files}
    for entry in manifest.files:
        fault = _fault_of(directory / entry.name, entry, hashed)
        if fault is not None:
            yield entry.name, *fault
    for name in names_under(directory):
        if name not in listed:
            yield name, "is not listed in the manifest", "غير مذكور في بيان الفهرس"


def _fault_of(path: Path, entry: FileEntry, hashed: Choose) -> tuple[str, str] | None:
    try:
        size = path.stat().st_size
    except FileNotFoundError:
        return "is missing", "مفقود"
    if size != entry.size:
        return f"has {size} bytes instead of {entry.size}", f"حجمه {size} بايت بدل {entry.size}"
    if hashed(entry.name) and sha256_of(path) != entry.sha256:
        return "differs from its checksum", "يخالف بصمته المسجلة"
    return None
