"""Where forms stand in a few articles: their positions, by which snippets are marked without reading texts again.

The forms of one question are often neighbours among the terms (all that begin alike), so neighbours are looked up in
one go: their postings, and the positions of these, lie one after another in the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from searchapp.engine.base import Key
from searchapp.engine.whoosh.postings import FieldPostings, Ints, Offsets
from searchapp.engine.whoosh.schema import to_term


def positions_in(field: FieldPostings, keys: Sequence[Key], docs: Sequence[int]) -> Iterator[tuple[int, Sequence[int]]]:
    """Give of some of the articles the positions at which any key stands in a field, whatever the keys' level.

    An article may come many times, a position too.
    """
    wanted = np.array(sorted(docs), dtype=np.int32)
    beginnings = [field.range(to_term(key.form)) for key in keys if key.begins and key.form]
    for first, last in (*beginnings, *_neighbours(field, [key.form for key in keys if not key.begins])):
        yield from _of_terms(field, first, last, wanted)


def _neighbours(field: FieldPostings, forms: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Give the half-open ranges of the numbers of the terms; a form that the field does not have is none."""
    numbers = sorted({number for form in forms if form and (number := field.find(to_term(form))) is not None})
    begin = 0
    for place, number in enumerate(numbers):
        if place + 1 == len(numbers) or numbers[place + 1] != number + 1:
            yield numbers[begin], number + 1
            begin = place + 1


def _of_terms(field: FieldPostings, first: int, last: int, wanted: Ints) -> Iterator[tuple[int, Sequence[int]]]:
    """Give the positions of a range of terms in the wanted articles, posting by posting."""
    begin, end = int(field.posting_starts[first]), int(field.posting_starts[last])
    at = _postings_of(field.docs[begin:end], wanted, single=last == first + 1)
    if not len(at):
        return
    frequencies = field.frequencies[begin:end]
    start = int(field.place_starts[first]) + int(frequencies[: at[0]].sum(dtype=np.int64))
    # The positions of a found posting begin after those of all postings from the found one before it on.
    steps = np.add.reduceat(frequencies[: at[-1] + 1], at, dtype=np.int64).tolist()
    for posting, step in zip(at.tolist(), steps, strict=True):
        yield int(field.docs[begin + posting]), field.positions[start : start + int(frequencies[posting])].tolist()
        start += step


def _postings_of(docs: Ints, wanted: Ints, *, single: bool) -> Offsets:
    """Give the places of the postings of wanted articles; a single term's articles ascend."""
    if not single:
        return np.flatnonzero(np.isin(docs, wanted))
    places: Offsets = docs.searchsorted(wanted)
    found: Offsets = places[docs.take(places, mode="clip") == wanted]
    return found
