"""The sample corpus is read whole, without a finding."""

from __future__ import annotations

from pathlib import Path

from searchapp.ingest import Finding, read_paths
from searchapp.model import Article

CORPUS = Path(__file__).parents[2] / "corpus"


def test_every_article_of_the_corpus_is_read_with_its_source() -> None:
    events = list(read_paths([CORPUS]))
    assert [event for event in events if isinstance(event, Finding)] == []
    articles = [event for event in events if isinstance(event, Article)]
    assert len(articles) == 85
    assert [article.title for article in articles if not (article.source and article.title)] == []


def test_pages_of_the_corpus_keep_no_furniture() -> None:
    """Paragraphs of the corpus end in a full stop or a quotation; titles of other articles and buttons do not."""
    pages = [event for folder in ("pages", "html") for event in read_paths([CORPUS / folder])]
    lines = [line for page in pages if isinstance(page, Article) for line in page.body.split("\n")]
    assert len(lines) > 150
    assert [line for line in lines if len(line) < 50 or line[-1] not in '.»؟"!'] == []
