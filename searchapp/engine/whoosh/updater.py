"""The Updater of the engine contract: a generation made of an earlier one's segments and of one with what is new.

Segments never change. What is deleted is marked in Whoosh's table of contents, which each generation has for itself, as
it has its value files; what is added makes a segment of its own; segments that the policy wants together are merged.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from searchapp.engine.attachments import content_of, read_attached, write_attached
from searchapp.engine.base import OwnersRule
from searchapp.engine.disk import writing
from searchapp.engine.whoosh import records
from searchapp.engine.whoosh.building import MergedSegment, write_contents
from searchapp.engine.whoosh.labels import Labels, keyword_labels
from searchapp.engine.whoosh.part import Part
from searchapp.engine.whoosh.policy import Group, MergePolicy, Size
from searchapp.engine.whoosh.postings import Ints, Offsets
from searchapp.engine.whoosh.renumbering import Renumbering
from searchapp.engine.whoosh.revaluing import revalued
from searchapp.engine.whoosh.schema import build_schema
from searchapp.engine.whoosh.segment import Segment
from searchapp.engine.whoosh.values import load_labels, write_values
from searchapp.engine.whoosh.writer import BUILD_BYTES, WhooshWriter

Check = Callable[[Sequence[str]], None]
"""Compares the files of the named segments with their checksums. Raises IndexCorruptError."""


class WhooshUpdater(WhooshWriter):
    """Writes a changed generation into a directory that has the files of the earlier one's segments already."""

    def __init__(
        self,
        directory: Path,
        base: Path,
        check: Check,
        build_bytes: int = BUILD_BYTES,
        policy: MergePolicy = MergePolicy(),  # noqa: B008 - it is frozen
        owners: OwnersRule | None = None,
    ) -> None:
        super().__init__(directory, build_bytes, owners)
        self._base = Segment(base)
        self._attached.update(read_attached(base))
        self._labels = load_labels(base)
        self._check = check
        self._policy = policy
        self._gone: set[int] = set()
        """Deleted articles by their numbers in the earlier generation."""
        self._gone_again: set[int] = set()
        """Articles that were added and then deleted, by their numbers in the new segment."""

    @property
    def segments(self) -> Sequence[str]:
        """The names with which the names of the earlier generation's segment files begin."""
        return [part.name for part in self._base.parts]

    def __contains__(self, article_id: object) -> bool:
        return super().__contains__(article_id) or (isinstance(article_id, str) and self._find(article_id) is not None)

    def attachment(self, name: str) -> bytes | None:
        """Give what is attached so far under a name, or was to the earlier generation, or None."""
        kept = self._attached.get(name)
        return None if kept is None else content_of(kept)

    def delete(self, article_id: str) -> bool:
        """Remove an article; False if there is none of that id."""
        new = self._numbers.pop(article_id, None)
        if new is not None:
            self._gone_again.add(new)
            return True
        doc = self._find(article_id)
        if doc is not None:
            self._gone.add(doc)
        return doc is not None

    def finish(self) -> int:
        """Write the new segment, merge what the policy wants merged, write values and contents.

        Gives the number of articles. Raises IndexWriteError, or IndexCorruptError where a segment to be merged is
        damaged, whose damage would else get a new checksum.
        """
        with writing(self._directory):
            # Before anything is deleted: the ranks of ids are those among all articles of the earlier generation.
            places = [self._base.rank_after(article_id) for article_id in self._added.ids]
            rows = self._finished_rows()
            parts = [part for part, _ in rows]
            groups = self._policy.groups([Size(part.numbers.living, part.articles) for part in parts])
            self._check([parts[place].name for place in _copied(groups) if parts[place] in self._base.parts])
            segments = [self._finished([parts[place] for place in group.members], group) for group in groups]
            order = np.concatenate([np.zeros(0, np.int64), *(rows[place][1] for g in groups for place in g.members)])
            self._write_values(np.array(places, dtype=np.int64), order)
            write_contents(self._storage, segments)
            write_attached(self._directory, self._attached)
            self.close()
        return len(order)

    def close(self) -> None:
        """Let go of the earlier generation."""
        self._base.close()

    def abandon(self) -> None:
        """Let go of all files; the directory is removed by who made it."""
        super().abandon()
        self.close()

    def _find(self, article_id: str) -> int | None:
        """Give the number of an article of the earlier generation that is not deleted."""
        doc = self._base.doc_of(article_id)
        return None if doc in self._gone else doc

    def _finished_rows(self) -> Sequence[tuple[Part, Ints]]:
        """Delete; give all segments, and for each the numbers of its living articles in the row of old and new ones."""
        parts = list(self._base.parts)
        numbers = [part.numbers for part in parts]
        gone: dict[int, list[int]] = {}
        for doc in self._gone:
            part, own = self._base.place_of(doc)
            gone.setdefault(parts.index(part), []).append(own)
        segment = self._segment.finish()
        if segment is not None:
            gone[len(parts)] = list(self._gone_again)
            numbers.append(Renumbering(self._base.articles, len(self._added)))
            parts.append(Part(self._storage, build_schema(), segment))
        self._labels.add(self._added.labels)
        for place, docs in gone.items():
            _uncount(self._labels, parts[place], docs)
            parts[place].delete(docs)
        return [(part, before.of(part.numbers.originals())[0]) for part, before in zip(parts, numbers, strict=True)]

    def _finished(self, parts: Sequence[Part], group: Group) -> Any:
        return parts[0].segment if group.as_it_is else MergedSegment(self._storage, parts).finish()

    def _write_values(self, id_places: Offsets, order: Offsets) -> None:
        values = revalued(self._base.values, self._added.values(), id_places, order, self._labels)
        write_values(self._directory, values, self._labels, self._owners)


def _copied(groups: Sequence[Group]) -> Sequence[int]:
    return [place for group in groups if not group.as_it_is for place in group.members]


def _uncount(labels: Labels, part: Part, docs: Sequence[int]) -> None:
    for doc in docs:
        labels.count(keyword_labels(records.decode(part.records[doc])), -1)
