from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

import benchmarks.speed.__main__ as command
from benchmarks.speed.corpus import ReadyArticle, prepare, read_ready
from benchmarks.speed.engines import PYTHON_ENGINES, PythonEngine
from benchmarks.speed.measures import percentile
from benchmarks.speed.queries import (
    CLASS_NAMES,
    QUERIES_PER_CLASS,
    QUERY_CLASSES,
    TOP,
    Answer,
    Query,
    choose_queries,
    largest,
    read_queries,
)
from benchmarks.speed.rounds import CountsDifferError, check_answers
from tests.benchmarks.generated_news import write_news

ARTICLES = 60


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ready")
    assert prepare(write_news(folder / "news.json", ARTICLES), None, folder) == ARTICLES
    choose_queries(folder, ARTICLES)
    return folder


def matches(query: Query, article: ReadyArticle) -> bool:
    words = article.text.split(" ")
    if query.kind == "phrase":
        return query.terms in list(pairwise(words))
    if query.kind == "prefix":
        return any(word.startswith(query.terms[0]) for word in words)
    if query.kind == "date" and not query.first <= article.day <= query.last:
        return False
    found = [term in words for term in query.terms]
    return all(found) if query.kind == "and" else any(found)


def brute_force(query: Query, articles: list[ReadyArticle]) -> Answer:
    """What every engine must answer, by looking at every article."""
    found = [article for article in articles if matches(query, article)]
    counted = (
        Counter(article.source for article in found),
        Counter(article.day for article in found),
        Counter(entity for article in found for entity in article.entities),
    )
    facets = tuple(largest(counts.values()) for counts in counted) if query.kind == "facets" else ()
    return Answer(min(TOP, len(found)), len(found), facets)


def queries_of(scratch: Path) -> Iterator[Query]:
    for queries in read_queries(scratch).values():
        yield from queries


@pytest.mark.parametrize("engine", PYTHON_ENGINES, ids=lambda engine: engine.name)
def test_an_engine_answers_as_looking_at_every_article_does(
    engine: PythonEngine, scratch: Path, tmp_path: Path
) -> None:
    if engine.missing():
        pytest.skip(engine.missing())
    module = engine.load()
    module.build(read_ready(scratch), tmp_path)
    index = module.open_index(tmp_path)
    articles = list(read_ready(scratch))
    for query in queries_of(scratch):
        assert index.answer(query) == brute_force(query, articles), query


def test_every_class_has_its_queries_and_all_of_them_find_something(scratch: Path) -> None:
    articles = list(read_ready(scratch))
    queries = read_queries(scratch)
    assert list(queries) == list(QUERY_CLASSES)
    for kind, drawn in queries.items():
        assert len(drawn) == QUERIES_PER_CLASS
        if kind not in ("date", "phrase"):
            assert all(brute_force(query, articles).total for query in drawn)
    frequent, rare = ([brute_force(q, articles).total for q in queries[kind]] for kind in ("frequent", "rare"))
    assert min(frequent) >= max(rare)
    assert any(brute_force(query, articles).facets[2] for query in queries["facets"])


def test_the_same_corpus_gives_the_same_queries(scratch: Path) -> None:
    before = list(queries_of(scratch))
    choose_queries(scratch, ARTICLES)
    assert list(queries_of(scratch)) == before


def test_the_command_compares_and_reports(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = tmp_path / "report.md"
    news = write_news(tmp_path / "news.json", ARTICLES)
    command.main([str(news), "--engines", "ours,sqlite,whoosh", "--rounds", "1", "--out", str(report)])
    text = report.read_text(encoding="utf-8")
    assert text.strip() == capsys.readouterr().out.strip()
    assert f"{ARTICLES} articles" in text
    for name in CLASS_NAMES.values():
        assert text.count(f"| {name} |") == 2
    assert "Left out" not in text


def test_an_engine_that_is_not_installed_is_said_to_be_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    absent = PythonEngine("absent", "absent", "no_such_library")
    sqlite = next(engine for engine in PYTHON_ENGINES if engine.name == "sqlite")
    monkeypatch.setattr(command, "ENGINES", (sqlite, absent))
    news = write_news(tmp_path / "news.json", ARTICLES)
    command.main([str(news), "--rounds", "1"])
    printed = capsys.readouterr()
    assert "Left out: absent: no_such_library is not installed" in printed.out
    assert "absent is left out" in printed.err


def test_an_unknown_engine_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        command.parse(["data", "--engines", "ours,other"])
    assert "no engine 'other'" in capsys.readouterr().err


def test_a_difference_names_query_and_engines() -> None:
    queries = [Query("or", ("قمة", "مناخ")), Query("rare", ("نيل",))]
    same = Answer(10, 12)
    check_answers(queries, {"ours": [same, same], "other": [same, same]})
    with pytest.raises(CountsDifferError, match=r"1 of 2 .*\n.*نيل.*ours.*12.*other.*13"):
        check_answers(queries, {"ours": [same, same], "other": [same, Answer(10, 13)]})


def test_facet_counts_and_too_few_hits_are_differences() -> None:
    queries = [Query("facets", ("قمة",))]
    counted, other = Answer(1, 1, ((1,), (1,), ())), Answer(1, 1, ((1,), (1,), (1,)))
    with pytest.raises(CountsDifferError):
        check_answers(queries, {"ours": [counted], "other": [other]})
    with pytest.raises(CountsDifferError):
        check_answers(queries, {"ours": [Answer(9, 12)]})


def test_ready_tokens_are_used_again_unless_something_changed(tmp_path: Path) -> None:
    news = write_news(tmp_path / "news.json", 5)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    assert prepare(news, None, scratch) == 5
    ready = scratch / "ready.tsv"
    ready.write_text("as it was", encoding="utf-8")
    assert prepare(news, None, scratch) == 5
    assert ready.read_text(encoding="utf-8") == "as it was"
    assert prepare(news, 3, scratch) == 3
    assert len(list(read_ready(scratch))) == 3


def test_a_folder_without_articles_is_refused(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "empty.json").write_text("[]", encoding="utf-8")
    with pytest.raises(ValueError, match="no article"):
        prepare(data, None, tmp_path)


def test_percentiles_are_values_that_were_measured() -> None:
    values = [float(value) for value in range(1, 26)]
    assert [percentile(values, share) for share in (0.5, 0.95, 0.99, 1)] == [13, 24, 25, 25]
    assert percentile([4.0], 0.5) == 4
    with pytest.raises(ValueError, match="needs values"):
        percentile([], 0.5)
