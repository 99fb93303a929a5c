"""What is measured in a process of its own: ``python -m benchmarks.speed.end_to_end.jobs build|answer …``.

Each prints one line of JSON. ``build DATA INDEX`` builds and promotes a generation. ``answer INDEX SEARCHES`` opens it
and gives whole answers: parameters read, searched with 3 facets and 10 snippets, written as the API's JSON.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final, TypedDict

from benchmarks.speed.end_to_end.asking import Search, read_searches
from benchmarks.speed.measures import memory_mib
from searchapp import Collection
from searchapp.arabic.analyzer import default_analyzer
from searchapp.entities import default_finder
from searchapp.search.service import SearchService
from searchapp.web.answers import search_answer
from searchapp.web.params import read_search
from searchapp.web.urls import Links

PAGE_SIZE: Final = 10
FACETS: Final = "source,person,date"


class BuildFigures(TypedDict):
    """Articles of the generation, and seconds from the first file to its promotion, word lists loaded on the way."""

    articles: int
    seconds: float


class AnswerFigures(TypedDict):
    """``first_ms`` and ``again_ms`` have the times of all searches in two passes, ``rss_mib`` the memory after one."""

    index_bytes: int
    words_s: float
    opened_s: float
    rss_mib: float
    empty: int
    first_ms: list[float]
    again_ms: list[float]


def build(data: Path, index: Path) -> BuildFigures:
    """Build as the public face does it."""
    began = time.perf_counter()
    collection = Collection.build([data], index=index)
    seconds = time.perf_counter() - began
    assert collection.report is not None
    return {"articles": collection.report.articles, "seconds": seconds}


def answer(index: Path, searches: Sequence[Search]) -> AnswerFigures:
    """Open the live generation and answer all searches twice."""
    began = time.perf_counter()
    default_analyzer().prepare()
    default_finder()
    loaded = time.perf_counter()
    service = Collection.open(index).service()
    opened = time.perf_counter()
    gc.collect()
    gc.freeze()  # as ``serve`` does in its workers: what stays is not gone through again and again
    first, totals = _answer_all(service, searches)
    rss = memory_mib("VmRSS")
    again, _ = _answer_all(service, searches)
    return {
        "index_bytes": service.info.bytes,
        "words_s": loaded - began,
        "opened_s": opened - loaded,
        "rss_mib": rss,
        "empty": totals.count(0),
        "first_ms": first,
        "again_ms": again,
    }


def _answer_all(service: SearchService, searches: Sequence[Search]) -> tuple[list[float], list[int]]:
    times, totals = [], []
    for search in searches:
        parameters = {name: [value] for name, value in [*search, ("facets", FACETS)]}
        began = time.perf_counter()
        page = service.search(read_search(parameters, PAGE_SIZE).request)
        search_answer(page, Links("api", PAGE_SIZE), service.info.engine).model_dump_json(by_alias=True)
        times.append((time.perf_counter() - began) * 1000)
        totals.append(page.total)
    return times, totals


def main() -> None:
    """Do the job that the command line names."""
    job, first, second = sys.argv[1:]
    if job == "build":
        print(json.dumps(build(Path(first), Path(second))))
    elif job == "answer":
        print(json.dumps(answer(Path(first), read_searches(Path(second)))))
    else:
        raise SystemExit(f"there is no job {job!r}")


if __name__ == "__main__":
    main()
