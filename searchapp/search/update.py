"""An update: the live generation and what changed in its files since it was built, as a new generation.

Files that are as they were are not opened; of the others only articles that differ in any field are analysed. What an
update gives equals a build from nothing with the same files, but for the relatives of words, which a build learns from
the whole collection and an update takes over.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from searchapp.engine.base import Batch, Engine, Updater
from searchapp.errors import IndexOutdatedError, TooManyDeletionsError
from searchapp.ingest import (
    CATALOGUE,
    Catalogue,
    Reading,
    RejectReport,
    count_inputs,
    require_articles,
)
from searchapp.search.analysis import AnalyseArticles, Analysis
from searchapp.search.build import Progress, Silent, articles_of, by_kind, read_options, report_file
from searchapp.search.pipeline import analysed
from searchapp.search.word_cache import WordMemory

GUARDED_PART: Final = 0.5
"""An update that would remove more of the articles than this part is refused unless it is allowed."""

LARGE_INPUT: Final = 32_000_000
"""Bytes of a collection whose reading may take longer than a process takes to load its word lists: one is started with
the first change, and loads while the rest is read."""


@dataclass(frozen=True, slots=True)
class UpdateReport:
    """What an update did: ``generation`` is the live one after it, ``renewed`` whether it is a new one.

    ``articles`` are all that it has now; ``added``, ``changed`` and ``removed`` count what differs from before.
    ``reasons`` and ``findings`` are those of a build: of all files, those that were not opened again included.
    """

    generation: str
    renewed: bool
    articles: int
    added: int
    changed: int
    removed: int
    rejected: int
    reasons: Mapping[str, Mapping[str, int]]
    seconds: float
    findings: Path


class _NothingChangedError(Exception):
    """Leaves an update that has nothing to write; its half-made generation is removed."""


def update_index(
    paths: Sequence[Path],
    engine: Engine,
    analysis: Analysis,
    *,
    index: Path,
    mapping: Path | None = None,
    progress: Progress | None = None,
    workers: int | None = None,
    allow_deletions: bool = False,
) -> UpdateReport:
    """Bring the live generation up to what files and folders hold now. Whatever fails, it stays as it is.

    Articles whose files are gone are removed. Raises TooManyDeletionsError where that is more than half of them and
    ``allow_deletions`` is false; else what ``build_index`` raises, IndexMissingError without a live generation, and
    IndexOutdatedError if it was built by another analysis or remembers no files.
    """
    began = time.perf_counter()
    watcher = progress or Silent()
    size = count_inputs(paths, without=index)
    options = read_options(mapping, watcher, index)
    words = WordMemory(index, analysis.words_version)
    work = AnalyseArticles(engine.encode, words.file, analysis.aliases)
    renewed = True
    try:
        with engine.update(analysis.version, owners=analysis.owners) as (generation, updater):
            reading = Reading(paths, options, _remembered(updater, index))
            findings = report_file(index, generation)
            watcher.stage("read", size.bytes)
            with (
                RejectReport(findings) as report,
                closing(
                    analysed(articles_of(reading, report), work, workers, at_once=size.bytes > LARGE_INPUT)
                ) as found,
            ):
                for done in found:
                    _take_in(done.batch, updater)
                    words.add(done.learned)
                    watcher.article(reading.added + reading.changed)
            articles = reading.kept + reading.added + reading.changed
            require_articles(articles, paths, findings=findings, first=report.first)
            vanished = reading.vanished()
            if not allow_deletions:
                _guard(len(vanished), reading.kept + reading.changed + len(vanished))
            if reading.is_as_before():
                raise _NothingChangedError
            for article_id in vanished:
                updater.delete(article_id)
            updater.attach(CATALOGUE, reading.catalogue())
            watcher.stage("write")
    except _NothingChangedError:
        renewed, generation = False, engine.live() or ""
        findings = findings.replace(report_file(index, generation))
    else:
        joined = words.joined()
        if joined:
            words.write(joined())
        watcher.stage("check")
        engine.promote(generation)
    return UpdateReport(
        generation=generation,
        renewed=renewed,
        articles=articles,
        added=reading.added,
        changed=reading.changed,
        removed=len(vanished),
        rejected=report.kinds["reject"],
        reasons=by_kind(report.reasons),
        seconds=time.perf_counter() - began,
        findings=findings,
    )


def _take_in(batch: Batch, updater: Updater) -> None:
    for stored in batch.articles:
        updater.delete(stored.article.id)
    updater.add_batch(batch)


def _remembered(updater: Updater, index: Path) -> Catalogue:
    """Read what the live generation remembers of its files."""
    try:
        return Catalogue(updater.attachment(CATALOGUE) or b"")
    except ValueError as error:
        raise IndexOutdatedError(
            f"The live generation in {index} does not remember the files that it was built from.",
            f"لا يحفظ الجيل العامل في {index} أسماء الملفات التي بُني منها.",
            hint=f"Build it again: searchapp build PATH --index {index}",
            hint_ar=f"أعد بناءه: searchapp build PATH --index {index}",
        ) from error


def _guard(removed: int, articles: int) -> None:
    if removed > GUARDED_PART * articles:
        raise TooManyDeletionsError(
            f"The update would remove {removed:,} of {articles:,} articles, whose files are gone; nothing was changed.",
            f"سيحذف التحديث {removed:,} من أصل {articles:,} مقالة غابت ملفاتها؛ لم يتغير شيء.",
            hint="Check the paths, or allow it with --allow-deletions.",
            hint_ar="تحقّق من المسارات، أو اسمح بذلك بالخيار ‎--allow-deletions.",
        )
