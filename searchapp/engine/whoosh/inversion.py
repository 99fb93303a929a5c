"""From articles in order of arrival to postings in order of terms, with numpy: one stable sort per field.

While articles arrive, a token costs four bytes here: the number of its form. Positions are implied by the order.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from itertools import compress
from typing import Any

import numpy as np
from numpy.typing import NDArray

from searchapp.engine.whoosh.places import weighted_bytes
from searchapp.engine.whoosh.postings import FieldPostings, Ints, Offsets

_LOW_BITS = 0xFFFF
_MOST_INT32 = np.iinfo(np.int32).max

_TOKEN_BYTES = 4
FORM_BYTES = 200
_SORTED_TOKEN_BYTES = 40
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
        """Sort what was logged by term, article and position."""
        terms, ranks = self._rank_forms(to_term)
        rank = ranks[_as_ints(self._forms)]
        words = np.flatnonzero(rank >= 0) if "" in self._vocabulary else None
        rank = rank if words is None else rank[words]
        token_starts = np.zeros(len(terms) + 1, dtype=np.int64)
        np.cumsum(np.bincount(rank, minlength=len(terms)), out=token_starts[1:])
        order = stable_order(rank)
        del rank
        tokens = order if words is None else words[order]
        del order, words
        doc, position = self._places_of(tokens)
        del tokens
        first = _starts_of_postings(doc, token_starts)
        posting_starts = np.searchsorted(first, token_starts).astype(np.int64)
        if not self._positional:
            return FieldPostings(terms, posting_starts, doc[first])
        starts = np.append(first, len(doc))
        return FieldPostings(
            terms,
            posting_starts,
            doc[first],
            frequencies=np.diff(starts).astype(np.uint32),
            weighted=weighted_bytes(doc[first], starts, position, self._words()),
            place_starts=token_starts,
            positions=position.view(np.uint32),
        )

    def _places_of(self, tokens: NDArray[Any]) -> tuple[Ints, Ints]:
        """Give the article and the position of every token, by its number in the order of arrival."""
        counts = _as_ints(self._counts)
        text = np.repeat(np.arange(len(counts), dtype=np.int32), counts)[tokens]
        begins = np.cumsum(counts, dtype=np.int64) - counts
        position = tokens - begins.astype(tokens.dtype)[text]
        return _as_ints(self._docs)[text], position.astype(np.int32, copy=False)

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


def stable_order(ranks: Ints) -> NDArray[Any]:
    """Sort stably in two passes of 16 bits, for which numpy has a radix sort (several times faster than its merge).

    The order is kept as narrow as its length allows.
    """
    narrow = np.int32 if len(ranks) <= _MOST_INT32 else np.int64
    order = np.argsort((ranks & _LOW_BITS).astype(np.uint16), kind="stable").astype(narrow, copy=False)
    if len(ranks) and int(ranks.max()) > _LOW_BITS:
        order = order[np.argsort((ranks >> 16).astype(np.uint16)[order], kind="stable")]
    return order


def _starts_of_postings(docs: Ints, token_starts: Offsets) -> Offsets:
    """Give the places where the article changes, or the term, whose tokens begin at ``token_starts``."""
    changed = np.ones(len(docs) + 1, dtype=bool)
    np.not_equal(docs[1:], docs[:-1], out=changed[1:-1])
    changed[token_starts] = True
    return np.flatnonzero(changed[:-1]).astype(np.int64, copy=False)
