"""Which segments of a generation become one at an update. The whole policy is here.

Segments stand in the order of size, the largest first, and sizes fall: each is at least ``factor`` times the next,
where all below ``least`` count as that large. Two neighbours that do not fall become one, the smallest such first,
until all fall; then the two smallest, as long as there are more than ``most``. An article is thus copied about once for
each time that the index grows by the factor, and a question meets few segments. Deleted articles cost room and time, so
that a segment with more than ``deleted`` of them is written anew, and one that has no others goes. What is copied is
decided by numbers of articles alone: the same updates give the same segments.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Size:
    """Number of living articles of a segment, and of all."""

    living: int
    articles: int


@dataclass(frozen=True, slots=True)
class Group:
    """Segments (by their places) that become one. One that stays ``as_it_is`` is alone, and is not copied."""

    members: tuple[int, ...]
    living: int
    as_it_is: bool


@dataclass(frozen=True, slots=True)
class MergePolicy:
    """The bounds; see the module. Sizes are in articles, ``deleted`` is a share of a segment's articles."""

    most: int = 5
    factor: float = 4.0
    least: int = 1000
    deleted: float = 0.2

    def groups(self, sizes: Sequence[Size]) -> Sequence[Group]:
        """Give the segments to be, the largest first; each article of a kept segment is in one of them."""
        groups = [self._alone(place, size) for place, size in enumerate(sizes) if size.living]
        groups.sort(key=lambda group: -group.living)
        while (place := self._joined(groups)) is not None:
            one, other = groups[place : place + 2]
            groups[place : place + 2] = [Group(one.members + other.members, one.living + other.living, as_it_is=False)]
            groups.sort(key=lambda group: -group.living)
        return groups

    def _joined(self, groups: Sequence[Group]) -> int | None:
        """Give the place of the group that becomes one with the next, or None if all may stay."""
        for place in reversed(range(len(groups) - 1)):
            if groups[place].living < self.factor * max(groups[place + 1].living, self.least):
                return place
        return len(groups) - 2 if len(groups) > self.most else None

    def _alone(self, place: int, size: Size) -> Group:
        gone = size.articles - size.living
        return Group((place,), size.living, as_it_is=gone <= self.deleted * size.articles)
