"""A file of named arrays: little-endian, aligned, read by mapping it into memory. Version 1.

Layout::

    0   8 bytes   magic "BAHITHAR"
    8   u32       version of the format
    12  u32       CRC-32 of the directory
    16  u64       offset of the directory
    24  u64       length of the directory in bytes
    32  ...       the arrays, each from a multiple of 8 on
    ... ...       the directory: JSON, {name: [type, offset, count]}, type one of u1 u2 u4 u8 i4 i8

The manifest of the generation has the SHA-256 of the whole file; the checksum here finds damage at opening.
"""

from __future__ import annotations

import json
import mmap
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from searchapp.engine.whoosh.mapped import map_file

Numbers = NDArray[Any]
Content = bytes | mmap.mmap

MAGIC = b"BAHITHAR"
VERSION = 1
_HEADER = struct.Struct("<8sIIQQ")
_ALIGNMENT = 8
_TYPES: dict[str, np.dtype[Any]] = {
    "u1": np.dtype("<u1"),
    "u2": np.dtype("<u2"),
    "u4": np.dtype("<u4"),
    "u8": np.dtype("<u8"),
    "i4": np.dtype("<i4"),
    "i8": np.dtype("<i8"),
}


class Output(Protocol):
    """The part of a binary file that is written to."""

    def write(self, content: bytes, /) -> Any:
        """Write bytes where the file stands."""
        ...

    def seek(self, position: int, /) -> Any:
        """Go to a place from the file's beginning."""
        ...


@dataclass(slots=True)
class Section:
    """The room of one array in a file under construction."""

    file: Output
    type: str
    offset: int
    count: int
    written: int = 0

    def append(self, numbers: Numbers) -> None:
        """Write the next numbers of the array."""
        dtype = _TYPES[self.type]
        self.file.seek(self.offset + self.written * dtype.itemsize)
        self.file.write(np.ascontiguousarray(numbers, dtype=dtype).tobytes())
        self.written += len(numbers)


class ArraysWriter:
    """Writes a file of arrays whose sizes are known beforehand; they may then be filled in any order."""

    def __init__(self, file: Output) -> None:
        self._file = file
        self._sections: dict[str, Section] = {}
        self._end = _HEADER.size

    def reserve(self, name: str, type_: str, count: int) -> Section:
        """Make room for ``count`` numbers of a type (u1, u2, u4, u8, i4 or i8)."""
        section = Section(self._file, type_, self._end, count)
        self._sections[name] = section
        self._end += -(-count * _TYPES[type_].itemsize // _ALIGNMENT) * _ALIGNMENT
        return section

    def put(self, name: str, type_: str, numbers: Numbers) -> None:
        """Write a whole array."""
        self.reserve(name, type_, len(numbers)).append(numbers)

    def finish(self) -> None:
        """Write the directory and the header. Raises ValueError if an array was not filled."""
        for name, section in self._sections.items():
            if section.written != section.count:
                raise ValueError(f"{name} has {section.written} numbers instead of {section.count}")
        entries = {name: [part.type, part.offset, part.count] for name, part in self._sections.items()}
        directory = json.dumps(entries, ensure_ascii=True).encode()
        self._file.seek(self._end)
        self._file.write(directory)
        self._file.seek(0)
        self._file.write(_HEADER.pack(MAGIC, VERSION, zlib.crc32(directory), self._end, len(directory)))


class Arrays:
    """The arrays of a mapped file: views, nothing is copied. Raises ValueError if the file is no such file."""

    def __init__(self, content: Content) -> None:
        self._content = content
        self._entries = _directory(content)

    @classmethod
    def open(cls, path: Path) -> Arrays:
        """Map a file."""
        return cls(map_file(path))

    def __contains__(self, name: object) -> bool:
        return name in self._entries

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def get(self, name: str) -> Numbers:
        """Give an array. Raises KeyError if there is none of that name."""
        type_, offset, count = self._entries[name]
        numbers: Numbers = np.frombuffer(self._content, dtype=_TYPES[type_], count=count, offset=offset)
        return numbers

    def place(self, name: str) -> tuple[Content, int]:
        """Give the file's content and where in it an array begins."""
        return self._content, self._entries[name][1]


def _directory(content: Content) -> dict[str, tuple[str, int, int]]:
    if len(content) < _HEADER.size:
        raise ValueError("it is too short for a file of arrays")
    magic, version, checksum, offset, length = _HEADER.unpack(content[: _HEADER.size])
    if (magic, version) != (MAGIC, VERSION):
        raise ValueError(f"it is no file of arrays of version {VERSION}")
    directory = content[offset : offset + length]
    if len(directory) != length or zlib.crc32(directory) != checksum:
        raise ValueError("its directory differs from its checksum")
    return {name: (type_, place, count) for name, (type_, place, count) in json.loads(directory).items()}


def narrowest(largest: int) -> str:
    """Name the smallest unsigned type that holds numbers up to ``largest``."""
    return next(name for name in ("u1", "u2", "u4") if largest >> 8 * _TYPES[name].itemsize == 0)
