"""Watching a folder, with a real process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from searchapp import Collection
from searchapp.model import SearchRequest

PATIENCE = 120


def titles(index: Path) -> list[str]:
    page = Collection.open(index).service().search(SearchRequest())
    return sorted(hit.title for hit in page.hits)


def test_a_folder_is_watched_until_it_is_stopped(tmp_path: Path) -> None:
    folder, index = tmp_path / "articles", tmp_path / "index"
    folder.mkdir()
    (folder / "a.md").write_text("# قمة المناخ\n\nبدأت القمة أمس.\n", encoding="utf-8")
    Collection.build([folder], index=index)
    (folder / "b.md").write_text("# سوق النفط\n\nهدأت السوق.\n", encoding="utf-8")
    command = [sys.executable, "-m", "searchapp", "watch", str(folder), "--index", str(index), "--every", "0.2"]
    environment = os.environ | {"LANG": "C.UTF-8", "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stderr is not None
            assert process.stdout.readline().startswith("Added 1, changed 0, removed 0; the index has 2 articles")
            assert process.stdout.readline().startswith("Watching, every 0.2 s.")
            assert titles(index) == ["سوق النفط", "قمة المناخ"]
            (folder / "c.md").write_text("# وزراء الطاقة\n\nاجتمع الوزراء.\n", encoding="utf-8")
            assert process.stdout.readline().startswith("Added 1, changed 0, removed 0; the index has 3 articles")
            for name in ("a.md", "b.md"):
                (folder / name).unlink()
            assert "--allow-deletions" in process.stderr.readline()
            assert len(titles(index)) == 3
            began = time.monotonic()
            process.send_signal(signal.SIGINT)
            assert process.wait(PATIENCE) == 130
            assert time.monotonic() - began < PATIENCE
        finally:
            process.kill()


def test_without_an_index_it_says_what_to_do(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "searchapp", "watch", str(tmp_path), "--index", str(tmp_path / "none")]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=PATIENCE)
    assert ended.returncode not in (0, 130)
    assert "searchapp build" in ended.stderr
