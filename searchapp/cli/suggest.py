"""``searchapp suggest``: what a typed beginning may become."""

from __future__ import annotations

import time
from pathlib import Path

import click
from rich.text import Text

from searchapp.cli.console import choose, out
from searchapp.cli.opening import opened
from searchapp.cli.options import index_option, json_option, settings
from searchapp.search.parameters import MAX_SUGGESTIONS
from searchapp.web.answers import suggest_answer
from searchapp.web.params import DEFAULT_SUGGESTIONS
from searchapp.web.urls import Links

KIND_NAMES = {
    "person": ("شخص", "person"),
    "organisation": ("جهة", "organisation"),
    "place": ("مكان", "place"),
    "phrase": ("عبارة", "phrase"),
    "word": ("كلمة", "word"),
    "title": ("عنوان", "title"),
}


@click.command(
    epilog="""\b
Examples:
  searchapp suggest القاه
  searchapp suggest "مجلس الأم" --size 5 --json
"""
)
@click.argument("beginning")
@index_option
@click.option(
    "--size",
    type=click.IntRange(1, MAX_SUGGESTIONS),
    default=DEFAULT_SUGGESTIONS,
    show_default=True,
    help="Completions wanted.",
)
@json_option
def suggest(beginning: str, index: Path | None, size: int, as_json: bool) -> None:
    """Complete BEGINNING with names, words and phrases of the index, and titles."""
    began = time.perf_counter()
    chosen = settings(index=index)
    service = opened(chosen).service()
    found = service.suggest(beginning, size)
    if as_json:
        answer = suggest_answer(beginning, found, Links("api", chosen.page_size), service.info, began)
        click.echo(answer.model_dump_json(by_alias=True, indent=2))
        return
    console = out()
    for completion in found:
        line = Text(f"{completion.count:>7,}  {completion.text}")
        console.print(line.append(f"  {choose(*KIND_NAMES[completion.kind])}", "dim"))
    if not found:
        console.print(choose("لا شيء في الفهرس يبدأ هكذا.", "Nothing in the index begins so."))
