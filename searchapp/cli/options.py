"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from searchapp.cli.console import speak
from searchapp.config import Settings, load

Command = TypeVar("Command", bound=Callable[..., Any])


def index_option(command: Command) -> Command:
    """Add ``--index DIR``."""
    option = click.option(
        "--index",
        type=click.Path(file_okay=False, path_type=Path),
        metavar="DIR",
        help="Folder of the index. [default: index, or SEARCHAPP_INDEX]",
    )
    return option(command)


def json_option(command: Command) -> Command:
    """Add ``--json``."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")(command)


def settings(**flags: object) -> Settings:
    """Gather the settings with the flags that were given; a language that is set in them is spoken from now on."""
    configuration = load(flags)
    if configuration.origins["language"].kind != "default":
        speak("ar" if configuration.settings.language == "ar" else "en")
    return configuration.settings
