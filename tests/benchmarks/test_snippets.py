from __future__ import annotations

import sys
from pathlib import Path

import pytest

from benchmarks import snippets
from searchapp import Collection


def test_ten_snippets_are_timed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "articles"
    source.mkdir()
    for number in range(4):
        (source / f"{number}.md").write_text(
            f"# قمة المناخ رقم {number}\n\nبحثت القمة أسعار النفط.\n", encoding="utf-8"
        )
    Collection.build([source], index=tmp_path / "index")
    service = Collection.open(tmp_path / "index").service()
    assert [len(request.q.split()) in (2, 3, 4) for request in snippets.questions(service, 9)] == [True] * 4
    monkeypatch.setattr(sys, "argv", ["snippets", str(tmp_path / "index"), "--searches", "2"])
    assert snippets.main() == 0
    assert "Ten snippets, 2 searches." in capsys.readouterr().out
