"""An open segment: postings as arrays, values, ids and stored articles, for any number of threads.

Postings are views of a mapped file: nothing is copied, nothing locked, nothing cached but by the operating system.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from searchapp.engine.base import Days, Keyword, KeywordField
from searchapp.engine.whoosh import records
from searchapp.engine.whoosh.choosing import most_frequent
from searchapp.engine.whoosh.docsets import DocSet
from searchapp.engine.whoosh.gram_data import GramField
from searchapp.engine.whoosh.gram_frequencies import FieldGrams, GramPiece
from searchapp.engine.whoosh.keeping import ByteCache
from searchapp.engine.whoosh.lists import Lists
from searchapp.engine.whoosh.places import Floats
from searchapp.engine.whoosh.postings import FieldPostings, Ints, Postings, TermBytes
from searchapp.engine.whoosh.schema import ID_FIELD, RECORD_FIELD, text_name, to_form, to_term
from searchapp.engine.whoosh.storage import SegmentStorage
from searchapp.engine.whoosh.values import Values, load_values
from searchapp.model import Level, StoredArticle, TextField

_KEPT_BYTES = 32 << 20
"""Memory for the sets of articles that filters ask for again and again."""


_NORMS_BYTES = 64 << 20
"""Memory for the norms of lengths: eight bytes an article for each text field and level in use."""


class Segment:
    """The single segment of a generation, or none if it has no articles."""

    def __init__(self, directory: Path) -> None:
        self._reader = SegmentStorage(directory).open_index().reader()
        self.values: Values = load_values(directory)
        self._fields: Mapping[str, FieldPostings] = self._reader._terms.fields if self.articles else {}
        self._lengths: Mapping[str, Ints] = self._reader._perdoc.lengths if self.articles else {}
        grams: Mapping[str, GramField] = self._reader._terms.grams if self.articles else {}
        self._grams = {
            name: FieldGrams([GramPiece(field, 0, self.articles)], self.articles) for name, field in grams.items()
        }
        self._means = {name: float(lengths.mean()) for name, lengths in self._lengths.items()}
        self._kept = ByteCache[DocSet](_KEPT_BYTES)
        self._norms = ByteCache[Floats](_NORMS_BYTES)
        self.lists = Lists(self.articles, self.postings, self.norms)
        self._records: Any = self._column(RECORD_FIELD)

    @property
    def articles(self) -> int:
        """Number of articles."""
        return self.values.articles

    def postings(self, text_field: TextField, level: Level, form: str) -> Postings | None:
        """Give a form's postings, or None if no article has it there."""
        return self._postings(text_name(text_field, level), form)

    def having(self, keyword: KeywordField, value: str) -> Ints | None:
        """Give the articles (ascending) that have a value, or None if there are none."""
        found = self._postings(keyword, value)
        return None if found is None else found.docs

    def kept(self, question: Keyword | Days, find: Callable[[], DocSet]) -> DocSet:
        """Give the answer to a question about values, found once and kept while there is room."""
        return self._kept.get(question, find)

    def norms(self, text_field: TextField, level: Level, k1: float, b: float) -> Floats:
        """Give BM25's ``k1 * (1 - b + b * length / mean length)`` of every article in a text field at a level."""
        name = text_name(text_field, level)
        lengths, mean = self._lengths[name], self._means[name]
        return self._norms.get((name, k1, b), lambda: np.asarray(k1 * (1 - b + b * lengths / mean), dtype=np.float64))

    def grams(self, text_field: TextField) -> FieldGrams | None:
        """Give what is known of the grams of a text field, or None if no article has a word in it."""
        return self._grams.get(text_name(text_field, "exact"))

    def terms(self, text_field: TextField, level: Level, prefix: str, limit: int) -> Sequence[tuple[str, int]]:
        """Give the most frequent forms that begin with ``prefix`` (ties by form), and how many articles have each."""
        field = self._fields.get(text_name(text_field, level))
        if field is None:
            return ()
        first, last = field.range(to_term(prefix))
        counts = field.counts(first, last)
        ranked = most_frequent(counts, limit)
        return [(to_form(field.terms[first + place]), int(counts[place])) for place in ranked]

    def ids_of(self, docs: Sequence[int]) -> list[str]:
        """Give the ids of articles by their numbers: an id's rank is its place among the terms of the id field."""
        terms = self._fields[ID_FIELD].terms
        ranks = self.values.id_ranks[docs].tolist()
        found = terms.some(ranks) if isinstance(terms, TermBytes) else [terms[rank] for rank in ranks]
        return [to_form(term) for term in found]

    def doc_of(self, article_id: str) -> int | None:
        """Give the number of an article by its id."""
        found = self._postings(ID_FIELD, article_id)
        return None if found is None else int(found.docs[0])

    def rank_after(self, article_id: str) -> int:
        """Give the smallest rank of an id that comes after this one, whether or not an article has it."""
        field = self._fields.get(ID_FIELD)
        if field is None:
            return 0
        return field.place(to_term(article_id) + b"\0")

    def stored(self, doc: int) -> StoredArticle:
        """Give an article by its number. Raises ValueError or zlib.error if its record is damaged."""
        return records.decode(self._records[doc])

    def close(self) -> None:
        """Close the files; nothing can be asked afterwards."""
        self._fields, self._lengths, self._grams = {}, {}, {}
        self._reader.close()

    def _column(self, name: str) -> Any:
        return self._reader.column_reader(name, translate=False) if self.articles else ()

    def _postings(self, name: str, form: str) -> Postings | None:
        field = self._fields.get(name)
        number = field.find(to_term(form)) if field is not None and form else None
        return None if field is None or number is None else field.of(number)
