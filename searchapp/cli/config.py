"""``searchapp config show`` and ``searchapp completion``: what is set and where, and words for the shell."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path

import click
from click.shell_completion import get_completion_class
from rich.table import Table

from searchapp.cli.console import choose, out
from searchapp.cli.options import index_option, json_option
from searchapp.config import Configuration, Settings, load

_HIDDEN = "********"
_ORIGINS = {
    "default": ("المعتاد", "default"),
    "file": ("ملف", "file"),
    "environment": ("متغير بيئة", "environment"),
    "flag": ("خيار", "flag"),
}


@click.group(name="config")
def config() -> None:
    """Look at the settings."""


@config.command(name="show", epilog="\b\nExample:\n  SEARCHAPP_PORT=8080 searchapp config show\n")
@index_option
@json_option
def show_config(index: Path | None, as_json: bool) -> None:
    """Show every setting, its value, and where it came from: default, file, environment or flag."""
    found = load({"index": index})
    if as_json:
        rows = {name: {"value": value, "origin": kind, "place": place} for name, value, kind, place in _rows(found)}
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    table = Table(box=None, pad_edge=False)
    for heading in (("الإعداد", "setting"), ("القيمة", "value"), ("من أين", "from")):
        table.add_column(choose(*heading))
    for name, value, kind, place in _rows(found):
        table.add_row(name, value, f"{choose(*_ORIGINS[kind])} {place}".strip())
    out().print(table)


@click.command(
    epilog="""\b
Examples:
  searchapp completion bash > ~/.local/share/bash-completion/completions/searchapp
  searchapp completion fish > ~/.config/fish/completions/searchapp.fish
"""
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]), metavar="SHELL")
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print what SHELL needs to complete commands and options; put it where the shell reads it at its start."""
    script = get_completion_class(shell)
    if script is None:
        raise AssertionError("click knows these shells")
    click.echo(script(context.find_root().command, {}, "searchapp", "_SEARCHAPP_COMPLETE").source())


def _rows(found: Configuration) -> list[tuple[str, str, str, str]]:
    rows = []
    for field in fields(Settings):
        value, origin = getattr(found.settings, field.name), found.origins[field.name]
        text = ", ".join(value) if isinstance(value, tuple) else "" if value is None else str(value)
        shown = _HIDDEN if field.name == "secret" and text else text
        rows.append((field.name, shown, origin.kind, origin.place))
    return rows
