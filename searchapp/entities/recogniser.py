"""The seam: what finds names in a text. Another recogniser (a model) is put in by having ``version`` and ``spans``."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from searchapp.entities.words import Texts
from searchapp.model import EntityKind


class Span(NamedTuple):
    """A name found in a text: ``start <= i < end`` in the original, its kind, and how it is written without proclitics.

    Example: in ``زار كييف ولندن`` the second span has ``written`` ``لندن`` and starts after the conjunction.
    """

    start: int
    end: int
    kind: EntityKind
    written: str


class Recogniser(Protocol):
    """Finds names. ``version`` changes whenever the same text could give other spans."""

    @property
    def version(self) -> str: ...

    def spans(self, texts: Texts) -> list[Span]:
        """The names of all texts, in order, without overlaps.

        What a document's names are depends on nothing but its texts.
        """
        ...
