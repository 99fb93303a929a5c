"""From articles in order of arrival to postings in order of terms, with numpy: one stable sort per field.

While articles arrive, a token costs four bytes here: the number of its form. Positions are implied by the order.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from itertools import compress
from typing import Any

import numpy as np
from numpy.typing import NDArray

from searchapp.engine.whoosh.places import weighted_bytes
from searchapp.engine.whoosh.postings import FieldPostings, Ints, Offsets

_LOW_BITS = 0xFFFF
_MOST_INT32 = np.iinfo(np.int32).max
_PIECE = 1 << 20
"""Tokens that are sorted at a time: some 40 MB."""

_TOKEN_BYTES = 4
FORM_BYTES = 200
_SORTED_TOKEN_BYTES = 24
"""What a token and a form take while they are logged, and a token while its field is inverted; by measurement."""


class Vocabulary(dict[str, int]):
    """Numbers forms from 0 in order of first sight, by mere look-up."""

    def __missing__(self, form: str) -> int:
        number = self[form] = len(self)
        return number


class FieldLog:
    """The forms of one field, article after article; a ``positional`` field keeps the places of each."""

    def __init__(self, *, positional: bool) -> None:
        self._positional = positional
        self._vocabulary = Vocabulary()
        self._forms = array("i")
        self._docs = array("i")
        self._counts = array("i")

    @property
    def nbytes(self) -> int:
        """Memory that the log takes."""
        return _TOKEN_BYTES * len(self._forms) + FORM_BYTES * len(self._vocabulary)

    @property
    def inversion_bytes(self) -> int:
        """Further memory that ``invert`` will take."""
        return _SORTED_TOKEN_BYTES * len(self._forms)

    def add(self, doc: int, forms: Sequence[str]) -> int:
        """Log the forms of article ``doc``, larger than any before; give its length (empty forms do not count)."""
        # An array takes another faster than it takes what comes one by one.
        self._forms.extend(array("i", list(map(self._vocabulary.__getitem__, forms))))
        self._docs.append(doc)
        self._counts.append(len(forms))
        return len(forms) - forms.count("")

    def add_many(self, doc: int, counts: Ints, forms: Sequence[str], numbers: Ints) -> list[int]:
        """Log the texts of the articles from ``doc`` on and give their lengths.

        ``counts`` says how many words the text of each has; ``numbers`` are places in ``forms``, text after text.
        """
        used = np.zeros(len(forms), dtype=bool)
        used[numbers] = True
        own = np.full(len(forms), -1, dtype=np.int32)
        own[used] = list(map(self._vocabulary.__getitem__, compress(forms, used.tolist())))
        logged = own[numbers]
        self._forms.frombytes(logged.tobytes())
        self._docs.extend(range(doc, doc + len(counts)))
        self._counts.frombytes(np.ascontiguousarray(counts, dtype=np.int32).tobytes())
        if "" not in self._vocabulary:
            return [int(count) for count in counts]
        words = np.append(0, np.cumsum(logged != self._vocabulary[""]))
        ends = np.cumsum(counts)
        lengths: list[int] = (words[ends] - words[ends - counts]).tolist()
        return lengths

    def invert(self, to_term: Callable[[str], bytes]) -> FieldPostings:
        """Sort what was logged by term, article and position: some terms at a time, so that sorting takes little."""
        terms, ranks = self._rank_forms(to_term)
        rank = ranks[_as_ints(self._forms)]
        token_starts = np.zeros(len(terms) + 1, dtype=np.int64)
        np.cumsum(_counted(rank, len(terms)), out=token_starts[1:])
        doc, position = self._sorted_places(rank, token_starts)
        del rank
        first = _starts_of_postings(doc, token_starts)
        posting_starts = np.searchsorted(first, token_starts.astype(first.dtype)).astype(np.int64)
        docs = doc[first]
        if not self._positional:
            return FieldPostings(terms, posting_starts, docs)
        starts = np.append(first, first.dtype.type(len(doc)))
        del doc, first
        return FieldPostings(
            terms,
            posting_starts,
            docs,
            frequencies=np.diff(starts).astype(np.uint32),
            weighted=weighted_bytes(docs, starts, position, self._words()),
            place_starts=token_starts,
            positions=position.view(np.uint32),
        )

    def _sorted_places(self, rank: Ints, token_starts: Offsets) -> tuple[Ints, Ints]:
        """Give the article and the position of every token, by term and then in the order of arrival."""
        counts = _as_ints(self._counts)
        text = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
        begins = np.cumsum(counts, dtype=np.int64) - counts
        docs = _as_ints(self._docs)
        doc, position = np.empty(token_starts[-1], dtype=np.int32), np.empty(token_starts[-1], dtype=np.int32)
        for first, last in _pieces(token_starts):
            tokens = np.flatnonzero((rank >= first) & (rank < last))
            tokens = tokens[stable_order(rank[tokens] - np.int32(first))]
            own = text[tokens]
            place = slice(token_starts[first], token_starts[last])
            doc[place] = docs[own]
            position[place] = tokens - begins[own]
        return doc, position

    def _words(self) -> Ints:
        """Give the number of words of every article's text, empty forms included."""
        docs = _as_ints(self._docs)
        words = np.zeros(int(docs[-1]) + 1 if len(docs) else 0, dtype=np.int32)
        words[docs] = _as_ints(self._counts)
        return words

    def _rank_forms(self, to_term: Callable[[str], bytes]) -> tuple[list[bytes], Ints]:
        """Give the terms in byte order, and for each form's number its place among them (-1 for the empty form)."""
        pairs = sorted((to_term(form), number) for form, number in self._vocabulary.items() if form)
        ranks = np.full(len(self._vocabulary), -1, dtype=np.int32)
        ranks[[number for _, number in pairs]] = np.arange(len(pairs), dtype=np.int32)
        return [term for term, _ in pairs], ranks


