"""The comparison as Markdown: builds, queries, and how many times as fast ours is."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median

from benchmarks.speed.engines import OURS
from benchmarks.speed.measures import MIB, percentile
from benchmarks.speed.queries import CLASS_NAMES, QUERIES_PER_CLASS, QUERY_CLASSES, TOP, QueryClass
from benchmarks.speed.rounds import Clock, EngineFigures

_ANCHORS = ("lucene", "tantivy", "sqlite", "whoosh")


@dataclass(frozen=True, slots=True)
class Run:
    """What a report tells about its run. ``left_out`` has a reason for each engine that is not installed."""

    articles: int
    rounds: int
    clock: Clock
    versions: Mapping[str, str]
    left_out: Mapping[str, str]
    load_before: float


def markdown(run: Run, figures: Mapping[str, EngineFigures]) -> str:
    """Write the whole report."""
    clock = "CPU time of the process" if run.clock == "cpu" else "wall clock"
    parts = [
        f"# Engines on {run.articles:,} articles",
        f"{_machine(run)} Engines: {', '.join(f'{name} ({version})' for name, version in run.versions.items())}.",
        *(f"**Left out: {name}: {reason}.**" for name, reason in run.left_out.items()),
        "## Build from ready tokens",
        _table(("engine", "wall s", "CPU s", "articles/s", "MiB on disk", "peak MiB"), _builds(run.articles, figures)),
        "## Queries",
        f"Milliseconds, {clock}, median / p95 over {QUERIES_PER_CLASS} queries a class, each the median of "
        f"{run.rounds} rounds after warming up. Every answer is the {TOP} best and the exact total; "
        "counts are equal in all engines.",
        _table(("class", *figures), _latencies(run.clock, figures)),
        _table(("", *figures), _residence(figures)),
    ]
    anchors = [name for name in _ANCHORS if name in figures]
    if OURS in figures and anchors:
        parts += [
            "## Ours beside the others",
            "How many times as fast ours is; below 1 it is slower. Queries: median / p95 of the class. "
            "Index size: ours as a part of theirs.",
            _table(("", *anchors), [*_build_ratios(figures, anchors), *_query_ratios(run.clock, figures, anchors)]),
        ]
    return "\n\n".join(parts) + "\n"


def _machine(run: Run) -> str:
    now = datetime.now(UTC).date().isoformat()
    cores = os.cpu_count() or 1
    return (
        f"{now}, {platform.machine()}, {cores} cores, load {run.load_before:.1f} at the beginning, "
        f"Python {platform.python_version()}."
    )


def _builds(articles: int, figures: Mapping[str, EngineFigures]) -> list[list[str]]:
    rows = []
    for name, found in figures.items():
        build = found.build
        rate = articles / build.wall
        size = f"{build.bytes / MIB:.1f}"
        rows.append([name, f"{build.wall:.2f}", f"{build.cpu:.2f}", f"{rate:,.0f}", size, f"{build.peak_mib:.0f}"])
    return rows


def _latencies(clock: Clock, figures: Mapping[str, EngineFigures]) -> list[list[str]]:
    rows = []
    for kind in QUERY_CLASSES:
        cells = [_both(_summary(found, kind, clock), 3) for found in figures.values()]
        rows.append([CLASS_NAMES[kind], *cells])
    return rows


def _residence(figures: Mapping[str, EngineFigures]) -> list[list[str]]:
    return [
        ["opening, s", *(f"{found.opened_s:.3f}" for found in figures.values())],
        ["resident after the run, MiB", *(f"{found.rss_mib:.0f}" for found in figures.values())],
    ]


def _build_ratios(figures: Mapping[str, EngineFigures], anchors: Sequence[str]) -> list[list[str]]:
    ours = figures[OURS].build
    theirs = [figures[name].build for name in anchors]
    return [
        ["build, wall", *(f"{build.wall / ours.wall:.2f}" for build in theirs)],
        ["build, CPU", *(f"{build.cpu / ours.cpu:.2f}" for build in theirs)],
        ["index size", *(f"{ours.bytes / build.bytes:.2f}" for build in theirs)],
    ]


def _query_ratios(clock: Clock, figures: Mapping[str, EngineFigures], anchors: Sequence[str]) -> list[list[str]]:
    rows = []
    for kind in QUERY_CLASSES:
        ours = _summary(figures[OURS], kind, clock)
        theirs = [_summary(figures[name], kind, clock) for name in anchors]
        cells = [_both((there[0] / ours[0], there[1] / ours[1]), 2) for there in theirs]
        rows.append([CLASS_NAMES[kind], *cells])
    return rows


def _summary(found: EngineFigures, kind: QueryClass, clock: Clock) -> tuple[float, float]:
    times = found.by_query(kind, clock)
    return median(times), percentile(times, 0.95)


def _both(pair: tuple[float, float], digits: int) -> str:
    return f"{pair[0]:.{digits}f} / {pair[1]:.{digits}f}"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---", *("---:" for _ in head[1:])], *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
