"""How times grow with the collection: ``python -m benchmarks.speed.growth DATA [--tile 10] [--out FILE.md]``.

Our engine is built twice: with the articles of DATA, and with each of them ``--tile`` times under fresh ids. Both
answer the same questions, in turn; every question then has exactly ``--tile`` times the matches. Prints Markdown, and
ends with an error if a total is another. A class whose time grows less than its matches is on the good side.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from statistics import median

from benchmarks.speed.corpus import ReadyArticle, prepare, read_ready
from benchmarks.speed.engines import ours
from benchmarks.speed.measures import percentile
from benchmarks.speed.queries import CLASS_NAMES, QUERY_CLASSES, Query, choose_queries, read_queries
from benchmarks.speed.rounds import CountsDifferError

Times = list[list[float]]
"""Milliseconds by query and round."""


def tiled(scratch: Path, times: int, articles: int) -> Iterator[ReadyArticle]:
    """Give the ready corpus so many times, each time with other numbers."""
    for tile in range(times):
        for article in read_ready(scratch):
            yield replace(article, number=article.number + tile * articles)


def ask(index: ours.OpenIndex, queries: Sequence[Query], times: Times) -> list[int]:
    """Ask every question once, adding the CPU time of each; give the totals."""
    totals = []
    for query, own in zip(queries, times, strict=True):
        began = time.process_time_ns()
        totals.append(index.answer(query).total)
        own.append((time.process_time_ns() - began) / 1e6)
    return totals


def compare(scratch: Path, articles: int, tile: int, rounds: int) -> list[str]:
    """Build both indexes and ask them; give a table's rows. Raises CountsDifferError."""
    indexes = []
    for times in (1, tile):
        directory = scratch / f"index-ours-{times}-times"
        shutil.rmtree(directory, ignore_errors=True)
        ours.build(tiled(scratch, times, articles), directory)
        indexes.append(ours.open_index(directory))
    rows = []
    for kind, queries in read_queries(scratch).items():
        measured: tuple[Times, Times] = [[] for _ in queries], [[] for _ in queries]
        for _ in range(rounds + 1):
            small, large = (ask(index, queries, times) for index, times in zip(indexes, measured, strict=True))
            if large != [total * tile for total in small]:
                raise CountsDifferError(f"{kind}: {small} times {tile} is not {large}")
        rows.append(_row(CLASS_NAMES[kind], *([median(own[1:]) for own in times] for times in measured)))
    return rows


def _row(name: str, small: Sequence[float], large: Sequence[float]) -> str:
    pairs = [(figure(small), figure(large)) for figure in (median, _p95)]
    cells = [f"{before:.3f} to {after:.3f} ({after / before:.1f} x)" for before, after in pairs]
    return f"| {name} | {cells[0]} | {cells[1]} |"


def _p95(values: Sequence[float]) -> float:
    return percentile(values, 0.95)


def report(options: argparse.Namespace, scratch: Path) -> str:
    """Prepare, build, ask and write it down."""
    articles = prepare(options.data, options.articles, scratch)
    choose_queries(scratch, articles)
    rows = compare(scratch, articles, options.tile, options.rounds)
    lines = [
        f"# Growth from {articles:,} articles to {articles * options.tile:,}",
        "",
        f"Milliseconds of CPU, medians of {options.rounds} rounds after warming up; every question has {options.tile} "
        "times the matches.",
        "",
        "| class | median | p95 |",
        "| --- | ---: | ---: |",
        *rows,
    ]
    assert len(rows) == len(QUERY_CLASSES)
    return "\n".join(lines) + "\n"


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed.growth", description=__doc__)
    parser.add_argument("data", type=Path, help="folder of article files")
    parser.add_argument("--articles", type=int, help="at most so many articles")
    parser.add_argument("--tile", type=int, default=10, help="how many times the articles are taken (10)")
    parser.add_argument("--rounds", type=int, default=5, help="rounds that count (5)")
    parser.add_argument("--scratch", type=Path, help="keep ready tokens and indexes here, and use the tokens again")
    parser.add_argument("--out", type=Path, help="write the report here too")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure as the command line says."""
    options = parse(arguments)
    if options.scratch:
        options.scratch.mkdir(parents=True, exist_ok=True)
    folder = nullcontext(options.scratch) if options.scratch else tempfile.TemporaryDirectory(prefix="growth-")
    with folder as scratch:
        text = report(options, Path(scratch).resolve())
    print(text)
    if options.out:
        options.out.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
