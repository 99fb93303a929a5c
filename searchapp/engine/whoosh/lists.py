"""Posting lists that questions ask for again and again, with what scoring and phrases have made of them.

A list is a view of a mapped file. What is computed from it and kept with it, within a budget of bytes:

* the articles in the width in which numpy indexes (8 bytes a posting);
* **impacts**: BM25 without its constant factors, ``tf / (tf + norm)``, for the model that was asked last (8 bytes);
* of a frequent form, by article: whether it has the form, and how often (2 to 5 bytes an article);
* for phrases, where the places of each posting begin (8 bytes), and of lists that are not long every place as one
  number (8 bytes a place, with a budget of its own).

Both ways of finding an impact compute it alike, bit by bit, so that ties stay ties.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from searchapp.engine.base import Word
from searchapp.engine.whoosh.docsets import DocSet, Numbers, found_in
from searchapp.engine.whoosh.places import Floats, frequencies_of
from searchapp.engine.whoosh.postings import Offsets, Postings, Unsigned
from searchapp.keeping import ByteCache
from searchapp.model import Level, TextField

LISTS_BYTES = 48 << 20
"""Memory for lists and what was made of them."""

PLACES_BYTES = 24 << 20
"""Memory for places as numbers."""

_WORDS_BYTES = 64 << 20
"""Memory for the sets of articles that have any of several forms, one bit an article of the collection."""

DOC_SHIFT = 32

_FREQUENT = 64
"""From one article in so many on, a form is looked up by article instead of by search."""

Read = Callable[[TextField, Level, str], Postings | None]
"""Reads postings in a text field at a level."""

Norms = Callable[[float, float], Floats]
"""Gives BM25's norms by article for ``k1`` and ``b``."""

KeepPlaces = Callable[[Callable[[], Offsets]], Offsets]
"""Gives the places that are kept of a list, made by a function if need be."""


class Model(NamedTuple):
    """What impacts depend on."""

    k1: float
    b: float
    place_weighted: bool


class PostingList:
    """A form's postings in one text field. Threads may share it: what two of them compute at once is the same."""

    __slots__ = ("_by_article", "_impacts", "_keep_places", "_norms", "_starts", "docs", "frequent", "postings")

    def __init__(self, postings: Postings, articles: int, norms: Norms, keep_places: KeepPlaces) -> None:
        self.postings = postings
        self._keep_places = keep_places
        self.docs = DocSet.of(articles, postings.docs)
        self.frequent = len(postings.docs) * _FREQUENT >= articles
        self._norms = norms
        self._impacts: tuple[Model, Floats] | None = None
        self._by_article: tuple[Model, Floats, Unsigned] | None = None
        self._starts: Offsets | None = None

    def __len__(self) -> int:
        return len(self.postings.docs)

    @property
    def nbytes(self) -> int:
        """Memory that it takes at most."""
        by_article = self.docs.articles * (1 + self.postings.frequencies.itemsize) if self.frequent else 0
        return 24 * len(self) + by_article + self.postings.nbytes

    def starts(self) -> Offsets:
        """Give where each posting's places begin, and the end of all."""
        if self._starts is None:
            self._starts = self.postings.starts()
        return self._starts

    def places(self) -> Offsets:
        """Give every place as one number, ascending: the article above ``DOC_SHIFT`` bits, the position below."""
        return self._keep_places(self._make_places)

    def _make_places(self) -> Offsets:
        return place_numbers(self.docs.numbers, self.postings.frequencies, self.postings.positions)

    def impacts(self, model: Model) -> Floats:
        """Give the impact of every posting."""
        kept = self._impacts
        if kept is None or kept[0] != model:
            norms = self._norms(model.k1, model.b).take(self.docs.numbers)
            kept = self._impacts = model, _saturated(self._frequencies(model), norms, model)
        return kept[1]

    def impacts_at(self, docs: DocSet, model: Model) -> Floats:
        """Give the impact in each of the given articles, 0.0 where the form does not stand."""
        if docs is self.docs:
            return self.impacts(model)
        wanted = docs.numbers
        if self.frequent:
            norms, frequencies = self._of_articles(model)
            return _saturated(frequencies.take(wanted), norms.take(wanted), model)
        impacts = self.impacts(model)
        if len(wanted) <= len(impacts):
            places, found = found_in(self.docs.numbers, wanted)
            found_impacts: Floats = impacts.take(places, mode="clip") * found
            return found_impacts
        spread = np.zeros(len(wanted))
        if len(impacts):
            places, found = found_in(wanted, self.docs.numbers)
            spread[places[found]] = impacts[found]
        return spread

    def _frequencies(self, model: Model) -> Unsigned:
        return self.postings.weighted if model.place_weighted else self.postings.frequencies

    def _of_articles(self, model: Model) -> tuple[Floats, Unsigned]:
        """Give the norm and the frequency of every article of the collection."""
        kept = self._by_article
        if kept is None or kept[0] != model:
            frequencies = self._frequencies(model)
            by_article = np.zeros(self.docs.articles, dtype=frequencies.dtype)
            by_article[self.docs.numbers] = frequencies
            kept = self._by_article = model, self._norms(model.k1, model.b), by_article
        return kept[1:]


def place_numbers(docs: Numbers, counts: Unsigned, positions: Unsigned) -> Offsets:
    """Give places as numbers, for articles with so many positions each."""
    places: Offsets = (docs << DOC_SHIFT).repeat(counts)
    places += positions
    return places


def _saturated(frequencies: Unsigned, norms: Floats, model: Model) -> Floats:
    """Give ``tf / (tf + norm)``; overwrites the norms, which are above 0."""
    found: NDArray[Any] = frequencies_of(frequencies) if model.place_weighted else frequencies
    norms += found
    np.divide(found, norms, out=norms)
    return norms


class Lists:
    """The lists of a segment, made when they are asked for and kept while there is room."""

    def __init__(
        self,
        articles: int,
        read: Read,
        read_beginning: Read,
        norms: Callable[[TextField, Level, float, float], Floats],
        budget: int = LISTS_BYTES,
    ) -> None:
        self._articles = articles
        self._read = read
        self._read_beginning = read_beginning
        self._norms = norms
        self._kept = ByteCache[PostingList](budget)
        self._places = ByteCache[Offsets](PLACES_BYTES)
        self._words = ByteCache[DocSet](_WORDS_BYTES)

    def get(self, text_field: TextField, level: Level, form: str, *, begins: bool = False) -> PostingList | None:
        """Give the list of a form, or of all that begin with it, in a text field; None if no article has any there."""
        key = (text_field, level, form, begins)
        found = self._kept.find(key)
        if found is None:
            postings = (self._read_beginning if begins else self._read)(text_field, level, form)
            if postings is None:
                return None
            norms = partial(self._norms, text_field, level)
            found = PostingList(postings, self._articles, norms, partial(self._places.get, key))
            self._kept.keep(key, found)
        return found

    def postings(self, text_field: TextField, level: Level, form: str) -> Postings | None:
        """Give a form's postings, read anew unless its list is kept; nothing is made of them or kept for that."""
        found = self._kept.find((text_field, level, form, False))
        return self._read(text_field, level, form) if found is None else found.postings

    def whole(self, word: Word, docs: DocSet) -> DocSet:
        """Give the articles that have a word of any number of lists, as one set that is kept with their number."""
        return self._words.get(word, docs.packed)
