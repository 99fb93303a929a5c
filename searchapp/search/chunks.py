"""Words of texts, chunk by chunk, read once for many answers.

A chunk is what stands between white space: ``«بالمدارس،``. No token holds white space (a test), so a chunk is read
alone like in its text. Articles repeat their chunks, so their words are remembered, in bounded number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from searchapp.arabic.analyzer import Analyzer, WordForms
from searchapp.arabic.tokens import tokenize

SHELF_CHUNKS: Final = 30_000
"""Two shelves of so many chunks take about 15 MB beside the analyzer's own cache."""

_PLAIN: Final = re.compile("[ء-غف-ي]+")
"""Nothing but letters without marks: one token, which need not be looked for."""

ChunkToken = tuple[int, int, WordForms]
"""A token's place in its chunk and its forms."""


class ChunkLexicon:
    """The words of chunks. Safe for use from several threads.

    New chunks go on one shelf; when it is full, the older of the two shelves is emptied for the next ones.
    """

    def __init__(self, analyzer: Analyzer, shelf: int = SHELF_CHUNKS) -> None:
        self._word = analyzer.word
        self._room = shelf
        self._new: dict[str, tuple[WordForms, ...]] = {}
        self._old: dict[str, tuple[WordForms, ...]] = {}

    def words(self, chunks: Sequence[str]) -> list[tuple[WordForms, ...]]:
        """Give the words of each chunk in order."""
        found = list(map(self._new.get, chunks))
        return [self._words(chunk) if known is None else known for chunk, known in zip(chunks, found, strict=True)]

    def _words(self, chunk: str) -> tuple[WordForms, ...]:
        """Take a chunk from the older shelf or read it, and put it on the newer one."""
        known = self._old.get(chunk)
        if known is None:
            known = self._read(chunk)
        if len(self._new) >= self._room:
            self._new, self._old = {}, self._new
        self._new[chunk] = known
        return known

    def tokens(self, chunk: str) -> Iterator[ChunkToken]:
        """Read one chunk with the places of its words."""
        for start, end in tokenize(chunk):
            yield start, end, self._word(chunk[start:end])

    def _read(self, chunk: str) -> tuple[WordForms, ...]:
        if _PLAIN.fullmatch(chunk):
            return (self._word(chunk),)
        return tuple([self._word(chunk[start:end]) for start, end in tokenize(chunk)])
