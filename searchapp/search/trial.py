"""A reading that writes nothing: what a build would take in, and what it would leave out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from searchapp.ingest import count_inputs, read_paths
from searchapp.ingest.events import Finding
from searchapp.ingest.report import kind_of
from searchapp.model import Article
from searchapp.search.build import Progress, Silent, by_kind, read_options

SHOWN: Final = 5
"""Articles that are shown whole."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What was read: the number of articles and the first few, how many lack what, and the findings.

    ``origins`` counts the articles by where their day came from («none» where they have none), ``lacking`` those
    without a title, a source or an author; ``reasons`` counts findings by kind and reason, ``examples`` has the first
    finding of each.
    """

    articles: int
    shown: tuple[Article, ...]
    origins: dict[str, int]
    lacking: dict[str, int]
    reasons: dict[str, dict[str, int]]
    examples: dict[tuple[str, str], Finding]


def try_reading(
    paths: Sequence[Path], *, index: Path, mapping: Path | None = None, progress: Progress | None = None
) -> Trial:
    """Read files and folders as a build of ``index`` does; memory holds the counts and the articles shown.

    Raises PathMissingError, or ConfigError (mapping file).
    """
    watcher = progress or Silent()
    watcher.stage("read", count_inputs(paths, without=index).bytes)
    shown: list[Article] = []
    articles = 0
    origins: Counter[str] = Counter()
    lacking: Counter[str] = Counter()
    reasons: Counter[tuple[str, str]] = Counter()
    examples: dict[tuple[str, str], Finding] = {}
    for event in read_paths(paths, read_options(mapping, watcher, index)):
        if not isinstance(event, Article):
            found = kind_of(event), event.reason
            reasons[found] += 1
            examples.setdefault(found, event)
            continue
        articles += 1
        watcher.article(articles)
        if len(shown) < SHOWN:
            shown.append(event)
        origins[event.published.origin if event.published else "none"] += 1
        lacking.update(name for name in ("title", "source", "author") if not getattr(event, name))
    return Trial(articles, tuple(shown), dict(origins), dict(lacking), by_kind(reasons), examples)
