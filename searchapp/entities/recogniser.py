"""The seam: what finds names in a text. Another recogniser (a model) is put in by having ``version`` and ``spans``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from searchapp.entities.words import Places, Words
from searchapp.model import EntityKind


class Span(NamedTuple):
    """A name found in a text: ``start <= i < end`` in the original, its kind, and how it is written without proclitics.

    Example: in ``زار كييف ولندن`` the second span has ``written`` ``لندن`` and starts after the conjunction.
    """

    start: int
    end: int
    kind: EntityKind
    written: str


class Text(NamedTuple):
    """A text to find names in, with the places of its tokens and what is known of its words."""

    text: str
    places: Places
    words: Words


class Recogniser(Protocol):
    """Finds names. ``version`` changes whenever the same text could give other spans."""

    @property
    def version(self) -> str: ...

    def spans(self, documents: Sequence[Sequence[Text]]) -> list[list[list[Span]]]:
        """The names of each text of each document, in order, without overlaps.

        What a document's names are depends on nothing but its texts.
        """
        ...
