"""Compare engines over the same ready tokens: ``python -m benchmarks.speed DATA [--articles N] [--out FILE.md]``.

Prints Markdown. Ends with an error if engines count differently; the message names the queries.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

from benchmarks.speed.corpus import prepare
from benchmarks.speed.engines import PYTHON_ENGINES, Engine
from benchmarks.speed.engines.lucene import LuceneEngine
from benchmarks.speed.queries import choose_queries
from benchmarks.speed.report import Run, markdown
from benchmarks.speed.rounds import build_index, run_rounds

ENGINES: tuple[Engine, ...] = (*PYTHON_ENGINES, LuceneEngine())


def compare(options: argparse.Namespace, scratch: Path) -> str:
    """Do the whole comparison in ``scratch`` and give the report."""
    load = os.getloadavg()[0]
    chosen = [engine for engine in ENGINES if engine.name in options.engines]
    left_out = {engine.name: reason for engine in chosen if (reason := engine.missing())}
    for name, reason in left_out.items():
        _tell(f"{name} is left out: {reason}")
    engines = [engine for engine in chosen if engine.name not in left_out]
    _tell("analysing articles")
    articles = prepare(options.data, options.articles, scratch)
    queries = choose_queries(scratch, articles)
    builds = {}
    for engine in engines:
        _tell(f"building {engine.name}")
        builds[engine.name] = build_index(engine, scratch)
    _tell("asking")
    figures = run_rounds(engines, builds, queries, scratch, options.rounds)
    versions = {engine.name: engine.version() for engine in engines}
    return markdown(Run(articles, options.rounds, options.clock, versions, left_out, load), figures)


def _tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _engines(text: str) -> list[str]:
    names = text.split(",")
    known = [engine.name for engine in ENGINES]
    for name in names:
        if name not in known:
            raise argparse.ArgumentTypeError(f"there is no engine {name!r}; known are {', '.join(known)}")
    return names


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"must be at least 1, not {number}")
    return number


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    names = ",".join(engine.name for engine in ENGINES)
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description=__doc__)
    parser.add_argument("data", type=Path, help="folder of article files")
    parser.add_argument("--articles", type=_positive, help="at most so many articles")
    parser.add_argument("--rounds", type=_positive, default=3, help="rounds that count (3)")
    parser.add_argument("--engines", type=_engines, default=names, help=f"names with commas ({names})")
    parser.add_argument("--clock", choices=("cpu", "wall"), default="cpu", help="the clock of the query table (cpu)")
    parser.add_argument("--scratch", type=Path, help="keep ready tokens and indexes here, and use the tokens again")
    parser.add_argument("--out", type=Path, help="write the report here too")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> None:
    """Compare as the command line says."""
    options = parse(arguments)
    if options.scratch:
        options.scratch.mkdir(parents=True, exist_ok=True)
    folder = nullcontext(options.scratch) if options.scratch else tempfile.TemporaryDirectory(prefix="speed-")
    with folder as scratch:
        report = compare(options, Path(scratch).resolve())
    print(report)
    if options.out:
        options.out.write_text(report, encoding="utf-8")


if __name__ == "__main__":
    main()
