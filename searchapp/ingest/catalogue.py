"""What a reading remembers of its files, so that the next one opens only those that changed.

A catalogue has an entry for each file: its size and times, the SHA-256 of its bytes, its findings, and of each record
the id, what became of it, and digests of 16 bytes of its text, of the whole article, and of what is written where it
stands: some 80 bytes for an article.
It is kept with a generation, under the checksums of its manifest.
"""

from __future__ import annotations

import hashlib
import json
import os
import struct
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from time import time_ns
from typing import Final, get_args

from searchapp.ingest.events import Caution, Reject, Skipped, excerpt
from searchapp.ingest.identity import DIGEST_BYTES, Fate, Identity, Meeting, extended
from searchapp.ingest.mapping import FieldMapping

CATALOGUE: Final = "catalogue"
"""The name under which a generation keeps it."""

_FORMAT: Final = "bahith-catalogue-2"
_SIZES: Final = struct.Struct("<II")
_SETTLED_NS: Final = 2_000_000_000
"""A file that changed so shortly before it was read may change again within one tick of the file system's clock."""

_FATES: Final[tuple[Fate, ...]] = get_args(Fate)
_GIVEN: Final = 0x80
_ARTICLE: Final = _FATES.index("article")
_NO_MARK: Final = bytes(DIGEST_BYTES)
Lasting = Reject | Caution | Skipped
"""Findings that do not depend on other files."""

_KINDS: Final[tuple[type[Lasting], ...]] = (Reject, Caution, Skipped)
_LIBRARIES: Final = ("trafilatura", "htmldate", "charset-normalizer", "hijridate", "pyarabic")


@dataclass(frozen=True, slots=True)
class Stamp:
    """Size and times of a file; a file whose stamp is the same was not written to."""

    size: int
    modified_ns: int
    changed_ns: int

    @classmethod
    def of(cls, path: Path) -> Stamp | None:
        """Give the stamp of a file, or None where there is none to be had."""
        try:
            status = path.stat()
        except OSError:  # whoever opens the file reports it
            return None
        return cls(status.st_size, status.st_mtime_ns, status.st_ctime_ns)

    def is_settled(self) -> bool:
        """Tell whether a later change would show in the stamp for certain."""
        return max(self.modified_ns, self.changed_ns) + _SETTLED_NS < time_ns()


@dataclass(frozen=True, slots=True)
class Entry:
    """One record of a file; ``title`` is an excerpt, kept only of records that made no article."""

    identity: Identity
    fate: Fate
    file: str
    line: int | None
    digest: bytes
    title: str

    @property
    def article_id(self) -> str | None:
        """The id of the article that the record made, or None."""
        if self.fate == "article":
            return self.identity.id
        return extended(self.identity) if self.fate == "extended" else None


