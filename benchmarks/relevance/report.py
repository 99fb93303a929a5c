"""The comparison as Markdown: quality by set, what misspelling costs, and how many results the answers have."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from benchmarks.relevance.measures import Quality, Results

OURS: Final = "ours"
LUCENE: Final = "lucene"


@dataclass(frozen=True, slots=True)
class SetFigures:
    """One set's figures by engine; ``noisy`` by kind of misspelling, then by engine."""

    questions: int
    clean: Mapping[str, Quality]
    results: Mapping[str, Results]
    noisy: Mapping[str, Mapping[str, Quality]]


@dataclass(frozen=True, slots=True)
class Run:
    """What a report tells about its run. ``left_out`` says why Lucene is not measured; empty if it is."""

    mode: str
    texts: Mapping[str, int]
    lucene: str
    left_out: str


def markdown(run: Run, figures: Mapping[str, SetFigures]) -> str:
    """Write the whole report."""
    pools = ", ".join(f"{count:,} {name}" for name, count in run.texts.items())
    parts = [
        "# Relevance",
        f"{datetime.now(UTC).date().isoformat()}, Python {platform.python_version()}; mode {run.mode}; {pools}.",
        *([f"**Left out: {run.left_out}.**"] if run.left_out else [f"Anchor: {run.lucene}, ArabicAnalyzer, any word."]),
        "## Quality",
        "R@1 / MRR@10 / success@10; `ratio` is ours to Lucene's.",
        _quality(figures),
        "## Results",
        "Results an answer (median), answers without any, answers with an eased demand.",
        _results(figures),
    ]
    if any(found.noisy for found in figures.values()):
        parts += [
            "## Misspelt",
            "Points (hundredths) gained or lost, R@1 / MRR@10.",
            *(_noise(engine, figures) for engine in _engines(figures)),
        ]
    return "\n\n".join(parts) + "\n"


def _engines(figures: Mapping[str, SetFigures]) -> list[str]:
    return list(dict.fromkeys(engine for found in figures.values() for engine in found.clean))


def _quality(figures: Mapping[str, SetFigures]) -> str:
    engines = _engines(figures)
    rows = []
    for name, found in figures.items():
        ratio = [_ratio(found.clean[OURS], found.clean[LUCENE])] if LUCENE in found.clean else []
        rows.append([name, f"{found.questions:,}", *(_three(found.clean[engine]) for engine in engines), *ratio])
    head = ("set", "questions", *engines, *(["ratio"] if LUCENE in engines else []))
    return _table(head, rows)


def _results(figures: Mapping[str, SetFigures]) -> str:
    engines = _engines(figures)
    rows = [
        [name, *(f"{r.median:,.0f}, {r.empty:.1%}, {r.relaxed:.1%}" for r in (found.results[e] for e in engines))]
        for name, found in figures.items()
    ]
    return _table(("set", *engines), rows)


def _noise(engine: str, figures: Mapping[str, SetFigures]) -> str:
    kinds = dict.fromkeys(kind for found in figures.values() for kind in found.noisy)
    rows = [
        [kind, *(_points(found.noisy[kind][engine].minus(found.clean[engine])) for found in figures.values())]
        for kind in kinds
    ]
    return _table((engine, *figures), rows)


def _three(found: Quality) -> str:
    return f"{found.first:.3f} / {found.reciprocal:.3f} / {found.found:.3f}"


def _ratio(ours: Quality, theirs: Quality) -> str:
    pairs = ((ours.first, theirs.first), (ours.reciprocal, theirs.reciprocal), (ours.found, theirs.found))
    return " / ".join(f"{own / other:.2f}" if other else "-" for own, other in pairs)


def _points(change: Quality) -> str:
    return f"{100 * change.first:+.1f} / {100 * change.reciprocal:+.1f}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---", *("---:" for _ in head[1:])], *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
