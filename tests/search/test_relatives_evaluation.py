"""Pairs of words that must and must not count as one another, with the relatives that a news collection shows."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from benchmarks.forms import count_pairs
from searchapp.arabic.analyzer import default_analyzer
from searchapp.entities import default_finder
from searchapp.ingest import ReadOptions, default_mapping, read_paths
from searchapp.model import Article
from searchapp.search.analysis import Analysis
from searchapp.search.pipeline import batches
from searchapp.search.relatives import relatives_of
from searchapp.search.vectors import WordSample

VARIABLE = "SEARCHAPP_EVALUATION_DATA"
FOLDER = Path(os.environ.get(VARIABLE, ""))

pytestmark = [
    pytest.mark.evaluation,
    pytest.mark.slow,
    pytest.mark.timeout(1_800),
    pytest.mark.skipif(VARIABLE not in os.environ, reason=f"{VARIABLE} names no folder of evaluation data"),
]


def test_relatives_join_what_belongs_together_and_little_else() -> None:
    analyzer = default_analyzer()
    analysis = Analysis(analyzer, default_finder())
    options = ReadOptions(default_mapping())
    articles = (event for event in read_paths([FOLDER / "news"], options) if isinstance(event, Article))
    sample = WordSample()
    for batch in batches(articles):
        sample.add(analysis.batch(batch, lambda _stored: b"").words)
    relatives = relatives_of(sample, analyzer)
    pairs = json.loads((FOLDER / "retrieval" / "pairs_dev.json").read_text(encoding="utf-8"))
    found = {kind: right / wanted for kind, right, wanted in count_pairs(pairs, relatives)}
    assert found["loans and broken plurals"] >= 0.75
    assert found["clitics and inflection"] >= 0.92
    assert found["spelling variants"] == 1
    assert found["kept apart"] >= 0.8
