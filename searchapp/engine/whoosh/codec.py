"""Our codec for Whoosh: its segments, columns and tables of contents, with postings and lengths as flat arrays.

Two files take the place of Whoosh's term index and posting file, whose blocks and tables are pickled, and a third is
made of them:

* ``<segment>.pos``: terms and postings, see ``postings``;
* ``<segment>.len``: the exact length of every article by text field (i4), where Whoosh keeps a byte that rounds;
* ``<segment>.grm``: what the second stage of the score needs, see ``gram_data``.

Files of a segment never change once written, so that generations may share them. Which articles are deleted stands
in the table of contents (Whoosh's own set); all arrays have the deleted ones too, until the segment is merged.

Stock Whoosh opens and searches such an index (this package must be importable, as the table of contents names the
codec): its matchers step through the same arrays that our searcher reads whole.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from whoosh.codec import base
from whoosh.codec.whoosh3 import W3Codec, W3PerDocReader, W3PerDocWriter
from whoosh.matching import LeafMatcher, ReadTooFar
from whoosh.reading import TermInfo, TermNotFound

from searchapp.engine.whoosh.arrays import Arrays, ArraysWriter
from searchapp.engine.whoosh.gram_data import GramField, read_grams, write_grams
from searchapp.engine.whoosh.mapped import map_open
from searchapp.engine.whoosh.postings import FieldPostings, Ints, Postings, Shape, read_fields, write_field
from searchapp.engine.whoosh.storage import MappedFile

POSTINGS_EXT = ".pos"
LENGTHS_EXT = ".len"
GRAMS_EXT = ".grm"


class ArraysCodec(W3Codec):
    """Whoosh's default codec but for terms, postings and lengths."""

    def per_document_writer(self, storage: Any, segment: Any) -> PerDocWriter:
        """Give the writer of columns and lengths."""
        return PerDocWriter(self, storage, segment)

    def field_writer(self, storage: Any, segment: Any) -> FieldWriter:
        """Give the writer of terms and postings."""
        return FieldWriter(storage, segment)

    def per_document_reader(self, storage: Any, segment: Any) -> PerDocReader:
        """Give the reader of columns and lengths."""
        return PerDocReader(storage, segment)

    def terms_reader(self, storage: Any, segment: Any) -> TermsReader:
        """Give the reader of terms and postings."""
        grams = read_grams(open_arrays(storage, segment, GRAMS_EXT))
        return TermsReader(read_fields(open_arrays(storage, segment, POSTINGS_EXT)), grams)

    def postings_writer(self, dbfile: Any, byteids: bool = False) -> Any:
        """Refuse: postings come by whole fields, and our schema has no vectors."""
        raise NotImplementedError

    def postings_reader(self, dbfile: Any, terminfo: Any, format_: Any, term: Any = None, scorer: Any = None) -> Any:
        """Refuse: matchers come from the terms reader."""
        raise NotImplementedError


class PerDocWriter(W3PerDocWriter):
    """Whoosh's per-document writer with exact lengths."""

    def __init__(self, codec: ArraysCodec, storage: Any, segment: Any) -> None:
        super().__init__(codec, storage, segment)
        self._lengths: dict[str, tuple[array[int], array[int]]] = {}
        self._whole: dict[str, Ints] = {}

    def add_field(self, fieldname: str, _fieldobj: Any, value: Any, length: int) -> None:
        """Take a stored value and the length of a field of the current article."""
        if value is not None:
            self._storedfields[fieldname] = value
        if length:
            docs, lengths = self._lengths.setdefault(fieldname, (array("i"), array("i")))
            docs.append(self._docnum)
            lengths.append(length)
            self._fieldlengths[fieldname] += length

    def set_lengths(self, fieldname: str, lengths: Ints) -> None:
        """Take the lengths of a field of all articles at once."""
        self._whole[fieldname] = lengths
        self._fieldlengths[fieldname] = int(lengths.sum())

    def close(self) -> None:
        """Write the lengths, then the columns."""
        file = self._create_file(LENGTHS_EXT)
        arrays = ArraysWriter(file)
        for name, lengths in self._whole.items():
            arrays.put(name, "i4", lengths)
        for name, (docs, logged) in self._lengths.items():
            numbers = np.zeros(self._doccount, dtype=np.int32)
            numbers[np.frombuffer(docs, dtype=np.int32)] = np.frombuffer(logged, dtype=np.int32)
            arrays.put(name, "i4", numbers)
        arrays.finish()
        file.close()
        super().close()


