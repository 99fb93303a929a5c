"""The process in which one engine is built or asked: ``python -m benchmarks.speed.worker build|serve ENGINE SCRATCH``.

It speaks lines of JSON. ``build`` prints one, with ``wall`` and ``cpu`` (seconds of the build, libraries loaded before)
and ``peak_mib``. ``serve`` prints ``opened_s``; then it reads the name of a query class, answers all its queries once
and prints ``wall_ms``, ``cpu_ms`` and ``answers`` (top, total, facet counts) by query; ``end`` prints ``rss_mib``.
CPU time is that of all threads of the process.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Final, cast

from benchmarks.speed.corpus import read_ready
from benchmarks.speed.engines import PYTHON_ENGINES, Answering, EngineModule, index_directory
from benchmarks.speed.measures import memory_mib
from benchmarks.speed.queries import Query, QueryClass, read_queries

END: Final = "end"


def build(module: EngineModule, scratch: Path, directory: Path) -> None:
    """Build from the file of ready tokens to a closed index, and print the figures."""
    wall, cpu = time.perf_counter(), time.process_time()
    module.build(read_ready(scratch), directory)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    _say({"wall": wall, "cpu": cpu, "peak_mib": memory_mib("VmHWM")})


def serve(module: EngineModule, scratch: Path, directory: Path) -> None:
    """Open the index and answer whole classes of queries until told to end."""
    queries = read_queries(scratch)
    began = time.perf_counter()
    index = module.open_index(directory)
    _say({"opened_s": time.perf_counter() - began})
    for line in sys.stdin:
        asked = line.strip()
        if asked == END:
            break
        _say(answer_all(index, queries[cast(QueryClass, asked)]))
    _say({"rss_mib": memory_mib("VmRSS")})


def answer_all(index: Answering, queries: list[Query]) -> dict[str, list[object]]:
    """Answer every query once, measuring each."""
    figures: dict[str, list[object]] = {"wall_ms": [], "cpu_ms": [], "answers": []}
    for query in queries:
        wall, cpu = time.perf_counter_ns(), time.process_time_ns()
        answer = index.answer(query)
        wall, cpu = time.perf_counter_ns() - wall, time.process_time_ns() - cpu
        figures["wall_ms"].append(wall / 1e6)
        figures["cpu_ms"].append(cpu / 1e6)
        figures["answers"].append((answer.top, answer.total, answer.facets))
    return figures


def _say(figures: object) -> None:
    print(json.dumps(figures), flush=True)


def main() -> None:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("action", choices=("build", "serve"))
    parser.add_argument("engine", choices=[engine.name for engine in PYTHON_ENGINES])
    parser.add_argument("scratch", type=Path)
    options = parser.parse_args()
    module = next(engine for engine in PYTHON_ENGINES if engine.name == options.engine).load()
    action = build if options.action == "build" else serve
    action(module, options.scratch, index_directory(options.scratch, options.engine))


if __name__ == "__main__":
    main()
