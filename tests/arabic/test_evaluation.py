"""The measured quality of the stemmer, on data that is not part of the project.

``SEARCHAPP_EVALUATION_DATA`` names a folder with ``retrieval/pairs_dev.json`` (pairs of words that must or must not be
one term) and ``retrieval/gold_*.csv`` (words with their stems and roots). F is B-cubed over words with one gold answer.
"""

from __future__ import annotations

import csv
import json
import os
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest

from searchapp.arabic import default_analyzer, fold

VARIABLE = "SEARCHAPP_EVALUATION_DATA"
FOLDER = Path(os.environ.get(VARIABLE, "")) / "retrieval"
SPELLING = {
    "hamza",
    "yeh-maqsura",
    "teh-marbuta",
    "tatweel",
    "diacritics",
    "presentation",
    "persian-letters",
    "digits",
    "invisible",
}
LATER = {"loan", "broken-plural"}

pytestmark = [
    pytest.mark.evaluation,
    pytest.mark.skipif(VARIABLE not in os.environ, reason=f"{VARIABLE} names no folder of evaluation data"),
]


def recall(wanted: Callable[[str], bool]) -> float:
    pairs = json.loads((FOLDER / "pairs_dev.json").read_text(encoding="utf-8"))
    chosen = [pair for pair in pairs if pair["want"] == "same" and wanted(pair["cat"])]
    word = default_analyzer().word
    return sum(word(pair["a"]).stem == word(pair["b"]).stem for pair in chosen) / len(chosen)


def b_cubed(name: str, column: str, predict: Callable[[str], str]) -> float:
    with (FOLDER / name).open(encoding="utf-8-sig", newline="") as file:
        answers = {
            row["word"]: {fold(gold) for gold in row[column].split(";") if gold}
            for row in csv.DictReader(file, delimiter="\t")
        }
    gold = {word: forms.pop() for word, forms in answers.items() if len(forms) == 1}
    together: defaultdict[str, set[str]] = defaultdict(set)
    predicted: defaultdict[str, set[str]] = defaultdict(set)
    for word, form in gold.items():
        together[form].add(word)
        predicted[predict(word)].add(word)
    shared = {word: len(together[form] & predicted[predict(word)]) for word, form in gold.items()}
    precision = sum(shared[word] / len(predicted[predict(word)]) for word in gold) / len(gold)
    found = sum(shared[word] / len(together[form]) for word, form in gold.items()) / len(gold)
    return 2 * precision * found / (precision + found)


def test_spelling_variants_are_one_stem() -> None:
    assert recall(lambda category: category in SPELLING) == 1


def test_clitics_and_inflection_are_one_stem() -> None:
    assert recall(lambda category: category not in SPELLING | LATER) >= 0.9


def test_different_words_stay_apart() -> None:
    pairs = json.loads((FOLDER / "pairs_dev.json").read_text(encoding="utf-8"))
    apart = [pair for pair in pairs if pair["want"] == "diff"]
    word = default_analyzer().word
    assert sum(word(pair["a"]).stem != word(pair["b"]).stem for pair in apart) / len(apart) >= 0.9


@pytest.mark.parametrize(("name", "least"), [("gold_kabi.csv", 0.93), ("gold_nafis.csv", 0.955)])
def test_stems_agree_with_gold(name: str, least: float) -> None:
    assert b_cubed(name, "stem", lambda word: default_analyzer().word(word).stem) >= least


@pytest.mark.parametrize(("name", "least"), [("gold_kabi.csv", 0.84), ("gold_nafis.csv", 0.94)])
def test_roots_agree_with_gold(name: str, least: float) -> None:
    def root_or_stem(word: str) -> str:
        forms = default_analyzer().word(word)
        return forms.root or forms.stem

    assert b_cubed(name, "root", root_or_stem) >= least
