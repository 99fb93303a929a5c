"""``searchapp check`` and ``searchapp rollback``: is every byte sound, and back to an earlier generation."""

from __future__ import annotations

import json
from pathlib import Path

import click

from searchapp.arabic.analyzer import default_analyzer
from searchapp.cli.console import choose
from searchapp.cli.opening import finder_of
from searchapp.cli.options import index_option, json_option, settings
from searchapp.engine.whoosh.engine import WhooshEngine
from searchapp.errors import IndexCorruptError, IndexMissingError
from searchapp.search.versions import analysis_version


@click.command(epilog="\b\nExample:\n  searchapp check --index /srv/bahith --json\n")
@index_option
@json_option
def check(index: Path | None, as_json: bool) -> int:
    """Read every byte of every generation and compare it with its checksum. The exit code is 4 where one differs."""
    folder = settings(index=index).index
    engine = WhooshEngine(folder)
    names = [info.name for info in engine.generations()]
    live = engine.live()
    if live and live not in names:
        names.insert(0, live)
    if not names:
        raise nothing_built(folder)
    found = {name: list(engine.verify(name)) for name in names}
    faults = [fault for each in found.values() for fault in each]
    if as_json:
        click.echo(json.dumps({"index": str(folder), "sound": not faults, "generations": found}, ensure_ascii=False))
    else:
        for name, each in found.items():
            verdict = choose("تالف", "damaged") if each else choose("سليم", "sound")
            click.echo(f"{name}  {verdict}")
            for fault in each:
                click.echo(f"  {fault}")
    return IndexCorruptError.exit_code if faults else 0


@click.command(epilog="\b\nExample:\n  searchapp rollback 20261123T101200Z-7f3a --index /srv/bahith\n")
@click.argument("generation", required=False)
@index_option
@json_option
def rollback(generation: str | None, index: Path | None, as_json: bool) -> None:
    """Make an earlier generation the live one: GENERATION, or the newest before the live one. Status lists them.

    It is verified first; running servers go over to it with the next request.
    """
    chosen = settings(index=index)
    folder = chosen.index
    engine = WhooshEngine(folder)
    live, known = engine.live(), [info.name for info in engine.generations()]
    if not known:
        raise nothing_built(folder)
    name = generation or next((name for name in known if live is None or name < live), None)
    if name is not None and name not in known:
        raise IndexMissingError(
            f"There is no generation {name} in {folder}.",
            f"لا جيل باسم {name} في {folder}.",
            hint=f"Those that there are: {', '.join(known)}.",
            hint_ar=f"الموجود: {'، '.join(known)}.",
        )
    if name is None:
        raise IndexMissingError(
            f"There is no earlier generation in {folder}.",
            f"لا جيل أسبق في {folder}.",
            hint="The setting keep_generations says how many stay.",
            hint_ar="عدد ما يبقى منها في الإعداد keep_generations.",
        )
    # Opened first, so that nothing is promoted that this version could not serve.
    engine.open(analysis_version(default_analyzer(), finder_of(chosen)), name).close()
    engine.promote(name)
    if as_json:
        click.echo(json.dumps({"live": name, "before": live}))
    else:
        click.echo(choose(f"الجيل العامل الآن {name}.", f"{name} is live now."))


def nothing_built(folder: Path) -> IndexMissingError:
    """Say that a folder has no index, and how to build one."""
    return IndexMissingError(
        f"There is no index in {folder}.",
        f"لا فهرس في {folder}.",
        hint=f"Build one: searchapp build PATH --index {folder}",
        hint_ar=f"ابنِ فهرسًا: searchapp build PATH --index {folder}",
    )
