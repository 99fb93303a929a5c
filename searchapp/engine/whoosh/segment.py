"""An open segment: postings as arrays, values, ids and stored articles, for any number of threads."""

from __future__ import annotations

import threading
from array import array
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.reading import TermNotFound

from searchapp.engine.whoosh import records
from searchapp.engine.whoosh.inversion import Ints, Offsets
from searchapp.engine.whoosh.schema import ID_FIELD, RECORD_FIELD, text_name, to_form, to_term
from searchapp.engine.whoosh.storage import SegmentStorage
from searchapp.engine.whoosh.values import Values, load_values
from searchapp.model import Level, StoredArticle, TextField

_CACHE_BYTES = 64 << 20


@dataclass(frozen=True, slots=True)
class Postings:
    """One form in one text field and level: ascending articles, how often each has it, and where.

    Posting ``p`` has the ascending positions ``positions[starts[p]:starts[p + 1]]``.
    """

    docs: Ints
    frequencies: Ints
    starts: Offsets
    positions: Ints

    @property
    def nbytes(self) -> int:
        """Memory that it takes."""
        return self.docs.nbytes + self.frequencies.nbytes + self.starts.nbytes + self.positions.nbytes


class PostingsCache:
    """The postings used last, within a budget of bytes. Not safe by itself for use from several threads."""

    def __init__(self, budget: int = _CACHE_BYTES) -> None:
        self._budget = budget
        self._used = 0
        self._kept: OrderedDict[tuple[str, str], Postings] = OrderedDict()

    def get(self, key: tuple[str, str]) -> Postings | None:
        """Give what was put under ``key`` if it is still there."""
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
        return found

    def put(self, key: tuple[str, str], postings: Postings) -> None:
        """Keep postings, letting go of those used longest ago."""
        self._kept[key] = postings
        self._used += postings.nbytes
        while self._used > self._budget:
            _, oldest = self._kept.popitem(last=False)
            self._used -= oldest.nbytes


class Segment:
    """The single segment of a generation, or none if it has no articles."""

    def __init__(self, directory: Path) -> None:
        self._reader = SegmentStorage(directory).open_index().reader()
        self.values: Values = load_values(directory)
        self._lock = threading.Lock()
        self._cache = PostingsCache()
        self._means = {name: float(lengths.mean()) for name, lengths in self.values.lengths.items() if len(lengths)}
        self._ids: Any = self._column(ID_FIELD)
        self._records: Any = self._column(RECORD_FIELD)

    @property
    def articles(self) -> int:
        """Number of articles."""
        return self.values.articles

    def postings(self, text_field: TextField, level: Level, form: str) -> Postings | None:
        """Give a form's postings, or None if no article has it there."""
        name = text_name(text_field, level)
        if not form or name not in self._means:
            return None
        with self._lock:  # Whoosh's posting reader seeks in a file that all of them share
            found = self._cache.get((name, form))
            if found is None:
                found = self._read_postings(name, form)
                if found is not None:
                    self._cache.put((name, form), found)
        return found

    def lengths(self, text_field: TextField, level: Level) -> tuple[Ints, float]:
        """Give the length of every article in a text field at a level, and their mean over all articles."""
        name = text_name(text_field, level)
        return self.values.lengths[name], self._means[name]

    def terms(self, text_field: TextField, level: Level, prefix: str) -> Iterator[tuple[str, int]]:
        """Give the forms that begin with ``prefix`` and the number of articles that have each, in order."""
        name = text_name(text_field, level)
        if name not in self._means:
            return
        start = to_term(prefix)
        for (field, term), info in self._reader.iter_from(name, start):
            if field != name or not term.startswith(start):
                return
            yield to_form(term), info.doc_frequency()

    def id_of(self, doc: int) -> str:
        """Give the id of an article by its number."""
        return to_form(self._ids[doc])

    def doc_of(self, article_id: str) -> int | None:
        """Give the number of an article by its id."""
        if not self.articles:
            return None
        with self._lock:
            try:
                return int(self._reader.postings(ID_FIELD, to_term(article_id)).id())
            except TermNotFound:
                return None

    def stored(self, doc: int) -> StoredArticle:
        """Give an article by its number. Raises ValueError or zlib.error if its record is damaged."""
        return records.decode(self._records[doc])

    def close(self) -> None:
        """Close the files; nothing can be asked afterwards."""
        self._reader.close()

    def _column(self, name: str) -> Any:
        return self._reader.column_reader(name, translate=False) if self.articles else ()

    def _read_postings(self, name: str, form: str) -> Postings | None:
        try:
            matcher = self._reader.postings(name, to_term(form))
        except TermNotFound:
            return None
        docs, frequencies, packed = array("i"), array("i"), []
        while matcher.is_active():
            docs.append(matcher.id())
            frequencies.append(int(matcher.weight()))
            packed.append(matcher.value())
            matcher.next()
        counts = np.frombuffer(frequencies, dtype=np.int32)
        starts = np.zeros(len(counts) + 1, dtype=np.int64)
        np.cumsum(counts, out=starts[1:])
        positions = np.frombuffer(b"".join(packed), dtype="<u4").astype(np.int32)
        return Postings(np.frombuffer(docs, dtype=np.int32), counts, starts, positions)
