from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import benchmarks.speed.growth as growth
import benchmarks.speed.million.__main__ as million
from benchmarks.speed.million.articles import draw_ranks, generate, stems, words_of
from benchmarks.speed.queries import CLASS_NAMES
from tests.benchmarks.generated_news import write_news


def test_growth_asks_every_class_of_both_indexes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = write_news(tmp_path / "news.json")
    growth.main([str(data), "--tile", "3", "--rounds", "1", "--scratch", str(tmp_path / "scratch")])
    report = capsys.readouterr().out
    assert "from 60 articles to 180" in report
    assert all(f"| {name} |" in report for name in CLASS_NAMES.values())


def test_million_builds_and_asks_every_class(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "report.md"
    million.main(["--articles", "600", "--rounds", "1", "--scratch", str(tmp_path / "scratch"), "--out", str(out)])
    report = capsys.readouterr().out
    assert report.strip() == out.read_text(encoding="utf-8").strip()
    assert all(f"| {name} |" in report for name in (*CLASS_NAMES.values(), "ranked"))


def test_generated_words_are_those_of_a_language() -> None:
    """Few are frequent, most are rare, and a larger collection has more, but not proportionally."""
    ranks = draw_ranks(np.random.default_rng(1), 1_000_000)
    counts = np.bincount(ranks)
    assert 0.02 < counts.max() / len(ranks) < 0.04
    few, many = (len(np.unique(ranks[:size])) for size in (100_000, 1_000_000))
    assert 2 < many / few < 6
    assert len(set(stems(np.arange(100_000)))) == 100_000


def test_batches_are_whole_and_always_the_same() -> None:
    first, again = list(generate(1200)), list(generate(1200))
    assert [int(stored.article.id) for batch in first for stored in batch.articles] == list(range(1200))
    assert all(np.array_equal(one.ranks, other.ranks) for one, other in zip(first, again, strict=True))
    words = words_of(first[0])
    spelled = [words.forms["stem"][number] for number in words.numbers["body"]]
    assert spelled == stems(first[0].ranks)
    assert sum(words.counts["body"]) == len(spelled)
