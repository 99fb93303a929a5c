"""From files to a live generation: read, analyse, find names, write, check, promote."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from searchapp.arabic.analyzer import Analyzer
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
    """What a build did; ``reasons`` counts the findings by code, the file ``findings`` names the place of each."""

    generation: str
    articles: int
    rejected: int
    repeats: int
    cautions: int
    skipped: int
    reasons: Mapping[str, int]
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
        return AnalyzedArticle(
            article=article,
            tokens={
                "title": self._tokens(article.title),
                "body": self._tokens(article.body),
                "caption": self._tokens("\n".join(article.captions)),
            },
            entities=self._finder.article(article.title, article.body).entities,
        )

    def _tokens(self, text: str) -> dict[Level, list[str]]:
        columns = self._analyzer.columns(text)
        forms: dict[Level, list[str]] = {"exact": columns.exact, "stem": columns.stem, "root": columns.root}
        return {level: forms[level] for level in INDEX_LEVELS}


def build_index(
    paths: Sequence[Path],
    engine: Engine,
    analysis: Analysis,
    *,
    reports: Path,
    mapping: Path | None = None,
    progress: Progress | None = None,
) -> BuildReport:
    """Build a generation from files and folders and promote it. Whatever fails, the live generation stays as it is.

    Findings go to ``reports/<generation>.jsonl``. Raises PathMissingError, NothingToIndexError, IndexLockedError,
    IndexWriteError, and ConfigError for the mapping file.
    """
    began = time.perf_counter()
    watcher = progress or Silent()
    size = count_inputs(paths)
    options = ReadOptions(load_mapping(mapping) if mapping else default_mapping(), progress=watcher.advance)
    with engine.build(analysis.version) as (generation, writer):
        findings = reports / f"{generation}.jsonl"
        reports.mkdir(parents=True, exist_ok=True)
        watcher.stage("read", size.bytes)
        with RejectReport(findings) as report:
            for event in read_paths(paths, options):
                report.add(event)
                if isinstance(event, Article):
                    writer.add(analysis.article(event))
                    watcher.article(report.articles)
        require_articles(report.articles, paths)
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
        reasons=dict(report.reasons),
        seconds=time.perf_counter() - began,
        findings=findings,
    )
