"""``searchapp show`` and ``searchapp facets``: one article whole, and the values of one facet."""

from __future__ import annotations

import time
from pathlib import Path

import click
from rich.text import Text

from searchapp.arabic.dates import format_date
from searchapp.cli.console import choose, language, marked, out
from searchapp.cli.opening import opened
from searchapp.cli.options import index_option, json_option, settings
from searchapp.engine.base import KEYWORD_FIELDS
from searchapp.model import SearchRequest
from searchapp.search.parameters import MAX_FACET_SIZE, MAX_RELATED
from searchapp.search.service import RELATED
from searchapp.web.answers import article_answer, facet_answer, related_answer
from searchapp.web.urls import Links


@click.command(epilog='\b\nExample:\n  searchapp show climate-2022-417 --query "قمة المناخ"\n')
@click.argument("article_id", metavar="ID")
@click.option("--query", default="", metavar="QUERY", help="Mark what matches this query.")
@index_option
@json_option
def show(article_id: str, query: str, index: Path | None, as_json: bool) -> None:
    """Show the whole article ID, as search lists it, with the marks of a query."""
    began = time.perf_counter()
    chosen = settings(index=index)
    service = opened(chosen).service()
    view = service.article(article_id, query)
    if as_json:
        asked, links = SearchRequest(q=query), Links("api", chosen.page_size)
        click.echo(article_answer(view, asked, links, service.info, began).model_dump_json(by_alias=True, indent=2))
        return
    article, console = view.stored.article, out()
    day = article.published
    console.print(marked(view.title), style="bold")
    written = format_date(day.date, language(), day.precision) if day else ""
    about = (article.source, article.author, written, article.url)
    console.print(Text(" · ".join(part for part in about if part), style="dim"))
    for paragraph in (*view.body, *view.captions):
        console.print()
        console.print(marked([paragraph]))


@click.command(epilog="\b\nExample:\n  searchapp related climate-2022-417 --size 3\n")
@click.argument("article_id", metavar="ID")
@click.option(
    "--size", type=click.IntRange(1, MAX_RELATED), default=RELATED, show_default=True, help="Articles wanted."
)
@index_option
@json_option
def related(article_id: str, size: int, index: Path | None, as_json: bool) -> None:
    """List articles on the subject of the article ID, the nearest first, without its near-duplicates."""
    began = time.perf_counter()
    chosen = settings(index=index)
    service = opened(chosen).service()
    found = service.related(article_id, size)
    if as_json:
        answer = related_answer(article_id, found, Links("api", chosen.page_size), service.info, began)
        click.echo(answer.model_dump_json(by_alias=True, indent=2))
        return
    console = out()
    for line in found:
        written = format_date(line.published.date, language(), line.published.precision) if line.published else ""
        console.print(Text(line.title, style="bold"))
        console.print(Text("  " + " · ".join(part for part in (line.id, line.source, written) if part), style="dim"))
    if not found:
        console.print(choose("لا مقالات أخرى في هذا الموضوع.", "No other articles are on this subject."))


@click.command(epilog="\b\nExample:\n  searchapp facets person المناخ --filter احمد\n")
@click.argument("name", type=click.Choice(KEYWORD_FIELDS), metavar="NAME")
@click.argument("query", default="")
@click.option("--filter", "beginning", default="", metavar="TEXT", help="Only values with words that begin so.")
@click.option("--size", type=click.IntRange(1, MAX_FACET_SIZE), default=20, show_default=True, help="Values wanted.")
@index_option
@json_option
def facets(name: str, query: str, beginning: str, size: int, index: Path | None, as_json: bool) -> None:
    """Count the values of the facet NAME over all articles that QUERY finds (all articles where there is none)."""
    began = time.perf_counter()
    chosen = settings(index=index)
    service = opened(chosen).service()
    asked = SearchRequest(q=query, facet_size=size)
    field = next(each for each in KEYWORD_FIELDS if each == name)
    found = service.facet_values(asked, field, beginning)
    if as_json:
        answer = facet_answer(found, beginning, asked, Links("api", chosen.page_size), service.info, began)
        click.echo(answer.model_dump_json(by_alias=True, indent=2))
        return
    console = out()
    for value in found.values:
        console.print(Text(f"{value.count:>7,}  {value.label}"))
    if not found.values:
        console.print(choose("لا قيم هنا.", "There are no values here."))
