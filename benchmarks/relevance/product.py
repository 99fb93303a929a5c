"""The product's side: an index built by its own build, and real searches over its search service."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from benchmarks.relevance.measures import DEPTH, Answer
from benchmarks.relevance.sets import Question, Text
from searchapp import Collection
from searchapp.errors import IndexMissingError, IndexOutdatedError
from searchapp.model import MatchMode, SearchRequest

_RELAXED: Final = "relaxed"


def open_or_build(texts: Iterable[Text], folder: Path) -> Collection:
    """Open the index in ``folder``, or build it from the texts where there is none that this program can read.

    Raises ValueError if the product left out a text: figures compare only where every text can be found.
    """
    index = folder / "index"
    try:
        return Collection.open(index)
    except (IndexMissingError, IndexOutdatedError):
        source = folder / "texts.jsonl"
        count = _write(texts, source)
        collection = Collection.build([source], index=index, keep=0)
        read = collection.report.articles if collection.report else 0
        if read != count:
            raise ValueError(f"the product read {read} of {count} texts; see {index / 'reports'}") from None
        return collection


def ask(collection: Collection, questions: Iterable[Question], mode: MatchMode = "auto") -> Mapping[str, Answer]:
    """Ask every question as people ask: its text and nothing else. Answers are kept by the question's id."""
    service = collection.service()
    answers: dict[str, Answer] = {}
    for question in questions:
        page = service.search(SearchRequest(q=question.text, size=DEPTH, facets=(), mode=mode, similar="show"))
        relaxed = any(notice.code.startswith(_RELAXED) for notice in page.notices)
        answers[question.id] = Answer(tuple(hit.id for hit in page.hits), page.total, relaxed)
    return answers


def _write(texts: Iterable[Text], file: Path) -> int:
    records = [{"id": text.id, "title": "", "body": text.body} for text in texts]
    with file.open("w", encoding="utf-8", newline="\n") as lines:
        lines.writelines(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    return len(records)
