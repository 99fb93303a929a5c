"""Which files are read: walking folders in a fixed order, and what is left out."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from searchapp.errors import NothingToIndexError, PathMissingError
from searchapp.ingest.events import Skipped

READ_ENDINGS: Final = (".txt", ".html", ".htm", ".json", ".jsonl", ".ndjson", ".csv")
ARCHIVE_ENDINGS: Final = (".gz", ".zip")
REFUSED_ARCHIVES: Final = (".tar", ".tgz", ".bz2", ".xz", ".7z", ".rar", ".zst")
QUIET_NAMES: Final = ("readme.md",)


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file that will be read: where it is, how findings call it, and its size in bytes."""

    path: Path
    label: str
    size: int


@dataclass(frozen=True, slots=True)
class InputSize:
    """How much there is to read: number of files and their bytes on disk."""

    files: int
    bytes: int


def ending(name: str) -> str:
    """The ending that decides how a file is read: ``Corpus.JSON`` gives ``.json``."""
    return os.path.splitext(name)[1].lower()


def is_left_out(name: str) -> bool:
    """Tell whether a name is passed over without a word: hidden files, ``README.md``, resource forks in archives."""
    return (name.startswith((".", "__MACOSX")) and name not in (".", "..")) or name.lower() in QUIET_NAMES


def check_paths(paths: Sequence[Path]) -> None:
    """Raise PathMissingError for the first path that does not exist, before anything is read."""
    for path in paths:
        if not path.exists():
            raise PathMissingError(
                f"There is no file or folder {path}.",
                f"لا يوجد ملف أو مجلد بهذا المسار: {path}.",
                hint="Check the spelling of the path, or give another one.",
                hint_ar="تحقّق من كتابة المسار، أو اختر مسارًا آخر.",
            )


def require_articles(count: int, paths: Sequence[Path]) -> None:
    """Raise NothingToIndexError naming the paths and the endings that are read, if ``count`` articles is none."""
    if count:
        return
    named = ", ".join(str(path) for path in paths) or "-"
    endings = " ".join((*READ_ENDINGS, *ARCHIVE_ENDINGS))
    raise NothingToIndexError(
        f"No article was found in {named}.",
        f"لم يُعثر على أي مقال في {named}.",
        hint=f"Files with these endings are read: {endings}. What was refused is in the reject report.",
        hint_ar=f"تُقرأ الملفات ذات هذه اللواحق: {endings}. وما رُفض منها مذكور في تقرير المرفوضات.",
    )


def walk(paths: Sequence[Path], root: Path | None = None) -> Iterator[InputFile | Skipped]:
    """Give the files under ``paths``, each once: paths in the order given, folders in the order of their names.

    A symbolic link is followed only while it stays inside the folder that was given. Raises PathMissingError.
    """
    check_paths(paths)
    seen: set[tuple[int, int]] = set()
    for path in paths:
        home = path.resolve() if path.is_dir() else path.resolve().parent
        yield from _Walk(home, root, seen).visit(path)


def count_inputs(paths: Sequence[Path]) -> InputSize:
    """Count the files that ``read_paths`` will read, and their bytes. Raises PathMissingError."""
    sizes = [found.size for found in walk(paths) if isinstance(found, InputFile)]
    return InputSize(len(sizes), sum(sizes))


def shown(path: Path, root: Path | None) -> str:
    """The path as findings show it: relative to ``root`` if it is inside."""
    if root is not None and path.is_relative_to(root):
        path = path.relative_to(root)
    return path.as_posix().encode("utf-8", "replace").decode("utf-8")


class _Walk:
    """A walk below one given path; ``seen`` holds device and inode of what all walks have met."""

    def __init__(self, home: Path, root: Path | None, seen: set[tuple[int, int]]) -> None:
        self._home = home
        self._root = root
        self._seen = seen

    def visit(self, path: Path) -> Iterator[InputFile | Skipped]:
        label = shown(path, self._root)
        try:
            status = path.stat()
            inside = not path.is_symlink() or path.resolve().is_relative_to(self._home)
        except (OSError, RuntimeError):  # a link to nowhere, or to itself
            yield _skip_link(label, self._home)
            return
        if not inside and path.resolve() != self._home:
            yield _skip_link(label, self._home)
        elif stat.S_ISDIR(status.st_mode):
            yield from self._visit_folder(path, label, status)
        elif not stat.S_ISREG(status.st_mode):
            yield _skip_special(label)
        elif self._is_new(status):
            readable = ending(path.name) in READ_ENDINGS + ARCHIVE_ENDINGS
            yield InputFile(path, label, status.st_size) if readable else skip_unknown(label)

    def _visit_folder(self, folder: Path, label: str, status: os.stat_result) -> Iterator[InputFile | Skipped]:
        if not self._is_new(status):
            return
        try:
            children = sorted(folder.iterdir(), key=lambda child: child.name)
        except OSError as error:
            yield _skip_folder(label, error)
            return
        for child in children:
            if not is_left_out(child.name):
                yield from self.visit(child)

    def _is_new(self, status: os.stat_result) -> bool:
        place = (status.st_dev, status.st_ino)
        if place in self._seen:
            return False
        self._seen.add(place)
        return True


def skip_unknown(label: str) -> Skipped:
    """The finding for a file whose ending no reader knows."""
    found = ending(label) or "-"
    message = f"Not read: no reader for the ending {found}."
    return Skipped(label, None, "unknown-ending", message, f"لم يُقرأ: لا قارئ للّاحقة {found}.")


def _skip_link(label: str, home: Path) -> Skipped:
    message = f"Not followed: the link leads out of {home} or to nothing."
    return Skipped(label, None, "outside-link", message, f"لم يُتبع الرابط: يقود إلى خارج {home} أو إلى لا شيء.")


def _skip_special(label: str) -> Skipped:
    message = "Not read: neither a file nor a folder."
    return Skipped(label, None, "special-file", message, "لم يُقرأ: ليس ملفًّا ولا مجلدًا.")


def _skip_folder(label: str, error: OSError) -> Skipped:
    message = f"Not read: the folder cannot be opened ({error.strerror})."
    return Skipped(label, None, "closed-folder", message, f"لم يُقرأ: تعذّر فتح المجلد ({error.strerror}).")
