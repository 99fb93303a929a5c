"""Other names of entities: our alias list, and a user's own that is merged in.

A line of a list is an entity, with tabs between its columns: kind, label, other names (with ``|`` between them, or
none), and for countries the code of ISO 3166.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from searchapp.entities.keys import written_key
from searchapp.entities.lists import ALIAS_FILE, text_of
from searchapp.errors import ConfigError, system_reason, system_reason_ar
from searchapp.model import ENTITY_KINDS, EntityKind

_COLUMNS: Final = 4
_CODE: Final = re.compile(r"[A-Z]{2}|")


@dataclass(frozen=True, slots=True)
class Alias:
    """What an alias stands for: its kind and the label under which people know it; ``code`` is that of a country."""

    kind: EntityKind
    label: str
    code: str = ""


class AliasLine(NamedTuple):
    """An entity of a list, the keys of all its names (that of the label first), and the number of the line."""

    alias: Alias
    keys: tuple[str, ...]
    number: int


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
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ConfigError(
            f"The alias list {path} cannot be read: {system_reason(error)}.",
            f"تعذّرت قراءة قائمة الأسماء {path}: {system_reason_ar(error)}.",
        ) from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"The alias list {path} is not UTF-8.", f"قائمة الأسماء {path} ليست بترميز UTF-8.") from error
    lines = tuple(_lines(text, str(path)))
    _by_key(lines, str(path))
    _taken_over(lines, str(path))
    return OwnAliases(lines)


@cache
def aliases() -> Mapping[str, Alias]:
    """Our aliases by key, each label being an alias of itself."""
    return _by_key(_lines(text_of(ALIAS_FILE), ALIAS_FILE), ALIAS_FILE)


def with_own(own: OwnAliases) -> Mapping[str, Alias]:
    """Our aliases with a user's own merged in.

    An entity of ours of which the user's list has any name is theirs with all its names: so another label for it, or
    one entity of two of ours, takes one line.
    """
    if not own.lines:
        return aliases()
    theirs = {key: line.alias for line in own.lines for key in line.keys}
    taken = {alias: line.alias for alias, line in _taken_over(own.lines, "").items()}
    return {key: taken.get(alias, alias) for key, alias in aliases().items()} | theirs


def _lines(text: str, file: str) -> Iterator[AliasLine]:
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            yield _line(line, file, number)


def _line(line: str, file: str, number: int) -> AliasLine:
    kind, label, others, code, *more = [column.strip() for column in (line + "\t" * _COLUMNS).split("\t")]
    found = next((known for known in ENTITY_KINDS if known == kind), None)
    if found is None:
        kinds = ", ".join(ENTITY_KINDS)
        raise _wrong(file, number, f"“{kind}” is no kind; known are {kinds}", f"لا نوع باسم «{kind}»؛ المعروف: {kinds}")
    names = [label, *filter(None, (name.strip() for name in others.split("|")))]
    wordless = next((name for name in names if not written_key(name)), None)
    if wordless is not None:
        raise _wrong(file, number, f"“{wordless}” has no word to know it by", f"«{wordless}» بلا كلمة يُعرف بها")
    if any(more) or not _CODE.fullmatch(code):
        raise _wrong(
            file,
            number,
            "the columns are kind, label, other names with | between them, and perhaps a country's code such as SA",
            "الأعمدة: النوع، فالاسم المعروض، فالأسماء الأخرى بينها |، وقد يتبعها رمز دولة مثل SA",
        )
    return AliasLine(Alias(found, label, code), tuple(dict.fromkeys(map(written_key, names))), number)


def _by_key(lines: Iterable[AliasLine], file: str) -> dict[str, Alias]:
    """What each key stands for. Raises ConfigError where one stands for two things, or two things have one code."""
    found: dict[str, Alias] = {}
    countries: dict[str, Alias] = {}
    for line in lines:
        for known, name in [(found, key) for key in line.keys] + [(countries, line.alias.code)]:
            if name and known.setdefault(name, line.alias) != line.alias:
                raise _stands_for_two(file, line, name, known[name])
    return found


def _taken_over(lines: Iterable[AliasLine], file: str) -> dict[Alias, AliasLine]:
    """The entities of ours that a list names, each with its line. Raises ConfigError where two lines have one."""
    found: dict[Alias, AliasLine] = {}
    for line in lines:
        for key in line.keys:
            ours = aliases().get(key)
            if ours and found.setdefault(ours, line).alias != line.alias:
                raise _stands_for_two(file, line, key, found[ours].alias)
    return found


def _stands_for_two(file: str, line: AliasLine, name: str, other: Alias) -> ConfigError:
    return _wrong(
        file,
        line.number,
        f"“{name}” stands for “{line.alias.label}” here and for “{other.label}” in another line",
        f"«{name}» اسم لـ«{line.alias.label}» هنا ولـ«{other.label}» في سطر آخر",
    )


def _wrong(file: str, number: int, what: str, what_ar: str) -> ConfigError:
    return ConfigError(f"{file}, line {number}: {what}.", f"{file}، السطر {number}: {what_ar}.")
