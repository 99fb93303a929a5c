from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.forms import b_cubed, count_pairs, main
from searchapp.search.relatives import Relatives

PAIRS = [
    {"want": "same", "cat": "hamza", "a": "أحمد", "b": "احمد"},
    {"want": "same", "cat": "broken-plural", "a": "وزراء", "b": "وزير"},
    {"want": "diff", "cat": "proper names", "a": "سلمان", "b": "سليمان"},
]


def test_pairs_are_counted_by_kind_and_relatives_join() -> None:
    assert count_pairs(PAIRS, Relatives({})) == [
        ("kept apart", 1, 1),
        ("loans and broken plurals", 0, 1),
        ("spelling variants", 1, 1),
    ]
    assert count_pairs(PAIRS[1:2], Relatives({"وزراء": ["وزير"]})) == [("loans and broken plurals", 1, 1)]


def test_b_cubed_is_one_for_the_same_groups_and_less_for_others() -> None:
    gold = {"كتاب": "كتب", "كاتب": "كتب", "درس": "درس"}
    assert b_cubed(gold, lambda written: gold[written]) == 1
    assert b_cubed(gold, lambda _written: "") == pytest.approx(2 * (5 / 9) / (5 / 9 + 1))


def test_the_command_prints_both_tables(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "retrieval").mkdir()
    (tmp_path / "retrieval" / "pairs_own.json").write_text(json.dumps(PAIRS), encoding="utf-8")
    gold = "word\troot\tstem\tlemma\nبالمدارس\tدرس\tمدارس\tمدرسة\n"
    (tmp_path / "retrieval" / "gold_own.csv").write_text(gold, encoding="utf-8")
    main([str(tmp_path)])
    shown = capsys.readouterr().out
    assert "| loans and broken plurals (pairs_own) | 1 | 1 | 100.0% |" in shown
    assert "| gold_own | 1.000 | 1.000 |" in shown
