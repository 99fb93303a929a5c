"""What a build makes of an article before an engine takes it: its words at every level, its names, its record."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from searchapp.arabic.analyzer import Analyzer, TokenColumns, default_analyzer
from searchapp.engine.base import Batch, BatchWords, KeywordField
from searchapp.entities import EntityFinder, OwnAliases, finder_with
from searchapp.entities.numbering import NumberedTokens, WordNumbering
from searchapp.entities.words import ReadTexts
from searchapp.model import TEXT_FIELDS, AnalyzedArticle, Article, StoredArticle, TextField
from searchapp.search.fingerprints import fingerprints
from searchapp.search.levels import indexed_forms, texts_of
from searchapp.search.versions import analysis_version
from searchapp.search.word_cache import Learning, WordCache


class Analysis:
    """Makes analysed articles: the tokens of every text field and the names in title and body."""

    def __init__(self, analyzer: Analyzer, finder: EntityFinder) -> None:
        self._analyzer = analyzer
        self._finder = finder
        self.version = analysis_version(analyzer, finder)
        self.words_version = analyzer.version
        self.aliases = finder.own

    def owners(self, field: KeywordField, articles: Mapping[str, int]) -> Mapping[str, str]:
        """Tell which values of a field are another's: the ``OwnersRule`` of an index."""
        return self._finder.ownership(field, articles)

    def article(self, article: Article) -> AnalyzedArticle:
        """Analyse one article. It gets no fingerprint: only batches do."""
        texts = {text_field: self._analyzer.columns(text) for text_field, text in texts_of(article).items()}
        found = self._finder.article(article.title, article.body)
        return AnalyzedArticle(
            article=article,
            tokens={text_field: indexed_forms(columns) for text_field, columns in texts.items()},
            entities=found.entities,
        )

    def batch(self, articles: Sequence[Article], encode: Callable[[StoredArticle], bytes]) -> Batch:
        """Analyse articles together, each distinct word once; ``encode`` is the engine's."""
        words = _Words()
        tokens = []
        for article in articles:
            read = {text_field: words.add(text_field, text) for text_field, text in texts_of(article).items()}
            tokens += [read["title"], read["body"]]
        texts = [(article.title, article.body) for article in articles]
        named = self._finder.articles(texts, ReadTexts(tokens, words.written))
        stored = [StoredArticle(article, found.entities) for article, found in zip(articles, named, strict=True)]
        found_words = words.with_forms(self._analyzer)
        return Batch(stored, [encode(article) for article in stored], found_words, fingerprints(found_words))


class _Words:
    """The words of a batch's articles, by field."""

    def __init__(self) -> None:
        self._numbering = WordNumbering()
        self._numbers = {text_field: array("i") for text_field in TEXT_FIELDS}
        self._counts = {text_field: array("i") for text_field in TEXT_FIELDS}

    @property
    def written(self) -> Sequence[str]:
        """The distinct words, by their numbers."""
        return self._numbering.written

    def add(self, text_field: TextField, text: str) -> NumberedTokens:
        """Take in the text of the next article in a field, and give its tokens."""
        tokens = self._numbering.read(text)
        self._numbers[text_field].frombytes(tokens.numbers.astype(np.intc).tobytes())
        self._counts[text_field].append(len(tokens.numbers))
        return tokens

    def with_forms(self, analyzer: Analyzer) -> BatchWords:
        """Give all that was taken in, with the forms of the words."""
        forms = [analyzer.word(written) for written in self.written]
        columns = TokenColumns(
            exact=[word.exact for word in forms], stem=[word.stem for word in forms], root=[word.root for word in forms]
        )
        return BatchWords(indexed_forms(columns), self._numbers, self._counts)


@dataclass(frozen=True, slots=True)
class AnalysedBatch:
    """A batch, and the words that were worked out for it (see ``word_cache``)."""

    batch: Batch
    learned: bytes


@dataclass(frozen=True, slots=True)
class AnalyseArticles:
    """The work of a build's processes: call it to make the function that analyses a batch. It can be pickled.

    ``encode`` is the engine's; ``words`` the file of words that are known, if there is a sound one; ``aliases`` are the
    user's own.
    """

    encode: Callable[[StoredArticle], bytes]
    words: Path | None = None
    aliases: OwnAliases = field(default_factory=OwnAliases)

    def __call__(self) -> Callable[[Sequence[Article]], AnalysedBatch]:
        """Load the word lists and give the function."""
        analyzer = default_analyzer()
        learning = Learning(None if self.words is None else WordCache.open(self.words, analyzer.version))
        finder = finder_with(self.aliases)
        finder.prepare()
        analysis = Analysis(analyzer.knowing(learning), finder)

        def analyse(articles: Sequence[Article]) -> AnalysedBatch:
            return AnalysedBatch(analysis.batch(articles, self.encode), learning.take())

        return analyse
