"""Writes one generation's segment: tokens are logged as they come and inverted at the end; Whoosh analyses nothing."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from whoosh.writing import SegmentWriter

from searchapp.engine.disk import writing
from searchapp.engine.whoosh import records
from searchapp.engine.whoosh.inversion import FieldLog, Ints, Inverted
from searchapp.engine.whoosh.schema import DAY_FIELD, ID_FIELD, RECORD_FIELD, build_schema, text_name, to_term
from searchapp.engine.whoosh.storage import SegmentStorage
from searchapp.engine.whoosh.values import ValuesWriter
from searchapp.errors import IndexWriteError
from searchapp.model import AnalyzedArticle, StoredArticle

_CHUNK_POSTINGS = 100_000
"""Postings turned into Python objects at a time: a few megabytes."""

Term = tuple[bytes, list[int], list[float], list[bytes]]
"""A term with its articles, frequencies and packed positions."""


class SegmentBuilder(SegmentWriter):
    """Whoosh's segment writer, fed with ready forms and inverted by us; it writes a single segment."""

    def __init__(self, storage: SegmentStorage) -> None:
        # Whoosh's own lock is not needed: the directory belongs to one build, which holds the index's lock.
        super().__init__(storage.create_index(build_schema()), _lk=False, compound=False)
        self.logs: dict[str, FieldLog] = {}

    def add_article(self, forms: Mapping[str, Sequence[str]], columns: Mapping[str, bytes]) -> None:
        """Add one article: the forms (or values) of each indexed field, and the content of columns."""
        self.perdocwriter.start_doc(self.docnum)
        for name, found in forms.items():
            field = self.schema[name]
            length = self.logs.setdefault(name, FieldLog()).add(self.docnum, found)
            self.perdocwriter.add_field(name, field, None, length if field.scorable else 0)
        for name, content in columns.items():
            self.perdocwriter.add_column_value(name, self.schema[name].column_type, content)
        self.perdocwriter.finish_doc()
        self._added = True
        self.docnum += 1

    def text_lengths(self) -> dict[str, Ints]:
        """Give the exact length of every article, by text field and level (Whoosh keeps a rounded one)."""
        return {name: log.lengths(self.docnum) for name, log in self.logs.items() if self.schema[name].scorable}

    def _flush_segment(self) -> None:
        # Called by Whoosh's commit; takes the place of its pool of sorted postings.
        self.perdocwriter.close()
        for name in sorted(self.logs):
            self._write_field(name, self.logs.pop(name))
        self.fieldwriter.close()

    def _write_field(self, name: str, log: FieldLog) -> None:
        field = self.schema[name]
        lengths: list[int] = log.lengths(self.docnum).tolist()
        writer = self.fieldwriter
        writer.start_field(name, field)
        for term, docs, frequencies, positions in _terms_of(log.invert(field.to_bytes), positional=field.scorable):
            writer.start_term(term)
            for doc, frequency, place in zip(docs, frequencies, positions, strict=True):
                writer.add(doc, frequency, place, lengths[doc])
            writer.finish_term()
        writer.finish_field()


def _terms_of(inverted: Inverted, *, positional: bool) -> Iterator[Term]:
    """Give the terms with Python numbers, as Whoosh's codec wants them, some at a time to spare memory."""
    frequencies = np.diff(inverted.position_starts)
    first = 0
    while first < len(inverted.terms):
        limit = inverted.term_starts[first] + _CHUNK_POSTINGS
        last = max(first + 1, int(np.searchsorted(inverted.term_starts, limit, side="right")) - 1)
        low, high = inverted.term_starts[first], inverted.term_starts[last]
        docs = inverted.docs[low:high].tolist()
        weights = frequencies[low:high].astype(np.float64).tolist()
        packed = _pack_positions(inverted, low, high) if positional else [b""] * len(docs)
        bounds = (inverted.term_starts[first : last + 1] - low).tolist()
        for place, term in enumerate(inverted.terms[first:last]):
            part = slice(bounds[place], bounds[place + 1])
            yield term, docs[part], weights[part], packed[part]
        first = last


def _pack_positions(inverted: Inverted, low: int, high: int) -> list[bytes]:
    """Give the positions of postings ``low:high`` in the encoding of ``PackedPositions``."""
    starts = inverted.position_starts[low : high + 1]
    content = inverted.positions[starts[0] : starts[-1]].astype("<u4").tobytes()
    bounds = ((starts - starts[0]) * 4).tolist()
    return [content[begin:end] for begin, end in itertools.pairwise(bounds)]


class WhooshWriter:
    """The Writer of the engine contract over one segment and its value files."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._storage = SegmentStorage(directory)
        self._values = ValuesWriter()
        try:
            with writing(directory):
                self._segment = SegmentBuilder(self._storage)
        except IndexWriteError:
            self.abandon()
            raise

    def add(self, article: AnalyzedArticle) -> None:
        """Add one article. Raises ValueError if its id was added before, IndexWriteError if the disk refuses."""
        if article.article.id in self._values:
            raise ValueError(f"the article id {article.article.id!r} was added before")
        forms: dict[str, Sequence[str]] = {ID_FIELD: (article.article.id,)}
        for text_field, levels in article.tokens.items():
            forms.update({text_name(text_field, level): found for level, found in levels.items()})
        forms.update({keyword: found for keyword, found in self._values.add(article).items() if found})
        if article.day is not None:
            forms[DAY_FIELD] = (str(article.day),)
        stored = records.encode(StoredArticle(article.article, article.entities))
        with writing(self._directory):
            self._segment.add_article(forms, {ID_FIELD: to_term(article.article.id), RECORD_FIELD: stored})

    def finish(self) -> int:
        """Write postings and values; give the number of articles. Raises IndexWriteError."""
        with writing(self._directory):
            self._values.write(self._directory, self._segment.text_lengths())
            self._segment.commit(merge=False)
        return len(self._values)

    def abandon(self) -> None:
        """Let go of all files of a build that will not be finished; its directory is removed by who made it."""
        self._storage.abandon()
