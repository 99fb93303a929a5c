"""Writes one generation's segment: tokens are logged as they come and inverted at the end; Whoosh analyses nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from whoosh.writing import SegmentWriter

from searchapp.engine.disk import writing
from searchapp.engine.whoosh import records
from searchapp.engine.whoosh.codec import ArraysCodec
from searchapp.engine.whoosh.runs import Runs
from searchapp.engine.whoosh.schema import DAY_FIELD, ID_FIELD, RECORD_FIELD, build_schema, text_name, to_term
from searchapp.engine.whoosh.storage import SegmentStorage
from searchapp.engine.whoosh.values import ValuesWriter
from searchapp.errors import IndexWriteError
from searchapp.model import AnalyzedArticle, StoredArticle

BUILD_BYTES = 512 << 20
"""Memory for logged forms and their inversion, after which a run is spilled to the disk."""


class SegmentBuilder(SegmentWriter):
    """Whoosh's segment writer, fed with ready forms and inverted by us; it writes a single segment."""

    def __init__(self, storage: SegmentStorage, build_bytes: int) -> None:
        # Whoosh's own lock is not needed: the directory belongs to one build, which holds the index's lock.
        super().__init__(storage.create_index(build_schema()), _lk=False, compound=False, codec=ArraysCodec())
        self._runs = Runs(storage.directory / "runs", build_bytes)

    def add_article(self, forms: Mapping[str, Sequence[str]], columns: Mapping[str, bytes]) -> None:
        """Add one article: the forms (or values) of each indexed field, and the content of columns."""
        self.perdocwriter.start_doc(self.docnum)
        for name, found in forms.items():
            field = self.schema[name]
            length = self._runs.log(name, positional=field.scorable).add(self.docnum, found)
            self.perdocwriter.add_field(name, field, None, length if field.scorable else 0)
        for name, content in columns.items():
            self.perdocwriter.add_column_value(name, self.schema[name].column_type, content)
        self.perdocwriter.finish_doc()
        self._added = True
        self.docnum += 1
        self._runs.spill_if_full(self._to_term)

    def _to_term(self, name: str, form: str) -> bytes:
        term: bytes = self.schema[name].to_bytes(form)
        return term

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
            self._values.write(self._directory)
            self._segment.commit(merge=False)
        return len(self._values)

    def abandon(self) -> None:
        """Let go of all files of a build that will not be finished; its directory is removed by who made it."""
        self._storage.abandon()
