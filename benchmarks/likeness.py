"""Near-duplicates found by fingerprints against the exact share of runs: ``python -m benchmarks.likeness PATH…``.

Prints the CPU time of fingerprints beside that of analysis, and which pairs of articles stand in one group, by the
share of different runs of three words that they have in common (Jaccard), for all pairs that share a run.
"""

from __future__ import annotations

import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np

from searchapp.arabic.analyzer import default_analyzer
from searchapp.engine.base import BatchWords
from searchapp.engine.likeness import ALONE, FINGERPRINT_BYTES, group_alike
from searchapp.engine.whoosh.engine import WhooshEngine
from searchapp.entities import default_finder
from searchapp.ingest import ReadOptions, default_mapping, read_paths
from searchapp.model import Article
from searchapp.search.analysis import Analysis
from searchapp.search.fingerprints import FEWEST_RUNS, fingerprints
from searchapp.search.pipeline import batches

MOST_SHARING = 60
"""Runs that more articles have are phrases of the language, and are left out of the pairs."""

EDGES = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1.01)
Runs = set[tuple[str, str, str]]


def runs_of(words: BatchWords) -> list[Runs]:
    """Give the different runs of three words of each article of a batch."""
    forms, begin, found = words.forms["exact"], 0, []
    for count in words.counts["body"]:
        text = [forms[number] for number in words.numbers["body"][begin : begin + count]]
        begin += count
        found.append({(a, b, c) for (a, b), (_, c) in pairwise(pairwise(text))})
    return found


def shares(runs: Sequence[Runs]) -> dict[tuple[int, int], float]:
    """Give the exact share of runs of every pair of articles that has one in common."""
    having: defaultdict[tuple[str, str, str], list[int]] = defaultdict(list)
    for place, own in enumerate(runs):
        for run in own if len(own) >= FEWEST_RUNS else ():
            having[run].append(place)
    common: defaultdict[tuple[int, int], int] = defaultdict(int)
    for places in having.values():
        for pair in combinations(places, 2) if len(places) <= MOST_SHARING else ():
            common[pair] += 1
    return {(a, b): n / (len(runs[a]) + len(runs[b]) - n) for (a, b), n in common.items()}


def main(paths: Sequence[str]) -> None:
    """Measure the articles of some paths."""
    events = read_paths([Path(path) for path in paths], ReadOptions(default_mapping()))
    analysis = Analysis(default_analyzer(), default_finder())
    runs: list[Runs] = []
    rows: list[bytes] = []
    taken = analysing = 0.0
    for articles in batches(event for event in events if isinstance(event, Article)):
        began = time.process_time()
        words = analysis.batch(articles, WhooshEngine.encode).words
        analysed = time.process_time()
        fingerprints(words)
        taken += time.process_time() - analysed
        analysing += analysed - began
        rows += [each or bytes(FINGERPRINT_BYTES) for each in fingerprints(words)]
        runs += runs_of(words)
    groups = group_alike(np.frombuffer(b"".join(rows), dtype=np.uint8).reshape(-1, FINGERPRINT_BYTES))
    print(f"{len(rows):,} articles; fingerprints {taken:.2f} s of CPU, analysis with them {analysing:.2f} s")
    print(f"{groups.max(initial=ALONE) + 1:,} groups of {np.count_nonzero(groups != ALONE):,} articles")
    shared = shares(runs)
    for low, high in pairwise(EDGES):
        pairs = [pair for pair, share in shared.items() if low <= share < high]
        together = sum(groups[a] != ALONE and groups[a] == groups[b] for a, b in pairs)
        print(f"share from {low:.1f}: {len(pairs):>5,} pairs, {together / max(len(pairs), 1):.3f} of them in one group")


if __name__ == "__main__":
    main(sys.argv[1:])
