"""How builds and updates show that they go on: a bar on a terminal, plain lines in a log, or nothing."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

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

from searchapp.cli.console import choose, counted, err
from searchapp.search.build import Progress as Watcher
from searchapp.search.build import Silent, Stage

REJECTED = 3
"""Exit code of a build that left records out."""

_STAGES: dict[Stage, tuple[str, str]] = {
    "read": ("قراءة وتحليل", "Reading and analysing"),
    "write": ("كتابة الفهرس", "Writing the index"),
    "check": ("فحص الفهرس ونشره", "Checking and promoting"),
}


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
            click.echo(
                choose(f"  {counted('articles', articles)}، {part:.0f}٪", f"  {articles:,} articles, {part:.0f} %"),
                err=True,
            )
