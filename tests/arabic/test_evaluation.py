"""The measured quality of the stemmer, on data that is not part of the project (see ``benchmarks.forms``).

``SEARCHAPP_EVALUATION_DATA`` names a folder with ``retrieval/pairs_dev.json`` and ``retrieval/gold_*.csv``.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from benchmarks.forms import b_cubed, count_pairs, read_gold, root_or_stem, stem
from searchapp.search.relatives import Relatives

VARIABLE = "SEARCHAPP_EVALUATION_DATA"
FOLDER = Path(os.environ.get(VARIABLE, "")) / "retrieval"

pytestmark = [
    pytest.mark.evaluation,
    pytest.mark.skipif(VARIABLE not in os.environ, reason=f"{VARIABLE} names no folder of evaluation data"),
]


@pytest.mark.parametrize(
    ("kind", "least"), [("spelling variants", 1), ("clitics and inflection", 0.92), ("kept apart", 0.9)]
)
def test_stems_alone_join_and_keep_apart(kind: str, least: float) -> None:
    pairs = json.loads((FOLDER / "pairs_dev.json").read_text(encoding="utf-8"))
    found = {name: right / wanted for name, right, wanted in count_pairs(pairs, Relatives({}))}
    assert found[kind] >= least


@pytest.mark.parametrize(("name", "least"), [("gold_kabi.csv", 0.93), ("gold_nafis.csv", 0.965)])
def test_stems_agree_with_gold(name: str, least: float) -> None:
    assert b_cubed(read_gold(FOLDER / name, "stem"), stem) >= least


@pytest.mark.parametrize(("name", "least"), [("gold_kabi.csv", 0.84), ("gold_nafis.csv", 0.94)])
def test_roots_agree_with_gold(name: str, least: float) -> None:
    assert b_cubed(read_gold(FOLDER / name, "root"), root_or_stem) >= least
