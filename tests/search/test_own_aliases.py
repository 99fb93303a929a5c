"""A user's list of other names goes through builds, updates, searches and processes, and belongs to the index."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from searchapp import Collection
from searchapp.engine.whoosh import records
from searchapp.entities import read_aliases
from searchapp.errors import ConfigError, IndexOutdatedError
from searchapp.model import Article
from searchapp.search import pipeline
from searchapp.search.analysis import AnalyseArticles

TEXTS = {"1": "قال حلف شمال الأطلسي إنه مستعد.", "2": "اجتمع الناتو في بروكسل.", "3": "نزل المطر في بروكسل."}


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "names.tsv"
    path.write_text("organisation\tحلف الناتو\tالتحالف الأطلسي\n", encoding="utf-8")
    return path


def write(path: Path, texts: dict[str, str]) -> Path:
    articles = [{"id": name, "title": f"خبر {name}", "content": text} for name, text in texts.items()]
    path.write_text(json.dumps(articles, ensure_ascii=False), encoding="utf-8")
    return path


def test_built_searched_and_updated_with_a_list(tmp_path: Path, own: Path) -> None:
    news = write(tmp_path / "news.json", TEXTS)
    built = Collection.build(news, index=tmp_path / "ix", aliases=own)
    for name in ("التحالف الأطلسي", "الناتو", "organisation:حلف الناتو"):
        assert {hit.id for hit in built.search(organisation=name).hits} == {"1", "2"}
        assert {hit.id for hit in built.search(entity=name).hits} == {"1", "2"}
    assert built.service().entity("التحالف الأطلسي").label == "حلف الناتو"
    write(news, TEXTS | {"4": "وصل وفد حلف الناتو إلى جنيف."})
    report = Collection(tmp_path / "ix", aliases=own).update(news)
    assert (report.added, report.changed) == (1, 0)
    assert Collection.open(tmp_path / "ix", aliases=own).search(organisation="الناتو").total == 3


def test_an_index_of_another_list_is_refused_with_the_command(tmp_path: Path, own: Path) -> None:
    news = write(tmp_path / "news.json", TEXTS)
    Collection.build(news, index=tmp_path / "ix", aliases=own)
    with pytest.raises(IndexOutdatedError) as caught:
        Collection.open(tmp_path / "ix")
    assert "searchapp build PATH --index" in caught.value.hint
    own.write_text("organisation\tحلف الناتو\n", encoding="utf-8")
    with pytest.raises(IndexOutdatedError):
        Collection(tmp_path / "ix", aliases=own).update(news)
    Collection.build(news, index=tmp_path / "plain")
    with pytest.raises(IndexOutdatedError):
        Collection.open(tmp_path / "plain", aliases=own)


def test_a_bad_list_is_told_before_anything_is_built(tmp_path: Path, own: Path) -> None:
    own.write_text("organisation\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="line 1"):
        Collection.build(write(tmp_path / "news.json", TEXTS), index=tmp_path / "ix", aliases=own)
    assert not (tmp_path / "ix").exists()


@pytest.mark.parametrize("workers", [1, 2])
def test_the_list_reaches_the_processes(own: Path, workers: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "FIRST_BATCHES", 0)
    work = AnalyseArticles(records.encode, aliases=read_aliases(own))
    own.unlink()
    articles = [Article(id=name, title="خبر", body=text) for name, text in TEXTS.items()]
    (done,) = pipeline.analysed(articles, work, workers)
    found = [{entity.id for entity in stored.entities} for stored in done.batch.articles]
    assert found == [{"organisation:حلف الناتو"}, {"organisation:حلف الناتو", "place:بروكسل"}, {"place:بروكسل"}]
