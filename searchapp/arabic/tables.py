"""Reads the room's data files.

A word list is a TSV file in UTF-8: lines that begin with ``#`` are comments (source and licence among them), the others
hold one entry each, with its columns between tabs.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Final

STEM_MODEL: Final = "stem_model.json.gz"
STOP_WORDS: Final = "stop_words.tsv"
PROTECTED_WORDS: Final = "protected_words.tsv"
DATA_FILES: Final = (STEM_MODEL, STOP_WORDS, PROTECTED_WORDS)
"""What the analysis of words depends on. A new word list is added here, so that the analyzer's version covers it."""

ROOM: Final = Path(str(files("searchapp.arabic")))
DATA_FOLDER: Final = ROOM / "data"


def read_rows(name: str) -> list[tuple[str, ...]]:
    """The entries of a word list in ``data/``, each as the tuple of its columns."""
    lines = (DATA_FOLDER / name).read_text(encoding="utf-8").splitlines()
    return [tuple(line.split("\t")) for line in lines if line.strip() and not line.startswith("#")]


def read_bytes(name: str) -> bytes:
    """The content of a file in ``data/``."""
    return (DATA_FOLDER / name).read_bytes()
