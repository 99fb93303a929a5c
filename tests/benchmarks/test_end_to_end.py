from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

import benchmarks.speed.end_to_end.__main__ as command
from benchmarks.speed.end_to_end import jobs
from benchmarks.speed.end_to_end.asking import (
    SAMPLED_ARTICLES,
    SEARCHES,
    Sample,
    address,
    choose_searches,
    read_searches,
    write_searches,
)
from benchmarks.speed.end_to_end.load import LoadError, run_load
from benchmarks.speed.end_to_end.process_tree import tree, tree_memory
from searchapp.ingest import read_paths
from searchapp.model import Article
from tests.benchmarks.generated_news import write_news


def articles(folder: Path, count: int = 12) -> list[Article]:
    return [event for event in read_paths([write_news(folder / "news.json", count)]) if isinstance(event, Article)]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.send_response(404 if "missing" in self.path else 200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def server() -> Iterator[str]:
    made = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=made.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{made.server_port}"
    finally:
        made.shutdown()
        thread.join()
        made.server_close()


def test_load_counts_every_answer_and_keeps_its_time() -> None:
    with server() as base:
        figures = run_load(base, ["/a", "/b", "/c"], 0.3, connections=2)
    assert len(figures.times_ms) > 2
    assert 0.3 <= figures.seconds < 5
    assert figures.per_second == pytest.approx(len(figures.times_ms) / figures.seconds)


def test_load_ends_at_an_answer_that_is_none() -> None:
    with server() as base, pytest.raises(LoadError, match="/missing: 404"):
        run_load(base, ["/a", "/missing"], 0.3, connections=2)
    with pytest.raises(LoadError, match="ConnectionRefused"):
        run_load(base, ["/a"], 0.1, connections=1)


def test_load_is_bounded_on_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        command.parse(["data", "--load-seconds", "60"])
    assert "at most 9" in capsys.readouterr().err


def test_searches_are_varied_and_always_the_same(tmp_path: Path) -> None:
    found = articles(tmp_path)
    searches = choose_searches(found)
    assert len(searches) == SEARCHES
    assert choose_searches(found) == searches
    assert len({str(search) for search in searches}) > SEARCHES / 2
    assert any(name == "source" for search in searches for name, _ in search)
    assert any(value.startswith('"') for search in searches for _, value in search)
    write_searches(searches, tmp_path / "searches.json")
    assert read_searches(tmp_path / "searches.json") == searches
    assert address("/search", [("q", "قمة"), ("from", "2022")]) == "/search?q=%D9%82%D9%85%D8%A9&from=2022"


def test_a_sample_is_bounded_and_reaches_to_the_end() -> None:
    sample = Sample()
    for number in range(SAMPLED_ARTICLES * 3):
        sample.add(Article(id=str(number), title="", body=""))
    ids = [int(article.id) for article in sample.articles]
    assert len(set(ids)) == SAMPLED_ARTICLES
    assert max(ids) >= SAMPLED_ARTICLES * 2


def test_memory_of_a_tree_counts_its_children() -> None:
    code = "import sys; block = bytearray(50 * 2**20); print(len(block), flush=True); sys.stdin.read()"
    before = tree_memory(os.getpid())
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()
        assert child.pid in tree(os.getpid())
        during = tree_memory(os.getpid())
        child.communicate()
    assert during.rss > before.rss + 45
    assert during.pss > before.pss + 45
    assert tree_memory(child.pid).rss == 0


def test_jobs_build_and_answer(tmp_path: Path) -> None:
    found = articles(tmp_path)
    built = jobs.build(tmp_path / "news.json", tmp_path / "index")
    assert built["articles"] == len(found)
    searches = choose_searches(found)[:30]
    answered = jobs.answer(tmp_path / "index", searches)
    assert len(answered["first_ms"]) == len(answered["again_ms"]) == len(searches)
    assert answered["index_bytes"] > 0
    assert answered["empty"] < len(searches) / 2


@pytest.mark.slow
def test_the_command_measures_and_reports(tmp_path: Path) -> None:
    report = tmp_path / "report.md"
    news = write_news(tmp_path / "news.json")
    command.main([str(news), "--articles", "40", "--load-seconds", "0.5", "--out", str(report)])
    text = report.read_text(encoding="utf-8")
    assert "40 articles" in text
    for name in ("page under load", "API under load", "whole answer in process, first pass", "peak memory"):
        assert name in text
