"""Settings from three places: a TOML file, the environment, the command line; each can say where its value came from.

A flag wins over the environment (``SEARCHAPP_INDEX``), the environment over the file (``searchapp.toml`` in the working
directory, or the file that ``SEARCHAPP_CONFIG`` names), the file over the default.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal, get_args

from searchapp.errors import ConfigError, system_reason, system_reason_ar

ENVIRONMENT_PREFIX = "SEARCHAPP_"
CONFIG_FILE = "searchapp.toml"

LogStyle = Literal["text", "json", "json-queries"]


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set. ``index`` is the folder of the generations; ``workers`` 0 means one per core.

    ``language`` is that of the command line's messages; where it is not set, they follow the locale. ``words`` is a
    list of words that count as one another, ``aliases`` one of other names of people, organisations and places; both
    are added to ours.

    ``cors_origins`` are sites whose pages may read the API (``*``: any), with commas between them;
    ``rate_limit`` counts the API's requests a minute from one address to one worker (0: no limit); ``export_rows`` is
    the most that one export gives; ``secret`` seals cursors, so that they outlive a restart. ``deadline_ms`` bounds
    one search; ``queue`` counts the requests that may wait in a worker; ``log`` says what the server writes on standard
    error: warnings as text, or a line of JSON for each request too, without queries or with them.
    """

    index: Path = Path("index")
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 2
    page_size: int = 10
    language: str = "ar"
    keep_generations: int = 2
    words: Path | None = None
    aliases: Path | None = None
    cors_origins: tuple[str, ...] = ()
    rate_limit: int = 0
    export_rows: int = 100_000
    secret: str = ""
    deadline_ms: int = 2_000
    queue: int = 128
    log: LogStyle = "text"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a setting's value came from: ``default``, ``file``, ``environment`` or ``flag``, and its place there."""

    kind: str
    place: str


@dataclass(frozen=True, slots=True)
class Configuration:
    """The settings and the origin of each by name."""

    settings: Settings
    origins: Mapping[str, Origin]


_RANGES: dict[str, tuple[int, int]] = {
    "port": (0, 65_535),
    "workers": (0, 64),
    "page_size": (1, 100),
    "keep_generations": (1, 100),
    "rate_limit": (0, 1_000_000),
    "export_rows": (1, 10_000_000),
    "deadline_ms": (10, 600_000),
    "queue": (0, 1_000),
}
_CHOICES: dict[str, tuple[str, ...]] = {"language": ("ar", "en"), "log": get_args(LogStyle)}
_OTHER_VARIABLES = ("CONFIG", "EVALUATION_DATA", "TRACEBACK")
"""What the environment may name with the prefix besides settings: the settings file, and things for tests."""

_ORIGIN = re.compile(r"\*|https?://[^/\s,]+")
_TOML_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)")


def load(
    flags: Mapping[str, object] | None = None,
    environment: Mapping[str, str] | None = None,
    directory: Path | None = None,
) -> Configuration:
    """Gather the settings. A flag that is None was not given. Raises ConfigError naming the place of a bad value."""
    env = os.environ if environment is None else environment
    values: dict[str, Any] = {}
    origins = {field.name: Origin("default", "") for field in fields(Settings)}
    named = env.get(f"{ENVIRONMENT_PREFIX}CONFIG")
    path = Path(named) if named else (directory or Path()) / CONFIG_FILE
    layers: list[tuple[str, str, Mapping[str, object]]] = []
    if named or path.exists():
        layers.append(("file", str(path), _read_file(path)))
    layers.append(("environment", "", _from_environment(env)))
    layers.append(("flag", "", {name: value for name, value in (flags or {}).items() if value is not None}))
    for kind, place, layer in layers:
        for name, raw in layer.items():
            where = place or (f"{ENVIRONMENT_PREFIX}{name.upper()}" if kind == "environment" else f"--{name}")
            values[name] = _checked(name, raw, where)
            origins[name] = Origin(kind, where)
    return Configuration(Settings(**values), origins)


def _read_file(path: Path) -> Mapping[str, object]:
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except OSError as error:
        raise ConfigError(
            f"The settings file {path} cannot be read: {system_reason(error)}.",
            f"تعذّرت قراءة ملف الإعدادات {path}: {system_reason_ar(error)}.",
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        found = _TOML_PLACE.search(str(error))
        place = f"، في السطر {found[1]}، العمود {found[2]}" if found else ""
        raise ConfigError(
            f"The settings file {path} is not valid TOML: {error}.",
            f"ملف الإعدادات {path} ليس بصيغة TOML صحيحة{place}.",
        ) from error


def _from_environment(env: Mapping[str, str]) -> dict[str, object]:
    """Take the variables that name a setting. Raises ConfigError for a name with the prefix that means nothing."""
    names = {f"{ENVIRONMENT_PREFIX}{field.name.upper()}": field.name for field in fields(Settings)}
    others = [f"{ENVIRONMENT_PREFIX}{name}" for name in _OTHER_VARIABLES]
    for key in env:
        if key.startswith(ENVIRONMENT_PREFIX) and key not in names and key not in others:
            known = ", ".join((*names, *others))
            raise ConfigError(
                f"The environment sets {key}, which means nothing; known are {known}.",
                f"في متغيرات البيئة {key}، وليس من المعروف منها؛ المعروف: {known}.",
            )
    return {names[key]: value for key, value in env.items() if key in names and value}


def _checked(name: str, raw: object, where: str) -> object:
    """Turn a raw value into the setting's type, or say what is wrong with it and where it stands."""
    kinds = {field.name: type(field.default) for field in fields(Settings)}
    if name not in kinds:
        known = ", ".join(kinds)
        raise ConfigError(
            f"{where}: there is no setting “{name}”; known are {known}.",
            f"{where}: لا إعداد باسم «{name}»؛ المعروف: {known}.",
        )
    if name == "cors_origins":
        return _origins(raw, where)
    if name in _RANGES:
        return _whole_number(name, raw, where)
    if name in _CHOICES and raw not in _CHOICES[name]:
        english, arabic = (word.join(_CHOICES[name]) for word in (" or ", " أو "))
        raise ConfigError(
            f"{where}: {name} is {english}, not “{raw}”.", f"{where}: قيمة {name} هي {arabic}، لا «{raw}»."
        )
    if not isinstance(raw, str | Path) or not str(raw):
        raise ConfigError(f"{where}: “{name}” must be text.", f"{where}: قيمة «{name}» نص.")
    return Path(raw) if name in ("index", "words", "aliases") else str(raw)


def _whole_number(name: str, raw: object, where: str) -> int:
    low, high = _RANGES[name]
    try:
        value = int(str(raw))
    except ValueError:
        value = low - 1
    if isinstance(raw, bool) or not low <= value <= high:
        raise ConfigError(
            f"{where}: “{name}” must be a whole number from {low} to {high}, not “{raw}”.",
            f"{where}: قيمة «{name}» عدد صحيح من {low} إلى {high}، لا «{raw}».",
        )
    return value


def _origins(raw: object, where: str) -> tuple[str, ...]:
    """Read a list of origins, or one text with commas between them."""
    listed = raw.split(",") if isinstance(raw, str) else raw
    if isinstance(listed, list | tuple):
        origins = tuple(str(each).strip() for each in listed if str(each).strip())
        if all(_ORIGIN.fullmatch(each) for each in origins):
            return origins
    raise ConfigError(
        f"{where}: cors_origins is a list of origins such as https://example.org, or *; not “{raw}”.",
        f"{where}: قيمة cors_origins قائمة مواقع مثل https://example.org أو *؛ لا «{raw}».",
    )
