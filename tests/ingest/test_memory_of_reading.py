"""Memory does not grow with the collection."""

from __future__ import annotations

import gzip
import json
import tracemalloc
from pathlib import Path

import pytest

from searchapp.ingest import read_paths
from searchapp.model import Article

RECORD_SIZE = 50_000
LINES = {
    "a.jsonl": ("", "\n", ""),
    "a.json": ("[", ",\n", "]"),
    "b.json": ('{"items": [', ",", "]}"),
    "a.csv": ("body\n", "\n", ""),
}


@pytest.mark.parametrize("name", [*LINES, "a.jsonl.gz"])
def test_peak_is_a_fraction_of_a_long_file(tmp_path: Path, name: str) -> None:
    before, between, after = LINES[name.removesuffix(".gz")]
    bodies = (f"{number} " + "x" * RECORD_SIZE for number in range(600))
    records = (body if name == "a.csv" else json.dumps({"body": body}) for body in bodies)
    data = (before + between.join(records) + after).encode()
    (tmp_path / name).write_bytes(gzip.compress(data, 0) if name.endswith(".gz") else data)
    size = len(data)
    del data
    tracemalloc.start()
    articles = sum(isinstance(event, Article) for event in read_paths([tmp_path]))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert articles == 600
    assert size > 30_000_000
    assert peak < size / 4
