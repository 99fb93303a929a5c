"""The postings of a field as flat arrays, in memory or mapped from a file, and how they are written to one.

Arrays of the field ``body_stem`` in a postings file, for ``T`` terms with ``P`` postings and ``Q`` places in all::

    body_stem/terms           u1          the terms' bytes one after another, in byte order
    body_stem/term_ends       i8[T + 1]   term t is terms[term_ends[t]:term_ends[t + 1]]
    body_stem/posting_starts  i8[T + 1]   term t has the postings posting_starts[t]:posting_starts[t + 1]
    body_stem/docs            i4[P]       articles, ascending within a term
    body_stem/frequencies     u1 u2 u4[P] how often the article has the term
    body_stem/weighted        u1[P]       the same weighted by place (see ``places``)
    body_stem/place_starts    i8[T + 1]   the places of term t begin at place_starts[t], posting after posting
    body_stem/positions       u1 u2 u4[Q] places, ascending within a posting

Frequencies and positions take the narrowest type that holds the field's largest; nothing is cut off. Fields of whole
values have only the first four.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from searchapp.engine.whoosh.arrays import Arrays, ArraysWriter, Content, narrowest

Ints = NDArray[np.int32]
Offsets = NDArray[np.int64]
Unsigned = NDArray[Any]
"""Whole numbers from 0 on, of whatever width."""


class Postings:
    """One form in one field: ascending articles, how often each has it (plainly and by place), and where.

    Places may be given as a function, which is called when they are first asked for: only phrases do.
    """

    __slots__ = ("_places", "docs", "frequencies", "weighted")

    def __init__(
        self, docs: Ints, frequencies: Unsigned, weighted: Unsigned, places: Unsigned | Callable[[], Unsigned]
    ) -> None:
        self.docs = docs
        self.frequencies = frequencies
        self.weighted = weighted
        self._places = places

    @property
    def positions(self) -> Unsigned:
        """The places, posting after posting."""
        if not isinstance(self._places, np.ndarray):
            self._places = self._places()
        return self._places

    @property
    def nbytes(self) -> int:
        """Memory of its own, with the places: none if the arrays are views."""
        if self.docs.base is not None:
            return 0
        places = 0 if self.placeless else 2 * int(self.frequencies.sum())
        return self.docs.nbytes + self.frequencies.nbytes + self.weighted.nbytes + places

    @property
    def placeless(self) -> bool:
        """Whether places are left out for good, as of forms that were added up."""
        return isinstance(self._places, np.ndarray) and not len(self._places)

    def starts(self) -> Offsets:
        """Give where each posting's places begin in ``positions``, and their end."""
        starts = np.zeros(len(self.docs) + 1, dtype=np.int64)
        np.cumsum(self.frequencies, out=starts[1:])
        return starts


class TermBytes(Sequence[bytes]):
    """The terms of a field in a mapped file; every 64th is kept in memory from the first look-up on."""

    def __init__(self, content: Content, offset: int, ends: memoryview) -> None:
        self._content = content
        self._offset = offset
        self._ends = ends
        self._sample: list[bytes] = []

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, place: Any) -> Any:
        return self._content[self._offset + self._ends[place] : self._offset + self._ends[place + 1]]

    def some(self, places: Iterable[int]) -> list[bytes]:
        """Give several terms by their places."""
        content, offset, ends = self._content, self._offset, self._ends
        return [content[offset + ends[place] : offset + ends[place + 1]] for place in places]

    def near(self, term: bytes) -> tuple[int, int]:
        """Bound the place where a term is or would be."""
        if not self._sample:
            self._sample = [self[place] for place in range(0, len(self), _SAMPLED)]
        above = bisect_left(self._sample, term)
        return max(above - 1, 0) * _SAMPLED, min(above * _SAMPLED, len(self))


_SAMPLED = 64


