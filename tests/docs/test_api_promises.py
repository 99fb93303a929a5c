"""The README's own clients, and schemathesis, against a running server."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from searchapp import Collection

ROOT = Path(__file__).parents[2]
PATIENCE = 240


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    index = tmp_path_factory.mktemp("served") / "ix"
    Collection.build([ROOT / "corpus"], index=index)
    command = [sys.executable, "-m", "searchapp", "serve", "--index", str(index), "--port", "0", "--workers", "1"]
    environment = os.environ | {"LANG": "C.UTF-8", "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        found = re.search(r"http://\S+:\d+", process.stdout.readline())
        assert found
        yield found.group()
        process.terminate()
        assert process.wait(PATIENCE) == 0


def block(language: str, holding: str) -> str:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks: list[str] = re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)
    return next(each for each in blocks if holding in each)


def run(command: list[str], directory: Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONIOENCODING": "utf-8", "NO_COLOR": "1"}
    return subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=directory, timeout=PATIENCE, env=environment
    )


def test_the_client_in_python(address: str, tmp_path: Path) -> None:
    code = block("python", "import requests").replace("http://127.0.0.1:8000", address)
    assert len(code.splitlines()) <= 20
    ended = run([sys.executable, "-c", code], tmp_path)
    assert ended.returncode == 0, ended.stderr
    assert "المناخ" in ended.stdout
    assert len(ended.stdout.splitlines()) > 1


def test_the_client_in_curl(address: str, tmp_path: Path) -> None:
    code = block("sh", "curl -G").replace("http://127.0.0.1:8000", address)
    ended = run(["sh", "-c", code], tmp_path)
    assert ended.returncode == 0, ended.stderr
    assert '"total":{"value":' in ended.stdout


@pytest.mark.parametrize("examples", [5, pytest.param(100, marks=pytest.mark.slow)])
def test_the_api_is_what_its_description_says(address: str, examples: int, tmp_path: Path) -> None:
    schemathesis = Path(sys.executable).with_name("schemathesis")
    command = [str(schemathesis), f"--config-file={ROOT / 'schemathesis.toml'}", "run", f"{address}/openapi.json"]
    command += [f"--max-examples={examples}", "--generation-deterministic"]
    ended = run(command, tmp_path)
    assert ended.returncode == 0, ended.stdout[-4000:] + ended.stderr[-1000:]
