"""What a mapping file says of a collection: odd names of its fields, values for all, lines that are no text.

Without one, the known names of fields count.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib import resources
from pathlib import Path
from typing import Final, Literal, cast, get_args

from searchapp.arabic.fold import fold
from searchapp.errors import ConfigError, system_reason, system_reason_ar
from searchapp.ingest.furniture import folded_line

FieldName = Literal[
    "id", "url", "title", "body", "source", "author", "section", "captions", "published", "crawled", "lang"
]
FIELD_NAMES: Final[tuple[FieldName, ...]] = get_args(FieldName)
DEFAULT_FIELDS: Final[tuple[FieldName, ...]] = ("source", "author", "section", "lang")

_TABLES: Final = ("fields", "defaults", "furniture")
_TOML_PLACE: Final = re.compile(r"\(at line (\d+), column (\d+)\)")

KeyPath = tuple[str, ...]
"""Keys from the outermost object inwards, each as ``plain_name`` gives it."""


@dataclass(frozen=True, slots=True)
class FurnitureRule:
    """Lines to be left out of bodies: ``lines`` (folded), and those in at least ``share`` of a source's articles."""

    lines: Set[str] = frozenset()
    share: float | None = None


@dataclass(frozen=True, slots=True)
class FieldMapping:
    """For each field the paths that are tried in a record, in order; ``defaults`` stand where a record gives none."""

    paths: Mapping[FieldName, tuple[KeyPath, ...]]
    defaults: Mapping[FieldName, str] = field(default_factory=dict)
    furniture: FurnitureRule = FurnitureRule()

    def find(self, record: Mapping[str, object], name: FieldName) -> object:
        """Give the field's value in a record whose keys are plain, or None."""
        for path in self.paths.get(name, ()):
            value = record.get(path[0]) if len(path) == 1 else _follow(record, path)
            if value is not None and value != "":
                return value
        return None

    def knows(self, key: str) -> FieldName | None:
        """Tell which field a column or key of this plain name gives."""
        for name in FIELD_NAMES:
            if any(path[0] == key for path in self.paths.get(name, ())):
                return name
        return None


@lru_cache(maxsize=4096)
def plain_name(key: str) -> str:
    """The spelling in which names are compared: ``Date-Published`` is ``date_published``, ``الكاتِب`` ``الكاتب``."""
    return fold(key.strip().replace("-", "_").replace(" ", "_"))


def plain_record(record: Mapping[str, object]) -> dict[str, object]:
    """The record with plain keys at its first level; where two keys become one, the first counts."""
    plain: dict[str, object] = {}
    for key, value in record.items():
        plain.setdefault(plain_name(key) if len(key) <= 100 else key, value)
    return plain


@cache
def default_mapping() -> FieldMapping:
    """The names of ``data/fields.tsv``."""
    text = resources.files("searchapp.ingest").joinpath("data", "fields.tsv").read_text(encoding="utf-8")
    paths: dict[FieldName, tuple[KeyPath, ...]] = {}
    for row in text.splitlines():
        if row and not row.startswith("#"):
            name, names = row.split("\t")
            known = cast(FieldName, name)
            paths[known] = (*paths.get(known, ()), _path(names))
    return FieldMapping(paths)


def load_mapping(file: Path) -> FieldMapping:
    """Read a mapping file (TOML): ``[fields] title = "hed"``, ``[defaults] source = "نشرة العلوم"``.

    A mapped field is looked for under its mapped name only; the others keep their known names. A dot in a name goes
    into a nested object: ``source = "outlet.name"``. ``[furniture] lines = ["…المزيد"]`` and ``share = 0.5`` name what
    is left out of bodies (see ``recurring``). Raises ConfigError naming file and key.
    """
    tables = _parse(file)
    paths = dict(default_mapping().paths)
    defaults: dict[FieldName, str] = {}
    for key, value in _table(file, tables, "fields").items():
        paths[_known(file, "fields", key, FIELD_NAMES)] = (_mapped_path(file, key, value),)
    for key, value in _table(file, tables, "defaults").items():
        defaults[_known(file, "defaults", key, DEFAULT_FIELDS)] = _text(file, "defaults", key, value)
    return FieldMapping(paths, defaults, _furniture(file, _table(file, tables, "furniture")))


