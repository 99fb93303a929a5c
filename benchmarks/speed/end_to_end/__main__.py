"""Measure the product; prints Markdown: ``python -m benchmarks.speed.end_to_end DATA [--articles N] [--out FILE]``."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, TextIO

from benchmarks.speed.corpus import read_articles
from benchmarks.speed.end_to_end.asking import Sample, Search, address, choose_searches, write_searches
from benchmarks.speed.end_to_end.jobs import BuildFigures
from benchmarks.speed.end_to_end.load import LoadFigures, run_load
from benchmarks.speed.end_to_end.process_tree import PeakWatch, TreeMemory
from benchmarks.speed.end_to_end.report import Figures, markdown
from benchmarks.speed.end_to_end.serving import serving
from searchapp.model import Article

LONGEST_LOAD_S = 9.0
"""The page and the API are each asked so long at most: with warming up, twenty seconds of load."""

LOAD_TIMES = 20
LOAD_SEED = 12
"""Under load, each of the page and the API is asked different searches, more than it can answer in that time."""

_WARM_UP_S = 1.0
_PAGE = "/search"
_API = "/api/v1/search"


class JobError(Exception):
    """A measured process failed; its own message stands above."""


def measure(options: argparse.Namespace, scratch: Path) -> Figures:
    """Do all that is measured in ``scratch``."""
    load_before = os.getloadavg()[0]
    index, searches_file = scratch / "index", scratch / "searches.json"
    data, text_bytes, sample = _collect(options.data, options.articles, scratch)
    searches = choose_searches(sample.articles)
    write_searches(searches, searches_file)
    _tell("building")
    build, peak = _build(data, index)
    _tell("answering in process")
    answer = _job("answer", index, searches_file)
    _tell("answering under load")
    asked = choose_searches(sample.articles, LOAD_TIMES, LOAD_SEED)
    page, api, served = _serve(index, asked, options.workers, options.load_seconds)
    return Figures(text_bytes, build, peak, answer, page, api, options.workers, served, load_before)


def _collect(data: Path, limit: int | None, scratch: Path) -> tuple[Path, int, Sample]:
    """Look at the articles once: where the build reads them, how long their texts are, and some to ask about."""
    sample, text_bytes = Sample(), 0
    some = scratch / "articles.jsonl"
    with ExitStack() as stack:
        copy = stack.enter_context(some.open("w", encoding="utf-8", newline="\n")) if limit else None
        for article in _copied(read_articles(data, limit), copy):
            sample.add(article)
            text_bytes += sum(len(text.encode()) for text in (article.title, article.body, *article.captions))
    return (some if limit else data), text_bytes, sample


def _copied(articles: Iterator[Article], copy: TextIO | None) -> Iterator[Article]:
    for article in articles:
        if copy:
            copy.write(json.dumps(_record(article), ensure_ascii=False) + "\n")
        yield article


def _record(article: Article) -> dict[str, object]:
    """An article as an input file gives it."""
    given = {name: getattr(article, name) for name in ("id", "title", "body", "source", "url", "author", "section")}
    day = article.published.date.isoformat() if article.published else None
    return given | {"captions": list(article.captions), "published": day, "lang": article.lang}


def _build(data: Path, index: Path) -> tuple[BuildFigures, TreeMemory]:
    process = subprocess.Popen(_command("build", data, index), stdout=subprocess.PIPE, text=True, encoding="utf-8")
    with process, PeakWatch(process.pid) as watch:
        line, _ = process.communicate()
    return _result("build", process.returncode, line), watch.peak


def _serve(
    index: Path, searches: Sequence[Search], workers: int, seconds: float
) -> tuple[LoadFigures, LoadFigures, TreeMemory]:
    pages = list(dict.fromkeys(address(_PAGE, search) for search in searches))
    answers = list(dict.fromkeys(address(_API, search) for search in searches))
    with serving(index, workers) as server, PeakWatch(server.pid) as watch:
        run_load(server.base, [*pages[::50], *answers[::50]], _WARM_UP_S)
        page = run_load(server.base, pages, seconds)
        api = run_load(server.base, answers, seconds)
    return page, api, watch.peak


def _job(name: str, *arguments: Path) -> Any:
    ended = subprocess.run(_command(name, *arguments), stdout=subprocess.PIPE, text=True, encoding="utf-8", check=False)
    return _result(name, ended.returncode, ended.stdout)


def _command(name: str, *arguments: Path) -> list[str]:
    return [sys.executable, "-m", "benchmarks.speed.end_to_end.jobs", name, *map(str, arguments)]


def _result(name: str, code: int, line: str) -> Any:
    if code:
        raise JobError(f"the process of {name!r} ended with {code}")
    return json.loads(line)


def _tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 < seconds <= LONGEST_LOAD_S:
        raise argparse.ArgumentTypeError(f"must be above 0 and at most {LONGEST_LOAD_S:g}, not {seconds:g}")
    return seconds


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed.end_to_end", description=__doc__)
    parser.add_argument("data", type=Path, help="folder of article files")
    parser.add_argument("--articles", type=int, help="at most so many articles")
    parser.add_argument("--workers", type=int, default=2, help="workers of the server (2)")
    parser.add_argument(
        "--load-seconds", type=_seconds, default=8.0, help="seconds of load on each of page and API (8)"
    )
    parser.add_argument("--out", type=Path, help="write the report here too")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure as the command line says."""
    options = parse(arguments)
    with tempfile.TemporaryDirectory(prefix="end-to-end-") as scratch:
        report = markdown(measure(options, Path(scratch)))
    print(report)
    if options.out:
        options.out.write_text(report, encoding="utf-8")


if __name__ == "__main__":
    main()
