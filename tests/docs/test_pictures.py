"""The pictures of the README: there, small, shown, and taken by one command."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tools.screenshots import BROWSERS, FOLDER, LARGEST, SHOTS, take

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


def test_the_readme_shows_every_picture_and_says_what_is_on_it() -> None:
    shown = dict(re.findall(r"!\[([^\]]*)\]\(docs/images/([^)]*)\)", README))
    assert sorted(shown.values()) == sorted(f"{shot.name}.webp" for shot in SHOTS)
    assert all(len(text) > 20 for text in shown)
    assert "make screenshots" in README


def test_both_languages_and_both_themes_are_there_in_small_files() -> None:
    files = {file.name: file.stat().st_size for file in FOLDER.iterdir()}
    assert set(files) == {f"{shot.name}.webp" for shot in SHOTS}
    assert max(files.values()) <= LARGEST
    kinds = {(shot.path.startswith("/en/"), shot.theme) for shot in SHOTS}
    assert kinds == {(english, theme) for english in (True, False) for theme in ("light", "dark")}


@pytest.mark.browser
def test_one_command_takes_them(tmp_path: Path) -> None:
    if not any(map(shutil.which, BROWSERS)):
        pytest.skip("no Chromium is installed: no picture was taken")
    (made,) = take(tmp_path / "images", SHOTS[1:2])
    assert made.read_bytes()[8:12] == b"WEBP"
    assert made.stat().st_size <= LARGEST
