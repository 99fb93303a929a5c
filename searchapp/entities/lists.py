"""The data files of the room: word lists in TSV and the gazetteer that ``build_gazetteer`` wrote."""

from __future__ import annotations

import gzip
import hashlib
import io
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from sys import intern
from typing import Final

from searchapp.entities.keys import written_key

GAZETTEER_FILE: Final = "gazetteer.tsv.gz"
_BLOCK: Final = 1 << 16
ALIAS_FILE: Final = "aliases.tsv"
LIST_FILES: Final = (ALIAS_FILE, "names.tsv", "stop.tsv", "titles.tsv")


def _bytes(name: str) -> bytes:
    return resources.files("searchapp.entities").joinpath("data", name).read_bytes()


def text_of(name: str) -> str:
    """A word list as it is written."""
    return _bytes(name).decode("utf-8")


def rows(name: str) -> Iterator[list[str]]:
    """The lines of a word list, cut at tabs, without comments."""
    for line in text_of(name).splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


@cache
def gazetteer() -> Mapping[str, str]:
    """Flags by phrase key: see :mod:`searchapp.entities.gazetteer`."""
    found: dict[str, str] = {}
    with gzip.open(io.BytesIO(_bytes(GAZETTEER_FILE))) as file:
        # Blocks are cut much faster than lines, and leave no holes in memory.
        while block := file.read(_BLOCK) + file.readline():
            if b"#" in block:
                block = b"".join(line for line in block.splitlines(keepends=True) if not line.startswith(b"#"))
            fields = block.decode("utf-8").replace("\n", "\t").split("\t")
            found.update(zip(fields[:-1:2], map(intern, fields[1::2]), strict=True))
    return found


@cache
def word_class(name: str) -> frozenset[str]:
    """The keys of one class of ``titles.tsv``. Example: ``title`` has ``رييس`` and ``وزير``."""
    return frozenset(written_key(word) for kind, word in rows("titles.tsv") if kind == name)


@cache
def given_names() -> frozenset[str]:
    """Frequent given names of Arabs, as keys: names in any surroundings, but no identity when they stand alone."""
    return frozenset(written_key(name) for (name,) in rows("names.tsv"))


@cache
def stop_names() -> Mapping[str, frozenset[str]]:
    """Keys that never are an entity, by kind (``any`` for every kind), from ``stop.tsv``."""
    found: dict[str, set[str]] = {}
    for kind, name in rows("stop.tsv"):
        found.setdefault(kind, set()).add(written_key(name))
    return {kind: frozenset(names) for kind, names in found.items()}


@cache
def data_digest() -> str:
    """SHA-256 over all data files, 12 hexadecimal digits; a part of the recogniser's version."""
    digest = hashlib.sha256()
    for name in (*LIST_FILES, GAZETTEER_FILE):
        content = _bytes(name)
        digest.update(f"{name} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()[:12]
