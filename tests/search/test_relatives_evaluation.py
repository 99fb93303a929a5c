"""Pairs of words that must and must not count as one another, with the relatives that a news collection shows."""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path

import pytest

from searchapp.arabic.analyzer import default_analyzer
from searchapp.entities import default_finder
from searchapp.ingest import ReadOptions, default_mapping, read_paths
from searchapp.model import Article
from searchapp.search.analysis import Analysis
from searchapp.search.pipeline import batches
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
    relatives = analysis.relatives(sample)
    right, wanted = Counter[str](), Counter[str]()
    for pair in json.loads((FOLDER / "retrieval" / "pairs_dev.json").read_text(encoding="utf-8")):
        one, other = (analyzer.word(pair[side]).stem for side in "ab")
        kind = "joined" if pair["cat"] in ("loan", "broken-plural") else str(pair["want"])
        wanted[kind] += 1
        right[kind] += (one == other or other in relatives.relatives(one)) == (pair["want"] == "same")
    assert right["joined"] / wanted["joined"] >= 0.75
    assert right["same"] / wanted["same"] >= 0.92
    assert right["diff"] / wanted["diff"] >= 0.8
