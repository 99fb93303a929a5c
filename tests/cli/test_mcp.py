"""The tools of an assistant, with a real process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from searchapp import Collection

PATIENCE = 120


def test_an_assistant_asks_over_standard_input_and_output(tmp_path: Path) -> None:
    articles = tmp_path / "articles"
    articles.mkdir()
    (articles / "a.md").write_text("# قمة المناخ\n\nبحثت القمة أسعار النفط.\n", encoding="utf-8")
    Collection.build([articles], index=tmp_path / "index")
    asked = [
        {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"protocolVersion": "2025-06-18"}},
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
        {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {"name": "search", "arguments": {"q": "النفط"}}},
    ]
    lines = "".join(json.dumps(message, ensure_ascii=False) + "\n" for message in asked) + "\n"
    ended = subprocess.run(
        [sys.executable, "-m", "searchapp", "mcp", "--index", str(tmp_path / "index")],
        input=lines.encode(),
        capture_output=True,
        check=False,
        timeout=PATIENCE,
        env=os.environ | {"LANG": "C", "PYTHONIOENCODING": "ascii"},
    )
    assert ended.returncode == 0, ended.stderr
    introduced, found = map(json.loads, ended.stdout.decode("utf-8").splitlines())
    assert introduced["result"]["serverInfo"]["name"] == "bahith"
    assert [hit["title"] for hit in found["result"]["structuredContent"]["hits"]] == ["قمة المناخ"]


def test_without_an_index_it_says_what_to_do(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "searchapp", "mcp", "--index", str(tmp_path / "none")]
    ended = subprocess.run(command, input=b"", capture_output=True, check=False, timeout=PATIENCE)
    assert ended.returncode != 0
    assert not ended.stdout
    assert b"searchapp build" in ended.stderr
