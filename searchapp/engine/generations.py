"""The life of a generation on disk: built aside, made durable, promoted by one atomic swap, verified, dropped.

Layout of an index directory::

    index/live                           sealed pointer to the generation in use
    index/20261123T101200Z-7f3a/         a complete generation: segment files and manifest.json; an update's may be
                                         further names of files of the generation that it began from
    index/.building-<name>/              one under construction; what a dead build left goes at the next build
    index/.dropped-<name>/               one being removed
    index/.lock  index/.live.lock        held by the build, and for the moment of a promotion

Nothing here knows which engine wrote the files. A reader keeps what it opened: on POSIX systems open files and memory
maps outlive their names, so that a generation may be dropped under it.
"""

from __future__ import annotations

import re
import secrets
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from searchapp.engine import disk, lock
from searchapp.engine.base import GenerationInfo
from searchapp.engine.manifest import (
    FORMAT_VERSION,
    MANIFEST_NAME,
    Choose,
    FileEntry,
    Manifest,
    decode_manifest,
    faults,
    list_files,
    names_under,
    seal,
    unseal,
)
from searchapp.errors import (
    IndexCorruptError,
    IndexMissingError,
    IndexOutdatedError,
    IndexStateError,
    system_reason,
    system_reason_ar,
)

POINTER_NAME = "live"
NAME = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{4}")
"""How a generation is named: the moment of its making (UTC) and four digits by chance."""

_STAMP = "%Y%m%dT%H%M%SZ"
_BUILDING = ".building-"
_DROPPED = ".dropped-"


@dataclass(frozen=True, slots=True)
class Origin:
    """What a manifest says of how a generation came about."""

    engine: str
    engine_version: str
    analyzer: str


class Building:
    """A generation under construction: write files into ``path``, then call ``complete``."""

    def __init__(self, root: Path, name: str) -> None:
        self.name = name
        self.path = root / f"{_BUILDING}{name}"
        self.completed = False
        self._final = root / name
        self._inherited: dict[str, FileEntry] = {}

    def inherit(self, source: Path, entries: Iterable[FileEntry]) -> None:
        """Take over files of another generation, which nobody may change from now on. Raises IndexWriteError.

        They become further names of the same files, or copies where the file system refuses that. Their checksums are
        taken over too, not made anew: damage since they were written shows when the generation is promoted.
        """
        with disk.writing(self.path):
            for entry in entries:
                disk.link_or_copy(source / entry.name, self.path / entry.name)
                self._inherited[entry.name] = entry

    def complete(self, origin: Origin, articles: int) -> None:
        """Write the manifest, make everything durable and give the generation its name. Raises IndexWriteError."""
        with disk.writing(self.path):
            manifest = Manifest(
                generation=self.name,
                engine=origin.engine,
                engine_version=origin.engine_version,
                analyzer=origin.analyzer,
                created=datetime.now(UTC).replace(microsecond=0),
                articles=articles,
                files=list_files(self.path, self._inherited),
            )
            for name in names_under(self.path):
                disk.sync_file(self.path / name)
            disk.write_synced(self.path / MANIFEST_NAME, manifest.encode())
            disk.sync_directory(self.path)
            disk.rename_synced(self.path, self._final)
        self.completed = True

    def discard(self) -> None:
        """Remove whatever was written, also a generation that got its name but not for certain."""
        for path in (self.path, self._final):
            shutil.rmtree(path, ignore_errors=True)


