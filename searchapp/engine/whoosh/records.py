"""A stored article as bytes: plain JSON, written and read key by key, so that nothing of ours is ever unpickled."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from datetime import date
from typing import Any

from searchapp.model import Article, Entity, Published, StoredArticle

_LEVEL = 3
"""zlib's level, the one that Whoosh's column of compressed bytes takes by itself."""

_TO_JSON = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode
"""As ``json.dumps``, which would make an encoder for every article."""


def pack(stored: StoredArticle) -> bytes:
    """Write an article and its entities as they stand in the column of records: ``encode`` under zlib."""
    return zlib.compress(encode(stored), _LEVEL)


def encode(stored: StoredArticle) -> bytes:
    """Write an article and its entities as UTF-8 JSON; lone surrogates survive too."""
    article = stored.article
    record = {
        "id": article.id,
        "title": article.title,
        "body": article.body,
        "source": article.source,
        "url": article.url,
        "author": article.author,
        "section": article.section,
        "captions": article.captions,
        "published": _from_published(article.published),
        "lang": article.lang,
        "entities": [[entity.id, entity.kind, entity.label, entity.count] for entity in stored.entities],
    }
    return _TO_JSON(record).encode("utf-8", "surrogatepass")


def decode(content: bytes) -> StoredArticle:
    """Read what ``encode`` wrote. Raises ValueError if it is anything else."""
    record = json.loads(content.decode("utf-8", "surrogatepass"))
    try:
        return StoredArticle(
            article=Article(
                id=record["id"],
                title=record["title"],
                body=record["body"],
                source=record["source"],
                url=record["url"],
                author=record["author"],
                section=record["section"],
                captions=tuple(record["captions"]),
                published=_to_published(record["published"]),
                lang=record["lang"],
            ),
            entities=tuple(Entity(*entity) for entity in record["entities"]),
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"not a stored article: {error}") from error


def _from_published(published: Published | None) -> Sequence[Any] | None:
    if published is None:
        return None
    return [published.date.isoformat(), published.precision, published.origin, published.approximate]


def _to_published(record: Sequence[Any] | None) -> Published | None:
    if record is None:
        return None
    day, precision, origin, approximate = record
    return Published(date.fromisoformat(day), precision, origin, approximate)
