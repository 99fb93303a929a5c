"""Every line of the golden tables of folding, tokens and stems holds."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest

from searchapp.arabic import default_analyzer, fold, tokenize

FOLDER = Path(__file__).parents[1] / "golden"
SIGN = re.compile(r"\{([^}]+)\}")


def rows(name: str) -> list[tuple[str, ...]]:
    lines = (FOLDER / name).read_text(encoding="utf-8").split("\n")
    return [tuple(SIGN.sub(sign, line).split("\t")) for line in lines if line and not line.startswith("# ")]


def sign(match: re.Match[str]) -> str:
    name = match.group(1)
    return chr(int(name[2:], 16)) if name.startswith("U+") else unicodedata.lookup(name)


def test_the_tables_are_large_enough() -> None:
    assert sum(len(rows(name)) for name in ("fold.tsv", "tokens.tsv", "stems.tsv")) >= 120


@pytest.mark.parametrize(("written", "folded", "_about"), rows("fold.tsv"))
def test_fold(written: str, folded: str, _about: str) -> None:
    assert fold(written) == folded


@pytest.mark.parametrize(("text", "tokens", "_about"), rows("tokens.tsv"))
def test_tokens(text: str, tokens: str, _about: str) -> None:
    assert [text[start:end] for start, end in tokenize(text)] == [token for token in tokens.split("|") if token]


@pytest.mark.parametrize(("written", "stem", "root", "_about"), rows("stems.tsv"))
def test_stems(written: str, stem: str, root: str, _about: str) -> None:
    forms = default_analyzer().word(written)
    assert forms.stem == stem
    if root != "*":
        assert forms.root == root.strip("-")