class FileLog:
    """Gathers what is read of one file, in its order."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._before = Stamp.of(path)
        self._sha256 = sha256_or_none(path)
        self._ids: list[str] = []
        self._fates = bytearray()
        self._lines = array("I")
        self._digests = bytearray()
        self._marks = bytearray()
        self._labels: list[tuple[int, str]] = []
        self._titles: dict[int, str] = {}
        self._findings: list[list[object]] = []

    def finding(self, found: Lasting) -> None:
        """Note a finding that does not depend on other files."""
        kind = _KINDS.index(type(found))
        texts = (found.file, found.line, found.reason, found.message, found.message_ar, found.excerpt)
        self._findings.append([len(self._ids), kind, *texts])

    def record(
        self,
        identity: Identity,
        meeting: Meeting,
        place: tuple[str, int | None],
        digest: bytes,
        title: str,
        mark: bytes,
    ) -> None:
        """Note a record, which stands in a file on a line; ``digest`` is empty where it made no article.

        ``mark`` tells what is written there, and is empty where the record gave findings too, or cannot be told.
        """
        file, line = place
        if not self._labels or self._labels[-1][1] != file:
            self._labels.append((len(self._ids), file))
        if not digest:
            self._titles[len(self._ids)] = excerpt(title)
        self._ids.append(identity.id)
        self._fates.append(_FATES.index(meeting.fate) | (_GIVEN if identity.given else 0))
        self._lines.append(line or 0)
        self._digests += identity.content + (digest or bytes(DIGEST_BYTES))
        self._marks += mark or _NO_MARK

    def encode(self) -> bytes:
        """Give the entry of the file as it is kept; without a stamp where the file changed while it was read."""
        after = Stamp.of(self._path)
        sound = after is not None and after == self._before
        head = {
            "path": os.path.abspath(self._path),
            "stamp": [after.size, after.modified_ns, after.changed_ns]
            if sound and after is not None and after.is_settled()
            else None,
            "sha256": self._sha256 if sound else None,
            "ids": self._ids,
            "labels": self._labels,
            "titles": self._titles,
            "findings": self._findings,
        }
        text = json.dumps(head, ensure_ascii=False).encode("utf-8", "surrogatepass")
        columns = bytes(self._fates) + self._lines.tobytes() + bytes(self._digests + self._marks)
        return _SIZES.pack(len(text), len(columns)) + text + columns


class FileEntry:
    """What a catalogue has of one file."""

    def __init__(self, encoded: bytes) -> None:
        size, _ = _SIZES.unpack_from(encoded)
        text = encoded[_SIZES.size : _SIZES.size + size]
        head = json.loads(text.decode("utf-8", "surrogatepass"))
        self.encoded = encoded
        self.path: str = head["path"]
        self._stamp = Stamp(*head["stamp"]) if head["stamp"] else None
        self._sha256: str | None = head["sha256"]
        self._ids: list[str] = head["ids"]
        self._labels: list[tuple[int, str]] = head["labels"]
        self._titles: dict[str, str] = head["titles"]
        self._findings: list[list[object]] = head["findings"]
        count, start = len(self._ids), _SIZES.size + size
        self._fates = encoded[start : start + count]
        self._lines = array("I", encoded[start + count : start + 5 * count])
        self._digests = encoded[start + 5 * count : -DIGEST_BYTES * count or None]
        self._marks = encoded[start + (5 + 2 * DIGEST_BYTES) * count :]

    def is_of(self, path: Path) -> bool:
        """Tell whether a file is as it was: by its stamp, or else by all of its bytes."""
        if self._stamp is not None and Stamp.of(path) == self._stamp:
            return True
        return self._sha256 is not None and sha256_or_none(path) == self._sha256

    def findings(self) -> Iterator[tuple[int, Lasting]]:
        """Give the findings, each with the number of records before it."""
        for place, kind, *texts in self._findings:
            yield int(str(place)), _KINDS[int(str(kind))](*texts)  # type: ignore[arg-type]  # as ``finding`` wrote them

    def __iter__(self) -> Iterator[Entry]:
        labels = dict(self._labels)
        file = ""
        for number, identifier in enumerate(self._ids):
            file = labels.get(number, file)
            yield self._entry(number, identifier, file)

    def articles(self) -> Iterator[tuple[str, bytes]]:
        """Give the ids of the articles that the file gave, each with the digest of the article."""
        for number, (identifier, flags) in enumerate(zip(self._ids, self._fates, strict=True)):
            if flags & ~_GIVEN == _ARTICLE:  # as nearly all records are
                at = (2 * number + 1) * DIGEST_BYTES
                yield identifier, self._digests[at : at + DIGEST_BYTES]
                continue
            entry = self._entry(number, identifier, "")
            if entry.article_id is not None:
                yield entry.article_id, entry.digest

    def written_alike(self, mark: bytes) -> Entry | None:
        """Give the record that made an article under its own id, with nothing to find fault with, and has this mark."""
        number = self._by_mark.get(mark)
        return None if number is None else self._entry(number, self._ids[number], "")

    @cached_property
    def _by_mark(self) -> Mapping[bytes, int]:
        marks = (self._marks[at : at + DIGEST_BYTES] for at in range(0, len(self._marks), DIGEST_BYTES))
        return {
            mark: number
            for number, (mark, flags) in enumerate(zip(marks, self._fates, strict=True))
            if flags & ~_GIVEN == _ARTICLE and mark != _NO_MARK
        }

    def _entry(self, number: int, identifier: str, file: str) -> Entry:
        flags, at = self._fates[number], number * 2 * DIGEST_BYTES
        identity = Identity(identifier, bool(flags & _GIVEN), self._digests[at : at + DIGEST_BYTES])
        digest = self._digests[at + DIGEST_BYTES : at + 2 * DIGEST_BYTES]
        title = self._titles.get(str(number), "")
        return Entry(identity, _FATES[flags & ~_GIVEN], file, self._lines[number] or None, digest, title)


class Catalogue:
    """A catalogue as it is kept. ``rules`` names those by which its files were read."""

    def __init__(self, encoded: bytes) -> None:
        """Raises ValueError for bytes that are no catalogue of this format."""
        line, _, rest = encoded.partition(b"\n")
        form, _, rules = line.decode("ascii", "replace").partition(" ")
        if form != _FORMAT:
            raise ValueError("it is no catalogue that this program reads")
        self.rules = rules
        self.files: dict[str, FileEntry] = {}
        start = 0
        while start < len(rest):
            stop = start + _SIZES.size + sum(_SIZES.unpack_from(rest, start))
            entry = FileEntry(rest[start:stop])
            self.files[entry.path] = entry
            start = stop

    def articles(self) -> dict[str, bytes]:
        """Give the ids of all articles, each with the digest of the article."""
        return dict(chain.from_iterable(file.articles() for file in self.files.values()))


def encode_catalogue(rules: str, files: list[bytes]) -> bytes:
    """Join the entries of files."""
    return b"".join([f"{_FORMAT} {rules}\n".encode("ascii"), *files])


def reading_rules(mapping: FieldMapping) -> str:
    """Name the rules by which files are read now: a hash of code, word lists, libraries, and what the mapping says."""
    furniture = mapping.furniture
    names = repr(
        (sorted(mapping.paths.items()), sorted(mapping.defaults.items()), sorted(furniture.lines), furniture.share)
    )
    return hashlib.sha256(f"{_code_and_lists()} {names}".encode()).hexdigest()[:16]


@cache
def _code_and_lists() -> str:
    digest = hashlib.sha256()
    for package in ("searchapp.ingest", "searchapp.ingest.data", "searchapp.arabic.dates", "searchapp.arabic.data"):
        for file in sorted(resources.files(package).iterdir(), key=lambda file: file.name):
            if file.name.endswith((".py", ".tsv")):
                digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    for library in _LIBRARIES:
        digest.update(f"{library} {version(library)}\0".encode())
    return digest.hexdigest()


def sha256_or_none(path: Path) -> str | None:
    """Give the SHA-256 of a file in hexadecimal digits, or None where it cannot be read."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:  # whoever reads the file reports it
        return None
