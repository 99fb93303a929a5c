"""What reading Arabic costs in one process: words, names and publication days.

``python -m benchmarks.analysis DATA [--articles 2000] [--names] [--out FILE.md]`` prints a table in Markdown. Rates are
of CPU time.
"""

from __future__ import annotations

import argparse
import gc
import json
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from benchmarks.speed.measures import memory_mib
from searchapp.arabic import Analyzer, tokenize

if TYPE_CHECKING:  # the process that measures memory imports this file and shall load nothing but the analysis
    from searchapp.model import Article

ARTICLES: Final = 2_000


class Row(NamedTuple):
    """One figure: what was done, how often, and how many of them a second."""

    what: str
    number: int
    rate: float


class WordFigures(NamedTuple):
    """New words a second, and what is resident (MiB) before the first word and after the last."""

    rate: float
    before: float
    after: float


class NameFigures(NamedTuple):
    """Seconds to load, articles a second with new words and with seen ones, and what is resident (MiB)."""

    load: float
    new: float
    seen: float
    before: float
    after: float


def seconds(work: Callable[[], object]) -> float:
    """The CPU time of a piece of work."""
    began = time.process_time()
    work()
    return time.process_time() - began


def analyse_words(file: Path) -> WordFigures:
    """Analyse the words of a file, one a line, all of them new."""
    analyzer = Analyzer()
    before, words = memory_mib("VmRSS"), 0
    began = time.process_time()
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            analyzer.word(line[:-1])
            words += 1
    return WordFigures(words / (time.process_time() - began), before, memory_mib("VmRSS"))


def measure(articles: Sequence[Article]) -> list[Row]:
    """The rates over articles, one after the other in this process."""
    return [*_words(articles), _publication(articles)]


def _words(articles: Sequence[Article]) -> list[Row]:
    texts = [text for article in articles for text in (article.title, article.body)]
    analyzer = Analyzer()
    places = sum(len(analyzer.columns(text).starts) for text in texts)

    def again() -> None:
        for text in texts:
            analyzer.columns(text)

    return [Row("words analysed at all levels, seen before", places, places / seconds(again))]


def read_names(file: Path, batch: int) -> NameFigures:
    """Find the names of articles (a pair of title and body a line) as a process of a build does, and once more."""
    from searchapp.entities import EntityFinder
    from searchapp.entities.words import read_tokens
    from searchapp.search.processes import collect_rarely

    collect_rarely()
    finder = EntityFinder()
    load = seconds(finder.prepare)
    gc.freeze()
    before, spent, articles = memory_mib("VmRSS"), [0.0, 0.0], 0
    for passage in (0, 1):
        with file.open(encoding="utf-8") as lines:
            while texts := [tuple(json.loads(line)) for line in islice(lines, batch)]:
                tokens = read_tokens([text for article in texts for text in article])
                spent[passage] += seconds(partial(finder.articles, texts, tokens))
                articles += len(texts)
    return NameFigures(load, articles / 2 / spent[0], articles / 2 / spent[1], before, memory_mib("VmRSS"))


def measure_names(articles: Sequence[Article]) -> NameFigures:
    """What the names of articles cost a fresh process."""
    from searchapp.search.pipeline import BATCH_ARTICLES

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "articles.jsonl"
        lines = (json.dumps([article.title, article.body]) + "\n" for article in articles)
        file.write_text("".join(lines), encoding="utf-8")
        with get_context("spawn").Pool(1) as pool:
            return pool.apply(read_names, (file, BATCH_ARTICLES))


def _publication(articles: Sequence[Article]) -> Row:
    from searchapp.ingest.publication import RECORD_REACH, decide

    def infer() -> None:
        for article in articles:
            decide(None, article.published, article.body[:RECORD_REACH], article.captions)

    infer()  # fills the tables
    return Row("publication days inferred", len(articles), len(articles) / seconds(infer))


def measure_new_words(articles: Sequence[Article]) -> tuple[int, WordFigures]:
    """The number of distinct words of articles, and what analysing them costs a fresh process."""
    texts = (text for article in articles for text in (article.title, article.body))
    words = dict.fromkeys(text[start:end] for text in texts for start, end in tokenize(text))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "words.txt"
        file.write_text("".join(f"{word}\n" for word in words), encoding="utf-8", newline="\n")
        with get_context("spawn").Pool(1) as pool:
            return len(words), pool.apply(analyse_words, (file,))


def report(articles: Sequence[Article], *, only_names: bool = False) -> str:
    """All figures as a table in Markdown, or only those of names."""
    rows, memory = [], []
    if not only_names:
        number, fresh = measure_new_words(articles)
        rows = [Row("distinct words analysed at all levels, new", number, fresh.rate), *measure(articles)]
        memory = [
            f"Words: {fresh.before:.0f} MiB resident with word lists and statistics, {fresh.after:.0f} MiB after all."
        ]
    names = measure_names(articles)
    rows += [Row("names of articles, new text", len(articles), names.new)]
    rows += [Row("names of articles, the same again", len(articles), names.seen)]
    memory += [
        f"Names: loaded in {names.load:.2f} s, {names.before:.0f} MiB resident then, {names.after:.0f} MiB after all."
    ]
    lines = ["| what | number | a second |", "| --- | ---: | ---: |"]
    lines += [f"| {row.what} | {row.number:,} | {row.rate:,.0f} |" for row in rows]
    return "\n".join([f"{len(articles):,} articles.", "", *lines, "", *memory]) + "\n"


def main() -> int:
    """Read the articles, measure, print."""
    from searchapp.ingest import read_paths
    from searchapp.model import Article

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("data", type=Path, nargs="+")
    parser.add_argument("--articles", type=int, default=ARTICLES)
    parser.add_argument("--names", action="store_true", help="measure only the finding of names")
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    articles = list(islice((made for made in read_paths(options.data) if isinstance(made, Article)), options.articles))
    if not articles:
        parser.error("no article was found")
    text = report(articles, only_names=options.names)
    print(text, end="")
    if options.out:
        options.out.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
