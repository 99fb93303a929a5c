"""A build's result does not depend on how many processes made it, nor on its articles coming in batches."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from searchapp import Collection
from searchapp.arabic.analyzer import default_analyzer
from searchapp.engine.whoosh import records
from searchapp.entities import default_finder
from searchapp.ingest import catalogue
from searchapp.model import TEXT_FIELDS, Article, StoredArticle
from searchapp.search import pipeline
from searchapp.search.analysis import AnalyseArticles, Analysis
from searchapp.search.processes import Processes
from tests.engine.oracle import words_of

WORDS = (
    *("زار", "وزير", "الخارجية", "جوزيب", "بوريل", "كييف", "أمس", "وقال", "إن", "القمة", "العربية", "ستبحث"),
    *("أزمة", "المناخ", "والمدارس", "وَالجامعات", "في", "2022", "Google"),
)


def articles(count: int) -> list[Article]:
    draw = random.Random(7)
    return [
        Article(
            id=f"م{number}",
            title=" ".join(draw.choices(WORDS, k=4)),
            body="، ".join(f"{word}{draw.choice(('', 'ون', 'ها'))}" for word in draw.choices(WORDS, k=60)),
            captions=("صورة الوزير",) if number % 3 else (),
        )
        for number in range(count)
    ]


def write(path: Path, count: int) -> None:
    lines = [{"id": a.id, "title": a.title, "body": a.body, "captions": a.captions} for a in articles(count)]
    lines[5] |= {"id": lines[4]["id"]}  # a clash
    lines[9] = lines[8]  # a repeat
    lines[11] |= {"published": "no day"}  # a caution
    path.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), encoding="utf-8")


def files(collection: Collection, index: Path) -> dict[str, bytes]:
    """Every file of the live generation but those that hold names drawn by chance."""
    assert collection.report is not None
    generation = index / collection.report.generation
    return {
        "".join(path.suffixes) if path.name.startswith("MAIN_") else path.name: path.read_bytes()
        for path in generation.iterdir()
        if path.suffix != ".toc" and path.name != "manifest.json"
    }


def test_any_number_of_processes_writes_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "BATCH_ARTICLES", 8)
    monkeypatch.setattr(catalogue, "_SETTLED_NS", 0)  # else a new file is remembered with its hour
    write(tmp_path / "in.jsonl", 100)
    built = []
    for workers in (1, 2, 3):
        index = tmp_path / f"index-{workers}"
        collection = Collection.build([tmp_path / "in.jsonl"], index=index, workers=workers)
        report = collection.report
        assert report is not None
        said = (report.articles, report.reasons, report.findings.read_text(encoding="utf-8"))
        built.append((said, files(collection, index), collection.search("المدارس").hits))
    assert built[0][0][0] == 98
    assert built[1] == built[0]
    assert built[2] == built[0]


def test_small_inputs_start_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a process was started")

    monkeypatch.setattr(pipeline, "Processes", refuse)
    monkeypatch.setattr(pipeline, "BATCH_ARTICLES", 4)
    work = AnalyseArticles(records.encode)
    few = articles(pipeline.FIRST_BATCHES * 4)
    found = list(pipeline.analysed(few, work, workers=2))
    assert [stored.article for done in found for stored in done.batch.articles] == few
    with pytest.raises(AssertionError, match="was started"):
        list(pipeline.analysed(articles(pipeline.FIRST_BATCHES * 4 + 1), work, workers=2))


def test_a_process_starts_with_the_first_article_where_more_are_long_in_coming(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[Article] = []
    started: list[int] = []

    class Noted(Processes[Any, Any]):
        def __enter__(self) -> Noted:
            started.append(len(read))
            return super().__enter__()

    def noted(article: Article) -> Article:
        read.append(article)
        return article

    monkeypatch.setattr(pipeline, "Processes", Noted)
    work, few = AnalyseArticles(records.encode), articles(3)
    found = list(pipeline.analysed(map(noted, few), work, 2, at_once=True))
    assert [stored.article for done in found for stored in done.batch.articles] == few
    assert started == [1]
    assert list(pipeline.analysed(iter(()), work, 2, at_once=True)) == []
    assert started == [1]


def test_batches_end_by_number_or_by_text() -> None:
    long = Article(id="ط", title="ط", body="ط" * pipeline.BATCH_CHARACTERS)
    short = articles(pipeline.BATCH_ARTICLES + 2)
    cut = list(pipeline.batches([*short, long, *short[:1]]))
    assert [len(batch) for batch in cut] == [pipeline.BATCH_ARTICLES, 3, 1]
    assert [article for batch in cut for article in batch] == [*short, long, *short[:1]]
    assert list(pipeline.batches([])) == []


def test_a_batch_says_what_its_articles_say_one_by_one() -> None:
    analysis = Analysis(default_analyzer(), default_finder())
    few = articles(6)
    batch = analysis.batch(few, records.encode)
    for place, article in enumerate(few):
        alone = analysis.article(article)
        assert {field: words_of(batch.words, field, place) for field in TEXT_FIELDS} == alone.tokens
        assert batch.articles[place] == StoredArticle(article, alone.entities)
        assert records.decode(batch.records[place]) == batch.articles[place]
