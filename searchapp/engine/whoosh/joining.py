"""The postings of a form in several segments as one list, without the deleted articles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from searchapp.engine.whoosh.postings import Postings, Unsigned
from searchapp.engine.whoosh.renumbering import Kept, Renumbering, kept_places

Piece = tuple[Postings, Renumbering]
"""A form's postings in one segment, and the numbers of that segment's articles in the generation."""


def joined(pieces: Sequence[Piece]) -> Postings | None:
    """Join a form's postings, given in the order of segments; None if no living article has it."""
    found = [(postings, *numbers.of(postings.docs)) for postings, numbers in pieces]
    docs = _concatenated([docs for _, docs, _ in found])
    if not len(docs):
        return None
    return Postings(
        docs,
        _concatenated([_of(postings.frequencies, kept) for postings, _, kept in found]),
        _concatenated([_of(postings.weighted, kept) for postings, _, kept in found]),
        _concatenated([])
        if all(postings.placeless for postings, _, _ in found)
        else lambda: _concatenated([_places(postings, kept) for postings, _, kept in found]),
    )


def _of(numbers: Unsigned, kept: Kept | None) -> Unsigned:
    return numbers if kept is None or not len(numbers) else numbers[kept]


def _places(postings: Postings, kept: Kept | None) -> Unsigned:
    if kept is None or not len(postings.positions):
        return postings.positions
    return kept_places(postings.positions, postings.frequencies, kept)


def _concatenated(parts: Sequence[NDArray[Any]]) -> NDArray[Any]:
    return parts[0] if len(parts) == 1 else np.concatenate(parts) if parts else np.zeros(0, dtype=np.int32)
