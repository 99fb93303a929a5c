"""Memory does not grow with the collection: four times the articles are read and built in hardly more of it."""

from __future__ import annotations

import json
import random
import tracemalloc
from collections.abc import Callable
from pathlib import Path

from searchapp.arabic.analyzer import default_analyzer
from searchapp.engine.whoosh.engine import WhooshEngine
from searchapp.entities import default_finder
from searchapp.ingest import read_paths
from searchapp.search.analysis import Analysis
from searchapp.search.build import build_index

READ = 500
BUILT = 150
WORDS_OF_ONE = 400
BUILD_BYTES = 500_000
MOST_GROWTH = 1.25
"""For four times the articles. What grows is what every article has a place for: its id, its day, its values. A build
that spills nothing (BUILD_BYTES without end) grows by more."""

WORDS = (
    "سفينة",
    "المرفأ",
    "وصلت",
    "الحبوب",
    "العمال",
    "الرصيف",
    "قال",
    "المدير",
    "إن",
    "الموسم",
    "في",
    "مدينة",
    "صباح",
)


def write(file: Path, articles: int) -> Path:
    draw = random.Random(articles)
    with file.open("w", encoding="utf-8") as stream:
        for number in range(articles):
            words = [draw.choice(WORDS) for _ in range(WORDS_OF_ONE)]
            record = {"id": str(number), "title": f"خبر {number}", "source": "نشرة المرفأ", "body": " ".join(words)}
            stream.write(json.dumps(record, ensure_ascii=False) + "\n")
    return file


def peak(work: Callable[[], object]) -> int:
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_reading_does_not_grow(tmp_path: Path) -> None:
    few, many = (write(tmp_path / f"{count}.jsonl", count) for count in (READ, 4 * READ))
    peaks = [peak(lambda file=file: sum(1 for _ in read_paths([file]))) for file in (few, few, many)]  # type: ignore[misc]
    assert peaks[2] < MOST_GROWTH * peaks[1]


def test_building_does_not_grow(tmp_path: Path) -> None:
    files = {count: write(tmp_path / f"{count}.jsonl", count) for count in (64, BUILT, 4 * BUILT)}

    def build(name: str, count: int) -> None:
        engine = WhooshEngine(tmp_path / name, build_bytes=BUILD_BYTES)
        analysis = Analysis(default_analyzer(), default_finder())
        report = build_index([files[count]], engine, analysis, index=tmp_path / name, workers=1)
        assert report.articles == count

    build("first", 64)  # loads the word lists and the memories of words
    few = peak(lambda: build("few", BUILT))
    many = peak(lambda: build("many", 4 * BUILT))
    assert many < MOST_GROWTH * few
