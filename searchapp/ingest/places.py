"""Which files are read: walking folders in a fixed order, and what is left out."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from searchapp.errors import NothingToIndexError, PathMissingError, system_reason, system_reason_ar
from searchapp.ingest.events import Finding, Reject, Skipped

READ_ENDINGS: Final = (
    *(".txt", ".md", ".markdown", ".html", ".htm", ".json", ".jsonl", ".ndjson", ".csv", ".tsv"),
    *(".rss", ".atom", ".xml"),
)
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
    """Raise PathMissingError for the first path that does not exist or cannot be reached, before anything is read."""
    for path in paths:
        try:
            path.stat()
        except (FileNotFoundError, NotADirectoryError) as error:
            raise PathMissingError(
                f"There is no file or folder {path}.",
                f"لا يوجد ملف أو مجلد بهذا المسار: {path}.",
                hint="Check the spelling of the path, or give another one.",
                hint_ar="تحقّق من كتابة المسار، أو اختر مسارًا آخر.",
            ) from error
        except OSError as error:
            raise PathMissingError(
                f"The path {path} cannot be reached: {system_reason(error)}.",
                f"تعذّر الوصول إلى المسار {path}: {system_reason_ar(error)}.",
                hint="Check the permissions of the folders on the way, or give another path.",
                hint_ar="تحقّق من أذون المجلدات التي يمر بها المسار، أو اختر مسارًا آخر.",
            ) from error


def require_articles(
    count: int, paths: Sequence[Path], *, findings: Path | None = None, first: Finding | None = None
) -> None:
    """Raise NothingToIndexError naming the paths and the endings that are read, if ``count`` articles is none.

    ``first`` is the first finding of the reading, which the message quotes; ``findings`` the report that holds all.
    """
    if count:
        return
    named = ", ".join(str(path) for path in paths) or "-"
    endings = " ".join((*READ_ENDINGS, *ARCHIVE_ENDINGS))
    place = "" if first is None else first.file + ("" if first.line is None else f":{first.line}")
    report = first is not None and findings is not None
    raise NothingToIndexError(
        f"No article was found in {named}." + (f" First finding, {place}: {first.message}" if first else ""),
        f"لم يُعثر على أي مقالة في {named}." + (f" وأول ما وُجد، {place}: {first.message_ar}" if first else ""),
        hint=f"Files with these endings are read: {endings}." + (f" All findings: {findings}" if report else ""),
        hint_ar=f"تُقرأ الملفات ذات هذه اللواحق: {endings}." + (f" وكل ما وُجد في: {findings}" if report else ""),
    )


def walk(
    paths: Sequence[Path], root: Path | None = None, without: Path | None = None
) -> Iterator[InputFile | Reject | Skipped]:
    """Give the files under ``paths``, each once: paths in the order given, folders in the order of their names.

    A symbolic link is followed only while it stays inside the folder that was given. The folder ``without`` is passed
    over, by whatever name it is met: the index that is being built may lie in the input. Raises PathMissingError.
    """
    check_paths(paths)
    seen = _identity(without)
    for path in paths:
        home = path.resolve() if path.is_dir() else path.resolve().parent
        yield from _Walk(home, root, seen).visit(path)


def count_inputs(paths: Sequence[Path], without: Path | None = None) -> InputSize:
    """Count the files that ``read_paths`` will read, and their bytes. Raises PathMissingError."""
    sizes = [found.size for found in walk(paths, without=without) if isinstance(found, InputFile)]
    return InputSize(len(sizes), sum(sizes))


def _identity(folder: Path | None) -> set[tuple[int, int]]:
    """Give device and inode of a folder as a walk remembers them; nothing for one that is not there yet."""
    try:
        status = folder.stat() if folder is not None else None
    except FileNotFoundError:
        return set()
    return set() if status is None else {(status.st_dev, status.st_ino)}


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

    def visit(self, path: Path) -> Iterator[InputFile | Reject | Skipped]:
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

    def _visit_folder(self, folder: Path, label: str, status: os.stat_result) -> Iterator[InputFile | Reject | Skipped]:
        if not self._is_new(status):
            return
        try:
            children = sorted(folder.iterdir(), key=lambda child: child.name)
        except OSError as error:
            yield _refuse_folder(label, error)
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


def _refuse_folder(label: str, error: OSError) -> Reject:
    """The finding for a folder that cannot be opened: nobody knows how many articles it holds."""
    message = f"Not read: the folder cannot be opened ({system_reason(error)})."
    message_ar = f"لم يُقرأ: تعذّر فتح المجلد ({system_reason_ar(error)})."
    return Reject(label, None, "closed-folder", message, message_ar)