def _as_ints(numbers: array[int]) -> Ints:
    return np.frombuffer(numbers, dtype=np.int32)


def _counted(ranks: Ints, terms: int) -> Offsets:
    """Count the tokens of each term; those of the empty form have a negative rank."""
    counts = np.zeros(terms + 1, dtype=np.int64)
    for begin in range(0, len(ranks), _PIECE):
        counts += np.bincount(ranks[begin : begin + _PIECE] + 1, minlength=terms + 1)
    return counts[1:]


def _pieces(token_starts: Offsets) -> Iterator[tuple[int, int]]:
    """Cut all terms into ranges of at most ``_PIECE`` tokens, or of one term that has more."""
    first = 0
    while first < len(token_starts) - 1:
        last = int(np.searchsorted(token_starts, token_starts[first] + _PIECE, side="right")) - 1
        yield first, max(last, first + 1)
        first = max(last, first + 1)


def stable_order(ranks: Ints) -> NDArray[np.intp]:
    """Sort stably in two passes of 16 bits, for which numpy has a radix sort (several times faster than its merge)."""
    order = np.argsort((ranks & _LOW_BITS).astype(np.uint16), kind="stable")
    if len(ranks) and int(ranks.max()) > _LOW_BITS:
        order = order[np.argsort((ranks >> 16).astype(np.uint16)[order], kind="stable")]
    return order


def _starts_of_postings(docs: Ints, token_starts: Offsets) -> NDArray[Any]:
    """Give the places where the article changes, or the term, whose tokens begin at ``token_starts``."""
    changed = np.ones(len(docs) + 1, dtype=bool)
    np.not_equal(docs[1:], docs[:-1], out=changed[1:-1])
    changed[token_starts] = True
    narrow = np.int32 if len(docs) <= _MOST_INT32 else np.int64
    return np.flatnonzero(changed[:-1]).astype(narrow, copy=False)
