"""What marks and snippets add to an answer of ten hits.

``python -m benchmarks.snippets INDEX [--searches 200]`` asks words of its titles, each search with marks and
without, and prints the difference in milliseconds of CPU time as Markdown: ``first`` the first time that a search is
asked, ``again`` after that.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np

from searchapp import Collection
from searchapp.model import SearchRequest
from searchapp.search.service import SearchService

HITS: Final = 10
_SEED: Final = 7
_PAGE: Final = 50
_PASSES: Final = 5


def questions(service: SearchService, number: int) -> list[SearchRequest]:
    """Draw two to four words of titles, for each search of another article; none if the index has no title."""
    draw = random.Random(_SEED)
    titles: list[str] = []
    page = 1
    while len(titles) < number:
        hits = service.search(SearchRequest(sort="newest", size=_PAGE, page=page, marked=False)).hits
        if not hits:
            break
        titles += [hit.title for hit in hits if hit.title]
        page += 1
    asked = []
    for title in titles[:number]:
        words = title.split()
        asked.append(" ".join(draw.sample(words, min(len(words), draw.randint(2, 4)))))
    return [SearchRequest(q=q, size=HITS) for q in asked]


def milliseconds(service: SearchService, request: SearchRequest) -> float:
    """The CPU time of one search."""
    began = time.process_time_ns()
    service.search(request)
    return (time.process_time_ns() - began) / 1e6


def differences(service: SearchService, requests: Sequence[SearchRequest]) -> tuple[list[float], list[float]]:
    """What marks cost each search the first time, and the median of later times."""
    first, again = [], []
    for request in requests:
        plain = replace(request, marked=False)
        service.search(plain)
        cold = milliseconds(service, request)
        without = float(np.median([milliseconds(service, plain) for _ in range(_PASSES)]))
        with_marks = float(np.median([milliseconds(service, request) for _ in range(_PASSES)]))
        first.append(cold - without)
        again.append(with_marks - without)
    return first, again


def report(first: Sequence[float], again: Sequence[float]) -> str:
    """The figures as a table in Markdown."""
    lines = [f"Ten snippets, {len(first)} searches.", "", "| | median ms | p95 ms |", "| --- | ---: | ---: |"]
    for name, times in (("first", first), ("again", again)):
        lines.append(f"| {name} | {np.percentile(times, 50):.2f} | {np.percentile(times, 95):.2f} |")
    return "\n".join(lines) + "\n"


def main() -> int:
    """Open the index, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("index", type=Path)
    parser.add_argument("--searches", type=int, default=200)
    options = parser.parse_args()
    service = Collection.open(options.index).service()
    requests = questions(service, options.searches)
    if not requests:
        parser.error(f"no article in {options.index} has a title")
    print(report(*differences(service, requests)), end="")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
