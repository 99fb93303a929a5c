"""From files to a live generation: read, analyse, find names, write, check, promote."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from searchapp.arabic.analyzer import Analyzer, TokenColumns
from searchapp.engine import disk
from searchapp.engine.base import Engine
from searchapp.entities import EntityFinder
from searchapp.ingest import (
    ReadOptions,
    RejectReport,
    count_inputs,
    default_mapping,
    load_mapping,
    read_paths,
    require_articles,
)
from searchapp.model import AnalyzedArticle, Article, Level
from searchapp.search.live import analysis_version

REPORTS = "reports"
"""The folder inside the index that holds a report for each build."""

KEPT_REPORTS = 5
"""Reports that stay besides those of the generations that are there: builds that failed are looked into afterwards."""

INDEX_LEVELS: tuple[Level, ...] = ("exact", "stem")
"""The levels that are written. Roots wait for an engine to which a third level is cheap."""

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


class Analysis:
    """Makes analysed articles: the tokens of every text field and the names in title and body."""

    def __init__(self, analyzer: Analyzer, finder: EntityFinder) -> None:
        self._analyzer = analyzer
        self._finder = finder
        self.version = analysis_version(analyzer, finder)

    def article(self, article: Article) -> AnalyzedArticle:
        """Analyse one article."""
        title, body = self._analyzer.columns(article.title), self._analyzer.columns(article.body)
        captions = self._analyzer.columns("\n".join(article.captions))
        found = self._finder.article(article.title, article.body, (title.places(), body.places()))
        return AnalyzedArticle(
            article=article,
            tokens={"title": _levels(title), "body": _levels(body), "caption": _levels(captions)},
            entities=found.entities,
        )


def _levels(columns: TokenColumns) -> dict[Level, list[str]]:
    forms: dict[Level, list[str]] = {"exact": columns.exact, "stem": columns.stem, "root": columns.root}
    return {level: forms[level] for level in INDEX_LEVELS}


def build_index(
    paths: Sequence[Path],
    engine: Engine,
    analysis: Analysis,
    *,
    index: Path,
    mapping: Path | None = None,
    progress: Progress | None = None,
) -> BuildReport:
    """Build a generation from files and folders and promote it. Whatever fails, the live generation stays as it is.

    ``index`` is the engine's folder; it is not read if it lies inside the input. Findings go to
    ``reports/<generation>.jsonl`` in it; when nothing could be indexed they stay there too.

    Raises PathMissingError, NothingToIndexError, IndexLockedError, IndexWriteError, or ConfigError (mapping file).
    """
    began = time.perf_counter()
    watcher = progress or Silent()
    size = count_inputs(paths, without=index)
    fields = load_mapping(mapping) if mapping else default_mapping()
    options = ReadOptions(fields, progress=watcher.advance, without=index)
    with engine.build(analysis.version) as (generation, writer):
        findings = _report_file(index, generation)
        watcher.stage("read", size.bytes)
        with RejectReport(findings) as report:
            for event in read_paths(paths, options):
                report.add(event)
                if isinstance(event, Article):
                    writer.add(analysis.article(event))
                    watcher.article(report.articles)
        require_articles(report.articles, paths, findings=findings, first=report.first)
        watcher.stage("write")
    watcher.stage("check")
    engine.promote(generation)
    return BuildReport(
        generation=generation,
        articles=report.articles,
        rejected=report.kinds["reject"],
        repeats=report.kinds["repeat"],
        cautions=report.kinds["caution"],
        skipped=report.kinds["skipped"],
        reasons=_by_kind(report.reasons),
        seconds=time.perf_counter() - began,
        findings=findings,
    )


def prune_reports(index: Path) -> None:
    """Remove the reports of generations that are gone, but for the newest few. Raises IndexWriteError."""
    with disk.writing(index / REPORTS):
        newest_first = sorted((index / REPORTS).glob("*.jsonl"), reverse=True)
        for report in newest_first[KEPT_REPORTS:]:
            if not (index / report.stem).is_dir():
                report.unlink(missing_ok=True)


def _report_file(index: Path, generation: str) -> Path:
    """Make room for a report, also where build after build failed, and give its path. Raises IndexWriteError."""
    with disk.writing(index / REPORTS):
        (index / REPORTS).mkdir(parents=True, exist_ok=True)
    prune_reports(index)
    return index / REPORTS / f"{generation}.jsonl"


def _by_kind(reasons: Mapping[tuple[str, str], int]) -> dict[str, dict[str, int]]:
    kinds: dict[str, dict[str, int]] = {}
    for (kind, reason), count in sorted(reasons.items()):
        kinds.setdefault(kind, {})[reason] = count
    return kinds
