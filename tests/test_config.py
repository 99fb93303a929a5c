from __future__ import annotations

from pathlib import Path

import pytest

from searchapp.config import Settings, load
from searchapp.errors import ConfigError


def test_defaults_say_so(tmp_path: Path) -> None:
    configuration = load({}, {}, tmp_path)
    assert configuration.settings == Settings()
    assert {origin.kind for origin in configuration.origins.values()} == {"default"}


def test_flag_beats_environment_beats_file(tmp_path: Path) -> None:
    (tmp_path / "searchapp.toml").write_text('port = 1\nhost = "0.0.0.0"\nworkers = 3\n', encoding="utf-8")
    environment = {"SEARCHAPP_PORT": "2", "SEARCHAPP_HOST": "::1", "SEARCHAPP_EVALUATION_DATA": "elsewhere"}
    configuration = load({"port": 3, "host": None}, environment, tmp_path)
    assert (configuration.settings.port, configuration.settings.host, configuration.settings.workers) == (3, "::1", 3)
    kinds = {name: origin.kind for name, origin in configuration.origins.items()}
    assert (kinds["port"], kinds["host"], kinds["workers"], kinds["index"]) == (
        "flag",
        "environment",
        "file",
        "default",
    )
    assert configuration.origins["host"].place == "SEARCHAPP_HOST"


def test_named_file_is_read(tmp_path: Path) -> None:
    file = tmp_path / "other.toml"
    file.write_text('index = "elsewhere"\n', encoding="utf-8")
    assert load({}, {"SEARCHAPP_CONFIG": str(file)}, tmp_path).settings.index == Path("elsewhere")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("port = 70000", "port"),
        ("port = true", "port"),
        ('port = "many"', "port"),
        ('colour = "red"', "colour"),
        ('language = "fr"', "language"),
        ('index = ""', "index"),
        ("host = 5", "host"),
        ("port = ", "searchapp.toml"),
    ],
)
def test_bad_value_names_its_place(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "searchapp.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=told) as caught:
        load({}, {}, tmp_path)
    assert "searchapp.toml" in caught.value.message
    assert caught.value.message_ar


def test_named_file_that_is_missing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"gone\.toml"):
        load({}, {"SEARCHAPP_CONFIG": str(tmp_path / "gone.toml")}, tmp_path)


def test_mistyped_variable_is_refused_like_in_the_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="SEARCHAPP_PROT"):
        load({}, {"SEARCHAPP_PROT": "1"}, tmp_path)
    known = {"SEARCHAPP_TRACEBACK": "1", "SEARCHAPP_EVALUATION_DATA": "x", "OTHER": "y"}
    assert load({}, known, tmp_path).settings == Settings()


def test_arabic_message_tells_the_place_without_the_parser_s_words(tmp_path: Path) -> None:
    (tmp_path / "searchapp.toml").write_text("host = 'a'\nport = \n", encoding="utf-8")
    with pytest.raises(ConfigError, match="line 2") as caught:
        load({}, {}, tmp_path)
    assert "السطر 2، العمود 8" in caught.value.message_ar
    assert "Invalid" not in caught.value.message_ar
