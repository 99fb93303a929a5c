"""The recogniser that needs no model: gazetteer, alias list and trigger words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from searchapp.entities.aliases import Alias
from searchapp.entities.gazetteer import Gazetteer, default_gazetteer
from searchapp.entities.keys import written_key
from searchapp.entities.lists import data_digest
from searchapp.entities.recogniser import Span
from searchapp.entities.rules import Candidate, Rules
from searchapp.entities.words import ReadTexts, Texts, written_name

_NEWSPAPER: Final = "صحيفة"
_QUOTES: Final = frozenset('«»"“”')

RULES_VERSION: Final = 4
"""Raised whenever a change of the rules finds other names in the same text."""


def rules_version() -> str:
    """Rules and word lists: ``gazetteer-3-0123456789ab``. Nothing is loaded for it."""
    return f"gazetteer-{RULES_VERSION}-{data_digest()}"


class GazetteerRecogniser:
    """Finds names by longest match over the gazetteer and by rules. Threads may share one."""

    def __init__(self, gazetteer: Gazetteer | None = None) -> None:
        self._gazetteer = gazetteer or default_gazetteer()

    @property
    def version(self) -> str:
        """Rules and data: ``gazetteer-1-0123456789ab``."""
        return rules_version()

    def read(self, documents: Sequence[Sequence[str]], read: ReadTexts | None = None) -> Texts:
        """Read documents with the word lists of this recogniser."""
        return self._gazetteer.texts(documents, read)

    def spans(self, texts: Texts) -> list[Span]:
        """The names of all texts, in order, without overlaps."""
        return spans_of(texts, self.candidates(texts), self._gazetteer)

    def candidates(self, texts: Texts) -> Iterator[Candidate]:
        """The names by gazetteer and rules, in order, without overlaps."""
        rules = Rules(self._gazetteer, texts.words)
        read = 0
        for index in rules.openings(texts.vocabulary):
            candidate = rules.candidate(index) if index >= read else None
            if candidate:
                read = candidate.stop
                yield candidate


def spans_of(texts: Texts, names: Iterable[Candidate], known: Gazetteer) -> list[Span]:
    """Names as they stand in texts, without those that nobody looks for, alone or after a word: «صلاة المغرب»."""
    words = texts.words
    found = []
    for name in names:
        span = _as_newspaper(texts, _span(texts, name), known.aliases)
        key = written_key(span.written)
        before = f"{words.keys[name.first - 1]} {key}" if words.joined[name.first] else key
        if not known.is_stopped(span.kind, key) and not known.is_stopped(span.kind, before):
            found.append(span)
    return found


def _as_newspaper(texts: Texts, span: Span, known: Mapping[str, Alias]) -> Span:
    """A place that stands in quotes by itself is the newspaper of its name, if the alias list has one: «الرياض»."""
    if span.kind == "person" or texts.text[span.start - 1 : span.start] not in _QUOTES:
        return span
    newspaper = f"{_NEWSPAPER} {span.written}"
    if texts.text[span.end : span.end + 1] not in _QUOTES or written_key(newspaper) not in known:
        return span
    return Span(span.start, span.end, "organisation", newspaper)


def _span(texts: Texts, name: Candidate) -> Span:
    words = texts.words
    end = words.ends[name.stop - 1]
    start, written = written_name(texts.text, (words.starts[name.first], words.ends[name.first], end), name.reading)
    return Span(start, end, name.kind, written)
