"""From files to a live generation: read, analyse, find names, write, check, promote."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from searchapp.arabic.analyzer import default_analyzer
from searchapp.engine import disk
from searchapp.engine.base import Engine
from searchapp.ingest import (
    CATALOGUE,
    Event,
    Reading,
    ReadOptions,
    RejectReport,
    count_inputs,
    default_mapping,
    load_mapping,
    require_articles,
)
from searchapp.model import Article
from searchapp.search.analysis import AnalyseArticles, Analysis
from searchapp.search.aside import Aside
from searchapp.search.pipeline import analysed
from searchapp.search.relatives import ATTACHED, relatives_of
from searchapp.search.vectors import WordSample
from searchapp.search.word_cache import WordMemory

REPORTS = "reports"
"""The folder inside the index that holds a report for each build."""

KEPT_REPORTS = 5
"""Reports that stay besides those of the generations that are there: builds that failed are looked into afterwards."""

Stage = Literal["read", "write", "check"]


class Progress(Protocol):
    """What a build tells whoever watches it. ``read`` counts bytes, the other stages have no measure."""

    def stage(self, name: Stage, total_bytes: int = 0) -> None:
        """Begin a stage."""
        ...

    def advance(self, read_bytes: int) -> None:
        """Tell how many more bytes of input were read."""
        ...

    def article(self, articles: int) -> None:
        """Tell how many articles were indexed so far."""
        ...


class Silent:
    """Progress that nobody watches."""

    def stage(self, name: Stage, total_bytes: int = 0) -> None:
        """Say nothing."""

    def advance(self, read_bytes: int) -> None:
        """Say nothing."""

    def article(self, articles: int) -> None:
        """Say nothing."""


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did. ``findings`` is the file that names the place of each finding.

    ``reasons`` counts the findings by kind (``reject``, ``repeat``, ``caution``, ``skipped``), then by reason; the
    sums of the kinds are ``rejected``, ``repeats``, ``cautions`` and ``skipped``.
    """

    generation: str
    articles: int
    rejected: int
    repeats: int
    cautions: int
    skipped: int
    reasons: Mapping[str, Mapping[str, int]]
    seconds: float
    findings: Path


def build_index(
    paths: Sequence[Path],
    engine: Engine,
    analysis: Analysis,
    *,
    index: Path,
    mapping: Path | None = None,
    progress: Progress | None = None,
    workers: int | None = None,
) -> BuildReport:
    """Build a generation from files and folders and promote it. Whatever fails, the live generation stays as it is.

    ``index`` is the engine's folder; it is not read if it lies inside the input. Findings go to
    ``reports/<generation>.jsonl`` in it; when nothing could be indexed they stay there too. ``workers`` is the number
    of processes that analyse (None: one for each core, 1: this one); the result does not depend on it.

    Raises PathMissingError, NothingToIndexError, IndexLockedError, IndexWriteError, WorkerLostError, or ConfigError
    (mapping file).
    """
    began = time.perf_counter()
    watcher = progress or Silent()
    size = count_inputs(paths, without=index)
    options = read_options(mapping, watcher, index)
    words = WordMemory(index, analysis.words_version)
    work = AnalyseArticles(engine.encode, words.file, analysis.aliases)
    with Aside(here=workers == 1) as aside:
        with engine.build(analysis.version, analysis.owners) as (generation, writer):
            findings = report_file(index, generation)
            watcher.stage("read", size.bytes)
            with RejectReport(findings) as report:
                reading, sample, written = Reading(paths, options), WordSample(), 0
                with closing(analysed(articles_of(reading, report), work, workers)) as found:
                    for done in found:
                        writer.add_batch(done.batch)
                        sample.add(done.batch.words)
                        words.add(done.learned)
                        written += len(done.batch.articles)
                        watcher.article(written)
            require_articles(report.articles, paths, findings=findings, first=report.first)
            relatives, joined = FindRelatives(sample), words.joined()
            writer.attach(ATTACHED, aside.begin(relatives) if sample.enough else relatives)
            writer.attach(CATALOGUE, reading.catalogue())
            content = aside.begin(joined) if joined else None
            del sample, relatives, joined  # the writer needs their memory
            watcher.stage("write")
        if content:
            words.write(content())
    watcher.stage("check")
    engine.promote(generation)
    return BuildReport(
        generation=generation,
        articles=report.articles,
        rejected=report.kinds["reject"],
        repeats=report.kinds["repeat"],
        cautions=report.kinds["caution"],
        skipped=report.kinds["skipped"],
        reasons=by_kind(report.reasons),
        seconds=time.perf_counter() - began,
        findings=findings,
    )


@dataclass(frozen=True, slots=True)
class FindRelatives:
    """The relatives that a sample of a collection's words shows, as they are attached to a generation."""

    sample: WordSample

    def __call__(self) -> bytes:
        """Find them."""
        return relatives_of(self.sample, default_analyzer()).encode()


def read_options(mapping: Path | None, watcher: Progress, index: Path) -> ReadOptions:
    """How files are read: by the fields of a mapping file, told to who watches, the index itself left out."""
    fields = load_mapping(mapping) if mapping else default_mapping()
    return ReadOptions(fields, progress=watcher.advance, without=index)


def articles_of(events: Iterable[Event], report: RejectReport) -> Iterator[Article]:
    """Write findings down, in the order of the input, and pass the articles on."""
    for event in events:
        report.add(event)
        if isinstance(event, Article):
            yield event


def prune_reports(index: Path) -> None:
    """Remove the reports of generations that are gone, but for the newest few. Raises IndexWriteError."""
    with disk.writing(index / REPORTS):
        newest_first = sorted((index / REPORTS).glob("*.jsonl"), reverse=True)
        for report in newest_first[KEPT_REPORTS:]:
            if not (index / report.stem).is_dir():
                report.unlink(missing_ok=True)


def report_file(index: Path, generation: str) -> Path:
    """Make room for a report, also where build after build failed, and give its path. Raises IndexWriteError."""
    with disk.writing(index / REPORTS):
        (index / REPORTS).mkdir(parents=True, exist_ok=True)
    prune_reports(index)
    return index / REPORTS / f"{generation}.jsonl"


def by_kind(reasons: Mapping[tuple[str, str], int]) -> dict[str, dict[str, int]]:
    """Sort counts of findings by kind, then by reason."""
    kinds: dict[str, dict[str, int]] = {}
    for (kind, reason), count in sorted(reasons.items()):
        kinds.setdefault(kind, {})[reason] = count
    return kinds
