"""What the second stage knows of the grams of each article: its words by number, and the words that have a gram.

A file of arrays (``arrays``) beside each segment's postings, ``<segment>.grm``, made from the exact level's postings
when these are written, whether by a build or by a merge. For the field ``body_exact`` with ``T`` terms, ``P`` postings
and ``G`` different grams, where article ``N - 1`` is the last of the segment that has any (deleted ones included)::

    body_exact/heads        u8          see ``gram_table``
    body_exact/keys         u8[G]
    body_exact/articles     i4[G]       how many articles have the gram
    body_exact/term_starts  i8[G + 1]   gram g stands in the terms terms[term_starts[g]:term_starts[g + 1]]
    body_exact/terms        i4          ascending for each gram, once for each time that the term has it
    body_exact/lengths      i4[N + 1]   grams of the article's text; the last is 0 and stands for all later articles
    body_exact/word_starts  i8[N + 1]   article n has the words words[word_starts[n]:word_starts[n + 1]]
    body_exact/words        i4[P]       numbers of terms, ascending within an article
    body_exact/frequencies  u1 u2 u4[P] how often the article has the word
    body_exact/weighted     u1[P]       the same weighted by place (see ``places``)

A posting list for each gram would answer sooner but takes more than twice the room. Measured on the bodies of 6,000
news articles (1.95 million words, 131,000 forms, 81,000 grams); time to ask is the median of 60 headlines, 30 grams
each in 100 articles:

=====================  =======  ==================  =======
form                   bytes    CPU to build        to ask
=====================  =======  ==================  =======
words of each article  12.2 MB  0.12 ms an article  0.72 ms
lists of grams         27.7 MB  0.35 ms an article  0.43 ms
=====================  =======  ==================  =======
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from searchapp.engine.whoosh.arrays import Arrays, ArraysWriter, narrowest
from searchapp.engine.whoosh.gram_table import GramTable, TermGrams, table_of
from searchapp.engine.whoosh.inversion import stable_order
from searchapp.engine.whoosh.postings import FieldPostings, Ints, Offsets, Unsigned, spans
from searchapp.engine.whoosh.schema import to_form

_LEVEL = "_exact"
_PASS = 1 << 22
"""Numbers put into a new order at a time: about 100 MB."""

_PIECE = 1 << 20
"""Numbers looked through at a time."""

_COUNTED = 1 << 18
"""Words whose grams are counted at a time: about 50 MB."""


@dataclass(frozen=True, slots=True)
class GramField:
    """The gram data of one text field of a segment; arrays as in the file."""

    table: GramTable
    articles: Ints
    term_starts: Offsets
    terms: Ints
    lengths: Ints
    word_starts: Offsets
    words: Ints
    frequencies: Unsigned
    weighted: Unsigned


def write_grams(file: ArraysWriter, fields: Mapping[str, FieldPostings]) -> None:
    """Write the gram data of all fields of exact forms of a segment."""
    for name, field in fields.items():
        if name.endswith(_LEVEL) and len(field.terms):
            _write_field(file, name, field)


def read_grams(arrays: Arrays) -> dict[str, GramField]:
    """Give the gram data of all fields, by name."""
    names = [entry.removesuffix("/keys") for entry in arrays if entry.endswith("/keys")]
    return {name: _read_field(arrays, name) for name in names}


def count_articles(word_starts: Offsets, words: Ints, grams: TermGrams, different: int) -> Offsets:
    """Count for each of so many different grams the articles that have it, from the articles' words."""
    counts = np.zeros(different, dtype=np.int64)
    for first, last in _cuts(word_starts, _COUNTED):
        own = words[word_starts[first] : word_starts[last]]
        sizes = grams.starts[own + 1] - grams.starts[own]
        article = np.repeat(np.arange(last - first), np.diff(word_starts[first : last + 1]))
        pairs = np.sort(np.repeat(article, sizes) * different + grams.grams[spans(grams.starts[own], sizes)])
        if len(pairs):
            pairs = pairs[np.append(True, pairs[1:] != pairs[:-1])]
        counts += np.bincount(pairs % different, minlength=different)
    return counts


