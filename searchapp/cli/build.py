"""``searchapp build``: files and folders become the live index."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import click
from rich.progress import (
    BarColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from searchapp.cli.console import choose, err
from searchapp.cli.dry_run import show_trial, trial_as_json
from searchapp.cli.findings import summary
from searchapp.cli.options import index_option, json_option, settings
from searchapp.errors import IndexMissingError, IndexOutdatedError
from searchapp.search.build import BuildReport, Silent, Stage
from searchapp.search.build import Progress as Watcher
from searchapp.search.collection import Collection
from searchapp.search.trial import try_reading

REJECTED = 3
"""Exit code of a build that left records out."""

_STAGES: dict[Stage, tuple[str, str]] = {
    "read": ("قراءة وتحليل", "Reading and analysing"),
    "write": ("كتابة الفهرس", "Writing the index"),
    "check": ("فحص الفهرس ونشره", "Checking and promoting"),
}


@click.command(
    epilog="""\b
Examples:
  searchapp build corpus --index index
  searchapp build news/*.zip pages/ --index /srv/bahith --mapping fields.toml
"""
)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
@index_option
@click.option("--mapping", type=click.Path(path_type=Path), metavar="FILE", help="TOML file for odd field names.")
@click.option("--if-missing", is_flag=True, help="Do nothing if there is a usable index already.")
@click.option(
    "--workers", type=click.IntRange(1, 64), metavar="N", help="Processes that analyse. [default: one for each core]"
)
@click.option("--dry-run", is_flag=True, help="Read all, show five articles and what would be left out; write nothing.")
@click.option("--quiet", is_flag=True, help="No progress, only the result.")
@json_option
def build(
    paths: tuple[Path, ...],
    index: Path | None,
    mapping: Path | None,
    if_missing: bool,
    workers: int | None,
    dry_run: bool,
    quiet: bool,
    as_json: bool,
) -> int:
    """Build the index from PATHs: files or folders of .txt, .md, .html, .json, .jsonl, .csv, .tsv, and feeds (.rss,
    .atom, .xml), also as .gz or .zip.

    The live index goes on serving and is replaced in one step at the end. Records that cannot be read are listed in a
    report and the exit code is 3.
    """
    chosen = settings(index=index)
    if dry_run:
        return _dry_run(paths, chosen.index, mapping, quiet=quiet, as_json=as_json)
    if if_missing and _usable(chosen.index):
        return 0
    with watching(quiet=quiet) as progress:
        collection = Collection.build(
            paths,
            index=chosen.index,
            mapping=mapping,
            progress=progress,
            keep=chosen.keep_generations - 1,
            workers=workers,
        )
    report = collection.report
    if report is None:
        raise AssertionError("a build always gives its report")
    if as_json:
        click.echo(json.dumps(asdict(report) | {"findings": str(report.findings)}, ensure_ascii=False))
    else:
        _show(report)
    return REJECTED if report.rejected else 0


def _dry_run(paths: tuple[Path, ...], index: Path, mapping: Path | None, *, quiet: bool, as_json: bool) -> int:
    with watching(quiet=quiet) as progress:
        trial = try_reading(paths, index=index, mapping=mapping, progress=progress)
    if as_json:
        click.echo(trial_as_json(trial))
    else:
        show_trial(trial)
    return REJECTED if trial.reasons.get("reject") else 0


def _usable(index: Path) -> bool:
    """Tell whether the index can be served as it is; a damaged one is an error, not a reason to build over it."""
    try:
        Collection.open(index)
    except (IndexMissingError, IndexOutdatedError):
        return False
    return True


def _show(report: BuildReport) -> None:
    rate = report.articles / max(report.seconds, 1e-9)
    click.echo(
        choose(
            f"فُهرست {report.articles:,} مقالة في {report.seconds:.1f} ث ({rate:,.0f} في الثانية).",
            f"Indexed {report.articles:,} articles in {report.seconds:.1f} s ({rate:,.0f} a second).",
        )
    )
    for line in summary(report):
        click.echo(line)


@contextmanager
def watching(*, quiet: bool) -> Iterator[Watcher]:
    """Give what shows the progress: nothing, a bar on a terminal, or plain lines in a log."""
    if quiet:
        yield Silent()
    elif not err().is_terminal:
        yield _Lines()
    else:
        with Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            TaskProgressColumn(),
            TextColumn("{task.fields[articles]:,}"),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=err(),
        ) as progress:
            yield _Bar(progress)


class _Bar:
    """A progress bar with rate and time left, on a terminal."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task: TaskID | None = None
        self._articles = 0

    def stage(self, name: Stage, total_bytes: int = 0) -> None:
        """Begin a bar of its own for each stage; without a measure it only shows that something goes on."""
        if self._task is not None:
            task = self._progress.tasks[self._task]
            self._progress.update(self._task, total=task.total or 1, completed=task.total or 1)
        self._task = self._progress.add_task(choose(*_STAGES[name]), total=total_bytes or None, articles=self._articles)

    def advance(self, read_bytes: int) -> None:
        """Move the bar on."""
        if self._task is not None:
            self._progress.advance(self._task, read_bytes)

    def article(self, articles: int) -> None:
        """Show how many articles there are."""
        self._articles = articles
        if self._task is not None:
            self._progress.update(self._task, articles=articles)


class _Lines:
    """A plain line every ten seconds and at every stage, for logs."""

    def __init__(self) -> None:
        self._said = time.monotonic()
        self._read = 0
        self._total = 0

    def stage(self, name: Stage, total_bytes: int = 0) -> None:
        """Say the stage."""
        self._total = total_bytes
        click.echo(choose(*_STAGES[name]), err=True)

    def advance(self, read_bytes: int) -> None:
        """Remember how far the reading is."""
        self._read += read_bytes

    def article(self, articles: int) -> None:
        """Say how far the reading is, now and then."""
        now = time.monotonic()
        if now - self._said >= 10:
            self._said = now
            part = 100 * self._read / self._total if self._total else 0
            click.echo(choose(f"  {articles:,} مقالة، {part:.0f}٪", f"  {articles:,} articles, {part:.0f} %"), err=True)
