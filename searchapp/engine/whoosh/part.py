"""One open Whoosh segment: postings, lengths, grams, ids and records on the disk, deleted articles included."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from whoosh import columns
from whoosh.index import TOC

from searchapp.engine.whoosh.beginnings import added
from searchapp.engine.whoosh.gram_data import GramField
from searchapp.engine.whoosh.gram_frequencies import GramPiece
from searchapp.engine.whoosh.postings import FieldPostings, Ints, Postings
from searchapp.engine.whoosh.renumbering import Renumbering
from searchapp.engine.whoosh.schema import ID_FIELD, INDEX_NAME, RECORD_FIELD, to_term
from searchapp.engine.whoosh.storage import SegmentStorage

_RAW = columns.VarBytesColumn()
"""Reads a column's bytes without unpacking them."""


class Part:
    """A segment of a generation. ``numbers`` says where in the generation its living articles are."""

    def __init__(self, storage: SegmentStorage, schema: Any, segment: Any, base: int = 0) -> None:
        self.segment = segment
        terms = segment.codec().terms_reader(storage, segment)
        self.fields: Mapping[str, FieldPostings] = terms.fields
        self.grams: Mapping[str, GramField] = terms.grams
        self._perdoc = segment.codec().per_document_reader(storage, segment)
        self.lengths: Mapping[str, Ints] = self._perdoc.lengths
        self.numbers = Renumbering(base, segment.doc_count_all(), segment.deleted_docs())
        self.records: Any = self._perdoc.column_reader(RECORD_FIELD, schema[RECORD_FIELD].column_type)

    @property
    def name(self) -> str:
        """The name with which the names of its files begin."""
        return str(self.segment.segment_id())

    @property
    def articles(self) -> int:
        """Number of articles, deleted ones included."""
        return int(self.segment.doc_count_all())

    def delete(self, docs: Iterable[int]) -> None:
        """Mark articles as deleted in what will be written of the segment; the files stay as they are."""
        for doc in docs:
            self.segment.delete_document(doc)
        self.numbers = Renumbering(self.numbers.base, self.articles, self.segment.deleted_docs())

    def packed_records(self) -> Any:
        """Give the column of records as they are stored, that is, compressed."""
        return self._perdoc.column_reader(RECORD_FIELD, _RAW)

    def postings(self, name: str, form: str) -> Postings | None:
        """Give a form's postings in the field of that name, or None if no article has it there."""
        field = self.fields.get(name)
        number = field.find(to_term(form)) if field is not None and form else None
        return None if field is None or number is None else field.of(number)

    def beginning(self, name: str, beginning: str) -> Postings | None:
        """Give the postings of all forms that begin alike as those of one form, or None if no article has any."""
        field = self.fields.get(name)
        return added(field, to_term(beginning), self.articles) if field is not None and beginning else None

    def id_of(self, doc: int) -> bytes:
        """Give the id of an article as a term."""
        term: bytes = self.fields[ID_FIELD].terms[int(self._id_places[doc])]
        return term

    @cached_property
    def _id_places(self) -> Ints:
        """For each article the place of its id among the terms of the id field."""
        field = self.fields[ID_FIELD]
        places = np.zeros(self.articles, dtype=np.int32)
        places[field.docs] = np.repeat(np.arange(len(field.terms), dtype=np.int32), np.diff(field.posting_starts))
        return places

    def gram_piece(self, name: str) -> GramPiece:
        """Give the grams of the field of that name, which it has."""
        originals = None if self.numbers.all_live else self.numbers.originals().astype(np.intp)
        return GramPiece(self.grams[name], self.numbers.base, self.numbers.living, originals)

    def living_lengths(self, name: str) -> Ints:
        """Give the lengths of the living articles in the field of that name."""
        own = self.numbers.originals()
        return self.lengths[name][own] if name in self.lengths else np.zeros(len(own), dtype=np.int32)

    def close(self) -> None:
        """Close the files; nothing can be asked afterwards."""
        self.fields, self.lengths, self.grams = {}, {}, {}
        self._perdoc.close()


def open_parts(storage: SegmentStorage) -> Sequence[Part]:
    """Open the segments of a directory in the order of its table of contents."""
    contents = TOC.read(storage, INDEX_NAME)
    parts: list[Part] = []
    for segment in contents.segments:
        base = parts[-1].numbers.base + parts[-1].numbers.living if parts else 0
        parts.append(Part(storage, contents.schema, segment, base))
    return parts
