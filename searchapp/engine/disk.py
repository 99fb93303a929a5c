"""The few writes on which an index's survival hangs: synced files, synced directories, atomic replacement.

A file's content is on disk only after ``fsync`` of the file, its name only after ``fsync`` of the directory, and a
rename is seen whole or not at all; see the POSIX pages of ``fsync`` and ``rename``.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from searchapp.errors import IndexWriteError

_REASONS_AR = {
    errno.ENOSPC: "امتلأ القرص",
    errno.EDQUOT: "استُنفدت الحصة المتاحة من القرص",
    errno.EFBIG: "تجاوز الملف أكبر حجم مسموح به",
    errno.EACCES: "لا إذن بالكتابة",
    errno.EPERM: "لا إذن بالكتابة",
    errno.EROFS: "القرص للقراءة فقط",
    errno.EIO: "عطل في القرص",
}
_CHUNK = 1 << 20


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn an OSError of the block into an IndexWriteError that names the file (or ``path``) and the reason."""
    try:
        yield
    except OSError as error:
        raise write_error(path, error) from error


def write_error(path: Path, error: OSError) -> IndexWriteError:
    """Say which file could not be written and why, in both languages."""
    where = error.filename if isinstance(error.filename, str) else str(path)
    reason = error.strerror or str(error)
    reason_ar = _REASONS_AR.get(error.errno or 0, reason)
    return IndexWriteError(
        f"Cannot write {where}: {reason}.",
        f"تعذّرت الكتابة في {where}: {reason_ar}.",
        hint="The live index is untouched. Make room or give write permission, then build again.",
        hint_ar="لم يُمسّ الفهرس العامل. أفسح مكانًا على القرص أو امنح إذن الكتابة، ثم أعد البناء.",
    )


def write_synced(path: Path, content: bytes) -> None:
    """Write a whole file and wait until its content is on disk."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def sync_file(path: Path) -> None:
    """Wait until a file's content is on disk."""
    _sync(path, os.O_RDONLY)


def sync_directory(path: Path) -> None:
    """Wait until a directory's names are on disk."""
    _sync(path, os.O_RDONLY | os.O_DIRECTORY)


def _sync(path: Path, flags: int) -> None:
    descriptor = os.open(path, flags | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def link_or_copy(source: Path, target: Path) -> None:
    """Give a file a second name, or copy it where that is refused: by the file system, or for too many names."""
    try:
        os.link(source, target)
    except FileNotFoundError:
        raise
    except OSError:
        shutil.copyfile(source, target)


def rename_synced(source: Path, target: Path) -> None:
    """Rename inside one directory, replacing ``target``, and wait until the new name is on disk."""
    os.replace(source, target)
    sync_directory(target.parent)


def replace_synced(path: Path, content: bytes) -> None:
    """Give a file new content so that every reader, and a power cut, sees the old content or the new, never a mix."""
    temporary = path.with_name(f".{path.name}.new")
    write_synced(temporary, content)
    rename_synced(temporary, path)


def sha256_of(path: Path) -> str:
    """Give the SHA-256 of a file's content as 64 hexadecimal digits."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
