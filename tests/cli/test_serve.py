"""The server as a process: it answers, serves a rebuilt index without a restart, replaces a killed worker."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote
from urllib.request import urlopen

import pytest

from searchapp import Collection

PATIENCE = 60


def write_articles(file: Path, *titles: str) -> Path:
    records = [{"id": title, "title": title, "content": f"نص {title} كله هنا.", "source": "نشرة"} for title in titles]
    file.write_text(json.dumps(records, ensure_ascii=False), encoding="utf-8")
    return file


def wait_for(ready: Callable[[], Any]) -> Any:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            if found := ready():
                return found
        except (URLError, ConnectionError):
            pass
        time.sleep(0.1)
    raise AssertionError("the server did not come to that state in time")


@pytest.fixture
def index(tmp_path: Path) -> Path:
    Collection.build([write_articles(tmp_path / "a.json", "زيتون", "رمان")], index=tmp_path / "ix")
    return tmp_path / "ix"


@pytest.fixture
def server(index: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    command = [sys.executable, "-m", "searchapp", "serve", "--index", str(index), "--port", "0", "--workers", "2"]
    environment = os.environ | {"LANG": "C.UTF-8", "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        address = re.search(r"http://\S+:\d+", said)
        assert address, said
        yield process, address.group()
        process.terminate()
        assert process.wait(PATIENCE) == 0


def found_one(address: str, q: str) -> bool:
    return bool(ask(address, q)["total"]["value"] == 1)


def ask(address: str, q: str) -> Any:
    with urlopen(f"{address}/api/v1/search?q={quote(q)}") as answer:
        return json.load(answer)


def test_answers_and_serves_a_rebuilt_index(
    server: tuple[subprocess.Popen[str], str], index: Path, tmp_path: Path
) -> None:
    _, address = server
    assert wait_for(lambda: ask(address, "زيتون"))["total"]["value"] == 1
    Collection.build([write_articles(tmp_path / "b.json", "تفاح")], index=index)
    assert ask(address, "تفاح")["total"]["value"] == 1
    assert ask(address, "زيتون")["total"]["value"] == 0


def test_a_killed_worker_is_replaced(server: tuple[subprocess.Popen[str], str]) -> None:
    process, address = server
    wait_for(lambda: ask(address, "رمان"))
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    assert len(children) == 2
    os.kill(int(children[0]), signal.SIGKILL)

    def replaced() -> bool:
        now = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        return len(now) == 2 and children[0] not in now

    assert wait_for(replaced)
    assert ask(address, "رمان")["total"]["value"] == 1


def test_a_port_in_use_is_a_clear_message(server: tuple[subprocess.Popen[str], str], index: Path) -> None:
    _, address = server
    port = address.rpartition(":")[2]
    command = [sys.executable, "-m", "searchapp", "serve", "--index", str(index), "--port", port]
    ended = subprocess.run(command, capture_output=True, text=True, env=os.environ | {"LANG": "C.UTF-8"}, check=False)
    assert ended.returncode == 2
    assert port in ended.stderr
    assert "--port" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_no_request_fails_while_generations_are_promoted(
    server: tuple[subprocess.Popen[str], str], index: Path, tmp_path: Path
) -> None:
    """Readers ask without a pause, through page and API, while the index is replaced again and again."""
    _, address = server
    wait_for(lambda: ask(address, "زيتون"))
    rounds, done = 6, threading.Event()
    answers: list[int] = []
    seen: set[str] = set()

    def read(path: str) -> None:
        while not done.is_set():
            try:
                with urlopen(f"{address}{path}") as answer:
                    body = answer.read()
                    answers.append(answer.status)
            except HTTPError as refused:
                answers.append(refused.code)
                continue
            if path.startswith("/api/"):
                seen.add(json.loads(body)["hits"][0]["id"])

    paths = (f"/api/v1/search?q={quote('نص')}&sort=newest", f"/search?q={quote('نص')}", "/", "/readyz")
    readers = [threading.Thread(target=read, args=(path,)) for path in paths]
    for reader in readers:
        reader.start()
    try:
        for number in range(rounds):
            Collection.build([write_articles(tmp_path / f"{number}.json", f"جيل{number}")], index=index)
            wait_for(partial(found_one, address, f"جيل{number}"))
    finally:
        done.set()
        for reader in readers:
            reader.join(PATIENCE)
    assert set(answers) == {200}
    assert len(answers) > 10 * rounds
    assert len(seen) > 1
    assert f"جيل{rounds - 1}" in {ask(address, "نص")["hits"][0]["id"]}


def test_requests_are_logged_as_json_where_that_is_set(index: Path) -> None:
    command = [sys.executable, "-m", "searchapp", "serve", "--index", str(index), "--port", "0", "--workers", "1"]
    environment = os.environ | {"LANG": "C.UTF-8", "PYTHONUNBUFFERED": "1", "SEARCHAPP_LOG": "json"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        found = re.search(r"http://\S+:\d+", process.stdout.readline())
        assert found
        wait_for(lambda: ask(found.group(), "زيتون"))
        process.terminate()
        said = [json.loads(line) for line in process.stderr.read().splitlines()]
        assert process.wait(PATIENCE) == 0
    assert [line["route"] for line in said if line["message"] == "request"] == ["/api/v1/search"]
