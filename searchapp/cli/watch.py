"""``searchapp watch``: updates whenever files change."""

from __future__ import annotations

from pathlib import Path

import click

from searchapp.cli.console import choose, say_error
from searchapp.cli.options import index_option, json_option, settings
from searchapp.cli.update import show_update
from searchapp.errors import BahithError
from searchapp.search.build import Silent
from searchapp.search.collection import Collection
from searchapp.search.watch import changes, state_of


@click.command(
    epilog="""\b
Examples:
  searchapp watch corpus --index index
  searchapp watch /srv/news --index /srv/bahith --every 60
"""
)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
@index_option
@click.option("--mapping", type=click.Path(path_type=Path), metavar="FILE", help="TOML file for odd field names.")
@click.option(
    "--every", type=click.FloatRange(0.1, 86_400), default=5.0, show_default=True, help="Seconds between looks."
)
@click.option("--allow-deletions", is_flag=True, help="Go on if more than half of the articles are gone.")
@json_option
def watch(
    paths: tuple[Path, ...],
    index: Path | None,
    mapping: Path | None,
    every: float,
    allow_deletions: bool,
    as_json: bool,
) -> int:
    """Update the index at once and then whenever files in PATHs change, until it is stopped.

    A change is taken in when two looks in a row see the same files, so that a file that is being written is waited for.
    An update that fails is told and tried again with the next change; the live index goes on serving. With --json each
    update is a line.
    """
    chosen = settings(index=index)
    collection = Collection(chosen.index, aliases=chosen.aliases)

    def update() -> None:
        report = collection.update(
            paths,
            mapping=mapping,
            progress=Silent(),
            keep=chosen.keep_generations - 1,
            allow_deletions=allow_deletions,
        )
        show_update(report, as_json=as_json)

    known = state_of(paths, chosen.index)
    update()
    if not as_json:
        click.echo(_said(every))
    for _ in changes(lambda: state_of(paths, chosen.index), every, known):
        try:
            update()
        except BahithError as error:
            say_error(error)
    return 0


def _said(every: float) -> str:
    return choose(f"نراقب الملفات كل {every:g} ث. للإيقاف: Ctrl-C", f"Watching, every {every:g} s. Stop with Ctrl-C.")