def _write_field(file: ArraysWriter, name: str, field: FieldPostings) -> None:
    table, grams = table_of([to_form(term) for term in field.terms])
    file.put(f"{name}/heads", "u8", table.heads)
    file.put(f"{name}/keys", "u8", table.keys)
    term_starts = _column_starts(grams.grams, len(table))
    file.put(f"{name}/term_starts", "i8", term_starts)
    terms = file.reserve(f"{name}/terms", "i4", len(grams.grams))
    for rows, _, _ in _transposed(grams.starts, grams.grams, term_starts):
        terms.append(rows)
    word_starts = _column_starts(field.docs, int(field.docs.max()) + 1)
    counts, lengths = _write_words(file, name, field, grams, word_starts, len(table))
    file.put(f"{name}/articles", "i4", counts)
    file.put(f"{name}/lengths", "i4", lengths)


def _write_words(
    file: ArraysWriter, name: str, field: FieldPostings, grams: TermGrams, starts: Offsets, different: int
) -> tuple[Offsets, Offsets]:
    """Write the words of each article; give the articles of each gram and the grams of each article."""
    file.put(f"{name}/word_starts", "i8", starts)
    words = file.reserve(f"{name}/words", "i4", len(field.docs))
    type_ = narrowest(int(field.frequencies.max(initial=0)))
    frequencies = file.reserve(f"{name}/frequencies", type_, len(field.docs))
    weighted = file.reserve(f"{name}/weighted", "u1", len(field.docs))
    counts = np.zeros(different, dtype=np.int64)
    lengths = np.zeros(len(starts), dtype=np.int64)
    for rows, picks, (first, last) in _transposed(field.posting_starts, field.docs, starts):
        own = starts[first : last + 1] - starts[first]
        often = field.frequencies[picks]
        words.append(rows)
        frequencies.append(often)
        weighted.append(field.weighted[picks])
        counts += count_articles(own, rows, grams, different)
        article = np.repeat(np.arange(last - first), np.diff(own))
        sizes = (grams.starts[rows + 1] - grams.starts[rows]) * often
        lengths[first:last] = np.bincount(article, sizes, last - first)
    return counts, lengths


def _transposed(
    starts: Offsets, columns: Ints, column_starts: Offsets
) -> Iterator[tuple[Ints, Offsets, tuple[int, int]]]:
    """Turn rows of columns into columns of rows, some columns at a time.

    Row ``r`` has ``columns[starts[r]:starts[r + 1]]``. Gives for a half-open range of columns their rows, ascending
    within a column, the place in ``columns`` of each, and the range.
    """
    for first, last in _cuts(column_starts, _PASS):
        rows: list[Ints] = []
        picks: list[Offsets] = []
        for begin, end in _cuts(starts, _PIECE):
            piece = columns[starts[begin] : starts[end]]
            chosen = np.flatnonzero((piece >= first) & (piece < last))
            owners = np.repeat(np.arange(begin, end, dtype=np.int32), np.diff(starts[begin : end + 1]))
            rows.append(owners[chosen])
            picks.append(chosen + starts[begin])
        places = np.concatenate(picks)
        order = stable_order(columns[places] - np.int32(first))
        yield np.concatenate(rows)[order], places[order], (first, last)


def _column_starts(columns: Ints, width: int) -> Offsets:
    """Give where each of ``width`` columns begins once the numbers are sorted by column."""
    starts = np.zeros(width + 1, dtype=np.int64)
    for first in range(0, len(columns), _PIECE):
        starts[1:] += np.bincount(columns[first : first + _PIECE], minlength=width)
    return np.cumsum(starts)


def _cuts(starts: Offsets, size: int) -> Iterator[tuple[int, int]]:
    """Cut rows into half-open ranges that have at most so many numbers each, unless a single row has more."""
    rows, first = len(starts) - 1, 0
    while first < rows:
        last = max(first + 1, int(np.searchsorted(starts, starts[first] + size, side="right")) - 1)
        yield first, last
        first = last


def _read_field(arrays: Arrays, name: str) -> GramField:
    table = GramTable(arrays.get(f"{name}/heads"), arrays.get(f"{name}/keys"))
    parts = ("articles", "term_starts", "terms", "lengths", "word_starts", "words", "frequencies", "weighted")
    return GramField(table, *(arrays.get(f"{name}/{part}") for part in parts))
