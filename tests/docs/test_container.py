"""The container files are not run here; what they name must be there, and what they promise must be written."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import yaml

from searchapp.cli.app import cli
from searchapp.config import Settings

ROOT = Path(__file__).parents[2]
CONTAINERFILE = (ROOT / "Containerfile").read_text(encoding="utf-8")
SERVICES = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]


def test_every_copied_file_and_every_setting_is_there() -> None:
    copied = [word for line in re.findall(r"^COPY (?!--from)(.*)$", CONTAINERFILE, re.M) for word in line.split()[:-1]]
    assert "searchapp" in copied
    assert [name for name in copied if not (ROOT / name).exists()] == []
    known = {f"SEARCHAPP_{field.name.upper()}" for field in fields(Settings)}
    assert set(re.findall(r"SEARCHAPP_\w+", CONTAINERFILE)) <= known


def test_the_process_has_no_rights_of_its_own_and_a_read_only_root() -> None:
    assert re.findall(r"^USER (\S+)$", CONTAINERFILE, re.M)[-1].isdigit()
    for service in SERVICES.values():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]


def test_the_commands_are_commands_with_options_that_there_are() -> None:
    for service in SERVICES.values():
        name, *rest = service["command"]
        options = {each for parameter in cli.commands[name].params for each in parameter.opts}
        assert {word for word in rest if word.startswith("--")} <= options
