"""Writes one generation's segment: tokens are logged as they come and inverted at the end; Whoosh analyses nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from whoosh import columns
from whoosh.writing import SegmentWriter

from searchapp.engine.base import Batch, BatchWords
from searchapp.engine.disk import writing
from searchapp.engine.whoosh import records
from searchapp.engine.whoosh.codec import ArraysCodec
from searchapp.engine.whoosh.runs import Runs
from searchapp.engine.whoosh.schema import DAY_FIELD, ID_FIELD, RECORD_FIELD, build_schema, text_name, to_term
from searchapp.engine.whoosh.storage import SegmentStorage
from searchapp.engine.whoosh.values import ValuesWriter
from searchapp.errors import IndexWriteError
from searchapp.model import AnalyzedArticle, StoredArticle

_PACKED = columns.VarBytesColumn()
"""Writes bytes as they come: records are compressed already, as the schema's column reads them."""

BUILD_BYTES = 512 << 20
"""Memory for logged forms and their inversion, after which a run is spilled to the disk."""


class SegmentBuilder(SegmentWriter):
    """Whoosh's segment writer, fed with ready forms and inverted by us; it writes a single segment."""

    def __init__(self, storage: SegmentStorage, build_bytes: int) -> None:
        # Whoosh's own lock is not needed: the directory belongs to one build, which holds the index's lock.
        super().__init__(storage.create_index(build_schema()), _lk=False, compound=False, codec=ArraysCodec())
        self._runs = Runs(storage.directory / "runs", build_bytes)

    def add_article(self, forms: Mapping[str, Sequence[str]], contents: Mapping[str, bytes]) -> None:
        """Add one article: the forms (or values) of each indexed field, and the content of columns."""
        self._add(forms, contents, {})
        self._runs.spill_if_full(self._to_term)

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
        self._runs.spill_if_full(self._to_term)

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
        self._added = True
        self.docnum += 1

    def _to_term(self, name: str) -> Callable[[str], bytes]:
        to_bytes: Callable[[str], bytes] = self.schema[name].to_bytes
        return to_bytes

    def _flush_segment(self) -> None:
        # Called by Whoosh's commit; takes the place of its pool of sorted postings.
        self.perdocwriter.close()
        for name, shape, parts in self._runs.fields(self._to_term):
            self.fieldwriter.write(name, shape, parts)
        self.fieldwriter.close()
        self._runs.remove()


class WhooshWriter:
    """The Writer of the engine contract over one segment and its value files."""

    def __init__(self, directory: Path, build_bytes: int = BUILD_BYTES) -> None:
        self._directory = directory
        self._storage = SegmentStorage(directory)
        self._values = ValuesWriter()
        try:
            with writing(directory):
                self._segment = SegmentBuilder(self._storage, build_bytes)
        except IndexWriteError:
            self.abandon()
            raise

    def add(self, article: AnalyzedArticle) -> None:
        """Add one article. Raises ValueError if its id was added before, IndexWriteError if the disk refuses."""
        texts = {
            text_name(text_field, level): found
            for text_field, levels in article.tokens.items()
            for level, found in levels.items()
        }
        forms, contents = self._row(article, records.pack(StoredArticle(article.article, article.entities)))
        with writing(self._directory):
            self._segment.add_article({**texts, **forms}, contents)

    def add_batch(self, batch: Batch) -> None:
        """Add articles in their order. Raises ValueError if an id was added before, IndexWriteError."""
        with writing(self._directory):
            self._segment.add_batch(
                batch.words,
                [
                    self._row(AnalyzedArticle(stored.article, {}, stored.entities), record)
                    for stored, record in zip(batch.articles, batch.records, strict=True)
                ],
            )

    def _row(self, article: AnalyzedArticle, record: bytes) -> tuple[dict[str, Sequence[str]], dict[str, bytes]]:
        """Collect an article's values; give its fields besides the texts, and its columns."""
        article_id = article.article.id
        if article_id in self._values:
            raise ValueError(f"the article id {article_id!r} was added before")
        forms: dict[str, Sequence[str]] = {ID_FIELD: (article_id,)}
        forms.update({keyword: found for keyword, found in self._values.add(article).items() if found})
        if article.day is not None:
            forms[DAY_FIELD] = (str(article.day),)
        return forms, {ID_FIELD: to_term(article_id), RECORD_FIELD: record}

    def finish(self) -> int:
        """Write postings and values; give the number of articles. Raises IndexWriteError."""
        with writing(self._directory):
            self._values.write(self._directory)
            self._segment.commit(merge=False)
        return len(self._values)

    def abandon(self) -> None:
        """Let go of all files of a build that will not be finished; its directory is removed by who made it."""
        self._storage.abandon()
