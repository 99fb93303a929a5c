"""Values that are another's: what the articles say, read as the value that owns it.

The files keep what each article says and, apart, whose it is in this generation: an update may find other owners.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from searchapp.engine.base import KeywordField
from searchapp.engine.whoosh.postings import Ints, Offsets
from searchapp.model import Entity, EntityKind, StoredArticle


class Owned:
    """The owner of each value of each field that is another's. An owner is owned by none."""

    def __init__(self, owners: Mapping[KeywordField, Mapping[str, str]]) -> None:
        self._owners = {field: dict(found) for field, found in owners.items() if found}
        self._of: dict[KeywordField, dict[str, list[str]]] = {}
        for field, found in self._owners.items():
            for value, owner in found.items():
                self._of.setdefault(field, {}).setdefault(owner, []).append(value)

    def owner(self, field: KeywordField, value: str) -> str:
        """Give the value that a value counts for: mostly itself."""
        return self._owners.get(field, {}).get(value, value)

    def values(self, field: KeywordField, value: str) -> Sequence[str]:
        """Give all values that count for the owner of a value, itself first."""
        owner = self.owner(field, value)
        return (owner, *self._of.get(field, {}).get(owner, ()))

    def merged(
        self, field: KeywordField, places: Mapping[str, int], starts: Offsets, ordinals: Ints
    ) -> tuple[Offsets, Ints]:
        """Give a column (article ``d`` has ``ordinals[starts[d]:starts[d + 1]]``) with owners, each once an article.

        ``places`` are the ordinals of all values.
        """
        owners = self._owners.get(field)
        if not owners:
            return starts, ordinals
        moved = np.arange(len(places), dtype=ordinals.dtype)
        for value, owner in owners.items():
            moved[places[value]] = places[owner]
        found = moved[ordinals]
        doubled = np.zeros(len(ordinals), np.bool_)
        changed = np.flatnonzero(found != ordinals)
        articles = np.searchsorted(starts, changed, side="right") - 1
        for place, article in zip(changed.tolist(), articles.tolist(), strict=True):
            own = slice(starts[article], starts[article + 1])
            alike = (found[own] == found[place]) & ~doubled[own]
            doubled[place] = np.count_nonzero(alike) > 1
        before: Offsets = np.zeros(len(ordinals) + 1, np.int64)
        np.cumsum(doubled, out=before[1:])
        return starts - before[starts], found[~doubled]

    def stored(self, stored: StoredArticle, label: Callable[[KeywordField, str], str]) -> StoredArticle:
        """Give an article with the owners of its entities, each once, under the labels that the generation has.

        ``label`` gives these. Of an article without a name that is another's nothing changes.
        """
        joined = {(each.kind, owner) for each in stored.entities if (owner := self._other(each))}
        if not joined:
            return stored
        found: list[Entity] = []
        places: dict[tuple[EntityKind, str], int] = {}
        for entity in stored.entities:
            key = entity.kind, self._other(entity) or entity.id
            if key in places:
                known = found[places[key]]
                found[places[key]] = replace(known, count=known.count + entity.count)
            elif key in joined:
                places[key] = len(found)
                found.append(Entity(key[1], entity.kind, label(*key), entity.count))
            else:
                found.append(entity)
        return replace(stored, entities=tuple(sorted(found, key=lambda each: -each.count)))

    def _other(self, entity: Entity) -> str | None:
        return self._owners.get(entity.kind, {}).get(entity.id)


NONE_OWNED = Owned({})
"""Where each value stands for itself."""
