"""How good a ranking is by judged queries: nDCG@10, reciprocal rank, recall@100, share of empty answers."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Final

from searchapp.errors import InputError, NothingToIndexError, PathMissingError

DEPTH: Final = 10
RECALL_DEPTH: Final = 100


@dataclass(frozen=True, slots=True)
class Judged:
    """A query and the grades (above 0) of the articles that answer it, by id."""

    q: str
    grades: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Quality:
    """Means over all queries, from 0 to 1."""

    queries: int
    ndcg: float
    mrr: float
    recall: float
    empty: float


def read_judged(file: Path) -> list[Judged]:
    """Read judged queries from JSON Lines: ``{"q": "قمة المناخ", "relevant": {"id-1": 2}}``, or a list of ids.

    Raises InputError with the line of what cannot be used.
    """
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except FileNotFoundError as error:
        raise PathMissingError(f"There is no file {file}.", f"لا ملف في {file}.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{file} cannot be read as UTF-8.", f"تعذّرت قراءة {file} بترميز UTF-8.") from error
    found = [_judged(line, f"{file}:{number}") for number, line in enumerate(lines, 1) if line.strip()]
    if not found:
        raise NothingToIndexError(f"{file} has no queries.", f"لا أسئلة في {file}.")
    return found


def evaluate(judged: Iterable[Judged], ask: Callable[[str], Sequence[str]]) -> Quality:
    """Measure what ``ask`` answers: the ids of its best hits in order, up to ``RECALL_DEPTH``."""
    answers = [(each, ask(each.q)) for each in judged]
    return Quality(
        queries=len(answers),
        ndcg=fmean(_ndcg(each, ids) for each, ids in answers),
        mrr=fmean(_reciprocal_rank(each, ids) for each, ids in answers),
        recall=fmean(len(set(ids[:RECALL_DEPTH]) & set(each.grades)) / len(each.grades) for each, ids in answers),
        empty=fmean(not ids for _, ids in answers),
    )


def _ndcg(judged: Judged, ids: Sequence[str]) -> float:
    """Discounted gain over the best possible one (Järvelin and Kekäläinen 2002), with grades as gains."""
    gained = sum(judged.grades.get(each, 0) / math.log2(place + 1) for place, each in enumerate(ids[:DEPTH], 1))
    best = sorted(judged.grades.values(), reverse=True)[:DEPTH]
    return gained / sum(grade / math.log2(place + 1) for place, grade in enumerate(best, 1))


def _reciprocal_rank(judged: Judged, ids: Sequence[str]) -> float:
    return next((1 / place for place, each in enumerate(ids[:DEPTH], 1) if each in judged.grades), 0.0)


def _judged(line: str, where: str) -> Judged:
    try:
        record = json.loads(line)
        relevant = record["relevant"]
        given = relevant.items() if isinstance(relevant, dict) else ((each, 1) for each in relevant)
        grades = {str(name): float(grade) for name, grade in given if float(grade) > 0}
        q = str(record["q"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _unusable(where) from error
    if not grades:
        raise _unusable(where)
    return Judged(q, grades)


def _unusable(where: str) -> InputError:
    return InputError(
        f'{where}: write {{"q": "…", "relevant": {{"id": grade}}}} with at least one grade above 0.',
        f'{where}: اكتب {{"q": "…", "relevant": {{"id": grade}}}} ودرجة واحدة على الأقل فوق الصفر.',
    )
