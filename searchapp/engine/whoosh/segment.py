"""An open generation as one segment: postings as arrays, values, ids and stored articles, for any number of threads.

Where the generation is a single Whoosh segment without deletions, as after a build, postings are views of a mapped
file: nothing is copied, nothing locked, nothing cached but by the operating system. Otherwise a form's postings are
those of all segments in turn, without the deleted articles (see ``joining``), and ``lists`` keeps them.
Who matches, scores and counts sees the same either way: living articles, numbered without gaps, and so the document
frequencies and mean lengths that a fresh build would give.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from searchapp.engine.base import CountedLevel, Days, Key, Keyword, KeywordField, Recency
from searchapp.engine.whoosh import records
from searchapp.engine.whoosh.choosing import most_frequent
from searchapp.engine.whoosh.docsets import DocSet
from searchapp.engine.whoosh.gram_frequencies import FieldGrams
from searchapp.engine.whoosh.gram_table import characters_of
from searchapp.engine.whoosh.joining import joined
from searchapp.engine.whoosh.lists import Lists
from searchapp.engine.whoosh.part import Part, open_parts
from searchapp.engine.whoosh.places import Floats
from searchapp.engine.whoosh.positions import positions_in
from searchapp.engine.whoosh.postings import Ints, Offsets, Postings, TermBytes
from searchapp.engine.whoosh.schema import ID_FIELD, text_name, to_form, to_forms, to_term
from searchapp.engine.whoosh.storage import SegmentStorage
from searchapp.engine.whoosh.values import Values, load_values
from searchapp.keeping import ByteCache
from searchapp.model import Level, StoredArticle, TextField

_KEPT_BYTES = 32 << 20
"""Memory for the sets of articles that filters ask for again and again."""

_SMALLEST = np.finfo(np.float64).tiny

_NORMS_BYTES = 64 << 20
"""Memory for norms of lengths and factors of age: eight bytes an article for each text field and level in use."""


_LISTED = 500
"""About so many of the ids that were listed last are remembered with their numbers: who lists hits fetches them."""

Counted = tuple[Callable[[int], bytes], Offsets]
"""Terms by their place, and how many articles have each."""


class Segment:
    """A generation, of any number of Whoosh segments (none if it has no articles)."""

    def __init__(self, directory: Path) -> None:
        self.parts: Sequence[Part] = open_parts(SegmentStorage(directory))
        self.values: Values = load_values(directory)
        self._as_it_is = len(self.parts) == 1 and self.parts[0].numbers.all_live
        self._bases = np.array([part.numbers.base for part in self.parts])
        self._lengths: Mapping[str, Ints] = _joined_lengths(self.parts)
        self._grams: Mapping[str, FieldGrams] = _joined_grams(self.parts)
        self._means = {name: float(lengths.mean()) for name, lengths in self._lengths.items()}
        self._kept = ByteCache[DocSet](_KEPT_BYTES)
        self._norms = ByteCache[Floats](_NORMS_BYTES)
        self._listed: dict[str, int] = {}
        self.lists = Lists(self.articles, self.postings, self.beginning, self.norms)

    @property
    def articles(self) -> int:
        """Number of articles."""
        return self.values.articles

    def postings(self, text_field: TextField, level: Level, form: str) -> Postings | None:
        """Give a form's postings, or None if no article has it there."""
        return self._postings(text_name(text_field, level), form)

    def beginning(self, text_field: TextField, level: Level, beginning: str) -> Postings | None:
        """Give the postings of all forms that begin alike as those of one form, or None if no article has any."""
        name = text_name(text_field, level)
        found = [(part.beginning(name, beginning), part.numbers) for part in self.parts]
        return joined([(postings, numbers) for postings, numbers in found if postings is not None])

    def having(self, keyword: KeywordField, value: str) -> Ints | None:
        """Give the articles (ascending) that have a value, or None if there are none."""
        found = self._postings(keyword, value)
        return None if found is None else found.docs

    def kept(self, question: Keyword | Days, find: Callable[[], DocSet]) -> DocSet:
        """Give the answer to a question about values, found once and kept while there is room."""
        return self._kept.get(question, find)

    def norms(self, text_field: TextField, level: Level, k1: float, b: float) -> Floats:
        """Give BM25's ``k1 * (1 - b + b * length / mean length)`` of every article in a text field at a level.

        Where that is 0 it is the smallest number above, so that ``tf / (tf + norm)`` needs no care for 0 / 0.
        """
        name = text_name(text_field, level)
        lengths, mean = self._lengths[name], self._means[name]

        def make() -> Floats:
            norms: Floats = np.maximum(k1 * (1 - b + b * lengths / mean), _SMALLEST)
            return norms

        return self._norms.get((name, k1, b), make)

    def kept_factors(self, recency: Recency, make: Callable[[], Floats]) -> Floats:
        """Give the factors by which the articles' scores fade, made once and kept while there is room."""
        return self._norms.get(recency, make)

    def grams(self, text_field: TextField) -> FieldGrams | None:
        """Give what is known of the grams of a text field, or None if no article has a word in it."""
        return self._grams.get(text_name(text_field, "exact"))

    def count(self, text_field: TextField, level: CountedLevel, form: str) -> int:
        """Count the articles that have a form, or a gram, in a text field."""
        if level != "gram":
            found = self.postings(text_field, level, form)
            return 0 if found is None else len(found.docs)
        grams = self.grams(text_field)
        if grams is None or not form:
            return 0
        return int(grams.asked(np.empty(0, dtype=np.intp), characters_of([form]), weighted=False).articles[0])

    def mean_length(self, text_field: TextField, level: CountedLevel) -> float:
        """Give the mean length of a text over all articles, in forms at a level or in grams; 0.0 if there are none."""
        if level != "gram":
            return self._means.get(text_name(text_field, level), 0.0)
        grams = self.grams(text_field)
        return 0.0 if grams is None else grams.mean

    def terms(
        self, text_field: TextField, level: Level, prefix: str, limit: int, least: int = 1
    ) -> Sequence[tuple[str, int]]:
        """Give the most frequent forms that begin with ``prefix`` (ties by form), and how many articles have each.

        Those that fewer than ``least`` articles have are left out.
        """
        name, start = text_name(text_field, level), to_term(prefix)
        if len(self.parts) == 1:
            terms, counts = _counted(self.parts[0], name, start)
        else:
            terms, counts = _summed([_counted(part, name, start) for part in self.parts])
        wanted = np.where(counts >= least, counts, 0) if least > 1 else counts
        return [(to_form(terms(place)), int(counts[place])) for place in most_frequent(wanted, limit)]

    def place_of(self, doc: int) -> tuple[Part, int]:
        """Give the Whoosh segment that has an article, and the article's number there."""
        part = self.parts[int(np.searchsorted(self._bases, doc, side="right")) - 1]
        return part, part.numbers.original(doc)

    def ids_of(self, docs: Sequence[int]) -> list[str]:
        """Give the ids of articles by their numbers."""
        if self._as_it_is:
            ids = to_forms(self._ranked_ids(self.values.id_ranks[docs].tolist()))
        else:
            ids = to_forms([part.id_of(own) for part, own in map(self.place_of, docs)])
        if len(self._listed) > _LISTED:
            self._listed = {}
        self._listed.update(zip(ids, docs, strict=True))
        return ids

    def doc_of(self, article_id: str) -> int | None:
        """Give the number of an article by its id."""
        listed = self._listed.get(article_id)
        if listed is not None:
            return listed
        for part in self.parts:
            found = part.postings(ID_FIELD, article_id)
            if found is not None and part.numbers.count(found.docs):
                return int(part.numbers.of(found.docs)[0][0])
        return None

    def rank_after(self, article_id: str) -> int:
        """Give the smallest rank of an id that comes after this one, whether or not an article has it."""
        return sum(_ids_up_to(part, article_id) for part in self.parts)

    def stored(self, doc: int) -> StoredArticle:
        """Give an article by its number. Raises ValueError or zlib.error if its record is damaged."""
        part, own = self.place_of(doc)
        return self.values.owned.stored(records.decode(part.records[own]), self._label)

    def _label(self, keyword: KeywordField, value: str) -> str:
        table = self.values.columns[keyword].table
        return table.labels[table.ordinals[value]]

    def positions(
        self, keys: Mapping[TextField, Sequence[Key]], docs: Sequence[int]
    ) -> Mapping[int, Mapping[TextField, Sequence[int]]]:
        """Give by article and text field the positions, ascending, at which any of the keys stands."""
        found: dict[int, dict[TextField, set[int]]] = {doc: {name: set() for name in keys} for doc in docs}
        places = {doc: self.place_of(doc) for doc in docs}
        for part in self.parts:
            own = {original: doc for doc, (of, original) in places.items() if of is part}
            for text_field, level, asked in _by_field(keys) if own else ():
                field = part.fields.get(text_name(text_field, level))
                for original, positions in positions_in(field, asked, list(own)) if field else ():
                    found[own[original]][text_field].update(positions)
        return {doc: {name: sorted(each) for name, each in by_field.items()} for doc, by_field in found.items()}

    def close(self) -> None:
        """Close the files; nothing can be asked afterwards."""
        self._lengths, self._grams = {}, {}
        for part in self.parts:
            part.close()

    def _ranked_ids(self, ranks: Sequence[int]) -> Sequence[bytes]:
        """Give ids by their ranks, which are their places among the terms of the id field of the only segment."""
        terms = self.parts[0].fields[ID_FIELD].terms
        return terms.some(ranks) if isinstance(terms, TermBytes) else [terms[rank] for rank in ranks]

    def _postings(self, name: str, form: str) -> Postings | None:
        if self._as_it_is:
            return self.parts[0].postings(name, form)
        found = [(part.postings(name, form), part.numbers) for part in self.parts]
        return joined([(postings, numbers) for postings, numbers in found if postings is not None])


