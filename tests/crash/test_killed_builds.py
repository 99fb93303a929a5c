"""Builds and updates killed at any moment leave the live index as it was; the next one removes what they left."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from searchapp.engine.base import And, Plan
from searchapp.engine.whoosh.engine import WhooshEngine
from tests.engine.corpora import WEIGHTS, analyzed, word

BUILD_AND_PROMOTE = """
import sys
from pathlib import Path
from searchapp.engine.whoosh.engine import WhooshEngine
from tests.engine.corpora import analyzed
engine = WhooshEngine(Path(sys.argv[1]))
print("ready", flush=True)
while True:
    with engine.build("a") as (name, writer):
        for number in range(40):
            writer.add(analyzed(str(number), f"سد النيل {number} " * 5, title="خبر"))
    engine.promote(name)
    engine.prune(keep=1)
"""

UPDATE_AND_PROMOTE = """
import sys
from pathlib import Path
from searchapp.engine.whoosh.engine import WhooshEngine
from searchapp.engine.whoosh.policy import MergePolicy
from tests.engine.corpora import analyzed
engine = WhooshEngine(Path(sys.argv[1]), policy=MergePolicy(most=3, factor=2, least=1))
print("ready", flush=True)
turn = 0
while True:
    turn += 1
    with engine.update("a") as (name, updater):
        for number in range(10):
            article_id = str((turn * 7 + number) % 40)
            updater.delete(article_id)
            updater.add(analyzed(article_id, f"سد النيل {turn} " * 5, title="خبر"))
    engine.promote(name)
    engine.prune(keep=1)
"""


def kill_one(root: Path, program: str, chance: random.Random) -> None:
    child = subprocess.Popen([sys.executable, "-c", program, str(root)], stdout=subprocess.PIPE)
    with child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"ready\n"
        time.sleep(chance.uniform(0, 0.15))
        child.kill()


def kill_updates(root: Path, kills: int, seed: int) -> None:
    engine = WhooshEngine(root)
    with engine.build("a") as (name, writer):
        for number in range(40):
            writer.add(analyzed(str(number), "سد النيل", title="خبر"))
    engine.promote(name)
    chance = random.Random(seed)
    for _ in range(kills):
        kill_one(root, UPDATE_AND_PROMOTE, chance)
        live = engine.live()
        assert live is not None
        assert list(engine.verify(live)) == []
        reader = engine.open("a")
        page = reader.search(Plan(word("النيل"), WEIGHTS, size=50))
        assert {hit.id for hit in page.hits} == set(map(str, range(40)))
        assert page.total == reader.info.articles == 40
        reader.close()
    with engine.update("a"):
        pass
    assert not [path for path in root.iterdir() if path.name.startswith((".building-2", ".dropped-"))]


def kill_builds(root: Path, kills: int, seed: int) -> None:
    engine = WhooshEngine(root)
    with engine.build("a") as (name, writer):
        writer.add(analyzed("1", "سد"))
    engine.promote(name)
    chance = random.Random(seed)
    for _ in range(kills):
        kill_one(root, BUILD_AND_PROMOTE, chance)
        live = engine.live()
        assert live is not None
        assert list(engine.verify(live)) == []
        reader = engine.open("a")
        assert reader.search(Plan(And(()), WEIGHTS)).total == reader.info.articles
        assert reader.info.articles in (1, 40)
    with engine.build("a") as (name, _):
        pass
    assert not [path for path in root.iterdir() if path.name.startswith((".building-2", ".dropped-"))]


def test_twenty_kills(tmp_path: Path) -> None:
    kill_builds(tmp_path / "index", 20, seed=1)


def test_ten_kills_of_updates(tmp_path: Path) -> None:
    kill_updates(tmp_path / "index", 10, seed=3)


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_a_thousand_kills(tmp_path: Path) -> None:
    kill_builds(tmp_path / "index", 1000, seed=2)


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_five_hundred_kills_of_updates(tmp_path: Path) -> None:
    kill_updates(tmp_path / "index", 500, seed=4)
