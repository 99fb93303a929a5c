"""Whoosh's files: closed for certain when a build fails, and memory-mapped so that threads can read them together.

Whoosh's own file objects seek before they read, which two threads cannot do at once. Ours read by position from a map,
which also outlives the file's name. Reading by ``seek`` and ``read`` still needs a lock.
"""

from __future__ import annotations

import contextlib
import mmap
from io import BytesIO
from pathlib import Path
from typing import Any, Self

from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile

from searchapp.engine.whoosh.mapped import map_file


class MappedFile(StructFile):
    """A file for reading whose ``get`` is safe for use from several threads."""

    def __init__(self, path: Path, name: str) -> None:
        self.content: bytes | mmap.mmap = b""
        if path.stat().st_size:  # an empty file cannot be mapped
            self.content = map_file(path)
        super().__init__(BytesIO() if isinstance(self.content, bytes) else self.content, name=name)
        self.is_real = False

    def get(self, position: int, length: int) -> bytes:
        """Read ``length`` bytes from ``position``. Raises EOFError where the file ends earlier."""
        content = bytes(self.content[position : position + length])
        if len(content) != length:
            raise EOFError(f"{self._name} ends before byte {position + length}")
        return content


class SegmentStorage(FileStorage):
    """The files of one generation."""

    def __init__(self, directory: Path) -> None:
        super().__init__(str(directory))
        self.directory = directory
        self._created: list[StructFile] = []
        self._inner: list[SegmentStorage] = []

    def create_file(self, name: str, **options: Any) -> StructFile:
        """Create a file, remembering it for ``abandon``."""
        file = super().create_file(name, **options)
        self._created.append(file)
        return file

    def open_file(self, name: str, **_options: Any) -> MappedFile:
        """Map a file for reading."""
        return MappedFile(self.directory / name, name)

    def temp_storage(self, name: str | None = None) -> SegmentStorage:
        """Make a directory for intermediate files inside this one."""
        inner: Self = type(self)(self.directory / (name or "tmp"))
        inner.create()
        self._inner.append(inner)
        return inner

    def abandon(self) -> None:
        """Close every file that was created, whether or not its last bytes still fit on the disk."""
        for file in self._created:
            with contextlib.suppress(OSError):
                file.raw_file().close()
        for inner in self._inner:
            inner.abandon()