class PerDocReader(W3PerDocReader):
    """Whoosh's per-document reader with exact lengths."""

    def __init__(self, storage: Any, segment: Any) -> None:
        super().__init__(storage, segment)
        arrays = open_arrays(storage, segment, LENGTHS_EXT)
        self.lengths: dict[str, Ints] = {name: arrays.get(name) for name in arrays}

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """Give the exact length of an article's field, ``default`` where no article has the field."""
        lengths = self.lengths.get(fieldname)
        return default if lengths is None else int(lengths[docnum])

    def min_field_length(self, fieldname: str) -> int:
        """Give the smallest length of any article."""
        return int(self.lengths[fieldname].min()) if fieldname in self.lengths else 0

    def max_field_length(self, fieldname: str) -> int:
        """Give the largest length of any article."""
        return int(self.lengths[fieldname].max()) if fieldname in self.lengths else 0


class FieldWriter(base.FieldWriter):
    """Writes whole fields that were inverted elsewhere, and what is made of them."""

    def __init__(self, storage: Any, segment: Any) -> None:
        self._storage = storage
        self._segment = segment
        self._file = segment.create_file(storage, POSTINGS_EXT)
        self._arrays = ArraysWriter(self._file)
        self.is_closed = False

    def write(self, name: str, shape: Shape, parts: Iterable[FieldPostings]) -> None:
        """Write a field, whose postings come in parts of consecutive terms."""
        write_field(self._arrays, name, shape, parts)

    def close(self) -> None:
        """Complete the file, and write the gram data of what stands in it."""
        self._arrays.finish()
        self._file.close()
        file = self._segment.create_file(self._storage, GRAMS_EXT)
        arrays = ArraysWriter(file)
        write_grams(arrays, read_fields(open_arrays(self._storage, self._segment, POSTINGS_EXT)))
        arrays.finish()
        file.close()
        self.is_closed = True


class TermsReader(base.TermsReader):
    """The terms of a segment, by field in the order of names, their postings, and their gram data."""

    def __init__(self, fields: dict[str, FieldPostings], grams: dict[str, GramField]) -> None:
        self.fields = dict(sorted(fields.items()))
        self.grams = grams

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        name, text = term
        return name in self.fields and self.fields[name].find(text) is not None

    def cursor(self, fieldname: str, fieldobj: Any) -> FieldCursor:
        """Give a cursor over the terms of a field."""
        return FieldCursor(self.fields[fieldname], fieldobj)

    def terms(self) -> Iterator[tuple[str, bytes]]:
        """Give all terms."""
        return self.terms_from("", b"")

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        """Give the terms from a place on, to the end of all fields."""
        for name, field in self.fields.items():
            if name >= fieldname:
                first = field.range(prefix)[0] if name == fieldname else 0
                yield from ((name, field.terms[number]) for number in range(first, len(field.terms)))

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """Give all terms with what is known of them."""
        return self.items_from("", b"")

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """Give the terms from a place on with what is known of them."""
        return (((name, text), self.term_info(name, text)) for name, text in self.terms_from(fieldname, prefix))

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        """Measure a term. Raises TermNotFound."""
        return term_info(self._postings(fieldname, text))

    def frequency(self, fieldname: str, text: bytes) -> float:
        """Give how often a term occurs."""
        return float(self._postings(fieldname, text).frequencies.sum()) if (fieldname, text) in self else 0.0

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        """Give the number of articles that have a term."""
        return len(self._postings(fieldname, text).docs) if (fieldname, text) in self else 0

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> PostingsMatcher:
        """Give Whoosh's view of a term's postings. Raises TermNotFound."""
        return PostingsMatcher(self._postings(fieldname, text), format_, (fieldname, text), scorer)

    def indexed_field_names(self) -> Iterable[str]:
        """Give the names of the fields."""
        return self.fields.keys()

    def close(self) -> None:
        """Let go of the arrays; the map goes with the last of them."""
        self.fields = {}
        self.grams = {}

    def _postings(self, fieldname: str, text: bytes) -> Postings:
        field = self.fields.get(fieldname)
        number = None if field is None else field.find(text)
        if field is None or number is None:
            raise TermNotFound(f"No term {fieldname}:{text!r}")
        return field.of(number)


