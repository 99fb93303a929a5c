"""What the tagger is trained on: a corpus with tags, and articles without."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from searchapp.entities.tagging.sentences import sentences

Tokens = list[tuple[str, str]]
"""Tokens with their tags."""

_HEAD: Final = re.compile(r'<doc id="\d+" title=".*?" url')


def read_corpus(path: Path, part: float = 1.0) -> list[Tokens]:
    """The sentences of the first part of a corpus, in the tagger's own tokens."""
    blocks = path.read_text(encoding="utf-8").strip().split("\n\n")
    chosen = blocks[: len(blocks) - round(len(blocks) * (1 - part))]
    return [_retokenised([line.rpartition(" ")[::2] for line in block.splitlines()]) for block in chosen]


def _retokenised(words: Sequence[tuple[str, str]]) -> Tokens:
    """Cut words as the tagger cuts text: «المقبل،» is a word and a sign. A sign around a name is outside it."""
    found: Tokens = []
    for word, tag in words:
        tokens = [token for sentence in sentences(word) for token in sentence.tokens]
        spoken = [number for number, token in enumerate(tokens) if token[0].isalnum()] or [*range(len(tokens))]
        for number, token in enumerate(tokens):
            following = f"I-{tag[2:]}" if tag != "O" and number > spoken[0] else tag
            found.append((token, following if spoken[0] <= number <= spoken[-1] else "O"))
    return [(token, _begun(tag, before)) for (token, tag), (_, before) in zip(found, [("", "O"), *found], strict=False)]


def _begun(tag: str, before: str) -> str:
    """A tag that marks the first token of a name as such: a few names of the corpus begin with an ``I-``."""
    return f"B-{tag[2:]}" if tag.startswith("I-") and before[2:] != tag[2:] else tag


def read_articles(folder: Path) -> Iterator[str]:
    """The texts of all Wikipedia articles of a folder, without the line that opens and the one that closes each."""
    for path in sorted(folder.rglob("*.txt")):
        text = path.read_text(encoding="utf-8")
        if _HEAD.search(text):
            yield "\n".join(line for line in text.split("\n")[1:] if not line.startswith("</doc"))
