r"""The ready corpus: every article analysed once by the product's analyzer and written down for all engines alike.

``ready.tsv`` in the scratch folder has a line for each article: number, source, day (ordinal; 0 where there is none),
entity ids (``\x1f`` between them), stems of title and body (a space between them). Lucene's Java program reads it too.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from searchapp.arabic.analyzer import default_analyzer
from searchapp.entities import default_finder
from searchapp.ingest import count_inputs, read_paths
from searchapp.model import Article
from searchapp.search.versions import analysis_version

READY_FILE: Final = "ready.tsv"
ORIGIN_FILE: Final = "ready.json"
ENTITY_SEPARATOR: Final = "\x1f"


@dataclass(frozen=True, slots=True)
class ReadyArticle:
    """An article as every engine gets it. ``text`` has the stems with a space between them."""

    number: int
    source: str
    day: int
    entities: tuple[str, ...]
    text: str

    @property
    def record(self) -> str:
        """All but the stems, as one string: what engines without a record of their own store."""
        return "\t".join((str(self.number), self.source, str(self.day), ENTITY_SEPARATOR.join(self.entities)))


def read_articles(data: Path, limit: int | None) -> Iterator[Article]:
    """Read at most ``limit`` articles of a folder; findings of the reading are left to the product's own report."""
    found = (event for event in read_paths([data]) if isinstance(event, Article))
    return islice(found, limit)


def prepare(data: Path, limit: int | None, scratch: Path) -> int:
    """Analyse the articles of ``data`` into ``scratch`` and give their number; what lies there ready is used again.

    Raises PathMissingError, and ValueError where no article is found.
    """
    origin = {
        "data": str(data.resolve()),
        "bytes": count_inputs([data]).bytes,
        "limit": limit,
        "analysis": analysis_version(default_analyzer(), default_finder()),
    }
    origin_file = scratch / ORIGIN_FILE
    if origin_file.exists():
        known = json.loads(origin_file.read_text(encoding="utf-8"))
        if {name: known.get(name) for name in origin} == origin:
            return int(known["articles"])
    origin_file.unlink(missing_ok=True)
    articles = _write(read_articles(data, limit), scratch / READY_FILE)
    if not articles:
        raise ValueError(f"{data} holds no article")
    origin_file.write_text(json.dumps(origin | {"articles": articles}), encoding="utf-8")
    return articles


def read_ready(scratch: Path) -> Iterator[ReadyArticle]:
    """Read the ready corpus, one article at a time."""
    with (scratch / READY_FILE).open(encoding="utf-8", newline="\n") as lines:
        for line in lines:
            number, source, day, entities, text = line.removesuffix("\n").split("\t")
            named = tuple(entities.split(ENTITY_SEPARATOR)) if entities else ()
            yield ReadyArticle(int(number), source, int(day), named, text)


def _write(articles: Iterator[Article], file: Path) -> int:
    count = 0
    with file.open("w", encoding="utf-8", newline="\n") as lines:
        for count, article in enumerate(articles, 1):
            ready = _ready(count - 1, article)
            lines.write(f"{ready.record}\t{ready.text}\n")
    return count


def _ready(number: int, article: Article) -> ReadyArticle:
    analyzer = default_analyzer()
    stems = [*analyzer.columns(article.title).stem, *analyzer.columns(article.body).stem]
    entities = default_finder().article(article.title, article.body).entities
    return ReadyArticle(
        number=number,
        source=" ".join(article.source.split()),
        day=article.published.date.toordinal() if article.published else 0,
        entities=tuple(dict.fromkeys(" ".join(entity.id.split()) for entity in entities)),
        text=" ".join("".join(stem.split()) for stem in stems if stem.strip()),
    )
