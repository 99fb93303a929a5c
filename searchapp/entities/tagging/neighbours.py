"""Cluster words by their neighbours: ``python -m searchapp.entities.tagging.neighbours WIKIPEDIA --corpus C OUTPUT``.

WIKIPEDIA is a folder with texts (the unpacked archive of Arabic Wikipedia articles); C is the corpus that the tagger
learns from, of which ``--part`` is read, without its tags. OUTPUT is gzipped JSON, three cluster numbers by word, which
``tagging.train`` takes as ``--clusters``. Words that stand between the same neighbours come together: given names,
surnames, towns, heads of organisations. Only this command needs scipy (``pip install '.[train]'``).

Counts of the words one and two places before and after, as positive pointwise mutual information with smoothed contexts
(Levy, Goldberg and Dagan 2015, "Improving Distributional Similarity"), reduced to 100 columns by singular values;
then k-means by cosine.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from searchapp.entities.keys import word_key
from searchapp.entities.tagging.corpus import read_articles, read_corpus
from searchapp.entities.tagging.sentences import sentences

SIZES: Final = (100, 400, 1500)
"""Numbers of clusters, from coarse to fine."""

COLUMNS: Final = 100
CLUSTERED: Final = 45_000
"""Words that get clusters, the most frequent ones."""

_CONTEXTS: Final = 6000
_RAREST: Final = 5
_OFFSETS: Final = ((-1, 1.0), (1, 1.0), (-2, 0.6), (2, 0.6))
_SMOOTHING: Final = 0.75
_ROUNDS: Final = 15
_FIRST_CHOICE: Final = 12_000
_BLOCK: Final = 4096
_NUMBER: Final = "<num>"

Vectors = npt.NDArray[np.float32]
Ranks = npt.NDArray[np.int64]


def read_texts(folder: Path) -> Iterator[list[str]]:
    """The sentences of all articles, in words."""
    for text in read_articles(folder):
        yield from (sentence.tokens for sentence in sentences(text))


def ranks_of(texts: Iterator[Sequence[str]]) -> tuple[Ranks, list[str]]:
    """All texts as ranks by frequency, -1 between sentences; and the keys by rank, without the rarest."""
    numbers: dict[str, int] = {}
    keys: dict[str, str] = {}
    flat: list[int] = []
    for words in texts:
        flat += [numbers.setdefault(_key(word, keys), len(numbers)) for word in words]
        flat.append(-1)
    found = np.array(flat, np.int64)
    counts = np.bincount(found[found >= 0], minlength=len(numbers))
    order = np.argsort(-counts, kind="stable")
    ranks = np.empty(len(order) + 1, np.int64)
    ranks[order] = np.arange(len(order))
    ranks[-1] = -1  # also what stands between sentences is looked up
    names = list(numbers)
    return ranks[found], [names[number] for number in order[: int((counts >= _RAREST).sum())]]


def vectors(ranks: Ranks, words: int) -> Vectors:
    """Vectors of the most frequent words: ``(words, COLUMNS)``."""
    from scipy import sparse  # only training needs it
    from scipy.sparse.linalg import svds

    found = sparse.hstack([_information(ranks, words, offset, weight) for offset, weight in _OFFSETS]).tocsr()
    left, values, _ = svds(found.astype(np.float32), k=COLUMNS, random_state=0)
    order = np.argsort(-values)
    result: Vectors = np.asarray(left[:, order] * np.sqrt(values[order]), np.float32)
    return result


def _information(ranks: Ranks, words: int, offset: int, weight: float) -> Any:
    """Positive pointwise mutual information of words (rows) with the word at an offset (columns, the last: none)."""
    from scipy import sparse

    away = abs(offset)
    one, other = (ranks[away:], ranks[:-away]) if offset < 0 else (ranks[:-away], ranks[away:])
    between = ranks[1:-1] >= 0 if away == 2 else np.ones(len(one), np.bool_)
    context = np.where(other < 0, _CONTEXTS, other)
    kept = between & (one >= 0) & (one < words) & (context <= _CONTEXTS)
    shape = (words, _CONTEXTS + 1)
    counts = sparse.coo_matrix((np.ones(kept.sum(), np.float32), (one[kept], context[kept])), shape=shape).tocsr()
    rows = np.asarray(counts.sum(1)).ravel()
    columns = np.asarray(counts.sum(0)).ravel() ** _SMOOTHING
    columns /= columns.sum()
    counts = counts.tocoo()
    values = np.log(counts.data / (rows[counts.row] * columns[counts.col]))
    positive = values > 0
    return sparse.csr_matrix((values[positive] * weight, (counts.row[positive], counts.col[positive])), shape=shape)


def clusters(points: Vectors, count: int) -> Ranks:
    """The cluster of each point, by k-means over directions; the same on every run."""
    from scipy import sparse

    unit = points - points.mean(0)
    unit /= np.linalg.norm(unit, axis=1, keepdims=True) + 1e-9
    choice = np.random.default_rng(0).choice(min(len(unit), _FIRST_CHOICE), count, replace=False)
    centres = unit[choice].copy()
    labels = np.zeros(len(unit), np.int64)
    for _ in range(_ROUNDS):
        blocks = range(0, len(unit), _BLOCK)
        labels = np.concatenate([(unit[start : start + _BLOCK] @ centres.T).argmax(1) for start in blocks])
        members = (np.ones(len(unit), np.float32), (labels, np.arange(len(unit))))
        sums = sparse.csr_matrix(members, shape=(count, len(unit))) @ unit
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        filled = lengths[:, 0] > 0
        centres[filled] = sums[filled] / lengths[filled]
    return labels


def _key(word: str, known: dict[str, str]) -> str:
    key = known.get(word)
    if key is None:
        key = word_key(word) or word
        key = known[word] = _NUMBER if any(letter.isdigit() for letter in key) else key
    return key


def main(arguments: list[str] | None = None) -> None:
    """Read the texts named on the command line and write the clusters."""
    parser = argparse.ArgumentParser(
        prog="python -m searchapp.entities.tagging.neighbours", description="Cluster words."
    )
    parser.add_argument("wikipedia", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--part", type=float, default=1.0, help="the first part of the corpus's sentences that is read")
    options = parser.parse_args(arguments)

    def texts() -> Iterator[Sequence[str]]:
        yield from read_texts(options.wikipedia)
        for sentence in read_corpus(options.corpus, options.part):
            yield [word for word, _ in sentence]

    ranks, names = ranks_of(texts())
    print(f"{len(ranks):,} words read, {len(names):,} of them frequent enough")
    points = vectors(ranks, len(names))[:CLUSTERED]
    columns = [clusters(points, size).tolist() for size in SIZES]
    found = dict(zip(names, zip(*columns, strict=True), strict=False))
    content = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
    options.output.write_bytes(gzip.compress(content.encode("utf-8"), mtime=0))
    print(f"{options.output}: clusters of {len(found):,} words")


if __name__ == "__main__":
    main()
