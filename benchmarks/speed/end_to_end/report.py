"""The figures of the product as Markdown."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from benchmarks.speed.end_to_end.jobs import AnswerFigures, BuildFigures
from benchmarks.speed.end_to_end.load import CONNECTIONS, LoadFigures
from benchmarks.speed.end_to_end.process_tree import TreeMemory
from benchmarks.speed.measures import MIB, percentile

_SHARES = (0.5, 0.95, 0.99)


@dataclass(frozen=True, slots=True)
class Figures:
    """All that one run measured."""

    text_bytes: int
    build: BuildFigures
    build_peak: TreeMemory
    answer: AnswerFigures
    page: LoadFigures
    api: LoadFigures
    workers: int
    served: TreeMemory
    load_before: float


def markdown(figures: Figures) -> str:
    """Write the report."""
    build, answer = figures.build, figures.answer
    empty = f"{answer['empty']} of {len(answer['first_ms'])} searches find nothing"
    rows = [
        ("files to a promoted generation", f"{build['articles'] / build['seconds']:,.0f} articles/s"),
        ("of which in all", f"{build['articles']:,} articles, {build['seconds']:.1f} s"),
        ("peak memory of the build", _memory(figures.build_peak)),
        ("index bytes / text bytes", _sizes(answer["index_bytes"], figures.text_bytes)),
        ("opening the generation", f"{answer['opened_s']:.2f} s (word lists before it: {answer['words_s']:.2f} s)"),
        ("resident after the searches", f"{answer['rss_mib']:.0f} MiB"),
        ("memory of the server under load", _memory(figures.served)),
    ]
    times = [
        ("whole answer in process, first pass", "", answer["first_ms"]),
        ("whole answer in process, second pass", "", answer["again_ms"]),
        ("page under load", f"{figures.page.per_second:,.0f}", figures.page.times_ms),
        ("API under load", f"{figures.api.per_second:,.0f}", figures.api.times_ms),
    ]
    taken = sum(load.client_s for load in (figures.page, figures.api))
    share = taken / sum(load.seconds for load in (figures.page, figures.api))
    served = (
        f"searches that differ, {figures.workers} workers and, on the same machine, a client of {CONNECTIONS}"
        f" connections that takes {share:.2f} of a core"
    )
    return "\n".join(
        [
            f"# From files to answers, {build['articles']:,} articles",
            "",
            _machine(figures.load_before),
            "",
            "| measure | figure |",
            "| --- | ---: |",
            *(f"| {name} | {figure} |" for name, figure in rows),
            "",
            f"Wall clock in milliseconds; {empty}; under load: {served}.",
            "",
            "| answer | requests/s | p50 | p95 | p99 |",
            "| --- | ---: | ---: | ---: | ---: |",
            *(f"| {name} | {rate} | {_percentiles(values)} |" for name, rate, values in times),
            "",
        ]
    )


def _machine(load_before: float) -> str:
    now = datetime.now(UTC).date().isoformat()
    cores = os.cpu_count() or 1
    return f"{now}, {platform.machine()}, {cores} cores, load {load_before:.1f} at the beginning."


def _memory(memory: TreeMemory) -> str:
    return f"{memory.rss:.0f} MiB resident, {memory.pss:.0f} MiB with shared pages counted once"


def _sizes(index_bytes: int, text_bytes: int) -> str:
    return f"{index_bytes / text_bytes:.2f} ({index_bytes / MIB:.1f} / {text_bytes / MIB:.1f} MiB)"


def _percentiles(values: Sequence[float]) -> str:
    return " | ".join(f"{percentile(values, share):.1f}" for share in _SHARES)
