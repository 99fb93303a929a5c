"""Updates of a collection: only changes are analysed, and the result equals a build from nothing."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from searchapp import Collection
from searchapp.arabic.analyzer import default_analyzer
from searchapp.entities import default_finder
from searchapp.errors import IndexMissingError, NothingToIndexError, TooManyDeletionsError
from searchapp.model import SearchPage, StoredArticle
from searchapp.search.analysis import Analysis

Files = dict[str, list[tuple[str, str]]]
"""For each file its records: an id (may be empty) and a text."""

WORDS = ("سد النيل", "قمة المناخ في القاهرة", "مطر على بيروت", "قال جوزيب بوريل")


def write(folder: Path, files: Files) -> None:
    """Make a folder hold just these files; one whose content stays is not touched."""
    folder.mkdir(exist_ok=True)
    for path in folder.iterdir():
        if path.name not in files:
            path.unlink()
    for name, records in files.items():
        lines = (
            json.dumps(
                {"id": given_id, "title": body.split()[0], "body": body, "source": "نشرة", "url": "u" + body[:2]}
            )
            for given_id, body in records
        )
        text = "".join(f"{line}\n" for line in lines)
        path = folder / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def line(given_id: str, body: str) -> str:
    record = {"id": given_id, "title": body.split()[0], "body": body, "source": "نشرة", "url": "u" + body[:2]}
    return json.dumps(record)


def age(folder: Path) -> None:
    """Let files look as if they were written long ago, as those of a real collection are; their bytes still decide."""
    for path in folder.iterdir():
        os.utime(path, ns=(10**18, 10**18))


def same(page: SearchPage) -> object:
    hits = sorted((hit.id, hit.title, hit.published, hit.entities, round(hit.score or 0, 6)) for hit in page.hits)
    facets = {name: sorted((v.value, v.label, v.count) for v in facet.values) for name, facet in page.facets.items()}
    return page.total, hits, facets, page.histogram


def compare(updated: Collection, fresh: Collection) -> None:
    for query in ("", "النيل", "المناخ أو مطر", '"قمة المناخ"', "ليس مطر"):
        assert same(updated.search(query, size=100)) == same(fresh.search(query, size=100)), query
    ids = [hit.id for hit in fresh.search("", size=100).hits]
    assert stored(updated, ids) == stored(fresh, ids)


def stored(collection: Collection, ids: list[str]) -> Mapping[str, StoredArticle]:
    reader = collection.engine.open(Analysis(default_analyzer(), default_finder()).version)
    found = reader.fetch(ids)
    reader.close()
    return found


records = st.lists(st.tuples(st.sampled_from(["", "", "1", "2", "3"]), st.sampled_from(WORDS)), max_size=3)
folders = st.dictionaries(st.sampled_from(["a.jsonl", "b.jsonl", "c.jsonl", "d.jsonl"]), records, max_size=4).map(
    lambda files: files | {"always.jsonl": [("x", WORDS[0])]}
)


@settings(max_examples=6, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(folders, min_size=2, max_size=3))
def test_updates_equal_builds_from_nothing(states: list[Files]) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch)
        write(root / "in", states[0])
        collection = Collection.build([root / "in"], index=root / "index", workers=1)
        for state in states[1:]:
            write(root / "in", state)
            report = collection.update([root / "in"], workers=1, allow_deletions=True)
            shutil.rmtree(root / "fresh", ignore_errors=True)
            fresh = Collection.build([root / "in"], index=root / "fresh", workers=1)
            assert fresh.report is not None
            assert (report.articles, report.reasons) == (fresh.report.articles, fresh.report.reasons)
            assert report.findings.read_text() == fresh.report.findings.read_text()
            compare(collection, fresh)


def test_only_changes_are_opened_and_analysed(tmp_path: Path) -> None:
    write(tmp_path / "in", {"a.jsonl": [("1", WORDS[0]), ("2", WORDS[1])], "b.jsonl": [("3", WORDS[2])]})
    age(tmp_path / "in")
    collection = Collection.build([tmp_path / "in"], index=tmp_path / "index", workers=1)
    write(tmp_path / "in", {"a.jsonl": [("1", WORDS[0]), ("2", WORDS[3])], "c.jsonl": [("4", WORDS[1])]})
    report = collection.update([tmp_path / "in"], workers=1)
    assert (report.added, report.changed, report.removed, report.articles) == (1, 1, 1, 3)
    assert {hit.id for hit in collection.search("").hits} == {"1", "2", "4"}
    again = collection.update([tmp_path / "in"], workers=1)
    assert (again.renewed, again.generation, again.articles) == (False, report.generation, 3)


def test_an_article_that_moves_to_another_file_is_kept(tmp_path: Path) -> None:
    write(tmp_path / "in", {"b.jsonl": [("1", WORDS[0])]})
    collection = Collection.build([tmp_path / "in"], index=tmp_path / "index", workers=1)
    write(tmp_path / "in", {"a.jsonl": [("1", WORDS[0])]})
    report = collection.update([tmp_path / "in"], workers=1)
    assert (report.added, report.changed, report.removed, report.renewed) == (0, 0, 0, True)


def test_a_repeat_becomes_the_article_when_the_first_is_gone(tmp_path: Path) -> None:
    write(tmp_path / "in", {"a.jsonl": [("1", WORDS[0]), ("2", WORDS[1])], "b.jsonl": [("1", WORDS[2])]})
    collection = Collection.build([tmp_path / "in"], index=tmp_path / "index", workers=1)
    write(tmp_path / "in", {"a.jsonl": [("2", WORDS[1])], "b.jsonl": [("1", WORDS[2])]})
    report = collection.update([tmp_path / "in"], workers=1)
    assert (report.changed, report.removed, report.rejected) == (1, 0, 0)
    assert stored(collection, ["1"])["1"].article.body == WORDS[2]


def test_more_than_half_is_not_removed_without_leave(tmp_path: Path) -> None:
    write(tmp_path / "in", {"a.jsonl": [("1", WORDS[0]), ("2", WORDS[1])], "b.jsonl": [("3", WORDS[2])]})
    collection = Collection.build([tmp_path / "in"], index=tmp_path / "index", workers=1)
    write(tmp_path / "in", {"b.jsonl": [("3", WORDS[2])]})
    with pytest.raises(TooManyDeletionsError, match="2 of 3"):
        collection.update([tmp_path / "in"], workers=1)
    assert collection.search("").total == 3
    assert collection.update([tmp_path / "in"], workers=1, allow_deletions=True).removed == 2
    assert collection.search("").total == 1
    write(tmp_path / "in", {})
    with pytest.raises(NothingToIndexError):
        collection.update([tmp_path / "in"], workers=1, allow_deletions=True)
    assert collection.search("").total == 1


def test_without_an_index_there_is_nothing_to_update(tmp_path: Path) -> None:
    write(tmp_path / "in", {"a.jsonl": [("1", WORDS[0])]})
    with pytest.raises(IndexMissingError):
        Collection(tmp_path / "index").update([tmp_path / "in"])
