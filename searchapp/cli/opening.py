"""What commands open: the index, with the user's own lists of words and names."""

from __future__ import annotations

from searchapp.config import Settings
from searchapp.entities import EntityFinder, OwnAliases, finder_with, read_aliases
from searchapp.search.collection import Collection


def opened(chosen: Settings) -> Collection:
    """Open the index that is set. Raises what ``Collection.open`` raises."""
    return Collection.open(chosen.index, words=chosen.words, aliases=chosen.aliases)


def finder_of(chosen: Settings) -> EntityFinder:
    """Give what finds names, the user's own among them. Raises ConfigError."""
    return finder_with(read_aliases(chosen.aliases) if chosen.aliases else OwnAliases())
