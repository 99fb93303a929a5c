"""Generated articles with a real word distribution: few words are frequent, many are rare."""

from __future__ import annotations

import json
import random
from pathlib import Path

LETTERS = "ابتثجحخدرزسشصطعغفقكلمنهوي"
DAYS = [f"2022-11-{day:02}" for day in range(1, 10)]


def write_news(file: Path, articles: int = 60, words: int = 120) -> Path:
    """Write a JSON file of articles with titles, bodies, sources and days; always the same ones."""
    chance = random.Random(3)
    vocabulary = ["".join(chance.choices(LETTERS, k=chance.randint(3, 6))) for _ in range(1500)]
    weights = [1 / (rank + 5) for rank in range(len(vocabulary))]
    records = [
        {
            "id": str(number),
            "title": " ".join(chance.choices(vocabulary, weights, k=6)),
            "body": " ".join(
                [*chance.choices(vocabulary, weights, k=words), "في", chance.choice(("القاهرة", "بيروت"))]
            ),
            "source": f"نشرة {number % 5}",
            "published": chance.choice(DAYS),
        }
        for number in range(articles)
    ]
    file.write_text(json.dumps(records, ensure_ascii=False), encoding="utf-8")
    return file
