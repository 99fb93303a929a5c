from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from benchmarks import analysis
from searchapp.ingest import read_paths
from searchapp.model import Article
from tests.benchmarks.generated_news import write_news


def test_the_table_has_every_figure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    news, out = write_news(tmp_path / "news.json", 12), tmp_path / "table.md"
    monkeypatch.setattr(sys, "argv", ["analysis", str(news), "--articles", "10", "--out", str(out)])
    assert analysis.main() == 0
    text = capsys.readouterr().out
    assert out.read_text(encoding="utf-8") == text
    assert text.startswith("10 articles.")
    rows = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ")][2:]
    assert [int(number) for _, number, _ in rows[2:]] == [10, 10, 10]
    assert all(int(rate.replace(",", "")) > 0 for _, _, rate in rows)


def test_names_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    news = write_news(tmp_path / "news.json", 12)
    monkeypatch.setattr(sys, "argv", ["analysis", str(news), "--names"])
    assert analysis.main() == 0
    text = capsys.readouterr().out
    assert [line.split(" | ")[:2] for line in text.splitlines() if "names of" in line] == [
        ["| names of articles, new text", "12"],
        ["| names of articles, the same again", "12"],
    ]
    found = re.search(r"Names: loaded in ([0-9.]+) s, ([0-9]+) MiB resident then, ([0-9]+) MiB after all", text)
    assert found
    assert all(float(figure) > 0 for figure in found.groups())


def test_distinct_words_are_counted_once(tmp_path: Path) -> None:
    events = read_paths([write_news(tmp_path / "news.json", 5)])
    articles = [event for event in events if isinstance(event, Article)]
    number, figures = analysis.measure_new_words(articles * 2)
    words = {word for article in articles for word in (article.title + " " + article.body).split()}
    assert number == len(words)
    assert figures.after >= figures.before > 0


def test_nothing_to_measure_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "empty.json").write_text("[]", encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["analysis", str(tmp_path)])
    with pytest.raises(SystemExit):
        analysis.main()
