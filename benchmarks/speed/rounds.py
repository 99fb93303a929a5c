"""Builds every engine's index and asks all of them in turn, round by round, so that noise falls on all alike."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from types import TracebackType
from typing import Any, Literal, Self

from benchmarks.speed.engines import Engine, index_directory
from benchmarks.speed.measures import disk_bytes
from benchmarks.speed.queries import QUERY_CLASSES, TOP, Answer, Query, QueryClass
from benchmarks.speed.worker import END

Clock = Literal["cpu", "wall"]


class CountsDifferError(Exception):
    """Engines disagree on a query; the message names it and says what each counted."""


class WorkerError(Exception):
    """An engine's process ended before it answered; its own message stands above."""


@dataclass(frozen=True, slots=True)
class BuildFigures:
    """A build: seconds of wall clock and of CPU, peak memory, size of the index."""

    wall: float
    cpu: float
    peak_mib: float
    bytes: int


@dataclass(slots=True)
class EngineFigures:
    """All that was measured of one engine. ``times[clock][class]`` has for each round the milliseconds by query."""

    build: BuildFigures
    opened_s: float = 0.0
    rss_mib: float = 0.0
    times: dict[Clock, dict[QueryClass, list[list[float]]]] = field(
        default_factory=lambda: {
            "cpu": {kind: [] for kind in QUERY_CLASSES},
            "wall": {kind: [] for kind in QUERY_CLASSES},
        }
    )

    def by_query(self, kind: QueryClass, clock: Clock) -> list[float]:
        """Milliseconds of every query of a class: the median over the rounds."""
        return [median(measured) for measured in zip(*self.times[clock][kind], strict=True)]


class Server:
    """An engine's process with its index open."""

    def __init__(self, engine: Engine, scratch: Path) -> None:
        self._name = engine.name
        self._command = engine.command("serve", scratch)

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # Popen's own block closes the pipes and waits; a worker that still reads ends at the end of its input.
        self._process.__exit__(kind, error, trace)

    def read(self) -> dict[str, Any]:
        """Read one line of figures. Raises WorkerError if the process ended."""
        assert self._process.stdout is not None
        return _figures(self._name, self._process.stdout.readline())

    def ask(self, command: str) -> dict[str, Any]:
        """Send a command and read its figures."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{command}\n")
        self._process.stdin.flush()
        return self.read()


def build_index(engine: Engine, scratch: Path) -> BuildFigures:
    """Build one engine's index in a process of its own."""
    directory = index_directory(scratch, engine.name)
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(parents=True)
    command = engine.command("build", scratch)
    ended = subprocess.run(command, stdout=subprocess.PIPE, text=True, encoding="utf-8", check=False)
    found = _figures(engine.name, ended.stdout)
    return BuildFigures(found["wall"], found["cpu"], found["peak_mib"], disk_bytes(directory))


def run_rounds(
    engines: Sequence[Engine],
    builds: Mapping[str, BuildFigures],
    queries: Sequence[Query],
    scratch: Path,
    rounds: int,
) -> dict[str, EngineFigures]:
    """Ask all engines; figures by name. Raises CountsDifferError before anything is measured."""
    figures = {engine.name: EngineFigures(builds[engine.name]) for engine in engines}
    with ExitStack() as stack:
        servers = {engine.name: stack.enter_context(Server(engine, scratch)) for engine in engines}
        for name, server in servers.items():
            figures[name].opened_s = server.read()["opened_s"]
        first = {name: {kind: server.ask(kind) for kind in QUERY_CLASSES} for name, server in servers.items()}
        check_answers(queries, {name: _answers(found) for name, found in first.items()})
        for engine in engines:
            for _ in range(engine.warm_up - 1):
                for kind in QUERY_CLASSES:
                    servers[engine.name].ask(kind)
        for _ in range(rounds):
            _one_round(servers, figures)
        for name, server in servers.items():
            figures[name].rss_mib = server.ask(END)["rss_mib"]
    return figures


def _one_round(servers: Mapping[str, Server], figures: Mapping[str, EngineFigures]) -> None:
    for kind in QUERY_CLASSES:
        for name, server in servers.items():
            found = server.ask(kind)
            figures[name].times["cpu"][kind].append(found["cpu_ms"])
            figures[name].times["wall"][kind].append(found["wall_ms"])


def _answers(found: Mapping[QueryClass, Mapping[str, Any]]) -> list[Answer]:
    """All answers in the order of the queries."""
    rows = [row for kind in QUERY_CLASSES for row in found[kind]["answers"]]
    return [Answer(top, total, tuple(tuple(counts) for counts in facets)) for top, total, facets in rows]


def check_answers(queries: Sequence[Query], answers: Mapping[str, Sequence[Answer]]) -> None:
    """Compare all engines on every query: hits given, totals and facet counts. Raises CountsDifferError."""
    faults = []
    for number, query in enumerate(queries):
        given = {name: found[number] for name, found in answers.items()}
        wrong = [name for name, answer in given.items() if answer.top != min(TOP, answer.total)]
        if len(set(given.values())) > 1 or wrong:
            counted = "; ".join(f"{name}: {answer}" for name, answer in given.items())
            faults.append(f"{query}: {counted}")
    if faults:
        raise CountsDifferError(
            f"{len(faults)} of {len(queries)} queries are answered differently:\n" + "\n".join(faults)
        )


def _figures(name: str, line: str) -> dict[str, Any]:
    if not line.strip():
        raise WorkerError(f"the process of {name} ended without an answer")
    figures: dict[str, Any] = json.loads(line)
    return figures
