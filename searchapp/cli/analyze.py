"""``searchapp analyze``: how a text is read, word by word."""

from __future__ import annotations

import json
from dataclasses import asdict

import click
from rich.table import Table

from searchapp.arabic.analyzer import analyze as tokens_of
from searchapp.cli.console import choose, out
from searchapp.cli.options import json_option, settings


@click.command(
    epilog="""\b
Examples:
  searchapp analyze "وبالمدارس"
  searchapp analyze "زار الوزراء القاهرة" --json
"""
)
@click.argument("text")
@json_option
def analyze(text: str, as_json: bool) -> None:
    """Show each word of TEXT with its place and its forms: exact, stem and root."""
    settings()
    tokens = tokens_of(text)
    if as_json:
        answer = {"text": text, "tokens": [asdict(token) for token in tokens]}
        click.echo(json.dumps(answer, ensure_ascii=False, indent=2))
        return
    heads = choose("الكلمة|الموضع|الصورة|الجذع|الجذر|ملاحظة", "word|place|exact|stem|root|note").split("|")
    table = Table(*heads)
    for token in tokens:
        notes = [choose("أداة", "function word")] if token.stop else []
        notes += [choose("محفوظة", "protected")] if token.protected else []
        place = f"{token.start}-{token.end}"
        table.add_row(token.text, place, token.exact, token.stem, token.root, ", ".join(notes))
    out().print(table)
