"""Build and ask a large generated collection: ``python -m benchmarks.speed.million [--articles N] [--out FILE.md]``.

Prints Markdown. Only our engine is measured, in one process; the questions are those of ``benchmarks.speed`` and
``ranked``: eight words of an article, at least half of their idf mass, a first stage within a budget of an eighth of a
posting an article (``--share``), the best 100 scored anew by words and grams.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Final

from benchmarks.speed.corpus import ReadyArticle
from benchmarks.speed.engines.ours import OpenIndex
from benchmarks.speed.measures import MIB, disk_bytes, memory_mib, percentile
from benchmarks.speed.million.articles import GeneratedBatch, generate, stems, words_of
from benchmarks.speed.queries import CLASS_NAMES, QUERY_CLASSES, TOP, Chooser, Query
from searchapp.arabic.grams import bordered_grams
from searchapp.engine.base import Batch, Key, Mass, Plan, RankedWord, Reader, SecondStage, Weights, Word
from searchapp.engine.whoosh.engine import WhooshEngine

_ANALYZER: Final = "generated"
_SAMPLED: Final = 500
_RANKED: Final = 100
_RANKED_WORDS: Final = 8
_BUILD_BYTES: Final = 512 << 20
_FIRST: Final = Weights({"body": 1.0}, {"stem": 1.0, "exact": 0.4}, k1=1.2, b=0.75, place_weighted=True)
_ALL_FORMS: Final = 100_000_000
_CLOCKS: Final[dict[str, Callable[[], float]]] = {"cpu": time.process_time, "wall": time.perf_counter}

Ask = Callable[[], int]
"""Asks one question and gives the number of its matches."""


@dataclass(slots=True)
class Built:
    """What a build took, and some of its articles."""

    seconds: float = 0.0
    cpu: float = 0.0
    peak_mib: float = 0.0
    words: int = 0
    sample: list[ReadyArticle] = field(default_factory=list)


def build(articles: int, directory: Path) -> Built:
    """Build the index, generating included; remember some articles to draw questions from."""
    built = Built()
    every = max(1, articles // _SAMPLED)
    wall, cpu = time.perf_counter(), time.process_time()
    engine = WhooshEngine(directory, build_bytes=_BUILD_BYTES)
    with engine.build(_ANALYZER) as (_, writer):
        for generated in generate(articles):
            records = [engine.encode(stored) for stored in generated.articles]
            writer.add_batch(Batch(generated.articles, records, words_of(generated)))
            built.words += len(generated.ranks)
            built.sample += _sampled(generated, every)
    built.seconds, built.cpu = time.perf_counter() - wall, time.process_time() - cpu
    built.peak_mib = memory_mib("VmHWM")
    return built


def _sampled(generated: GeneratedBatch, every: int) -> list[ReadyArticle]:
    found = []
    first = 0
    for stored, count in zip(generated.articles, generated.counts.tolist(), strict=True):
        number = int(stored.article.id)
        if number % every == 0 and stored.article.published is not None:
            text = " ".join(stems(generated.ranks[first : first + count]))
            found.append(ReadyArticle(number, "", stored.article.published.date.toordinal(), (), text))
        first += count
    return found


def questions(articles: int, sample: Sequence[ReadyArticle], reader: Reader, share: float) -> dict[str, list[Ask]]:
    """Draw the questions of every class, each as a call."""
    chance = random.Random(7)
    frequencies = Counter({term.form: term.count for term in reader.terms("body", "stem", "", _ALL_FORMS)})
    days = sorted({article.day for article in sample})
    index = OpenIndex(reader)
    asked: dict[str, list[Ask]] = {CLASS_NAMES[kind]: [] for kind in QUERY_CLASSES}
    for query in Chooser(chance, frequencies, sample, days, articles).all():
        asked[CLASS_NAMES[query.kind]].append(partial(_total_of_query, index, query))
    plans = [_ranked(chance, article, int(articles * share)) for article in chance.choices(sample, k=_RANKED)]
    asked["ranked"] = [partial(_total_of_plan, reader, plan) for plan in plans]
    return asked


def _total_of_query(index: OpenIndex, query: Query) -> int:
    return index.answer(query).total


def _total_of_plan(reader: Reader, plan: Plan) -> int:
    return reader.search(plan).total


def _ranked(chance: random.Random, article: ReadyArticle, budget: int) -> Plan:
    different = list(dict.fromkeys(article.text.split(" ")))
    words = chance.sample(different, min(_RANKED_WORDS, len(different)))
    keys = [(Key("stem", word), Key("exact", word)) for word in words]
    return Plan(
        Mass(tuple(Word(pair, ("body",)) for pair in keys), 0.5),
        _FIRST,
        size=TOP,
        budget=budget,
        second=SecondStage(
            tuple(RankedWord(pair, bordered_grams(word)) for pair, word in zip(keys, words, strict=True)),
            ("body",),
            _FIRST,
            gram_weight=0.2,
            neighbours=tuple((one[0], other[0]) for one, other in pairwise(keys)),
            neighbour_weight=0.1,
        ),
    )


def measure(asked: dict[str, list[Ask]], rounds: int, clock: Callable[[], float]) -> list[str]:
    """Ask everything, one warming round first; give a table's rows."""
    rows = []
    for name, asks in asked.items():
        totals = [ask() for ask in asks]
        times: list[list[float]] = [[] for _ in asks]
        for _ in range(rounds):
            for number, ask in enumerate(asks):
                began = clock()
                ask()
                times[number].append((clock() - began) * 1e3)
        found = [median(measured) for measured in times]
        rows.append(f"| {name} | {median(totals):,.0f} | {median(found):.2f} | {percentile(found, 0.95):.2f} |")
    return rows


