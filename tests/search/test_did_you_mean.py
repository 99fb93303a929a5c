"""Slips of the pen are corrected, right words are left alone, and nothing is proposed that finds nothing."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from searchapp import Collection
from searchapp.arabic.analyzer import default_analyzer
from searchapp.model import FilterSet, SearchRequest
from searchapp.search.service import SearchService

ROOT = Path(__file__).parents[2]
TABLE = Path(__file__).parents[1] / "golden" / "slips.tsv"
COPIES = 3


def rows() -> list[tuple[str, str, str]]:
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    return [(typed, meant, about) for typed, meant, about in (line.split("\t") for line in lines if line[0] != "#")]


def meant_words() -> list[str]:
    """What the table corrects to, as texts: each stands in its own order, operators and signs left out."""
    return sorted({re.sub(r"[+:]|العنوان|أو", " ", meant).strip() for _, meant, _ in rows() if meant != "-"})


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> SearchService:
    """The sample corpus, and articles that have the words meant, one sentence for each."""
    folder = tmp_path_factory.mktemp("slips")
    body = "\n\n".join(f"{words}." for words in meant_words())
    articles = [{"id": f"w{copy}", "title": f"كلمات {copy}", "content": body + f" {copy}"} for copy in range(COPIES)]
    (folder / "words.json").write_text(json.dumps(articles, ensure_ascii=False), encoding="utf-8")
    return Collection.build([ROOT / "corpus", folder / "words.json"], index=folder / "ix").service()


def proposed(service: SearchService, q: str, **others: object) -> str | None:
    page = service.search(SearchRequest(q=q, size=1, facets=(), **others))  # type: ignore[arg-type]  # as the test says
    return page.suggestion.q if page.suggestion else None


@pytest.mark.parametrize(("typed", "meant", "about"), rows())
def test_the_golden_slips(service: SearchService, typed: str, meant: str, about: str) -> None:
    assert proposed(service, typed) == (None if meant == "-" else meant), about


def test_the_table_is_large() -> None:
    assert sum(meant != "-" for _, meant, _ in rows()) >= 80


def test_no_word_of_the_sample_corpus_is_corrected(service: SearchService) -> None:
    """Every third word of the pages, to be done in time."""
    analyzer = default_analyzer()
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "corpus" / "pages").glob("*.txt"))]
    words = sorted({token.text for text in texts for token in analyzer.analyze(text)})[::3]
    corrected = {word: found for word in words if (found := proposed(service, word))}
    assert corrected == {}


def test_a_suggestion_says_what_changed_and_how_much_it_finds(service: SearchService) -> None:
    found = service.search(SearchRequest(q="السعودية القاهىة الرياص")).suggestion
    assert found is not None
    assert [found.q[start:end] for start, end in found.changed] == ["القاهرة", "الرياض"]
    assert found.total == service.search(SearchRequest(q=found.q)).total > 0


def test_filters_are_kept_in_what_a_suggestion_finds(service: SearchService) -> None:
    filters = {"source": FilterSet(include=("لا مصدر بهذا الاسم",))}
    assert proposed(service, "القاهىة", filters=filters) is None


def test_words_to_be_taken_as_written_are_not_corrected(service: SearchService) -> None:
    assert proposed(service, "القاهىة", mode="exact") is None