class Generations:
    """The generations of one index directory. Safe for use from several processes."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @contextmanager
    def building(self) -> Iterator[Building]:
        """Hold the index for writing and give a fresh directory; what is not completed in the block is removed.

        Raises IndexLockedError while another build runs, IndexWriteError if the directory cannot be made.
        """
        with disk.writing(self.root):
            self.root.mkdir(parents=True, exist_ok=True)
        with lock.held(self.root / ".lock"):
            self._sweep()
            building = Building(self.root, self._new_name())
            with disk.writing(building.path):
                building.path.mkdir()
            try:
                yield building
            finally:
                if not building.completed:
                    building.discard()

    def live(self) -> str | None:
        """Name the live generation, or None before the first promotion. Raises IndexCorruptError if it is damaged."""
        try:
            with _reading(self.root / POINTER_NAME):
                content = (self.root / POINTER_NAME).read_bytes()
        except FileNotFoundError:
            return None
        try:
            name = unseal(content)["generation"]
        except (ValueError, KeyError) as error:
            raise self._corrupt(POINTER_NAME, "is damaged", "تالف", besides=None) from error
        return str(name)

    def promote(self, name: str) -> None:
        """Verify a generation fully, then make it the live one in one step.

        Raises IndexMissingError, IndexCorruptError (the pointer stays) or IndexWriteError.
        """
        self._directory(name)
        with disk.writing(self.root), lock.awaited(self.root / ".live.lock"):
            for fault in self._faults(name, _every):
                raise self._corrupt(f"{name}/{fault[0]}", fault[1], fault[2], besides=name)
            disk.replace_synced(self.root / POINTER_NAME, seal({"generation": name}))

    def check(self, name: str, origin: Origin, hashed: Choose) -> Manifest:
        """Check what can be checked fast before a generation is opened, and give its manifest.

        Manifest and sizes always, checksums of the files that ``hashed`` picks. Raises IndexMissingError,
        IndexCorruptError (naming the file, and a generation to go back to) or IndexOutdatedError.
        """
        self._directory(name)
        for fault in self._faults(name, hashed):
            raise self._corrupt(f"{name}/{fault[0]}", fault[1], fault[2], besides=name)
        manifest = self._manifest(name)
        found = (manifest.format, manifest.engine, manifest.engine_version, manifest.analyzer)
        wanted = (FORMAT_VERSION, origin.engine, origin.engine_version, origin.analyzer)
        if found != wanted:
            raise _outdated(self.root, name, manifest, origin)
        return manifest

    def infos(self) -> Sequence[GenerationInfo]:
        """List the complete generations with a sound manifest, newest first; ``verify`` tells what ails the others."""
        live = self._live_if_sound()
        return [
            info_of(manifest, live=manifest.generation == live)
            for manifest in (self._sound_manifest(name) for name in self._names())
            if manifest is not None
        ]

    def verify(self, name: str) -> Iterable[str]:
        """Recompute every checksum; give one line for each fault, none if all is sound. Raises IndexMissingError."""
        self._directory(name)
        return (f"{name}/{file} {fault}" for file, fault, _ in self._faults(name, _every))

    def diagnose(self, name: str) -> IndexCorruptError | None:
        """Look for a damaged file with all checksums; None if there is none, or if the generation was removed."""
        with _reading(self.root / name):
            if not (self.root / name).is_dir():
                return None
        for fault in self._faults(name, _every):
            return self._corrupt(f"{name}/{fault[0]}", fault[1], fault[2], besides=name)
        return None

    def drop(self, name: str) -> None:
        """Remove a generation that is not live.

        Raises IndexStateError for the live one, IndexMissingError or IndexWriteError.
        """
        directory = self._directory(name)
        with disk.writing(directory), lock.awaited(self.root / ".live.lock"):
            if self.live() == name:
                raise IndexStateError(
                    f"{name} is the live generation; promote another one before it is removed.",
                    f"{name} هو الجيل العامل؛ رقِّ جيلًا غيره قبل حذفه.",
                )
            aside = self.root / f"{_DROPPED}{name}"
            disk.rename_synced(directory, aside)
        with disk.writing(aside):
            shutil.rmtree(aside)

    def prune(self, keep: int = 2) -> Sequence[str]:
        """Remove all generations but the live one and the ``keep`` newest others; give the names of those removed."""
        live = self.live()
        removed = [name for name in self._names() if name != live][keep:]
        for name in removed:
            self.drop(name)
        return removed

    def _names(self) -> list[str]:
        with _reading(self.root):
            if not self.root.is_dir():
                return []
            return sorted((path.name for path in self.root.iterdir() if NAME.fullmatch(path.name)), reverse=True)

    def _new_name(self) -> str:
        """Name by the clock, but after the newest name: builds of one second, or a clock set back, keep their order."""
        moment = datetime.now(UTC)
        newest = next(iter(self._names()), None)
        if newest is not None:
            last = datetime.strptime(newest.partition("-")[0], _STAMP).replace(tzinfo=UTC)
            moment = max(moment, last + timedelta(seconds=1))
        return f"{moment.strftime(_STAMP)}-{secrets.token_hex(2)}"

    def _sweep(self) -> None:
        with _reading(self.root):
            left = list(self.root.iterdir())
        for path in left:
            if path.name.startswith((_BUILDING, _DROPPED)):
                with disk.writing(path):
                    shutil.rmtree(path)

    def _directory(self, name: str) -> Path:
        directory = self.root / name
        with _reading(directory):
            found = NAME.fullmatch(name) is not None and directory.is_dir()
        if not found:
            raise IndexMissingError(
                f"There is no generation {name} in {self.root}.",
                f"لا جيل باسم {name} في {self.root}.",
                hint=f"Build one: searchapp build PATH --index {self.root}",
                hint_ar=f"ابنِ فهرسًا: searchapp build PATH --index {self.root}",
            )
        return directory

    def _manifest(self, name: str) -> Manifest:
        file = self.root / name / MANIFEST_NAME
        with _reading(file):
            content = file.read_bytes()
        manifest = decode_manifest(content)
        if manifest.generation != name:
            raise ValueError(f"it belongs to {manifest.generation}")
        return manifest

    def _sound_manifest(self, name: str) -> Manifest | None:
        try:
            return self._manifest(name)
        except (FileNotFoundError, ValueError):
            return None

    def _live_if_sound(self) -> str | None:
        try:
            return self.live()
        except IndexCorruptError:
            return None

    def _faults(self, name: str, hashed: Choose) -> Iterator[tuple[str, str, str]]:
        try:
            manifest = self._manifest(name)
        except FileNotFoundError:
            yield MANIFEST_NAME, "is missing", "مفقود"
        except ValueError as error:
            yield MANIFEST_NAME, f"is damaged: {error}", "تالف"
        else:
            with _reading(self.root / name):
                yield from faults(self.root / name, manifest, hashed)

    def _corrupt(self, file: str, fault: str, fault_ar: str, *, besides: str | None) -> IndexCorruptError:
        sound = next((name for name in self._names() if name != besides and self._looks_sound(name)), None)
        return corrupt_error(self.root / file, fault, fault_ar, sound)

    def _looks_sound(self, name: str) -> bool:
        try:
            return next(self._faults(name, _none), None) is None
        except IndexStateError:  # it cannot be read, so that nobody could go back to it
            return False


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    """Turn an OSError of the block into an IndexStateError that names the file (or ``path``) and the reason.

    A file that is missing stays a FileNotFoundError: what that means, its reader knows.
    """
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as error:
        where = error.filename if isinstance(error.filename, str) else str(path)
        raise IndexStateError(
            f"The index cannot be read: {where}: {system_reason(error)}.",
            f"تعذّرت قراءة الفهرس: {where}: {system_reason_ar(error)}.",
            hint="Give read permission, or choose another folder with --index.",
            hint_ar="امنح إذن القراءة، أو اختر مجلدًا آخر بالخيار ‎--index.",
        ) from error


def corrupt_error(path: Path, fault: str, fault_ar: str, sound: str | None) -> IndexCorruptError:
    """Say which file is damaged and which generation could be rolled back to (None: rebuild)."""
    if sound is None:
        hint = "Build the index again: searchapp build PATH --index DIR"
        hint_ar = "أعد بناء الفهرس: searchapp build PATH --index DIR"
    else:
        hint = f"Generation {sound} looks sound; it can be rolled back to."
        hint_ar = f"يبدو الجيل {sound} سليمًا، ويمكن الرجوع إليه."
    return IndexCorruptError(
        f"The index file {path} {fault}; nothing was opened.",
        f"ملف الفهرس {path}: {fault_ar}؛ لم يُفتح شيء.",
        hint=hint,
        hint_ar=hint_ar,
    )


def info_of(manifest: Manifest, *, live: bool) -> GenerationInfo:
    """Give a manifest as the record that engines hand out."""
    return GenerationInfo(
        name=manifest.generation,
        created=manifest.created,
        articles=manifest.articles,
        analyzer=manifest.analyzer,
        engine=f"{manifest.engine} {manifest.engine_version}",
        bytes=manifest.total_bytes,
        live=live,
    )


def _outdated(root: Path, name: str, manifest: Manifest, origin: Origin) -> IndexOutdatedError:
    built = f"{manifest.engine} {manifest.engine_version}, {manifest.analyzer}, {manifest.format}"
    now = f"{origin.engine} {origin.engine_version}, {origin.analyzer}, {FORMAT_VERSION}"
    return IndexOutdatedError(
        f"Generation {name} was built by other rules (engine, analyzer, format: {built}) than now in use ({now}).",
        f"بُني الجيل {name} بقواعد (المحرك والمحلل والصيغة: {built}) غير القواعد الحالية ({now}).",
        hint=f"Build it again: searchapp build PATH --index {root}",
        hint_ar=f"أعد بناءه: searchapp build PATH --index {root}",
    )


def _every(name: str) -> bool:
    return True


def _none(name: str) -> bool:
    return False
