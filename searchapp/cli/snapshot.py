"""``searchapp snapshot create/list/restore``: copies of a generation that can be kept on another disk."""

from __future__ import annotations

import json
from pathlib import Path

import click

from searchapp.cli.care import nothing_built
from searchapp.cli.console import choose
from searchapp.cli.options import Command, index_option, json_option, settings
from searchapp.engine import snapshots
from searchapp.engine.generations import Generations

_FOLDER = "snapshots"


def _folder_option(command: Command) -> Command:
    return click.option(
        "--folder",
        type=click.Path(file_okay=False, path_type=Path),
        metavar="DIR",
        help="Where snapshots are kept; best on another disk. [default: snapshots/ in the index folder]",
    )(command)


@click.group()
def snapshot() -> None:
    """Keep copies of the index and bring them back."""


@snapshot.command(epilog="\b\nExample:\n  searchapp snapshot create --index /srv/bahith --folder /backup\n")
@_folder_option
@index_option
@json_option
def create(folder: Path | None, index: Path | None, as_json: bool) -> None:
    """Write the live generation as one file, every byte verified."""
    root = settings(index=index).index
    generations = Generations(root)
    if generations.live() is None:
        raise nothing_built(root)
    made = snapshots.create(generations, folder or root / _FOLDER)
    said = choose(f"حُفظت النسخة في {made}.", f"The snapshot is {made}.")
    click.echo(json.dumps({"snapshot": str(made), "bytes": made.stat().st_size}) if as_json else said)


@snapshot.command(name="list", epilog="\b\nExample:\n  searchapp snapshot list --folder /backup\n")
@_folder_option
@index_option
@json_option
def list_snapshots(folder: Path | None, index: Path | None, as_json: bool) -> None:
    """List the snapshots, newest first."""
    root = settings(index=index).index
    found = snapshots.listed(folder or root / _FOLDER)
    if as_json:
        click.echo(json.dumps([{"snapshot": str(path), "bytes": path.stat().st_size} for path in found]))
        return
    for path in found:
        click.echo(f"{path.stat().st_size / 1e6:>10,.1f} MB  {path}")
    if not found:
        click.echo(choose("لا نسخ محفوظة.", "There are no snapshots."))


@snapshot.command(
    epilog="\b\nExample:\n  searchapp snapshot restore /backup/20261123T101200Z-7f3a.tar --index /srv/bahith\n"
)
@click.argument("file", type=click.Path(path_type=Path))
@index_option
@json_option
def restore(file: Path, index: Path | None, as_json: bool) -> None:
    """Bring the snapshot FILE back and make it live. Restore only files of your own: an index can hold code."""
    name = snapshots.restore(Generations(settings(index=index).index), file)
    said = choose(f"عادت النسخة، والجيل العامل الآن {name}.", f"Restored; {name} is live now.")
    click.echo(json.dumps({"live": name}) if as_json else said)