def _furniture(file: Path, table: Mapping[str, object]) -> FurnitureRule:
    for key in table:
        if key not in ("lines", "share"):
            raise _wrong(file, f"furniture.{key}", "is not one of lines, share", "ليس واحدًا من: lines, share")
    lines, share = table.get("lines", []), table.get("share")
    if not isinstance(lines, list):
        raise _wrong(file, "furniture.lines", "must be a list of texts", "يجب أن يكون قائمة نصوص")
    folded = frozenset(folded_line(_text(file, "furniture", "lines", line)) for line in lines)
    if share is None:
        return FurnitureRule(folded)
    if isinstance(share, bool) or not isinstance(share, int | float) or not 0 < share <= 1:
        raise _wrong(file, "furniture.share", "must be above 0 and at most 1", "يجب أن يكون فوق 0 ولا يزيد على 1")
    return FurnitureRule(folded, float(share))


def _follow(record: Mapping[str, object], path: KeyPath) -> object:
    value: object = record.get(path[0])
    for key in path[1:]:
        if not isinstance(value, Mapping):
            return None
        value = next((inner for name, inner in value.items() if plain_name(str(name)) == key), None)
    return value


def _mapped_path(file: Path, key: str, value: object) -> KeyPath:
    path = _path(_text(file, "fields", key, value))
    if not all(path):
        raise _wrong(file, f"fields.{key}", "has an empty name beside a dot", "فيه اسم فارغ بجوار نقطة")
    return path


def _path(dotted: str) -> KeyPath:
    return tuple(plain_name(part) for part in dotted.split("."))


def _parse(file: Path) -> Mapping[str, object]:
    try:
        tables = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ConfigError(
            f"The mapping file {file} cannot be read: {system_reason(error)}.",
            f"تعذّرت قراءة ملف أسماء الحقول {file}: {system_reason_ar(error)}.",
        ) from error
    except ValueError as error:
        raise ConfigError(
            f"The mapping file {file} is not valid TOML: {error}.",
            f"ملف أسماء الحقول {file} ليس بصيغة TOML صحيحة{toml_place_ar(error)}.",
        ) from error
    for key in tables:
        if key not in _TABLES:
            known = ", ".join(f"[{name}]" for name in _TABLES)
            raise _wrong(file, key, f"is not one of {known}", f"ليس واحدًا من: {known}")
    return tables


def toml_place_ar(error: ValueError) -> str:
    """Say in Arabic where a TOML text is broken: ``، في السطر 3، العمود 8``; nothing if the parser did not tell."""
    found = _TOML_PLACE.search(str(error))
    return f"، في السطر {found[1]}، العمود {found[2]}" if found else ""


def _table(file: Path, tables: Mapping[str, object], name: str) -> Mapping[str, object]:
    table = tables.get(name, {})
    if not isinstance(table, dict):
        raise _wrong(file, name, "must be a table", "يجب أن يكون جدولًا")
    return table


def _known(file: Path, table: str, key: str, names: tuple[FieldName, ...]) -> FieldName:
    if key not in names:
        choice = ", ".join(names)
        raise _wrong(file, f"{table}.{key}", f"is not one of {choice}", f"ليس واحدًا من: {choice}")
    return key


def _text(file: Path, table: str, key: str, value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _wrong(file, f"{table}.{key}", "must be a non-empty string", "يجب أن يكون نصًّا غير فارغ")
    return value.strip()


def _wrong(file: Path, key: str, what: str, what_ar: str) -> ConfigError:
    return ConfigError(
        f"The mapping file {file}: {key} {what}.",
        f"ملف أسماء الحقول {file}: المفتاح {key} {what_ar}.",
    )
