"""``searchapp explain``: what an article's score is made of."""

from __future__ import annotations

import time
from pathlib import Path
from typing import get_args

import click
from rich.table import Table

from searchapp.cli.console import choose, out
from searchapp.cli.opening import opened
from searchapp.cli.options import index_option, json_option, settings
from searchapp.model import MatchMode, SearchRequest
from searchapp.web.answers import explain_answer, not_a_result


@click.command(epilog='\b\nExample:\n  searchapp explain climate-2022-417 "قمة المناخ"\n')
@click.argument("article_id", metavar="ID")
@click.argument("query")
@click.option(
    "--mode",
    type=click.Choice(get_args(MatchMode)),
    default="auto",
    show_default=True,
    help="strict: every word; exact: as written only; all: by root too.",
)
@index_option
@json_option
def explain(article_id: str, query: str, mode: MatchMode, index: Path | None, as_json: bool) -> None:
    """Say why the article ID has its score for QUERY: per word and level what counted."""
    began = time.perf_counter()
    chosen = settings(index=index)
    service = opened(chosen).service()
    service.article(article_id)
    found = service.explain(SearchRequest(q=query, mode=mode), article_id)
    if found is None:
        raise not_a_result(article_id)
    if as_json:
        click.echo(explain_answer(found, query, service.info, began).model_dump_json(by_alias=True, indent=2))
        return
    heads = choose(
        "الحقل|المستوى|الصورة|التكرار|المقالات|الوزن|الدرجة", "field|level|form|frequency|articles|weight|score"
    )
    table = Table(*heads.split("|"))
    for part in sorted(found.parts, key=lambda part: -part.score):
        numbers = (f"{part.frequency:.2f}", f"{part.articles:,}", f"{part.weight:.2f}", f"{part.score:.3f}")
        table.add_row(part.field, part.level, part.form, *numbers)
    console = out()
    console.print(table)
    if found.outside:
        console.print(choose("قبل كل ما بعدها:", "Before all that come after:"), f"{found.outside:.3f}")
    console.print(choose("المجموع:", "In all:"), f"{found.score:.3f}")
