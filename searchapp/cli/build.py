"""``searchapp build``: files and folders become the live index."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from searchapp.cli.console import choose, counted
from searchapp.cli.dry_run import show_trial, trial_as_json
from searchapp.cli.findings import summary
from searchapp.cli.options import index_option, json_option, settings
from searchapp.cli.progress import REJECTED, watching
from searchapp.cli.update import show_update
from searchapp.config import Settings
from searchapp.errors import IndexMissingError, IndexOutdatedError
from searchapp.search.build import BuildReport
from searchapp.search.collection import Collection
from searchapp.search.trial import try_reading


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
    "--if-needed", is_flag=True, help="Take in only what changed, if there is a usable index; nothing, if nothing did."
)
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
    if_needed: bool,
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
    if (if_missing or if_needed) and _usable(chosen):
        return _renewed(paths, chosen, mapping, workers, quiet=quiet, as_json=as_json) if if_needed else 0
    with watching(quiet=quiet) as progress:
        collection = Collection.build(
            paths,
            index=chosen.index,
            mapping=mapping,
            aliases=chosen.aliases,
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


def _renewed(
    paths: tuple[Path, ...], chosen: Settings, mapping: Path | None, workers: int | None, *, quiet: bool, as_json: bool
) -> int:
    with watching(quiet=quiet) as progress:
        report = Collection(chosen.index, aliases=chosen.aliases).update(
            paths, mapping=mapping, progress=progress, keep=chosen.keep_generations - 1, workers=workers
        )
    show_update(report, as_json=as_json)
    return REJECTED if report.rejected else 0


def _dry_run(paths: tuple[Path, ...], index: Path, mapping: Path | None, *, quiet: bool, as_json: bool) -> int:
    with watching(quiet=quiet) as progress:
        trial = try_reading(paths, index=index, mapping=mapping, progress=progress)
    if as_json:
        click.echo(trial_as_json(trial))
    else:
        show_trial(trial)
    return REJECTED if trial.reasons.get("reject") else 0


def _usable(chosen: Settings) -> bool:
    """Tell whether the index can be served as it is; a damaged one is an error, not a reason to build over it."""
    try:
        Collection.open(chosen.index, aliases=chosen.aliases)
    except (IndexMissingError, IndexOutdatedError):
        return False
    return True


def _show(report: BuildReport) -> None:
    rate = report.articles / max(report.seconds, 1e-9)
    click.echo(
        choose(
            f"في الفهرس {counted('articles', report.articles)}، في {report.seconds:.1f} ث ({rate:,.0f} في الثانية).",
            f"Indexed {report.articles:,} articles in {report.seconds:.1f} s ({rate:,.0f} a second).",
        )
    )
    for line in summary(report):
        click.echo(line)
