"""The Whoosh engine: generations on disk, each a few Whoosh segments (one after a build) with value files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import whoosh

from searchapp.engine import attachments
from searchapp.engine.base import GenerationInfo, OwnersRule, Reader, Updater, Writer
from searchapp.engine.generations import Building, Generations, Origin, info_of
from searchapp.engine.whoosh import records
from searchapp.engine.whoosh.policy import MergePolicy
from searchapp.engine.whoosh.reader import WhooshReader
from searchapp.engine.whoosh.updater import WhooshUpdater
from searchapp.engine.whoosh.writer import BUILD_BYTES, WhooshWriter
from searchapp.errors import BahithError, IndexCorruptError, IndexMissingError

_READ_AT_OPENING = (".toc", ".len", ".npy", ".json")
"""Files read whole, or unpickled by Whoosh, when a generation is opened: their checksums come first."""


class WhooshEngine:
    """The Engine of the contract in one index directory. Safe for use from several threads and processes."""

    name = "whoosh"
    encode = staticmethod(records.pack)

    def __init__(self, index_dir: Path, *, build_bytes: int = BUILD_BYTES, policy: MergePolicy | None = None) -> None:
        """Keep generations in a directory.

        ``build_bytes`` bounds what a build holds in memory before it spills, ``policy`` (by default MergePolicy's own
        bounds) the segments that updates leave.
        """
        self._generations = Generations(index_dir)
        self._build_bytes = build_bytes
        self._policy = policy or MergePolicy()

    @contextmanager
    def build(self, analyzer: str, owners: OwnersRule | None = None) -> Iterator[tuple[str, Writer]]:
        """Start a generation, giving its name and writer; leaving the block completes it, an exception removes it.

        Raises IndexLockedError while another build runs, IndexWriteError if the disk refuses a write.
        """
        with self._generations.building() as building:
            writer = WhooshWriter(building.path, self._build_bytes, owners)
            try:
                yield building.name, writer
                articles = writer.finish()
            except BaseException:
                writer.abandon()
                raise
            building.complete(self._origin(analyzer), articles)

    @contextmanager
    def update(
        self, analyzer: str, generation: str | None = None, owners: OwnersRule | None = None
    ) -> Iterator[tuple[str, Updater]]:
        """Start a generation that begins as a copy of the live one (or of the named one); otherwise like ``build``.

        Files of segments that stay as they are are shared by both generations, not copied. Raises also what ``open``
        raises.
        """
        with self._generations.building() as building:
            base = generation or self._live_name()
            updater = self._updater(building, analyzer, base, owners)
            try:
                yield building.name, updater
                with self._naming_damage(base):
                    articles = updater.finish()
            except BaseException:
                updater.abandon()
                raise
            building.complete(self._origin(analyzer), articles)

    def promote(self, generation: str) -> None:
        """Verify a complete generation and make it the live one, atomically. Also rolls back."""
        self._generations.promote(generation)

    def live(self) -> str | None:
        """Name the live generation, or None before the first promotion."""
        return self._generations.live()

    def open(self, analyzer: str, generation: str | None = None) -> Reader:
        """Open the live generation (or the named one) after checking its manifest and what Whoosh would unpickle.

        Raises IndexMissingError, IndexCorruptError, or IndexOutdatedError if it was built by another analyzer.
        """
        name = generation or self._live_name()
        try:
            return self._open(analyzer, name)
        except (IndexCorruptError, IndexMissingError, FileNotFoundError):
            # Another process may have promoted a newer generation and removed this one while it was opened.
            if generation is not None or self.live() in (name, None):
                raise
            return self.open(analyzer)

    def generations(self) -> Sequence[GenerationInfo]:
        """All complete generations, newest first."""
        return self._generations.infos()

    def verify(self, generation: str) -> Iterable[str]:
        """Compare every file with the manifest; give one line for each fault (none if sound)."""
        return self._generations.verify(generation)

    def drop(self, generation: str) -> None:
        """Remove a generation that is not live."""
        self._generations.drop(generation)

    def prune(self, keep: int = 2) -> Sequence[str]:
        """Remove all generations but the live one and the ``keep`` newest others; give the names of those removed."""
        return self._generations.prune(keep)

    @contextmanager
    def _naming_damage(self, generation: str) -> Iterator[None]:
        """Where the block fails for a damaged file of a generation, name the file instead."""
        try:
            yield
        except BahithError:
            raise
        except Exception as error:
            damage = self._generations.diagnose(generation)
            if damage is None:
                raise
            raise damage from error

    def _updater(self, building: Building, analyzer: str, base: str, owners: OwnersRule | None) -> WhooshUpdater:
        origin = self._origin(analyzer)
        manifest = self._generations.check(base, origin, _is_read_at_opening)

        def check(segments: Sequence[str]) -> None:
            self._generations.check(base, origin, lambda name: name.startswith(_beginnings(segments)))

        directory = self._generations.root / base
        updater = WhooshUpdater(building.path, directory, check, self._build_bytes, self._policy, owners)
        shared = _beginnings(updater.segments)
        building.inherit(directory, [entry for entry in manifest.files if entry.name.startswith(shared)])
        return updater

    def _open(self, analyzer: str, name: str) -> Reader:
        manifest = self._generations.check(name, self._origin(analyzer), _is_read_at_opening)
        info = info_of(manifest, live=name == self.live())
        return WhooshReader(self._generations.root / name, info, partial(self._generations.diagnose, name))

    def _live_name(self) -> str:
        name = self.live()
        if name is None:
            raise IndexMissingError(
                f"There is no index in {self._generations.root}.",
                f"لا فهرس في {self._generations.root}.",
                hint=f"Build one: searchapp build PATH --index {self._generations.root}",
                hint_ar=f"ابنِ فهرسًا: searchapp build PATH --index {self._generations.root}",
            )
        return name

    def _origin(self, analyzer: str) -> Origin:
        return Origin(self.name, whoosh.versionstring(), analyzer)


def _beginnings(segments: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"{segment}." for segment in segments)


def _is_read_at_opening(name: str) -> bool:
    return name.endswith(_READ_AT_OPENING) or name.startswith(attachments.PREFIX)
