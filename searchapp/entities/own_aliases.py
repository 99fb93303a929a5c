"""A user's own list of other names, merged into ours."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from searchapp.entities.aliases import Alias, AliasLine, aliases, by_key, read_lines, stands_for_two
from searchapp.entities.identity import Names, entity_key
from searchapp.entities.keys import written_key
from searchapp.own_lists import read_own_list


@dataclass(frozen=True, slots=True)
class OwnAliases:
    """The lines of a user's own list. It can be pickled and is equal to another with the same lines."""

    lines: tuple[AliasLine, ...] = ()

    @property
    def keys(self) -> frozenset[str]:
        """The keys of all names in it."""
        return frozenset(key for line in self.lines for key in line.keys)

    @property
    def digest(self) -> str:
        """SHA-256 of what the list says, 12 hexadecimal digits; empty where there is none.

        Comments and the order of lines do not count.
        """
        said = sorted(f"{line.alias.kind}\t{line.alias.label}\t{'|'.join(line.keys)}\n" for line in self.lines)
        return hashlib.sha256("".join(said).encode()).hexdigest()[:12] if said else ""


def read_aliases(path: Path) -> OwnAliases:
    """Read a user's list. Raises ConfigError that names file and line of what is wrong."""
    text = read_own_list(path, "alias list", "قائمة الأسماء")
    lines = tuple(read_lines(text, str(path)))
    by_key(lines, str(path))
    _claims(lines, str(path))
    return OwnAliases(lines)


def with_own(own: OwnAliases) -> Mapping[str, Alias]:
    """Our aliases with a user's own merged in.

    An entity of ours of which the user's list has any name is theirs with all its names: so another label for it, or
    one entity of two of ours, takes one line.
    """
    if not own.lines:
        return aliases()
    claimed = _claims(own.lines, "")
    ours = {key: claimed.get(written_key(alias.label), alias) for key, alias in aliases().items()}
    return ours | {key: line.alias for line in own.lines for key in line.keys}


def names_with(own: OwnAliases) -> Names:
    """What names name by our list and a user's own.

    What is the same by our rules is the same by theirs: who lists «نادي الهلال» has «الهلال» too.
    """
    return Names({**_claims(own.lines, ""), **with_own(own)})


def _claims(lines: Iterable[AliasLine], file: str) -> dict[str, Alias]:
    """The keys of the entities of ours that a list names, its own new ones too, with what they are in it.

    Raises ConfigError where two lines name one.
    """
    found: dict[str, Alias] = {}
    for line in lines:
        for key in map(entity_key, line.keys):
            if found.setdefault(key, line.alias) != line.alias:
                raise stands_for_two(file, line, key, found[key])
    return found