def _by_field(keys: Mapping[TextField, Sequence[Key]]) -> Iterator[tuple[TextField, Level, Sequence[Key]]]:
    """Give the keys of each text field at each level."""
    for text_field, asked in keys.items():
        for level in dict.fromkeys(key.level for key in asked):
            yield text_field, level, [key for key in asked if key.level == level]


def _joined_lengths(parts: Sequence[Part]) -> Mapping[str, Ints]:
    """Give the lengths of living articles by field."""
    if len(parts) == 1 and parts[0].numbers.all_live:
        return parts[0].lengths
    names = sorted({name for part in parts for name in part.lengths})
    joined_ = {name: np.concatenate([part.living_lengths(name) for part in parts]) for name in names}
    return {name: lengths for name, lengths in joined_.items() if lengths.any()}


def _joined_grams(parts: Sequence[Part]) -> Mapping[str, FieldGrams]:
    """Give the grams of living articles by field."""
    articles = sum(part.numbers.living for part in parts)
    names = {name for part in parts for name in part.grams}
    return {
        name: FieldGrams([part.gram_piece(name) for part in parts if name in part.grams], articles) for name in names
    }


def _counted(part: Part, name: str, prefix: bytes) -> Counted:
    """Give the terms of a segment that begin with a prefix, and how many living articles have each."""
    field = part.fields.get(name)
    if field is None:
        return _summed(())
    first, last = field.range(prefix)
    return lambda place: field.terms[first + place], part.numbers.counts(field, first, last)


def _summed(counted: Sequence[Counted]) -> Counted:
    """Add up what several segments have of each term."""
    sums: dict[bytes, int] = {}
    for term_at, counts in counted:
        for place in np.flatnonzero(counts).tolist():
            term = term_at(place)
            sums[term] = sums.get(term, 0) + int(counts[place])
    terms = sorted(sums)
    return terms.__getitem__, np.array([sums[term] for term in terms], dtype=np.int64)


def _ids_up_to(part: Part, article_id: str) -> int:
    field = part.fields.get(ID_FIELD)
    if field is None:
        return 0
    return part.numbers.count(field.docs[: field.posting_starts[field.place(to_term(article_id) + b"\0")]])
