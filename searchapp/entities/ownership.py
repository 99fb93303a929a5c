"""Which short names of a collection are clearly those of one fuller name of it: ``كيري`` where all write of one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from typing import Final

from searchapp.entities.aliases import Alias
from searchapp.entities.identity import DESCENT, national_names
from searchapp.entities.lists import gazetteer, given_names, word_class

LEAST_ARTICLES: Final = 5
"""Articles that a name must have to own another."""

LEAST_SHARE: Final = 0.9
"""Of the articles of all fuller names that the short one may stand for, so many must have the owner."""

LEAST_PART: Final = 0.5
"""An owner has at least so many articles for each that has the short name alone."""

_SHORTEST_SURNAME: Final = 3
_PLACE_FLAGS: Final = frozenset("CLM")


@dataclass(frozen=True, slots=True)
class Ownership:
    """The rule for the values of an index.

    ``known`` are the aliases, whose persons are somebody already; ``kept`` the keys of a user's own list, which are
    what it says and nobody else's.

    A surname belongs to the one full name that nearly all articles mean that end a full name with it. One of many
    countries (``الهلال الأحمر``) belongs to the one that tells the country, if it has no head before it: a paper calls
    the ministries of its own country by their name alone, and tells the country only of others.
    """

    known: Mapping[str, Alias]
    kept: Set[str] = frozenset()

    def __call__(self, field: str, articles: Mapping[str, int]) -> Mapping[str, str]:
        """Give the owner of every value that has one, by the number of articles of all values of a field."""
        counts = {value.partition(":")[2]: count for value, count in articles.items()}
        match field:
            case "person":
                fuller = {name: names for name, names in _full_names(counts).items() if name not in self.known}
            case "organisation":
                fuller = {name: names for name, names in national_names(counts).items() if _has_no_head(name)}
            case _:
                return {}
        owners = {name: _owner(counts[name], names, counts) for name, names in fuller.items()}
        # An owner that is another's itself owns nothing.
        clear = {name for name, owner in owners.items() if owner and not owners.get(owner)} - self.kept
        return {f"{field}:{name}": f"{field}:{owners[name]}" for name in sorted(clear)}


def _owner(own: int, names: Iterable[str], counts: Mapping[str, int]) -> str:
    """The name that clearly owns another, with ``own`` articles, or nothing."""
    best = max(names, key=lambda name: (counts[name], name))
    most, all_of_them = counts[best], sum(counts[name] for name in names)
    clear = most >= LEAST_ARTICLES and most >= LEAST_SHARE * all_of_them and most >= LEAST_PART * own
    return best if clear else ""


def _full_names(keys: Iterable[str]) -> dict[str, set[str]]:
    """For every lone surname the full names that end with it. A father's name after ``بن`` is no surname."""
    ending: dict[str, set[str]] = defaultdict(set)
    for key in keys:
        words = key.split()
        if len(words) > 1 and words[-2] not in DESCENT:
            ending[words[-1]].add(key)
    return {key: ending[key] for key in keys if key in ending and _may_be_surname(key)}


def _may_be_surname(key: str) -> bool:
    """Whether a word alone is a surname for certain: no given name, nor a place too («ليون», whose club it may be)."""
    is_place = not _PLACE_FLAGS.isdisjoint(gazetteer().get(key, ""))
    return len(key) >= _SHORTEST_SURNAME and key not in given_names() and not is_place


def _has_no_head(key: str) -> bool:
    return key.partition(" ")[0] not in word_class("organisation-head")
