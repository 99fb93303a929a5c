"""A build that is killed at any moment leaves the live index as it was; the next build removes what it left."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from searchapp.engine.base import And, Plan
from searchapp.engine.whoosh import WhooshEngine
from tests.engine.corpora import WEIGHTS, analyzed

BUILD_AND_PROMOTE = """
import sys
from pathlib import Path
from searchapp.engine.whoosh import WhooshEngine
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


def kill_builds(root: Path, kills: int, seed: int) -> None:
    engine = WhooshEngine(root)
    with engine.build("a") as (name, writer):
        writer.add(analyzed("1", "سد"))
    engine.promote(name)
    chance = random.Random(seed)
    for _ in range(kills):
        child = subprocess.Popen([sys.executable, "-c", BUILD_AND_PROMOTE, str(root)], stdout=subprocess.PIPE)
        with child:
            assert child.stdout is not None
            assert child.stdout.readline() == b"ready\n"
            time.sleep(chance.uniform(0, 0.15))
            child.kill()
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


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_a_thousand_kills(tmp_path: Path) -> None:
    kill_builds(tmp_path / "index", 1000, seed=2)
