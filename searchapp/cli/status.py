"""``searchapp status``: what is in the index folder, and whether it can be used."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import click
from rich.table import Table

from searchapp.arabic.analyzer import default_analyzer
from searchapp.cli.care import nothing_built
from searchapp.cli.console import choose, out
from searchapp.cli.opening import finder_of
from searchapp.cli.options import index_option, json_option, settings
from searchapp.engine.base import GenerationInfo
from searchapp.engine.whoosh.engine import WhooshEngine
from searchapp.search.versions import analysis_version


@click.command(epilog="\b\nExample:\n  searchapp status --index /srv/bahith\n")
@index_option
@json_option
def status(index: Path | None, as_json: bool) -> None:
    """Show the generations of the index: which is live, how large, and whether it fits this version."""
    chosen = settings(index=index)
    folder = chosen.index
    generations = WhooshEngine(folder).generations()
    if not generations:
        raise nothing_built(folder)
    version = analysis_version(default_analyzer(), finder_of(chosen))
    if as_json:
        rows = [_as_json(info, version) for info in generations]
        click.echo(json.dumps({"index": str(folder), "analysis": version, "generations": rows}, ensure_ascii=False))
        return
    _show(folder, generations, version)


def _as_json(info: GenerationInfo, version: str) -> dict[str, object]:
    return {
        "name": info.name,
        "live": info.live,
        "articles": info.articles,
        "bytes": info.bytes,
        "created": info.created.isoformat(),
        "engine": info.engine,
        "analysis": info.analyzer,
        "usable": info.analyzer == version,
    }


def _show(folder: Path, generations: Sequence[GenerationInfo], version: str) -> None:
    table = Table(box=None, pad_edge=False)
    heads = choose("الجيل||المقالات|MB|بُني (UTC)", "generation||articles|MB|built (UTC)").split("|")
    for place, heading in enumerate(heads):
        table.add_column(heading, justify="right" if place in (2, 3) else "left")
    for info in generations:
        state = choose("العامل", "live") if info.live else ""
        if info.analyzer != version:
            state = f"{state} {choose('قديم', 'outdated')}".strip()
        size = f"{info.bytes / 1e6:,.1f}"
        table.add_row(info.name, state, f"{info.articles:,}", size, f"{info.created:%Y-%m-%d %H:%M}")
    console = out()
    console.print(table)
    if any(info.live and info.analyzer != version for info in generations):
        console.print(
            choose(
                f"الفهرس الحي بُني بتحليل آخر؛ أعد بناءه: searchapp build PATH --index {folder}",
                f"The live index was built by another analysis; rebuild it: searchapp build PATH --index {folder}",
            )
        )