class FieldCursor(base.FieldCursor):
    """A place among the terms of a field, for Whoosh's automata."""

    def __init__(self, field: FieldPostings, fieldobj: Any) -> None:
        self._field = field
        self._fieldobj = fieldobj
        self._place = 0

    def first(self) -> Any:
        """Go to the first term and give it."""
        self._place = 0
        return self.text()

    def find(self, string: Any) -> Any:
        """Go to the first term from ``string`` on and give it."""
        self._place = self._field.range(self._fieldobj.to_bytes(string))[0]
        return self.text()

    def next(self) -> Any:
        """Go to the next term and give it."""
        self._place += 1
        return self.text()

    def text(self) -> Any:
        """Give the term here, or None after the last."""
        return self._fieldobj.from_bytes(self._field.terms[self._place]) if self.is_valid() else None

    def term_info(self) -> TermInfo | None:
        """Measure the term here."""
        return term_info(self._field.of(self._place)) if self.is_valid() else None

    def is_valid(self) -> bool:
        """Whether there is a term here."""
        return self._place < len(self._field.terms)


class PostingsMatcher(LeafMatcher):
    """Steps through the postings of a term as Whoosh's queries want it; for its optimisations they are one block."""

    def __init__(self, postings: Postings, format_: Any, term: tuple[str, bytes], scorer: Any) -> None:
        self.format = format_
        self.scorer = scorer
        self._term = term
        self._postings = postings
        self._starts = postings.starts() if len(postings.positions) else None
        self._place = 0

    def is_active(self) -> bool:
        """Whether a posting is left."""
        return self._place < len(self._postings.docs)

    def reset(self) -> None:
        """Go back to the first posting."""
        self._place = 0

    def copy(self) -> PostingsMatcher:
        """Give another matcher at the same place."""
        copied = PostingsMatcher(self._postings, self.format, self._term, self.scorer)
        copied._place = self._place
        return copied

    def id(self) -> int:
        """Give the article here."""
        return int(self._postings.docs[self._place])

    def weight(self) -> float:
        """Give the true frequency here."""
        return float(self._postings.frequencies[self._place])

    def value(self) -> bytes:
        """Give the places here in the encoding of the field's format."""
        if self._starts is None:
            return b""
        places = self._postings.positions[self._starts[self._place] : self._starts[self._place + 1]]
        encoded: bytes = self.format.encode(places)
        return encoded

    def next(self) -> bool:
        """Go to the next posting."""
        if not self.is_active():
            raise ReadTooFar
        self._place += 1
        return False

    def skip_to(self, target: int) -> None:
        """Go to the first posting from article ``target`` on."""
        if not self.is_active():
            raise ReadTooFar
        if target > self.id():
            self._place = int(np.searchsorted(self._postings.docs, target))

    def block_max_weight(self) -> float:
        """Give the largest frequency."""
        return float(self._postings.frequencies.max())

    def block_min_length(self) -> int:
        """Bound the lengths from below."""
        return 0

    def skip_to_quality(self, minquality: float) -> int:
        """Go to the end if no posting can score more; give the number of blocks skipped."""
        if self.block_quality() > minquality:
            return 0
        self._place = len(self._postings.docs)
        return 1


def term_info(postings: Postings) -> TermInfo:
    """Measure postings as Whoosh wants it; lengths are given as the widest range, which no result depends on."""
    docs, frequencies = postings.docs, postings.frequencies
    return TermInfo(
        weight=float(frequencies.sum()),
        df=len(docs),
        minlength=0,
        maxlength=np.iinfo(np.int32).max,
        maxweight=float(frequencies.max()),
        minid=int(docs[0]),
        maxid=int(docs[-1]),
    )


def open_arrays(storage: Any, segment: Any, extension: str) -> Arrays:
    """Map a file of arrays, in our storage or in one of Whoosh's."""
    file = segment.open_file(storage, extension)
    if isinstance(file, MappedFile):
        return Arrays(file.content)
    try:
        return Arrays(map_open(file.fileno()))
    finally:
        file.close()