def _nothing() -> NDArray[Any]:
    return np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class FieldPostings:
    """All postings of a field; arrays as in the file. Fields of whole values leave out the last four."""

    terms: Sequence[bytes]
    posting_starts: Offsets
    docs: Ints
    frequencies: Unsigned = field(default_factory=_nothing)
    weighted: Unsigned = field(default_factory=_nothing)
    place_starts: Offsets = field(default_factory=_nothing)
    positions: Unsigned = field(default_factory=_nothing)

    @property
    def positional(self) -> bool:
        """Whether places are known."""
        return bool(len(self.place_starts))

    def place(self, term: bytes) -> int:
        """Give the number of the first term from ``term`` on."""
        low, high = self.terms.near(term) if isinstance(self.terms, TermBytes) else (0, len(self.terms))
        return bisect_left(self.terms, term, low, high)

    def find(self, term: bytes) -> int | None:
        """Give the number of a term, or None if the field does not have it."""
        place = self.place(term)
        return place if place < len(self.terms) and self.terms[place] == term else None

    def range(self, prefix: bytes) -> tuple[int, int]:
        """Give the half-open range of the numbers of the terms that begin with ``prefix``."""
        after = prefix.rstrip(b"\xff")
        first = self.place(prefix)
        if not after:
            return first, len(self.terms)
        return first, self.place(after[:-1] + bytes([after[-1] + 1]))

    def counts(self, first: int, last: int) -> Offsets:
        """Give the number of articles for each term of a half-open range."""
        return np.diff(self.posting_starts[first : last + 1])

    def of(self, number: int) -> Postings:
        """Give the postings of a term by its number, as views."""
        first, last = self.posting_starts[number], self.posting_starts[number + 1]
        docs = self.docs[first:last]
        if not self.positional:
            return Postings(docs, np.ones(len(docs), dtype=np.uint8), _nothing(), _nothing())
        places = slice(self.place_starts[number], self.place_starts[number + 1])
        return Postings(docs, self.frequencies[first:last], self.weighted[first:last], self.positions[places])


@dataclass(frozen=True, slots=True)
class Shape:
    """A field's terms and the room that its postings take; fields of whole values have no ``place_starts``."""

    terms: Sequence[bytes]
    posting_starts: Offsets
    place_starts: Offsets
    largest_frequency: int
    largest_position: int

    @classmethod
    def of(cls, postings: FieldPostings) -> Shape:
        """Measure a field."""
        return cls(postings.terms, postings.posting_starts, postings.place_starts, *largest(postings))


def spans(starts: Offsets, counts: NDArray[Any]) -> Offsets:
    """Give ``starts[0], starts[0] + 1, …`` ``counts[0]`` times, then the same from ``starts[1]`` on, and so on."""
    counts = counts.astype(np.int64)
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    places: Offsets = np.arange(total) + np.repeat(starts - (ends - counts), counts)
    return places


def largest(postings: FieldPostings) -> tuple[int, int]:
    """Give a field's largest frequency and largest position, 0 where it has none."""
    return int(postings.frequencies.max(initial=0)), int(postings.positions.max(initial=0))


def write_field(file: ArraysWriter, name: str, shape: Shape, parts: Iterable[FieldPostings]) -> None:
    """Write a field of known shape, whose postings come in parts of consecutive terms."""
    ends = np.fromiter(accumulate(map(len, shape.terms), initial=0), dtype=np.int64, count=len(shape.terms) + 1)
    file.put(f"{name}/terms", "u1", np.frombuffer(b"".join(shape.terms), dtype=np.uint8))
    file.put(f"{name}/term_ends", "i8", ends)
    file.put(f"{name}/posting_starts", "i8", shape.posting_starts)
    postings = int(shape.posting_starts[-1])
    sections = {"docs": file.reserve(f"{name}/docs", "i4", postings)}
    if len(shape.place_starts):
        file.put(f"{name}/place_starts", "i8", shape.place_starts)
        types = narrowest(shape.largest_frequency), narrowest(shape.largest_position)
        sections["frequencies"] = file.reserve(f"{name}/frequencies", types[0], postings)
        sections["weighted"] = file.reserve(f"{name}/weighted", "u1", postings)
        sections["positions"] = file.reserve(f"{name}/positions", types[1], int(shape.place_starts[-1]))
    for part in parts:
        for array, section in sections.items():
            section.append(getattr(part, array))


def read_fields(arrays: Arrays) -> dict[str, FieldPostings]:
    """Give all fields of a postings file, by name."""
    names = [entry.removesuffix("/terms") for entry in arrays if entry.endswith("/terms")]
    return {name: _read_field(arrays, name) for name in names}


def _read_field(arrays: Arrays, name: str) -> FieldPostings:
    terms = TermBytes(*arrays.place(f"{name}/terms"), arrays.get(f"{name}/term_ends").data)
    starts, docs = arrays.get(f"{name}/posting_starts"), arrays.get(f"{name}/docs")
    if f"{name}/positions" not in arrays:
        return FieldPostings(terms, starts, docs)
    rest = (arrays.get(f"{name}/{part}") for part in ("frequencies", "weighted", "place_starts", "positions"))
    return FieldPostings(terms, starts, docs, *rest)
