from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest

from searchapp import Collection
from searchapp.arabic.analyzer import default_analyzer
from searchapp.config import Settings
from searchapp.engine.base import Reader
from searchapp.engine.whoosh.engine import WhooshEngine
from searchapp.entities import default_finder
from searchapp.errors import IndexCorruptError, IndexMissingError, IndexOutdatedError, IndexStateError
from searchapp.model import SearchRequest
from searchapp.search.live import RETRY_SECONDS, LiveService
from searchapp.web.app import create_app


class Faulty(WhooshEngine):
    """An engine whose live pointer and whose opening can be made to fail, and which counts how often it was opened."""

    error: IndexStateError | OSError | None = None
    lost = False
    opened = 0

    def live(self) -> str | None:
        return None if self.lost else super().live()

    def open(self, analyzer: str, generation: str | None = None) -> Reader:
        self.opened += 1
        if self.error:
            raise self.error
        if self.lost:
            raise IndexMissingError("No index.", "لا فهرس.")
        return super().open(analyzer, generation)


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def build(folder: Path, title: str) -> None:
    file = folder / "articles.json"
    file.write_text(json.dumps([{"id": title, "title": title, "content": f"نص {title} كله هنا."}]), encoding="utf-8")
    Collection.build([file], index=folder / "ix", keep=3)


@pytest.fixture
def engine(tmp_path: Path) -> Faulty:
    build(tmp_path, "زيتون")
    return Faulty(tmp_path / "ix")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def live(engine: Faulty, clock: Clock) -> LiveService:
    return LiveService(engine, default_analyzer(), default_finder(), clock)


def found(live: LiveService) -> int:
    return live.current().search(SearchRequest("زيتون")).total


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (IndexOutdatedError("Another analyzer.", "محلل آخر."), "index-outdated"),
        (IndexCorruptError("A file differs.", "ملف مختلف."), "index-corrupt"),
        (FileNotFoundError("gone"), "index-unusable"),
    ],
)
def test_a_generation_that_cannot_be_opened_leaves_the_one_before_in_service(
    engine: Faulty,
    live: LiveService,
    clock: Clock,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    error: IndexStateError | OSError,
    code: str,
) -> None:
    assert found(live) == 1
    build(tmp_path, "رمان")
    engine.error = error
    with caplog.at_level(logging.WARNING, logger="searchapp"):
        for _ in range(5):
            assert found(live) == 1
        assert [live.stale] == [code]
        assert engine.opened == 2
        clock.now += RETRY_SECONDS
        assert found(live) == 1
        assert engine.opened == 3
    assert len(caplog.records) == 1
    assert str(engine.live()) in caplog.text
    engine.error = None
    assert found(live) == 1
    clock.now += RETRY_SECONDS
    assert found(live) == 0
    assert live.stale is None
    assert engine.opened == 4


def test_yet_another_generation_is_tried_at_once(engine: Faulty, live: LiveService, tmp_path: Path) -> None:
    assert found(live) == 1
    build(tmp_path, "رمان")
    engine.error = IndexCorruptError("A file differs.", "ملف مختلف.")
    assert found(live) == 1
    engine.error = None
    build(tmp_path, "تفاح")
    assert found(live) == 0
    assert live.stale is None


def test_a_rollback_to_what_is_open_ends_the_warning(engine: Faulty, live: LiveService, tmp_path: Path) -> None:
    first = live.current().info.name
    build(tmp_path, "رمان")
    engine.error = IndexCorruptError("A file differs.", "ملف مختلف.")
    assert found(live) == 1
    engine.promote(first)
    assert found(live) == 1
    assert live.stale is None


def test_a_lost_pointer_leaves_the_open_generation_in_service(engine: Faulty, live: LiveService) -> None:
    assert found(live) == 1
    engine.lost = True
    assert found(live) == 1
    assert live.stale == "index-missing"


def test_without_any_generation_there_is_nothing_to_serve(tmp_path: Path) -> None:
    with pytest.raises(IndexMissingError):
        LiveService(WhooshEngine(tmp_path / "none"), default_analyzer(), default_finder()).current()


def test_ready_says_that_an_older_generation_is_served(engine: Faulty, live: LiveService, tmp_path: Path) -> None:
    client = create_app(live.current, Settings()).test_client()
    assert client.get("/readyz").get_json() | {"generation": ""} == {
        "status": "ready",
        "generation": "",
        "articles": 1,
        "stale": False,
        "reason": None,
    }
    build(tmp_path, "رمان")
    engine.error = IndexOutdatedError("Another analyzer.", "محلل آخر.")
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert (answer.get_json()["stale"], answer.get_json()["reason"]) == (True, "index-outdated")
    assert client.get("/api/v1/search?q=زيتون").get_json()["total"]["value"] == 1
