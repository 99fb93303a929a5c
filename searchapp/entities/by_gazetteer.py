"""The recogniser that needs no model: gazetteer, alias list and trigger words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from searchapp.entities.gazetteer import Gazetteer, default_gazetteer
from searchapp.entities.keys import written_key
from searchapp.entities.lists import data_digest, stop_names
from searchapp.entities.recogniser import Span, Text
from searchapp.entities.rules import Candidate, Rules
from searchapp.entities.words import Words, written_name

RULES_VERSION: Final = 3
"""Raised whenever a change of the rules finds other names in the same text."""


class GazetteerRecogniser:
    """Finds names by longest match over the gazetteer and by rules. Threads may share one."""

    def __init__(self, gazetteer: Gazetteer | None = None) -> None:
        self._gazetteer = gazetteer or default_gazetteer()

    @property
    def version(self) -> str:
        """Rules and data: ``gazetteer-1-0123456789ab``."""
        return f"gazetteer-{RULES_VERSION}-{data_digest()}"

    def spans(self, documents: Sequence[Sequence[Text]]) -> list[list[list[Span]]]:
        """The names of each text of each document, in order, without overlaps."""
        return [[self._of_text(text) for text in document] for document in documents]

    def candidates(self, words: Words) -> Iterator[Candidate]:
        """The names by gazetteer and rules, in order, without overlaps."""
        rules = Rules(self._gazetteer, words)
        read = 0
        for index, form in enumerate(words.forms):
            candidate = rules.candidate(index) if form.opens and index >= read else None
            if candidate:
                read = candidate.stop
                yield candidate

    def _of_text(self, text: Text) -> list[Span]:
        spans = (_span(text.text, text.words, candidate) for candidate in self.candidates(text.words))
        return [span for span in spans if not stopped(span)]


def _span(text: str, words: Words, candidate: Candidate) -> Span:
    first, last = candidate.first, candidate.stop - 1
    end = words.ends[last]
    start, written = written_name(text, (words.starts[first], words.ends[first], end), candidate.reading)
    return Span(start, end, candidate.kind, written)


def stopped(span: Span) -> bool:
    """Whether a name is one that no reader would look for, by ``stop.tsv``."""
    key = written_key(span.written)
    names = stop_names()
    return key in names.get("any", ()) or key in names.get(span.kind, ())
