"""The recogniser that needs no model: gazetteer, alias list and trigger words."""

from __future__ import annotations

from typing import Final

from searchapp.entities.gazetteer import Gazetteer, Word, default_gazetteer, written_name
from searchapp.entities.keys import written_key
from searchapp.entities.lists import data_digest, stop_names
from searchapp.entities.recogniser import Span
from searchapp.entities.rules import Candidate, Rules

RULES_VERSION: Final = 2
"""Raised whenever a change of the rules finds other names in the same text."""


class GazetteerRecogniser:
    """Finds names by longest match over the gazetteer and by rules. Threads may share one."""

    def __init__(self, gazetteer: Gazetteer | None = None) -> None:
        self._gazetteer = gazetteer or default_gazetteer()

    @property
    def version(self) -> str:
        """Rules and data: ``gazetteer-1-0123456789ab``."""
        return f"gazetteer-{RULES_VERSION}-{data_digest()}"

    def spans(self, text: str) -> list[Span]:
        """The names of a text, in order, without overlaps. Example: ``زار جوزيب بوريل كييف`` has two."""
        words = self._gazetteer.words(text)
        rules = Rules(self._gazetteer, words)
        found: list[Span] = []
        index = 0
        while index < len(words):
            candidate = rules.candidate(index)
            span = _span(text, words, candidate) if candidate else None
            if span and not _stopped(span):
                found.append(span)
            index = candidate.stop if candidate else index + 1
        return found


def _span(text: str, words: list[Word], candidate: Candidate) -> Span:
    start, written = written_name(text, words[candidate.first : candidate.stop], candidate.reading)
    return Span(start, words[candidate.stop - 1].end, candidate.kind, written)


def _stopped(span: Span) -> bool:
    key = written_key(span.written)
    names = stop_names()
    return key in names.get("any", ()) or key in names.get(span.kind, ())
