"""An update of a collection that is killed at any moment changes nothing, and the next one completes."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from pathlib import Path

from searchapp import Collection

UPDATE = """
import sys
from searchapp import Collection
from searchapp.arabic.analyzer import default_analyzer
from searchapp.entities import default_finder
default_analyzer(), default_finder()
print("ready", flush=True)
Collection(sys.argv[2]).update([sys.argv[1]], workers=1)
"""


def line(number: int, word: str) -> str:
    return json.dumps({"id": str(number), "title": f"خبر {number}", "body": f"سد {word} رقم {number} " * 5}) + "\n"


def write(file: Path, word: str) -> None:
    file.write_text("".join(line(number, word if number < 100 else "الفرات") for number in range(150)))


def test_updates_that_are_killed(tmp_path: Path) -> None:
    file, index = tmp_path / "a.jsonl", tmp_path / "index"
    write(file, "النيل")
    collection = Collection.build([file], index=index, workers=1)
    write(file, "دجلة")
    chance = random.Random(5)
    for _ in range(3):
        with subprocess.Popen([sys.executable, "-c", UPDATE, file, index], stdout=subprocess.PIPE) as child:
            assert child.stdout is not None
            assert child.stdout.readline() == b"ready\n"
            time.sleep(chance.uniform(0, 0.3))
            child.kill()
        live = collection.engine.live()
        assert live is not None
        assert list(collection.engine.verify(live)) == []
        assert (collection.search("النيل").total, collection.search("دجلة").total) in ((100, 0), (0, 100))
    report = collection.update([file], workers=1)
    assert report.articles == 150
    assert (collection.search("النيل").total, collection.search("دجلة").total) == (0, 100)
