"""Snapshots: a generation as one file that can be kept elsewhere and brought back.

A snapshot is a plain tar archive of the generation's files and its manifest. It is verified byte by byte before it is
written and again before it becomes a generation. A manifest is no signature: restore only snapshots of your own, since
an index holds a pickle.
"""

from __future__ import annotations

import os
import shutil
import tarfile
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from searchapp.engine import disk, lock
from searchapp.engine.generations import NAME, Generations
from searchapp.engine.manifest import MANIFEST_NAME, decode_manifest, faults, names_under
from searchapp.errors import IndexCorruptError, IndexMissingError, PathMissingError

ENDING = ".bahith.tar"


def create(generations: Generations, folder: Path, name: str | None = None) -> Path:
    """Write the live generation (or the named one) as a snapshot into a folder and give its path.

    Raises IndexMissingError, IndexCorruptError where a byte differs, IndexWriteError.
    """
    chosen = name or generations.live()
    if chosen is None:
        raise IndexMissingError(f"There is no index in {generations.root}.", f"لا فهرس في {generations.root}.")
    for fault in generations.verify(chosen):
        raise IndexCorruptError(f"{fault}; no snapshot was made.", f"{fault}؛ لم تُحفظ نسخة.")
    target = folder / f"{chosen}{ENDING}"
    partial = folder / f".{chosen}.partial"
    with disk.writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with tarfile.open(partial, "w") as archive:
            for file in (MANIFEST_NAME, *names_under(generations.root / chosen)):
                archive.add(generations.root / chosen / file, f"{chosen}/{file}", recursive=False)
        disk.sync_file(partial)
        disk.rename_synced(partial, target)
    return target


def listed(folder: Path) -> Sequence[Path]:
    """List the snapshots of a folder, newest first."""
    return sorted(folder.glob(f"*{ENDING}"), key=lambda path: path.name, reverse=True) if folder.is_dir() else []


def restore(generations: Generations, snapshot: Path) -> str:
    """Bring a snapshot back as a generation, verify it, make it live, and give its name.

    Raises PathMissingError, IndexCorruptError (nothing was changed), IndexLockedError, IndexWriteError.
    """
    if not snapshot.is_file():
        raise PathMissingError(f"There is no snapshot {snapshot}.", f"لا نسخة محفوظة في {snapshot}.")
    with disk.writing(generations.root):
        generations.root.mkdir(parents=True, exist_ok=True)
    with lock.held(generations.root / ".lock"):
        name = _unpacked(generations, snapshot)
    generations.promote(name)
    return name


def _unpacked(generations: Generations, snapshot: Path) -> str:
    try:
        with tarfile.open(snapshot, "r:") as archive:
            members = archive.getmembers()
            name = _name_of(members, snapshot)
            if (generations.root / name).is_dir() and not list(generations.verify(name)):
                return name
            aside = generations.root / f".building-{name}"
            with disk.writing(aside):
                shutil.rmtree(aside, ignore_errors=True)
                for member in members:
                    _write(archive, member, aside / PurePosixPath(member.name).relative_to(name))
    except (tarfile.TarError, EOFError) as error:
        raise _damaged(snapshot) from error
    _completed(generations, aside, name, snapshot)
    return name


def _name_of(members: Sequence[tarfile.TarInfo], snapshot: Path) -> str:
    """Give the generation's name. Refuses links, devices, and paths that lead elsewhere."""
    names = {PurePosixPath(member.name).parts[:1] for member in members}
    name = next(iter(names))[0] if len(names) == 1 and next(iter(names)) else ""
    safe = all(member.isfile() and ".." not in PurePosixPath(member.name).parts[1:] for member in members)
    if not safe or not NAME.fullmatch(name) or any(len(PurePosixPath(m.name).parts) < 2 for m in members):
        raise _damaged(snapshot)
    return name


def _write(archive: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> None:
    content = archive.extractfile(member)
    if content is None:
        raise AssertionError("only files come this far")
    target.parent.mkdir(parents=True, exist_ok=True)
    with content, target.open("xb") as file:
        shutil.copyfileobj(content, file, 1 << 20)
        file.flush()
        os.fsync(file.fileno())


def _completed(generations: Generations, aside: Path, name: str, snapshot: Path) -> None:
    """Verify what was unpacked, then give it its name."""
    try:
        manifest = decode_manifest((aside / MANIFEST_NAME).read_bytes())
        bad = manifest.generation != name or next(iter(faults(aside, manifest, lambda _: True)), None) is not None
    except (FileNotFoundError, ValueError):
        bad = True
    with disk.writing(aside):
        if bad:
            shutil.rmtree(aside, ignore_errors=True)
            raise _damaged(snapshot)
        if (generations.root / name).exists():
            shutil.rmtree(generations.root / name)
        disk.sync_directory(aside)
        disk.rename_synced(aside, generations.root / name)


def _damaged(snapshot: Path) -> IndexCorruptError:
    return IndexCorruptError(
        f"{snapshot} is no sound snapshot; nothing was changed.", f"{snapshot} ليس نسخة سليمة؛ لم يتغيّر شيء."
    )
