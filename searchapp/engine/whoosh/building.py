"""Writes Whoosh segments: of logged articles, inverted at the end, or of other segments. Whoosh analyses nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from whoosh import columns
from whoosh.index import TOC, clean_files
from whoosh.writing import SegmentWriter

from searchapp.engine.base import BatchWords
from searchapp.engine.whoosh.codec import ArraysCodec
from searchapp.engine.whoosh.merging import Merge, Run
from searchapp.engine.whoosh.part import Part
from searchapp.engine.whoosh.postings import FieldPostings, Shape
from searchapp.engine.whoosh.runs import Runs
from searchapp.engine.whoosh.schema import ID_FIELD, INDEX_NAME, RECORD_FIELD, build_schema, text_name
from searchapp.engine.whoosh.storage import SegmentStorage

Field = tuple[str, Shape, Iterable[FieldPostings]]
"""A field's name and its postings in parts of consecutive terms."""

_PACKED = columns.VarBytesColumn()
"""Writes bytes as they come: records are compressed already, as the schema's column reads them."""

_GENERATION = 1


class SegmentBuilder(SegmentWriter):
    """Whoosh's segment writer without its postings and its commit; ``finish`` writes a segment's files."""

    def __init__(self, storage: SegmentStorage) -> None:
        # Whoosh's own lock is not needed: the directory belongs to one build, which holds the index's lock.
        super().__init__(storage.create_index(build_schema()), _lk=False, compound=False, codec=ArraysCodec())

    def finish(self) -> Any | None:
        """Write all files and give Whoosh's description of the segment, or None if it has no article."""
        if self.docnum:
            segment = self._finalize_segment()
        else:
            segment = None
            self._close_segment()
        self._finish()
        return segment

    def _flush_segment(self) -> None:
        # Called by Whoosh's finalization; takes the place of its pool of sorted postings.
        self.perdocwriter.close()
        for name, shape, parts in self._fields():
            if len(shape.terms):
                self.fieldwriter.write(name, shape, parts)
        # The codec makes here what it keeps beside the postings, for articles and for merged segments alike.
        self.fieldwriter.close()

    def _fields(self) -> Iterator[Field]:
        raise NotImplementedError


class ArticlesSegment(SegmentBuilder):
    """A segment of new articles. ``build_bytes`` bounds what it holds in memory before it spills."""

    def __init__(self, storage: SegmentStorage, build_bytes: int) -> None:
        super().__init__(storage)
        self._runs = Runs(storage.directory / "runs", build_bytes)

    def add_article(self, forms: Mapping[str, Sequence[str]], contents: Mapping[str, bytes]) -> None:
        """Add one article: the forms (or values) of each indexed field, and the content of columns."""
        self._add(forms, contents, {})
        self._runs.spill_if_full(self._to_term, sum(map(len, forms.values())))

    def add_batch(
        self, words: BatchWords, rows: Iterable[tuple[Mapping[str, Sequence[str]], Mapping[str, bytes]]]
    ) -> None:
        """Add articles whose texts are numbers of words; ``rows`` has the other fields and the columns of each."""
        lengths: dict[str, list[int]] = {}
        for text_field, numbers in words.numbers.items():
            counts = np.frombuffer(words.counts[text_field], dtype=np.int32)
            for level, forms in words.forms.items():
                name = text_name(text_field, level)
                log = self._runs.log(name, positional=True)
                found = log.add_many(self.docnum, counts, forms, np.frombuffer(numbers, dtype=np.int32))
                lengths[name] = found
        for place, (others, contents) in enumerate(rows):
            self._add(others, contents, {name: found[place] for name, found in lengths.items()})
        self._runs.spill_if_full(self._to_term, len(words.forms) * sum(map(len, words.numbers.values())))

    def _add(
        self, forms: Mapping[str, Sequence[str]], contents: Mapping[str, bytes], lengths: Mapping[str, int]
    ) -> None:
        """Add an article; ``lengths`` are those of the text fields that are logged already."""
        self.perdocwriter.start_doc(self.docnum)
        for name, length in lengths.items():
            self.perdocwriter.add_field(name, self.schema[name], None, length)
        for name, found in forms.items():
            field = self.schema[name]
            length = self._runs.log(name, positional=field.scorable).add(self.docnum, found)
            self.perdocwriter.add_field(name, field, None, length if field.scorable else 0)
        for name, content in contents.items():
            column = _PACKED if name == RECORD_FIELD else self.schema[name].column_type
            self.perdocwriter.add_column_value(name, column, content)
        self.perdocwriter.finish_doc()
        self.docnum += 1

    def _to_term(self, name: str) -> Callable[[str], bytes]:
        to_bytes: Callable[[str], bytes] = self.schema[name].to_bytes
        return to_bytes

    def _fields(self) -> Iterator[Field]:
        yield from self._runs.fields(self._to_term)
        self._runs.remove()


class MergedSegment(SegmentBuilder):
    """A segment of the living articles of other segments, in their order. Nothing is unpacked or analysed."""

    def __init__(self, storage: SegmentStorage, parts: Sequence[Part]) -> None:
        super().__init__(storage)
        self._sources = [(part, part.numbers.moved(base)) for part, base in zip(parts, _bases(parts), strict=True)]
        for part, _ in self._sources:
            self._copy_columns(part)
        for name in sorted({name for part in parts for name in part.lengths}):
            lengths = np.concatenate([part.living_lengths(name) for part in parts])
            if lengths.any():
                self.perdocwriter.set_lengths(name, lengths)

    def _copy_columns(self, part: Part) -> None:
        packed = part.packed_records()
        for doc in part.numbers.originals().tolist():
            self.perdocwriter.start_doc(self.docnum)
            self.perdocwriter.add_column_value(ID_FIELD, self.schema[ID_FIELD].column_type, part.id_of(doc))
            self.perdocwriter.add_column_value(RECORD_FIELD, _PACKED, packed[doc])
            self.perdocwriter.finish_doc()
            self.docnum += 1

    def _fields(self) -> Iterator[Field]:
        for name in sorted({name for part, _ in self._sources for name in part.fields}):
            runs = [Run(part.fields[name], numbers) for part, numbers in self._sources if name in part.fields]
            merge = Merge(runs)
            yield name, merge.shape, merge.parts()


def _bases(parts: Sequence[Part]) -> Sequence[int]:
    living = [part.numbers.living for part in parts]
    return [sum(living[:place]) for place in range(len(parts))]


def write_contents(storage: SegmentStorage, segments: Sequence[Any]) -> None:
    """Write Whoosh's table of contents over these segments, and remove the files of any others."""
    TOC(build_schema(), list(segments), _GENERATION).write(storage, INDEX_NAME)
    clean_files(storage, INDEX_NAME, _GENERATION, segments)
