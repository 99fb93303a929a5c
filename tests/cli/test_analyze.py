"""The command that shows how a text is read."""

from __future__ import annotations

import json

from click.testing import CliRunner

from searchapp.cli.app import cli


def test_json_has_every_token_with_its_place_and_forms() -> None:
    result = CliRunner().invoke(cli, ["analyze", "وبالمدارس ٢٠١٥", "--json"])
    answer = json.loads(result.output)
    assert result.exit_code == 0
    first, second = answer["tokens"]
    assert (first["text"], first["start"], first["end"], first["stem"], first["root"]) == (
        "وبالمدارس",
        0,
        9,
        "مدارس",
        "درس",
    )
    assert (second["text"], second["exact"]) == ("٢٠١٥", "2015")


def test_people_read_a_table() -> None:
    result = CliRunner().invoke(cli, ["analyze", "المدارس"])
    assert result.exit_code == 0
    assert "مدارس" in result.output
