from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from searchapp.arabic.endings import own_endings
from searchapp.arabic.segments import Cut, Segmenter, affix_pairs
from searchapp.arabic.stem import choose_stem, strip_inflection
from searchapp.arabic.stem_statistics import Statistics
from searchapp.arabic.tables import STEM_MODEL, read_bytes
from searchapp.arabic.train import main, train

STEMS = ["كتاب", "قلم", "باب", "بيت", "طالب", "معلم", "مدرس", "شارع"]
WORDS = {prefix + stem: 1.0 for stem in STEMS for prefix in ("", "ال", "وال", "و", "ب", "بال", "ل")}


def test_training_learns_to_cut_what_recurs() -> None:
    statistics = train(WORDS)
    segmenter = Segmenter(affix_pairs())
    assert [choose_stem("وال" + stem, segmenter, statistics) for stem in STEMS] == STEMS
    assert statistics.affixes["وال-"] > 6


def test_training_gives_the_same_bytes_and_reads_them_back() -> None:
    content = train(WORDS).to_bytes(0.3)
    assert content == train(dict(WORDS)).to_bytes(0.3)
    again = Statistics.from_bytes(content)
    assert again.to_bytes(0.3) == content


def test_words_of_other_scripts_are_left_out() -> None:
    assert train({**WORDS, "word": 5.0, "كتاب2": 5.0, "": 1.0}).stems == train(WORDS).stems


def test_the_own_share_is_left_out() -> None:
    statistics = Statistics({"كتاب": 3.0}, {"-": 3.0}, 3.0)
    cut = Cut("-", "كتاب")
    assert statistics.log_likelihood(cut, 1.0) < statistics.log_likelihood(cut)
    assert statistics.log_likelihood(cut, 99.0) == statistics.log_likelihood(cut, 3.0)


def test_own_endings_are_told_from_duals_and_plurals() -> None:
    frequencies = {"لبنان": 90.0, "لبناني": 40.0, "لبن": 30.0, "كتابان": 2.0, "كتابين": 5.0, "كتاب": 500.0}
    frequencies |= {"معلمون": 10.0, "معلمين": 30.0, "معلم": 80.0, "قانون": 200.0, "قانوني": 90.0}
    assert own_endings(frequencies) == {"لبنان", "قانون"}


def test_endings_leave_three_letters_and_own_endings() -> None:
    assert strip_inflection("كاتبات") == "كاتب"
    assert strip_inflection("مدرستين") == "مدرس"
    assert strip_inflection("حسين") == "حسين"
    assert strip_inflection("لبنانية", {"لبنان"}) == "لبنان"
    assert strip_inflection("لبنانية") == "لبنان"
    assert strip_inflection("لبنان") == "لبن"


def test_the_shipped_model_is_small_and_has_no_time_stamp() -> None:
    content = read_bytes(STEM_MODEL)
    assert len(content) < 200_000
    assert content[4:8] == b"\0\0\0\0"
    record = json.loads(gzip.decompress(content))
    assert set(record) == {"total", "affixes", "stems", "own_endings"}
    assert list(record["stems"]) == sorted(record["stems"])


@pytest.mark.slow
def test_the_shipped_model_is_what_training_gives(tmp_path: Path) -> None:
    target = tmp_path / "model.json.gz"
    main(target)
    assert target.read_bytes() == read_bytes(STEM_MODEL)