def report(options: argparse.Namespace, directory: Path) -> str:
    """Build, ask and write it down."""
    print("building", file=sys.stderr, flush=True)
    built = build(options.articles, directory)
    engine = WhooshEngine(directory)
    began = time.perf_counter()
    reader = engine.open(_ANALYZER, engine.generations()[0].name)
    opened = time.perf_counter() - began
    print("asking", file=sys.stderr, flush=True)
    rows = measure(
        questions(options.articles, built.sample, reader, options.share), options.rounds, _CLOCKS[options.clock]
    )
    rate, size = options.articles / built.seconds, disk_bytes(directory) / MIB
    lines = [
        f"# {options.articles:,} generated articles",
        "",
        f"{built.words:,} words. Built in {built.seconds:,.0f} s ({built.cpu:,.0f} s of CPU, {rate:,.0f} articles/s, "
        f"generating included), peak {built.peak_mib:,.0f} MiB, {size:,.0f} MiB on disk. Opened in {opened:.2f} s; "
        f"resident after the questions {memory_mib('VmRSS'):,.0f} MiB, mapped files included.",
        "",
        f"Milliseconds ({options.clock} clock), medians of {options.rounds} rounds; budget of the ranked class: "
        f"{int(options.articles * options.share):,} postings.",
        "",
        "| class | matches, median | median | p95 |",
        "| --- | ---: | ---: | ---: |",
        *rows,
    ]
    reader.close()
    return "\n".join(lines) + "\n"


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed.million", description=__doc__)
    parser.add_argument("--articles", type=int, default=1_000_000, help="how many to generate (1,000,000)")
    parser.add_argument("--rounds", type=int, default=3, help="rounds that count (3)")
    parser.add_argument("--share", type=float, default=0.125, help="budget of postings by article (0.125)")
    parser.add_argument("--clock", choices=_CLOCKS, default="cpu", help="CPU time or what a caller waits (cpu)")
    parser.add_argument("--scratch", type=Path, help="build here and leave the index (its old content is removed)")
    parser.add_argument("--out", type=Path, help="write the report here too")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure as the command line says."""
    options = parse(arguments)
    if options.scratch:
        shutil.rmtree(options.scratch / "index-million", ignore_errors=True)
    folder = nullcontext(options.scratch) if options.scratch else tempfile.TemporaryDirectory(prefix="million-")
    with folder as scratch:
        text = report(options, Path(scratch).resolve() / "index-million")
    print(text)
    if options.out:
        options.out.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
