"""How much a title should count: ``python -m benchmarks.relevance.retold INDEX [--out FILE.md]``.

The questions of the other sets know no titles. Here INDEX is a built collection of news, titles and all, and a question
is the headline that one paper gave a story; right are the articles in which other papers carry the same story under
another headline (near-duplicates by their bodies, which the index groups). The article that the headline is from, and
those under the same headline, are taken out of the hits. The table has R@1 and MRR@10 for several weights of the title,
with frequencies weighted by place and without.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final
from unittest.mock import patch

from benchmarks.relevance.measures import DEPTH, Answer, Quality, quality
from benchmarks.relevance.sets import Question, QuestionSet
from searchapp import Collection
from searchapp.arabic import fold
from searchapp.engine.base import Weights
from searchapp.model import Level, SearchRequest
from searchapp.search import ranking
from searchapp.search.service import SearchService

TITLE_WEIGHTS: Final = (0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0)
MARGIN: Final = 20
"""Hits asked for beyond ten, as some are taken out."""


@dataclass(frozen=True, slots=True)
class Retold:
    """A headline, and what is not to be counted as found: the articles under it."""

    question: Question
    own: frozenset[str]


def retold(service: SearchService) -> Iterator[Retold]:
    """Give for every story that has several headlines one of them, and the articles under the others."""
    seen: set[str] = set()
    for article in service.export(SearchRequest()).articles:
        if article.article.id in seen:
            continue
        first = article.article
        similar = service.article(first.id).similar
        seen.update([first.id, *(each.id for each in similar)])
        own = frozenset([first.id, *(each.id for each in similar if fold(each.title) == fold(first.title))])
        others = frozenset(each.id for each in similar) - own
        if others and first.title:
            yield Retold(Question(first.id, first.title, others), own)


def ask(service: SearchService, asked: Sequence[Retold]) -> Quality:
    """Ask every headline, take out the articles under it, and measure."""
    answers: dict[str, Answer] = {}
    for each in asked:
        request = SearchRequest(q=each.question.text, size=DEPTH + MARGIN, facets=(), similar="show")
        ids = [hit.id for hit in service.search(request).hits if hit.id not in each.own]
        answers[each.question.id] = Answer(tuple(ids[:DEPTH]))
    return quality(QuestionSet("retold", "articles", tuple(each.question for each in asked)), answers)


def weighted(levels: Mapping[Level, float], title: float, *, by_place: bool) -> Weights:
    """Give the product's weights with another one of the title, and with or without weighting by place."""
    fields = {**ranking.FIELD_WEIGHTS, "title": title}
    return Weights(fields=fields, levels=levels, k1=ranking.K1, b=ranking.B, place_weighted=by_place)


def compare(service: SearchService, most: int) -> str:
    """Measure all weights and give the table."""
    asked = list(islice(retold(service), most))
    lines = [
        f"# Headlines of {len(asked)} stories that other papers tell under another headline",
        "",
        "R@1 / MRR@10 by the weight of a title's words (of the body: 1).",
        "",
        "| title | by place | plainly |",
        "| ---: | ---: | ---: |",
    ]
    for title in TITLE_WEIGHTS:
        cells = []
        for by_place in (True, False):
            first = weighted(ranking.FIRST_LEVELS, title, by_place=by_place)
            second = weighted(ranking.SECOND_LEVELS, title, by_place=by_place)
            with patch.object(ranking, "_FIRST", first), patch.object(ranking, "_SECOND", second):
                found = ask(service, asked)
            cells.append(f"{found.first:.3f} / {found.reciprocal:.3f}")
        lines.append(f"| {title} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure as the command line says."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.relevance.retold", description=__doc__)
    parser.add_argument("index", type=Path, help="a built collection of news")
    parser.add_argument("--stories", type=int, default=500, help="at most so many stories (500)")
    parser.add_argument("--out", type=Path, help="write the report here too")
    options = parser.parse_args(arguments)
    report = compare(Collection.open(options.index).service(), options.stories)
    print(report)
    if options.out:
        options.out.write_text(report, encoding="utf-8")


if __name__ == "__main__":
    main()
