"""Measure the product's ranking beside Lucene's ArabicAnalyzer: ``python -m benchmarks.relevance DATA [--sets NAMES]``.

Prints Markdown. The texts and questions of DATA are read where they lie; the indexes go to the scratch folder.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from benchmarks.relevance import lucene, product
from benchmarks.relevance.measures import Answer, quality, results
from benchmarks.relevance.noise import ALL, KINDS, noisy
from benchmarks.relevance.report import LUCENE, OURS, Run, SetFigures, markdown
from benchmarks.relevance.sets import POOLS, QuestionSet, Text, read_pool, read_sets
from searchapp import Collection
from searchapp.model import MatchMode

NOISES: tuple[str, ...] = (*KINDS, ALL)


@dataclass(frozen=True, slots=True)
class Engines:
    """The indexes of one pool: ours, and the folder of Lucene's if it is measured."""

    ours: Collection
    lucene: Path | None
    mode: MatchMode

    def ask(self, asked: QuestionSet) -> Mapping[str, Mapping[str, Answer]]:
        """Give all answers to a set, by engine and question."""
        answers = {OURS: product.ask(self.ours, asked.questions, self.mode)}
        return answers | ({LUCENE: lucene.ask(self.lucene, asked.questions)} if self.lucene else {})


def compare(options: argparse.Namespace, scratch: Path) -> str:
    """Do the whole comparison in ``scratch`` and give the report."""
    chosen = [found.sample(options.queries) for found in _chosen(read_sets(options.data), options.sets)]
    left_out = "" if options.lucene else "Lucene, as asked"
    left_out = left_out or lucene.missing()
    figures: dict[str, SetFigures] = {}
    texts: dict[str, int] = {}
    for pool in POOLS:
        asked = [each for each in chosen if each.pool == pool]
        if not asked:
            continue
        found = list(read_pool(options.data, pool))
        texts[pool] = len(found)
        _tell(f"building {pool}")
        engines = _engines(found, scratch / f"{pool}-{_digest(found)}", options.mode, with_lucene=not left_out)
        for each in asked:
            _tell(f"asking {each.name}")
            figures[each.name] = measure(engines, each, options.noise)
    return markdown(Run(options.mode, texts, lucene.version(), left_out), figures)


def measure(engines: Engines, asked: QuestionSet, kinds: Sequence[str]) -> SetFigures:
    """Ask a set as it is and misspelt."""
    answers = engines.ask(asked)
    noisy_qualities = {}
    for kind in kinds:
        misspelt = noisy(asked, kind)
        noisy_qualities[kind] = {name: quality(misspelt, given) for name, given in engines.ask(misspelt).items()}
    return SetFigures(
        questions=len(asked.questions),
        clean={name: quality(asked, given) for name, given in answers.items()},
        results={name: results(list(given.values())) for name, given in answers.items()},
        noisy=noisy_qualities,
    )


def _engines(texts: Sequence[Text], folder: Path, mode: MatchMode, *, with_lucene: bool) -> Engines:
    folder.mkdir(parents=True, exist_ok=True)
    ours = product.open_or_build(texts, folder)
    if with_lucene:
        lucene.open_or_build(texts, folder)
    return Engines(ours, folder if with_lucene else None, mode)


def _digest(texts: Sequence[Text]) -> str:
    """Name a pool by its content, so that kept indexes are never those of other texts."""
    digest = hashlib.sha256()
    for text in texts:
        digest.update(f"{text.id}\0{text.body}\0".encode())
    return digest.hexdigest()[:12]


def _chosen(found: Sequence[QuestionSet], names: Sequence[str] | None) -> list[QuestionSet]:
    known = {each.name: each for each in found}
    absent = [name for name in names or () if name not in known]
    if absent:
        raise SystemExit(f"there is no set {', '.join(absent)}; known are {', '.join(known)}")
    return [known[name] for name in names or known]


def _tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _noises(text: str) -> list[str]:
    names = _names(text)
    for name in names:
        if name not in NOISES:
            raise argparse.ArgumentTypeError(f"there is no noise {name!r}; known are {', '.join(NOISES)}")
    return names


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"must be at least 1, not {number}")
    return number


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.relevance", description=__doc__)
    parser.add_argument("data", type=Path, help="folder with retrieval/ and news/")
    parser.add_argument("--sets", type=_names, help="names of query sets with commas (all)")
    parser.add_argument("--queries", type=_positive, help="at most so many questions of each set")
    parser.add_argument("--noise", type=_noises, default=list(NOISES), help=f"kinds with commas ({', '.join(NOISES)})")
    parser.add_argument("--mode", choices=get_args(MatchMode), default="auto", help="the product's match mode (auto)")
    parser.add_argument("--no-lucene", dest="lucene", action="store_false", help="measure the product alone")
    parser.add_argument("--scratch", type=Path, help="keep the indexes here, and use them again")
    parser.add_argument("--out", type=Path, help="write the report here too")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> None:
    """Compare as the command line says."""
    options = parse(arguments)
    if options.scratch:
        options.scratch.mkdir(parents=True, exist_ok=True)
    folder = nullcontext(options.scratch) if options.scratch else tempfile.TemporaryDirectory(prefix="relevance-")
    with folder as scratch:
        report = compare(options, Path(scratch).resolve())
    print(report)
    if options.out:
        options.out.write_text(report, encoding="utf-8")


if __name__ == "__main__":
    main()
