"""The test sets: texts to search in, and questions whose relevant texts are known.

A folder DATA holds ``retrieval/pool_*.jsonl.gz`` (paragraphs: ``id``, ``text``), ``retrieval/queries_*.jsonl`` (one set
a file: ``set``, ``id``, ``q``, ``rel``) and ``news/*.zip`` (each with daily JSON files: arrays of articles). The
relevant ids of a set are either paragraphs or articles; those begin with ``snn:`` and then name day and place in the
day's file: ``snn:2015-07-22#1863``.
"""

from __future__ import annotations

import gzip
import json
import random
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal

PoolName = Literal["paragraphs", "articles"]
POOLS: Final[tuple[PoolName, ...]] = ("paragraphs", "articles")

_ARTICLE_PREFIX: Final = "snn:"
_SEED: Final = 4


@dataclass(frozen=True, slots=True)
class Text:
    """A text that can be found. Titles are not given: headlines are questions here."""

    id: str
    body: str


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, and the ids of the texts that answer it."""

    id: str
    text: str
    relevant: frozenset[str]


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Questions to one pool of texts."""

    name: str
    pool: PoolName
    questions: tuple[Question, ...]

    def sample(self, count: int | None) -> QuestionSet:
        """Give ``count`` of the questions, always the same ones, in their order."""
        if count is None or count >= len(self.questions):
            return self
        chosen = sorted(random.Random(_SEED).sample(range(len(self.questions)), count))
        return replace(self, questions=tuple(self.questions[place] for place in chosen))


def read_sets(data: Path) -> list[QuestionSet]:
    """Read all question sets of the folder, by name. Raises ValueError where there is none or one mixes both pools."""
    found = [_read_set(file) for file in sorted((data / "retrieval").glob("queries_*.jsonl"))]
    if not found:
        raise ValueError(f"{data / 'retrieval'} holds no queries_*.jsonl")
    return found


def read_pool(data: Path, name: PoolName) -> Iterator[Text]:
    """Read the texts of a pool; articles without a body are none."""
    return _paragraphs(data / "retrieval") if name == "paragraphs" else _articles(data / "news")


def _read_set(file: Path) -> QuestionSet:
    with file.open(encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines if line.strip()]
    questions = tuple(Question(record["id"], record["q"], frozenset(record["rel"])) for record in records)
    return QuestionSet(file.stem.removeprefix("queries_"), _pool_of(file, questions), questions)


def _pool_of(file: Path, questions: Sequence[Question]) -> PoolName:
    pools = {identifier.startswith(_ARTICLE_PREFIX) for question in questions for identifier in question.relevant}
    if len(pools) != 1:
        raise ValueError(f"{file} must ask for paragraphs or for articles, and for something")
    return "articles" if pools.pop() else "paragraphs"


def _paragraphs(folder: Path) -> Iterator[Text]:
    for file in sorted(folder.glob("pool_*.jsonl.gz")):
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            for record in map(json.loads, lines):
                yield Text(record["id"], record["text"])


def _articles(folder: Path) -> Iterator[Text]:
    for file in sorted(folder.glob("*.zip")):
        with zipfile.ZipFile(file) as archive:
            for member in sorted(archive.namelist()):
                day = Path(member).stem
                records = json.loads(archive.read(member).decode("utf-8-sig"))
                bodies = ((record.get("content") or "").strip() for record in records)
                yield from (Text(f"{_ARTICLE_PREFIX}{day}#{i}", body) for i, body in enumerate(bodies) if body)
