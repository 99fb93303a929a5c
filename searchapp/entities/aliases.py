"""Other names of entities: our alias list, and how such lists are read.

A line of a list is an entity, with tabs between its columns: kind, label, other names (with ``|`` between them, or
none), and for countries the code of ISO 3166.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final, NamedTuple

from searchapp.entities.keys import written_key
from searchapp.entities.lists import ALIAS_FILE, text_of
from searchapp.errors import ConfigError
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


@cache
def aliases() -> Mapping[str, Alias]:
    """Our aliases by key, each label being an alias of itself."""
    return by_key(read_lines(text_of(ALIAS_FILE), ALIAS_FILE), ALIAS_FILE)


def read_lines(text: str, file: str) -> Iterator[AliasLine]:
    """Read the lines of a list. Raises ConfigError that names file and line where one is none."""
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


def by_key(lines: Iterable[AliasLine], file: str) -> dict[str, Alias]:
    """What each key stands for. Raises ConfigError where one stands for two things, or two things have one code."""
    found: dict[str, Alias] = {}
    countries: dict[str, Alias] = {}
    for line in lines:
        for known, name in [(found, key) for key in line.keys] + [(countries, line.alias.code)]:
            if name and known.setdefault(name, line.alias) != line.alias:
                raise stands_for_two(file, line, name, known[name])
    return found


def stands_for_two(file: str, line: AliasLine, name: str, other: Alias) -> ConfigError:
    """The error of a line with a name that another line has for something else."""
    return _wrong(
        file,
        line.number,
        f"“{name}” stands for “{line.alias.label}” here and for “{other.label}” in another line",
        f"«{name}» اسم لـ«{line.alias.label}» هنا ولـ«{other.label}» في سطر آخر",
    )


def _wrong(file: str, number: int, what: str, what_ar: str) -> ConfigError:
    return ConfigError(f"{file}, line {number}: {what}.", f"{file}، السطر {number}: {what_ar}.")
