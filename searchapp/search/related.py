"""Articles on the same subject: those that hold much of what sets an article apart.

An article's telling words are the stems with the most tf · idf in its title and body, a word of the title counting as
three. The engine ranks the others by them, as it does for any query; near-duplicates of the article are left out.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import Final

from searchapp.arabic.analyzer import Analyzer
from searchapp.engine.base import Key, Mass, Plan, Reader, Word
from searchapp.model import Article, TextField
from searchapp.search.ranking import first_stage

TELLING_WORDS: Final = 20
"""Words that stand for an article: with more, chance words of the body lead away from its subject."""

SHARE: Final = 0.2
"""Articles with less of these words' idf mass are on another subject."""

TITLE_COUNT: Final = 3
FREQUENT_PART: Final = 20
"""A word that more than one in so many articles have tells little; in few articles every word may."""

_FEW_ARTICLES: Final = 200
_SHORTEST: Final = 3
_FIELDS: Final[tuple[TextField, ...]] = ("title", "body")


def related_ids(reader: Reader, analyzer: Analyzer, article: Article, size: int, deadline: float) -> Sequence[str]:
    """Give the ids of at most ``size`` articles on the subject of an article, the nearest first.

    Of near-duplicates only one is given.
    """
    own = {article.id, *reader.similar(article.id)}
    words = telling_words(reader, analyzer, article, copies=len(own))
    if not words or size < 1:
        return []
    tree = Mass(tuple(Word((Key("stem", word),), _FIELDS) for word in words), SHARE)
    page = reader.search(Plan(tree, first_stage(), size=size + 1, deadline=deadline, fold=True))
    return [hit.id for hit in page.hits if hit.id not in own][:size]


def telling_words(reader: Reader, analyzer: Analyzer, article: Article, copies: int = 1) -> list[str]:
    """Give the stems that set an article apart, the most telling first (ties by stem).

    Those that only its ``copies``, itself one of them, can have lead nowhere and are left out.
    """
    counts = Counter[str]()
    for text, times in ((article.title, TITLE_COUNT), (article.body, 1)):
        for token in analyzer.analyze(text):
            if not token.stop and len(token.exact) >= _SHORTEST and token.exact.isalpha():
                counts[token.stem] += times
    articles = reader.info.articles
    most = articles if articles <= _FEW_ARTICLES else articles // FREQUENT_PART
    weighed = []
    for stem, count in counts.items():
        having = reader.count("body", "stem", stem)
        if copies < having <= most:
            weighed.append((-(1 + math.log(count)) * math.log(articles / having), stem))
    return [stem for weight, stem in sorted(weighed)[:TELLING_WORDS] if weight < 0]
