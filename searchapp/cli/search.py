"""``searchapp search``: the answer in the terminal, or as the API's JSON."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import click
from rich.console import Console
from rich.text import Text

from searchapp.arabic.dates import format_date
from searchapp.cli.console import choose, counted, language, marked, out
from searchapp.cli.opening import opened
from searchapp.cli.options import index_option, json_option, settings
from searchapp.model import Facet, Hit, MatchMode, SearchPage, SimilarMode, SortOrder
from searchapp.search.parameters import parse_day
from searchapp.web.answers import search_answer
from searchapp.web.urls import Links

FACET_NAMES = {
    "source": ("المصدر", "Source"),
    "person": ("أشخاص", "People"),
    "organisation": ("جهات", "Organisations"),
    "place": ("أماكن", "Places"),
}

_RELATIONS = {"exact": ("", ""), "at-least": ("على الأقل ", "at least "), "about": ("نحو ", "about ")}
"""What is said before a total that a capped pattern makes inexact."""


@click.command(
    epilog="""\b
Examples:
  searchapp search "العقوبات على روسيا"
  searchapp search '"مجلس الأمن" ليس روسيا' --from 2022 --facets
  searchapp search المناخ --source "نشرة البيئة" --sort newest --json
"""
)
@click.argument("query")
@index_option
@click.option("--source", multiple=True, metavar="NAME", help="Only this source; repeat for more; -NAME excludes.")
@click.option("--person", multiple=True, metavar="NAME", help="Only articles that name this person.")
@click.option("--org", "organisation", multiple=True, metavar="NAME", help="Only articles that name this organisation.")
@click.option("--place", multiple=True, metavar="NAME", help="Only articles that name this place.")
@click.option("--author", multiple=True, metavar="NAME", help="Only this author.")
@click.option("--from", "date_from", metavar="DATE", help="First day: 2022-11-06, 2022-11 or 2022.")
@click.option("--to", "date_to", metavar="DATE", help="Last day, inclusive.")
@click.option("--sort", type=click.Choice(get_args(SortOrder)), help="Order of the hits.")
@click.option(
    "--mode",
    type=click.Choice(get_args(MatchMode)),
    default="auto",
    help="strict: every word; exact: as written only; all: by root too.",
)
@click.option("--page", type=click.IntRange(1), default=1, show_default=True, help="Page of the hits.")
@click.option("--size", type=click.IntRange(1, 100), help="Hits a page. [default: 10]")
@click.option(
    "--similar", type=click.Choice(get_args(SimilarMode)), default="group", help="show: list near-duplicates as hits."
)
@click.option("--facets", is_flag=True, help="Show sources and names of all matches too.")
@json_option
def search(
    query: str,
    index: Path | None,
    source: tuple[str, ...],
    person: tuple[str, ...],
    organisation: tuple[str, ...],
    place: tuple[str, ...],
    author: tuple[str, ...],
    date_from: str | None,
    date_to: str | None,
    sort: str | None,
    mode: str,
    page: int,
    size: int | None,
    similar: str,
    facets: bool,
    as_json: bool,
) -> None:
    """Search the index for QUERY."""
    chosen = settings(index=index)
    collection = opened(chosen)
    answer = collection.search(
        query,
        source=source,
        person=person,
        organisation=organisation,
        place=place,
        author=author,
        date_from=parse_day("--from", date_from, "first"),
        date_to=parse_day("--to", date_to, "last"),
        sort=sort,  # type: ignore[arg-type]  # click.Choice allows only these
        mode=mode,  # type: ignore[arg-type]
        page=page,
        size=size or chosen.page_size,
        similar=similar,  # type: ignore[arg-type]
    )
    if as_json:
        click.echo(_as_json(answer, collection.service().info.engine))
        return
    console = out()
    _show_head(console, answer)
    for number, hit in enumerate(answer.hits, (page - 1) * answer.request.size + 1):
        _show_hit(console, number, hit)
    if facets:
        for facet in answer.facets.values():
            _show_facet(console, facet)


def _as_json(answer: SearchPage, engine: str) -> str:
    """Give the API's answer: the same fields in the same shape."""
    links = Links("api", answer.request.size)
    return search_answer(answer, links, engine).model_dump_json(by_alias=True, indent=2)


def _show_head(console: Console, answer: SearchPage) -> None:
    for notice in answer.notices:
        console.print(Text(choose(notice.message_ar, notice.message), style="italic"))
    arabic, english = _RELATIONS[answer.total_relation]
    took = f"{answer.took_ms:.0f}"
    found = counted("results", answer.total)
    head = choose(f"{arabic}{found} في {took} م.ث", f"{english}{answer.total:,} found in {took} ms")
    console.print(Text(head, style="bold"))
    if answer.suggestion:
        asked = choose("هل تقصد", "Did you mean")
        console.print(Text(f"{asked}: {answer.suggestion.q} ({answer.suggestion.total:,})", style="italic"))
    if not answer.total:
        hint = choose(
            "جرّب كلمات أقل، أو احذف مرشّحًا، أو اكتب الكلمة بصورة أخرى.",
            "Try fewer words, drop a filter, or another form of the word.",
        )
        console.print(hint)


def _show_hit(console: Console, number: int, hit: Hit) -> None:
    published = hit.published
    day = format_date(published.date, language(), published.precision) if published else ""
    about = choose(" (تقريبي)", " (about)") if published and published.approximate else ""
    console.print()
    console.print(Text(f"{number}. ").append_text(marked(hit.highlights["title"])), style="bold")
    console.print(Text(" · ".join(part for part in (hit.source, day + about, hit.id) if part), style="dim"))
    if hit.highlights["body"]:
        console.print(marked(hit.highlights["body"]))
    if hit.similar_total:
        more = hit.similar_total
        said = choose(f"مقالات مشابهة: {more}", f"and {more} similar")
        console.print(Text("  " + " · ".join((said, *(line.id for line in hit.similar))), style="dim"))


def _show_facet(console: Console, facet: Facet) -> None:
    if not facet.values:
        return
    console.print()
    console.print(Text(choose(*FACET_NAMES.get(facet.name, (facet.name, facet.name))), style="bold"))
    for value in facet.values:
        console.print(Text(f"  {value.count:>7,}  {value.label}"))
