"""``searchapp update``: the live index takes in what changed in its files."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from searchapp.cli.console import choose, counted
from searchapp.cli.findings import summary
from searchapp.cli.options import index_option, json_option, settings
from searchapp.cli.progress import REJECTED, watching
from searchapp.search.collection import Collection
from searchapp.search.update import UpdateReport


@click.command(
    epilog="""\b
Examples:
  searchapp update corpus --index index
  searchapp update /srv/news --index /srv/bahith --allow-deletions
"""
)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
@index_option
@click.option("--mapping", type=click.Path(path_type=Path), metavar="FILE", help="TOML file for odd field names.")
@click.option("--allow-deletions", is_flag=True, help="Go on if more than half of the articles are gone.")
@click.option(
    "--workers", type=click.IntRange(1, 64), metavar="N", help="Processes that analyse. [default: one for each core]"
)
@click.option("--quiet", is_flag=True, help="No progress, only the result.")
@json_option
def update(
    paths: tuple[Path, ...],
    index: Path | None,
    mapping: Path | None,
    allow_deletions: bool,
    workers: int | None,
    quiet: bool,
    as_json: bool,
) -> int:
    """Bring the index up to what PATHs hold now: the files and folders that it was built from.

    Files that are as they were are not opened, only changed articles are analysed, and articles whose files are gone
    are removed; if those are more than half, nothing is done (exit code 9). An update that is stopped changes nothing.
    """
    chosen = settings(index=index)
    with watching(quiet=quiet) as progress:
        report = Collection(chosen.index, aliases=chosen.aliases).update(
            paths,
            mapping=mapping,
            progress=progress,
            keep=chosen.keep_generations - 1,
            workers=workers,
            allow_deletions=allow_deletions,
        )
    show_update(report, as_json=as_json)
    return REJECTED if report.rejected else 0


def show_update(report: UpdateReport, *, as_json: bool = False) -> None:
    """Say what an update did, in words or as a line of JSON."""
    if as_json:
        click.echo(json.dumps(asdict(report) | {"findings": str(report.findings)}, ensure_ascii=False))
        return
    if not report.renewed:
        click.echo(choose("لم يتغير شيء منذ آخر بناء.", "Nothing has changed since the last build."))
    click.echo(
        choose(
            f"أُضيف {report.added:,} وعُدّل {report.changed:,} وحُذف {report.removed:,}؛ "
            f"وفي الفهرس {counted('articles', report.articles)} ({report.seconds:.1f} ث).",
            f"Added {report.added:,}, changed {report.changed:,}, removed {report.removed:,}; "
            f"the index has {report.articles:,} articles ({report.seconds:.1f} s).",
        )
    )
    for line in summary(report):
        click.echo(line)
