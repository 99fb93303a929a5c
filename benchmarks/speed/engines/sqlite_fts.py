"""SQLite FTS5: a contentless table for the stems, plain tables for values; facets are counted by SQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Final

from benchmarks.speed.corpus import ReadyArticle
from benchmarks.speed.queries import FACET_SIZE, TOP, Answer, Query, largest

_FILE: Final = "fts5.db"

# With these categories the tokenizer cuts at white space alone.
_SCHEMA: Final = """
pragma journal_mode = off;
pragma synchronous = off;
pragma cache_size = -400000;
create table article (id integer primary key, source text, day integer, record text);
create table entity (article integer, value text);
create virtual table stems using fts5 (
    stem, content = '', tokenize = "unicode61 remove_diacritics 0 categories 'L* M* N* P* S* C*'"
);
"""
_INDEXES: Final = """
insert into stems (stems) values ('optimize');
create index entity_of_article on entity (article, value);
create index values_of_article on article (id, source, day);
"""
_BEST: Final = "select rowid, rank from stems where stems match ? order by rank limit ?"
_COUNT: Final = "select count(*) from stems where stems match ?"
_IN_DAYS: Final = "from stems join article on id = stems.rowid where stems match ? and day between ? and ?"
_BEST_IN_DAYS: Final = f"select stems.rowid, bm25(stems) as score {_IN_DAYS} order by score limit ?"
_COUNT_IN_DAYS: Final = f"select count(*) {_IN_DAYS}"
_FACETS: Final = (
    "select count(*) from hit join article using (id) where source <> '' group by source order by 1 desc limit ?",
    "select count(*) from hit join article using (id) where day is not null group by day order by 1 desc limit ?",
    "select count(*) from hit join entity on article = hit.id group by value order by 1 desc limit ?",
)


def version() -> str:
    """Name the library and its version."""
    return f"SQLite {sqlite3.sqlite_version} FTS5"


def build(articles: Iterable[ReadyArticle], directory: Path) -> None:
    """Build in one transaction, without a journal and without waiting for the disk."""
    with closing(sqlite3.connect(directory / _FILE)) as base:
        base.executescript(_SCHEMA)
        for article in articles:
            row = (article.number, article.source, article.day or None, article.record)
            base.execute("insert into article values (?, ?, ?, ?)", row)
            base.executemany("insert into entity values (?, ?)", ((article.number, one) for one in article.entities))
            base.execute("insert into stems (rowid, stem) values (?, ?)", (article.number, article.text))
        base.commit()
        base.executescript(_INDEXES)


def open_index(directory: Path) -> OpenIndex:
    """Open with a large cache and memory maps."""
    base = sqlite3.connect(directory / _FILE, isolation_level=None)
    base.executescript("pragma cache_size = -400000; pragma mmap_size = 2000000000; pragma temp_store = memory;")
    base.execute("create temp table hit (id integer primary key)")
    return OpenIndex(base)


class OpenIndex:
    """Asks FTS5."""

    def __init__(self, base: sqlite3.Connection) -> None:
        self._base = base

    def answer(self, query: Query) -> Answer:
        """Answer by two statements: best hits, and the total."""
        wanted = _match(query)
        if query.kind == "date":
            days = (wanted, query.first, query.last)
            found = self._base.execute(_BEST_IN_DAYS, (*days, TOP)).fetchall()
            (total,) = self._base.execute(_COUNT_IN_DAYS, days).fetchone()
            return Answer(len(found), total)
        found = self._base.execute(_BEST, (wanted, TOP)).fetchall()
        if query.kind == "facets":
            total, facets = self._facets(wanted)
            return Answer(len(found), total, facets)
        (total,) = self._base.execute(_COUNT, (wanted,)).fetchone()
        return Answer(len(found), total)

    def _facets(self, wanted: str) -> tuple[int, tuple[tuple[int, ...], ...]]:
        """All matches go into a table first, so that they are searched once for three counts."""
        self._base.execute("delete from temp.hit")
        total = self._base.execute(
            "insert into temp.hit select rowid from stems where stems match ?", (wanted,)
        ).rowcount
        counts = (self._base.execute(statement, (FACET_SIZE,)).fetchall() for statement in _FACETS)
        return total, tuple(largest(count for (count,) in rows) for rows in counts)


def _match(query: Query) -> str:
    """Write the query in FTS5's language; stems drawn for queries are plain Arabic letters."""
    if query.kind == "phrase":
        return f'"{" ".join(query.terms)}"'
    if query.kind == "prefix":
        return f'"{query.terms[0]}" *'
    joint = " AND " if query.kind == "and" else " OR "
    return joint.join(f'"{term}"' for term in query.terms)
