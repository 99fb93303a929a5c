"""The documents say what the program has: every address, parameter, code, command, option and setting."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import NoReturn

import click
import pytest

from searchapp.cli.app import EXIT_CODES, cli
from searchapp.config import Settings
from searchapp.web.app import create_app
from searchapp.web.openapi import OPERATIONS
from searchapp.web.problems import STATUS

REFERENCE = (Path(__file__).parents[2] / "docs" / "reference.md").read_text(encoding="utf-8")


def section(heading: str) -> str:
    """Give what stands under a heading of the third level, up to the next heading."""
    found = re.search(rf"^### `{re.escape(heading)}`(.*?)(?=^##|\Z)", REFERENCE, re.MULTILINE | re.DOTALL)
    assert found, heading
    return found[1]


def commands(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    if isinstance(command, click.Group):
        for name, each in command.commands.items():
            yield from commands(each, f"{path} {name}")
    else:
        yield path, command


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: each.path)
def test_every_address_with_its_parameters_and_errors(operation: object) -> None:
    described = next(each for each in OPERATIONS if each is operation)
    text = section(f"GET {described.path}")
    assert [p.name for p in described.parameters if f"| `{p.name}` |" not in text] == []
    assert [code for code in described.codes if f"`{code}`" not in text] == []


def test_every_command_with_its_options() -> None:
    listed = list(commands(cli, "searchapp"))
    assert len(listed) > 10
    for path, command in listed:
        text = section(path)
        options = [name for each in command.params if isinstance(each, click.Option) for name in each.opts]
        assert [name for name in options if f"`{name}`" not in text] == [], path


def test_every_page(app_rules: set[str]) -> None:
    pages = REFERENCE.split("## Pages")[1].split("\n## ")[0]
    assert len(app_rules) > 10
    assert [rule for rule in sorted(app_rules) if f"`{rule}`" not in pages] == []


@pytest.fixture
def app_rules() -> set[str]:
    """The addresses of the pages as documents write them: ``/article/{id}``."""

    def none() -> NoReturn:
        raise AssertionError("no page is asked for")

    rules = {rule.rule for rule in create_app(none, Settings()).url_map.iter_rules() if rule.endpoint.startswith("ar.")}
    return {re.sub(r"<(?:\w+:)?(\w+)>", lambda of: f"{{{of[1].rpartition('_')[2]}}}", rule) for rule in rules}


def test_every_error_exit_code_and_setting() -> None:
    assert [code for code, status in STATUS.items() if f"| `{code}` | {status} |" not in REFERENCE] == []
    exits = re.findall(r"^ +(\d+) ", EXIT_CODES, re.MULTILINE)
    assert exits
    assert [code for code in exits if f"| `{code}` |" not in REFERENCE] == []
    names = [field.name for field in fields(Settings)]
    assert [name for name in names if f"| `{name}` | `SEARCHAPP_{name.upper()}` |" not in REFERENCE] == []
