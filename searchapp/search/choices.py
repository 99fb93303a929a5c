"""The filters of a request in the engine's values: entities by id or any name, each as the one whose it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from searchapp.engine import base as engine
from searchapp.model import ENTITY_KINDS, EntityKind, FilterSet, Notice
from searchapp.search import notices
from searchapp.search.answering import EVERYTHING

_ENTITY_FILTERS = (*ENTITY_KINDS, "entity")


class Choices:
    """Turns what people chose into the values of one generation.

    ``key_of`` gives the key of a name, ``labels`` are those of the values of each field, by value.
    """

    def __init__(
        self, reader: engine.Reader, key_of: Callable[[str], str], labels: Mapping[str, Mapping[str, str]]
    ) -> None:
        self._reader = reader
        self._key_of = key_of
        self._labels = labels

    def owned(self, filters: Mapping[str, FilterSet]) -> dict[str, FilterSet]:
        """Put the owner, by its key, for what is another's: ``كيري`` is ``جون كيري``; all else stays as written."""
        return {name: _each(chosen, partial(self._owned, name)) for name, chosen in filters.items()}

    def of(self, filters: Mapping[str, FilterSet]) -> dict[str, FilterSet]:
        """Turn what people wrote into the engine's values: an entity by id, key or written name."""
        return {name: _each(chosen, partial(self._value, name)) for name, chosen in self.owned(filters).items()}

    def unknown(self, chosen: Mapping[str, FilterSet]) -> list[Notice]:
        """Say which filter values the collection does not have."""
        return [
            notices.no_such_value(name, value.partition(":")[2] or value if name in _ENTITY_FILTERS else value)
            for name, values in chosen.items()
            for value in (*values.include, *values.exclude)
            if not self._is_known(name, value)
        ]

    def of_any_kind(self, chosen: FilterSet) -> engine.Node:
        """Give the filter over entities of any kind: ids such as ``person:جوزيب بوريل``, or names."""
        parts: list[engine.Node] = []
        if chosen.include:
            parts.append(engine.Or(tuple(map(self._entity, chosen.include))))
        parts.extend(engine.Not(self._entity(value)) for value in chosen.exclude)
        return engine.And(tuple(parts)) if parts else EVERYTHING

    def _is_known(self, name: str, value: str) -> bool:
        if name != "entity":
            return value in self._labels.get(name, ())
        return any(known in self._labels[kind] for kind, known in self._meant(value))

    def _owned(self, name: str, written: str) -> str:
        named = written.partition(":")[0] if name == "entity" else name
        kind = next((each for each in ENTITY_KINDS if each == named), None)
        if kind is None:
            return written
        value = self._value(kind, written)
        owner = self._reader.owner(kind, value)
        if owner == value:
            return written
        return owner if name == "entity" else owner.partition(":")[2]

    def _value(self, name: str, written: str) -> str:
        if name not in ENTITY_KINDS or written.startswith(f"{name}:"):
            return written
        return f"{name}:{self._key_of(written)}"

    def _entity(self, value: str) -> engine.Node:
        nodes = tuple(engine.Keyword(kind, (known,)) for kind, known in self._meant(value))
        return nodes[0] if len(nodes) == 1 else engine.Or(nodes)

    def _meant(self, value: str) -> list[tuple[EntityKind, str]]:
        """What an entity filter may mean: the id itself, or a name's key in every kind."""
        kind, _, key = value.partition(":")
        ids = [(name, value) for name in ENTITY_KINDS if name == kind and key]
        ids = ids or [(name, f"{name}:{self._key_of(value)}") for name in ENTITY_KINDS]
        return [(name, self._reader.owner(name, each)) for name, each in ids]


def _each(chosen: FilterSet, change: Callable[[str], str]) -> FilterSet:
    include, exclude = (tuple(dict.fromkeys(map(change, values))) for values in (chosen.include, chosen.exclude))
    return FilterSet(include, exclude)
