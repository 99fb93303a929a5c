"""The page that the product was asked for first, read from the evaluation data."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from searchapp.ingest import Caution, Reject, read_paths
from searchapp.model import Article, Published

pytestmark = pytest.mark.evaluation


@pytest.fixture
def seed() -> Path:
    folder = os.environ.get("SEARCHAPP_EVALUATION_DATA")
    if not folder or not (Path(folder) / "seed").is_dir():
        pytest.skip("SEARCHAPP_EVALUATION_DATA names no folder with the seed page")
    return Path(folder) / "seed"


def test_seed_is_one_article_with_all_its_parts(seed: Path) -> None:
    events = list(read_paths([seed]))
    assert not [event for event in events if isinstance(event, Reject | Caution)]
    (article,) = events
    assert isinstance(article, Article)
    assert article.title == "رئيس الناتو يحدد موعدًا لعقد اجتماع خاص مع روسيا وسط أزمة أوكرانيا"
    assert article.source == "EU Reporter"
    assert article.section == "الدفاع"
    assert article.published == Published(date(2022, 1, 4), "day", "weekday")
    assert len(article.captions) == 2
    assert all(caption.endswith("File Photo") for caption in article.captions)


def test_seed_body_is_its_long_lines_and_nothing_else(seed: Path) -> None:
    (article,) = read_paths([seed])
    assert isinstance(article, Article)
    (file,) = seed.glob("*.txt")
    lines = [line.strip() for line in file.read_text(encoding="utf-8").split("\n")]
    first = next(place for place, line in enumerate(lines) if line.endswith("يوم الثلاثاء (4 يناير)."))
    last = next(place for place, line in enumerate(lines) if line.endswith("في وقت لاحق في يناير."))
    expected = [line for line in lines[first : last + 1] if line and line != "إعلان"]
    assert len(expected) == 13
    assert article.body.split("\n") == expected
