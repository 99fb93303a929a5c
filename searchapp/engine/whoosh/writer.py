"""The Writer of the engine contract: one segment and the value files of a new generation."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from searchapp.engine.attachments import Attachment, check_name, write_attached
from searchapp.engine.base import Batch, OwnersRule
from searchapp.engine.disk import writing
from searchapp.engine.whoosh import records
from searchapp.engine.whoosh.building import ArticlesSegment, write_contents
from searchapp.engine.whoosh.schema import DAY_FIELD, ID_FIELD, RECORD_FIELD, text_name, to_term
from searchapp.engine.whoosh.storage import SegmentStorage
from searchapp.engine.whoosh.values import ValuesWriter, write_values
from searchapp.errors import IndexWriteError
from searchapp.model import AnalyzedArticle, StoredArticle

BUILD_BYTES = 384 << 20
"""Memory for logged forms and their inversion, after which a run is spilled to the disk.

With libraries, values and batches on their way (200 MB) and two processes that analyse (230 MB each, without what they
share) a build on two cores then stays at about 1 GiB, whatever its size; one of 25,000 articles spills nothing."""


class WhooshWriter:
    """Writes articles into a directory that it has for itself."""

    def __init__(self, directory: Path, build_bytes: int = BUILD_BYTES, owners: OwnersRule | None = None) -> None:
        self._directory = directory
        self._owners = owners
        self._storage = SegmentStorage(directory)
        self._added = ValuesWriter()
        self._attached: dict[str, Attachment] = {}
        self._numbers: dict[str, int] = {}
        """The ids of added articles and their numbers in the new segment."""
        try:
            with writing(directory):
                self._segment = ArticlesSegment(self._storage, build_bytes)
        except IndexWriteError:
            self.abandon()
            raise

    def __contains__(self, article_id: object) -> bool:
        return article_id in self._numbers

    def attach(self, name: str, content: Attachment) -> None:
        """Keep bytes with the generation. Raises ValueError for a name that cannot be one."""
        check_name(name)
        self._attached[name] = content

    def add(self, article: AnalyzedArticle) -> None:
        """Add one article. Raises ValueError if its id is in use, IndexWriteError if the disk refuses."""
        texts = {
            text_name(text_field, level): found
            for text_field, levels in article.tokens.items()
            for level, found in levels.items()
        }
        forms, contents = self._row(article, records.pack(StoredArticle(article.article, article.entities)))
        with writing(self._directory):
            self._segment.add_article({**texts, **forms}, contents)

    def add_batch(self, batch: Batch) -> None:
        """Add articles in their order. Raises ValueError if an id is in use, IndexWriteError."""
        fingerprints = batch.fingerprints or [b""] * len(batch.articles)
        with writing(self._directory):
            self._segment.add_batch(
                batch.words,
                [
                    self._row(AnalyzedArticle(stored.article, {}, stored.entities, fingerprint), record)
                    for stored, record, fingerprint in zip(batch.articles, batch.records, fingerprints, strict=True)
                ],
            )

    def _row(self, article: AnalyzedArticle, record: bytes) -> tuple[dict[str, Sequence[str]], dict[str, bytes]]:
        """Collect an article's values; give its fields besides the texts, and its columns."""
        article_id = article.article.id
        if article_id in self:
            raise ValueError(f"the article id {article_id!r} was added before")
        self._numbers[article_id] = len(self._added)
        forms: dict[str, Sequence[str]] = {ID_FIELD: (article_id,)}
        forms.update({keyword: found for keyword, found in self._added.add(article).items() if found})
        if article.day is not None:
            forms[DAY_FIELD] = (str(article.day),)
        return forms, {ID_FIELD: to_term(article_id), RECORD_FIELD: record}

    def finish(self) -> int:
        """Write postings and values; give the number of articles. Raises IndexWriteError."""
        with writing(self._directory):
            write_values(self._directory, self._added.values(), self._added.labels, self._owners)
            segment = self._segment.finish()
            write_contents(self._storage, [segment] if segment else [])
            write_attached(self._directory, self._attached)
        return len(self._added)

    def abandon(self) -> None:
        """Let go of all files of a build that will not be finished; its directory is removed by who made it."""
        self._storage.abandon()
