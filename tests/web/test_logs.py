"""What the server writes about requests: one line of JSON each, by its id, without what was asked unless wanted."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest

from searchapp.config import LogStyle, Settings
from searchapp.web.app import create_app
from searchapp.web.logs import JsonLines, logging_of

ADDRESSES = ("/search?q=سرّي", "/article/undated?q=سرّي", "/api/v1/search?q=سرّي", "/none?q=سرّي")


class Kept(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(JsonLines())
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


def lines_of(service: Any, style: LogStyle, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    access = logging.getLogger("searchapp.access")
    kept = Kept()
    monkeypatch.setattr(access, "handlers", [kept])
    monkeypatch.setattr(access, "level", logging.INFO)
    client = create_app(lambda: service, Settings(log=style)).test_client()
    ids = [client.get(address).headers["X-Request-Id"] for address in ADDRESSES]
    found = [json.loads(line) for line in kept.lines]
    assert style == "text" or [line["request"] for line in found] == ids
    return found


def test_every_request_is_a_line_without_what_was_asked(service: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = lines_of(service, "json", monkeypatch)
    assert [(line["route"], line["status"]) for line in lines] == [
        ("/search", 200), ("/article/<article_id:article_id>", 200), ("/api/v1/search", 200), (None, 404),
    ]  # fmt: skip
    assert all(line["ms"] >= 0 and line["method"] == "GET" for line in lines)
    assert "سرّي" not in json.dumps(lines, ensure_ascii=False)
    assert "undated" not in json.dumps(lines)


def test_queries_are_written_only_where_the_setting_asks_for_them(
    service: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert {line["query"]["q"][0] for line in lines_of(service, "json-queries", monkeypatch)} == {"سرّي"}
    assert lines_of(service, "text", monkeypatch) == []


def test_a_failure_keeps_its_traceback_on_one_line() -> None:
    try:
        raise ValueError("سبب")
    except ValueError as error:
        record = logging.LogRecord("x", logging.ERROR, "", 0, "failed: %s", ("هنا",), (type(error), error, None))
    line = JsonLines().format(record)
    assert "\n" not in line
    assert json.loads(line)["message"] == "failed: هنا"
    assert "ValueError: سبب" in json.loads(line)["error"]


def test_text_is_for_people_and_json_for_machines() -> None:
    assert "format" in logging_of("text")["formatters"]["lines"]
    assert logging_of("json")["formatters"]["lines"] == {"()": JsonLines}
