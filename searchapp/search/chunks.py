"""Words of texts by their forms, read once for many answers.

A chunk is what stands between white space: ``«بالمدارس،``. No token holds white space (a test), so a chunk is read
alone like in its text. Articles repeat their chunks: which of them hold a form is remembered, in bounded number.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from typing import Final

from searchapp.arabic.analyzer import Analyzer, WordForms
from searchapp.arabic.tokens import tokenize
from searchapp.model import LEVELS, Level

SHELF_CHUNKS: Final = 25_000
"""Two shelves of so many chunks take about 16 MB."""

ChunkToken = tuple[int, int, WordForms]
"""A token's place in its chunk and its forms."""


@dataclass(slots=True)
class _Shelf:
    """Chunks that were read, and those that hold each form of a level."""

    read: set[str] = field(default_factory=set)
    by_form: dict[Level, dict[str, tuple[str, ...]]] = field(default_factory=lambda: {level: {} for level in LEVELS})


class ChunkLexicon:
    """Which chunks hold a token of a form. Safe for use from several threads.

    New chunks go on one shelf; when it is full, the older of the two shelves is emptied for the next ones.
    """

    def __init__(self, analyzer: Analyzer, shelf: int = SHELF_CHUNKS) -> None:
        self._word = analyzer.word
        self._room = shelf
        self._lock = threading.Lock()
        self._new, self._old = _Shelf(), _Shelf()

    def holding(self, chunks: Set[str], forms: Mapping[Level, frozenset[str]]) -> set[str]:
        """Give those of the chunks that hold a token with any of the forms."""
        found: set[str] = set()
        with self._lock:
            self._learn(chunks)
            for shelf in (self._new, self._old):
                for level, wanted in forms.items():
                    known = shelf.by_form[level]
                    for form in known.keys() & wanted:
                        found.update(known[form])
        found &= chunks
        return found

    def tokens(self, chunk: str) -> Iterator[ChunkToken]:
        """Read one chunk."""
        for start, end in tokenize(chunk):
            yield start, end, self._word(chunk[start:end])

    def _learn(self, chunks: Set[str]) -> None:
        """Read the chunks that are on no shelf."""
        unread = chunks - self._new.read - self._old.read
        if len(self._new.read) + len(unread) > self._room:
            self._new, self._old = _Shelf(), self._new
            unread = chunks - self._old.read
        # Written out, because it runs for every unknown chunk of every text.
        exact, stem, root = (self._new.by_form[level] for level in LEVELS)
        word = self._word
        for chunk in unread:
            for start, end in tokenize(chunk):
                forms = word(chunk[start:end])
                exact[forms.exact] = (*exact[forms.exact], chunk) if forms.exact in exact else (chunk,)
                stem[forms.stem] = (*stem[forms.stem], chunk) if forms.stem in stem else (chunk,)
                if forms.root:
                    root[forms.root] = (*root[forms.root], chunk) if forms.root in root else (chunk,)
        self._new.read |= unread
