"""``searchapp eval``: how good the answers to judged queries are."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import get_args

import click

from searchapp.cli.console import choose
from searchapp.cli.opening import opened
from searchapp.cli.options import index_option, json_option, settings
from searchapp.model import MatchMode, SearchRequest
from searchapp.search.evaluation import RECALL_DEPTH, evaluate, read_judged


@click.command(
    name="eval",
    epilog="""\b
Example:
  searchapp eval judged.jsonl --index /srv/bahith --mode strict
A line of FILE:
  {"q": "قمة المناخ", "relevant": {"climate-2022-417": 2, "climate-2022-390": 1}}
""",
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--mode",
    type=click.Choice(get_args(MatchMode)),
    default="auto",
    show_default=True,
    help="strict: every word; exact: as written only; all: by root too.",
)
@index_option
@json_option
def evaluate_file(file: Path, mode: MatchMode, index: Path | None, as_json: bool) -> None:
    """Ask the judged queries of FILE (JSON Lines) and give nDCG@10, MRR@10, recall@100, empty answers."""
    judged = read_judged(file)
    chosen = settings(index=index)
    service = opened(chosen).service()

    def ask(q: str) -> list[str]:
        request = SearchRequest(q=q, mode=mode, size=RECALL_DEPTH, facets=(), marked=False)
        return [hit.id for hit in service.search(request).hits]

    found = evaluate(judged, ask)
    if as_json:
        click.echo(json.dumps(asdict(found)))
        return
    click.echo(choose(f"الأسئلة {found.queries:,}", f"queries {found.queries:,}"))
    for name, value in (("nDCG@10", found.ndcg), ("MRR@10", found.mrr), ("recall@100", found.recall)):
        click.echo(f"{name:<12}{value:.4f}")
    click.echo(f"{choose('بلا نتائج', 'empty'):<12}{found.empty:.4f}")
