"""Archives: ``.gz`` and ``.zip`` as sources of their texts, within limits, nothing unpacked to disk."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from io import BufferedReader
from pathlib import Path, PurePosixPath
from typing import cast

from searchapp.ingest.events import Reject, Skipped
from searchapp.ingest.options import Limits
from searchapp.ingest.places import (
    ARCHIVE_ENDINGS,
    READ_ENDINGS,
    REFUSED_ARCHIVES,
    InputFile,
    ending,
    is_left_out,
    skip_unknown,
)
from searchapp.ingest.streams import ARCHIVE_FAULTS, ByteStream, Counted, Ledger, Progress, Source, as_fault, too_large

MEMBER_SIGN = "!"
"""Between an archive and its member: ``news.zip!2022/a.json``."""


def sources(file: InputFile, limits: Limits, ledger: Ledger) -> Iterator[Source | Reject | Skipped]:
    """Give the texts of an input file: itself, what its ``.gz`` holds, or the members of its ``.zip`` by name."""
    match ending(file.path.name):
        case ".zip":
            yield from _members(file, limits, ledger)
        case ".gz":
            yield _unpacked(file, limits, ledger)
        case _:
            yield Source(file.path.name, file.label, partial(_open_file, file.path), ledger.read)


def _unpacked(file: InputFile, limits: Limits, ledger: Ledger) -> Source | Reject | Skipped:
    name = file.path.name[: -len(".gz")]
    if ending(name) in ARCHIVE_ENDINGS + REFUSED_ARCHIVES:
        return _nested(file.label)
    if not ending(name)[1:2].isalpha():  # ``news.gz``, ``news-2022.01.gz``
        return _unnamed(file)
    if ending(name) not in READ_ENDINGS:
        return skip_unknown(file.label)
    most = min(limits.archive_bytes, max(limits.ratio_floor, file.size * limits.expansion_ratio))
    return Source(name, file.label, partial(_open_gzip, file.path), ledger.read, most)


def _members(file: InputFile, limits: Limits, ledger: Ledger) -> Iterator[Source | Reject | Skipped]:
    try:
        archive = zipfile.ZipFile(file.path)
    except ARCHIVE_FAULTS as error:
        yield as_fault(error).reject(file.label)
        return
    with archive:
        members = [member for member in archive.infolist() if not member.is_dir()]
        if _is_beyond(members, file.size, limits):
            yield too_large().reject(file.label)
            return
        for member in sorted(members, key=lambda member: member.filename):
            if not any(is_left_out(part) for part in PurePosixPath(member.filename).parts):
                yield _member(archive, member, file, ledger)


def _member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, file: InputFile, ledger: Ledger
) -> Source | Reject | Skipped:
    label = f"{file.label}{MEMBER_SIGN}{member.filename}"
    kind = ending(member.filename)
    if kind in ARCHIVE_ENDINGS + REFUSED_ARCHIVES:
        return _nested(label)
    if kind not in READ_ENDINGS:
        return skip_unknown(label)
    return Source(member.filename, label, partial(_open_member, archive, member), ledger.read)


def _is_beyond(members: list[zipfile.ZipInfo], size: int, limits: Limits) -> bool:
    """Tell whether an archive expands too far. zipfile never gives out more than a member's declared size."""
    total = sum(member.file_size for member in members)
    return (
        len(members) > limits.archive_members
        or total > limits.archive_bytes
        or (total > limits.ratio_floor and total > size * limits.expansion_ratio)
    )


def _nested(label: str) -> Reject:
    message = "An archive inside an archive is not opened; unpack it first."
    return Reject(label, None, "nested-archive", message, "لا يُفتح أرشيف داخل أرشيف؛ فكّه أولًا.")


def _unnamed(file: InputFile) -> Reject:
    """The finding for a ``.gz`` whose name does not say what it holds."""
    name = f"{file.path.name[: -len('.gz')]}.json.gz"
    message = f"Not read: the name does not say what the archive holds; if it is JSON, name it {name}."
    message_ar = f"لم يُقرأ: لا يدل الاسم على محتوى الأرشيف؛ إن كان JSON فسمِّه {name}."
    return Reject(file.label, None, "unnamed-archive", message, message_ar)


@contextmanager
def _open_file(path: Path, tell: Progress) -> Iterator[ByteStream]:
    with path.open("rb") as stream:
        yield BufferedReader(Counted(stream, tell))


@contextmanager
def _open_gzip(path: Path, tell: Progress) -> Iterator[ByteStream]:
    with path.open("rb") as packed, gzip.GzipFile(fileobj=BufferedReader(Counted(packed, tell))) as stream:
        yield stream


@contextmanager
def _open_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, tell: Progress) -> Iterator[ByteStream]:
    with archive.open(member) as unpacked:
        stream = cast("zipfile.ZipExtFile", unpacked)
        yield BufferedReader(Counted(stream, tell, member.compress_size / max(1, member.file_size)))
