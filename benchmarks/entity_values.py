"""The most frequent entity values of a collection, to be read by eye.

``python -m benchmarks.entity_values PATH… [--top 60] [--every 1]`` prints for each kind the values with most articles:
place in the list, articles, id, label and the most frequent ways in which the collection writes it. What a value is
called and counted is what the facets of an index of the same files show.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from searchapp.entities import EntityFinder, default_finder
from searchapp.ingest import ReadOptions, default_mapping, read_paths
from searchapp.model import ENTITY_KINDS, Article, EntityKind

_SHOWN_FORMS = 5


@dataclass
class Value:
    """What the articles say of one entity: how many name it, the labels they give it, the forms they write."""

    articles: set[int] = field(default_factory=set)
    labels: Counter[str] = field(default_factory=Counter)
    forms: Counter[str] = field(default_factory=Counter)


def count_values(articles: Iterable[Article], finder: EntityFinder) -> dict[EntityKind, dict[str, Value]]:
    """Count the values of all articles by kind and id."""
    found: dict[EntityKind, dict[str, Value]] = {kind: defaultdict(Value) for kind in ENTITY_KINDS}
    for number, article in enumerate(articles):
        names = finder.article(article.title, article.body)
        for entity in names.entities:
            value = found[entity.kind][entity.id]
            value.articles.add(number)
            value.labels[entity.label] += 1
        for text, mentions in ((article.title, names.title_mentions), (article.body, names.body_mentions)):
            for mention in mentions:
                found[mention.kind][mention.id].forms[text[mention.start : mention.end]] += 1
    return {kind: _owned(kind, values, finder) for kind, values in found.items()}


def _owned(kind: EntityKind, values: dict[str, Value], finder: EntityFinder) -> dict[str, Value]:
    """Values with those that are another's joined to it."""
    owners = finder.ownership(kind, {value: len(known.articles) for value, known in values.items()})
    for value, owner in owners.items():
        values[owner].articles |= values[value].articles
        values[owner].forms += values.pop(value).forms
    return values


def lines(found: dict[EntityKind, dict[str, Value]], top: int) -> Iterator[str]:
    """The list in tab-separated lines, a heading for each kind."""
    for kind in ENTITY_KINDS:
        yield f"# {kind}"
        ranked = sorted(found[kind].items(), key=lambda item: (-len(item[1].articles), item[0]))
        for place, (entity_id, value) in enumerate(ranked[:top], start=1):
            (label, _), *_ = value.labels.most_common(1) or [("", 0)]
            forms = "، ".join(f"{form} {count}" for form, count in value.forms.most_common(_SHOWN_FORMS))
            yield "\t".join((str(place), str(len(value.articles)), entity_id, label, forms))


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the list."""
    parser = argparse.ArgumentParser(description="most frequent entity values")
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--top", type=int, default=60)
    parser.add_argument("--every", type=int, default=1, help="read only one article in so many")
    chosen = parser.parse_args(arguments)
    articles = (
        event for event in read_paths(chosen.paths, ReadOptions(default_mapping())) if isinstance(event, Article)
    )
    sampled = islice(articles, 0, None, chosen.every)
    print(*lines(count_values(sampled, default_finder()), chosen.top), sep="\n")


if __name__ == "__main__":
    main()
