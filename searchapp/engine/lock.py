"""One writer at a time: a lock of the operating system, which dies with its holder, and a note of who holds it."""

from __future__ import annotations

import fcntl
import json
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from searchapp.engine import disk
from searchapp.errors import IndexLockedError

_NOTE_BYTES = 4096


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold the lock file ``path`` for the block. Raises IndexLockedError, naming the holder, if another one holds it.

    The file stays: deleting it would let two writers lock two files of one name. Raises IndexWriteError if the file
    cannot be opened or written.
    """
    descriptor = _opened(path)
    try:
        with disk.writing(path):
            _take(descriptor, path)
        yield
        os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)


@contextmanager
def awaited(path: Path) -> Iterator[None]:
    """Hold the lock file ``path`` for a short block, waiting for whoever holds it now. Raises IndexWriteError."""
    descriptor = _opened(path)
    try:
        with disk.writing(path):
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _opened(path: Path) -> int:
    with disk.writing(path):
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)


def _take(descriptor: int, path: Path) -> None:
    """Take the lock without waiting and leave a note of who has it."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise _locked_error(path, os.pread(descriptor, _NOTE_BYTES, 0)) from None
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, _note(), 0)


def _note() -> bytes:
    holder = {
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "command": " ".join(sys.argv)[:1000],
        "since": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    return json.dumps(holder, ensure_ascii=False).encode("utf-8", "replace")[:_NOTE_BYTES]


def _locked_error(path: Path, note: bytes) -> IndexLockedError:
    try:
        holder = json.loads(note)
        pid, host, command, since = (holder[key] for key in ("pid", "host", "command", "since"))
    except (ValueError, KeyError, TypeError):
        # The holder has the lock but has not written its note yet, or was killed while it did.
        return IndexLockedError(
            f"Another process is writing the index {path.parent}.",
            f"تكتب عملية أخرى في الفهرس {path.parent}.",
        )
    return IndexLockedError(
        f"The index {path.parent} is being written by process {pid} on {host} since {since}: {command}",
        f"تكتب في الفهرس {path.parent} العملية {pid} على الجهاز {host} منذ {since}: {command}",
        hint="Wait until it ends, or end that process.",
        hint_ar="انتظر حتى تنتهي، أو أوقف تلك العملية.",
    )
