"""What sets some articles apart: names that are unusually frequent in them, not just frequent everywhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from searchapp.engine.base import KeywordField, Reader
from searchapp.model import FacetValue

LEAST_COUNT: Final = 3
"""Articles that must have a value before it says anything."""

LEAST_LIFT: Final = 1.5
"""Times as frequent as in the whole collection that a value must be. By judgement, like ``LEAST_COUNT``."""


@dataclass(frozen=True, slots=True)
class Distinctive:
    """A value that stands out: the articles of the whole collection that have it (``overall``), how many times its
    usual share it has here (``lift``), and the measure by which values are ordered (``score``).
    """

    value: FacetValue
    overall: int
    lift: float
    score: float


class Background:
    """How many articles of a generation have each value; read on first need. Safe for use from several threads."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._counts: dict[KeywordField, Mapping[str, int]] = {}

    def distinctive(self, name: KeywordField, values: Sequence[FacetValue], total: int) -> tuple[Distinctive, ...]:
        """Order the values of a facet over ``total`` articles by how far they stand out; usual ones are left out.

        The score is the absolute change of a value's share times the relative one ("JLH", the measure of significant
        terms), so that neither the everyday nor the singular comes first.
        """
        counts, articles = self._of(name), self._reader.info.articles
        found = []
        for value in values:
            overall = counts.get(value.value, 0)
            if value.count < LEAST_COUNT or not overall:
                continue
            share, usual = value.count / total, overall / articles
            if share >= LEAST_LIFT * usual:
                lift = share / usual
                found.append(Distinctive(value, overall, lift, (share - usual) * lift))
        return tuple(sorted(found, key=lambda one: (-one.score, one.value.value)))

    def _of(self, name: KeywordField) -> Mapping[str, int]:
        if name not in self._counts:
            self._counts[name] = {info.value: info.count for info in self._reader.values(name)}
        return self._counts[name]
