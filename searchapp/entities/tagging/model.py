"""The model's file: weights, transitions and the word lists that its features ask. Written by ``tagging.train``."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

MODEL_FILE: Final = "tagger.tsv.gz"
FORMAT: Final = 3
WEIGHT_UNIT: Final = 1000
"""Weights are whole numbers of thousandths."""


@dataclass(frozen=True, slots=True)
class Model:
    """What was learned and what it asks; all words are keys (:func:`searchapp.entities.keys.word_key`)."""

    digest: str
    labels: Sequence[str]
    weights: Mapping[str, Sequence[int]]
    """For every feature at its offset (``-1:w=في``) a weight for each label."""

    transitions: Sequence[Sequence[int]]
    """From a label (row) to the next."""

    known: frozenset[str]
    """Words that a proclitic is taken from."""

    ambiguous: frozenset[str]
    """Words that mostly stand outside names, which a document's names never claim."""

    triggers: Mapping[str, frozenset[str]]
    phrases: Mapping[str, str]
    """Flags by phrase, as in :mod:`searchapp.entities.gazetteer`, with doubtful entries too: the weights judge."""

    clusters: Mapping[str, Sequence[int]]
    """Three clusters of a word, from coarse to fine."""


_LINES: Final = ("known", "ambiguous", "phrases", "flags", "words", "clusters", "features", "weights")


def read_model(content: bytes) -> Model:
    """Read a model file. Raises ValueError if it is of another format or incomplete."""
    head, *lines = gzip.decompress(content).splitlines()
    known = json.loads(head)
    if known["format"] != FORMAT:
        raise ValueError(f"{MODEL_FILE}: format {known['format']}, this program reads {FORMAT}")
    if len(lines) != len(_LINES):
        raise ValueError(f"{MODEL_FILE} has {len(lines)} lines after the first, not {len(_LINES)}")
    columns = {name: line.decode("utf-8").split("\t") for name, line in zip(_LINES, lines, strict=True)}
    return Model(
        digest=digest_of(content),
        labels=known["labels"],
        transitions=known["transitions"],
        triggers={name: frozenset(words) for name, words in known["triggers"].items()},
        known=frozenset(columns["known"]),
        ambiguous=frozenset(columns["ambiguous"]),
        phrases=dict(zip(columns["phrases"], map(sys.intern, columns["flags"]), strict=True)),
        clusters=dict(zip(columns["words"], map(cache(_numbers), columns["clusters"]), strict=True)),
        weights=dict(zip(columns["features"], map(_numbers, columns["weights"]), strict=True)),
    )


def to_bytes(model: Model) -> bytes:
    """The shipped form, gzipped without a time stamp: a line of JSON, then a line for each of ``_LINES``, cut at tabs.

    The lines stand in pairs, of words and of what is known of each. Columns are read several times faster than rows.
    """
    columns = {"known": sorted(model.known), "ambiguous": sorted(model.ambiguous)}
    columns["phrases"], columns["flags"] = _columns(model.phrases)
    columns["words"], columns["clusters"] = _columns({word: _joined(row) for word, row in model.clusters.items()})
    columns["features"], columns["weights"] = _columns({each: _joined(row) for each, row in model.weights.items()})
    head = {"format": FORMAT, "labels": model.labels, "transitions": model.transitions}
    head["triggers"] = {name: sorted(words) for name, words in model.triggers.items()}
    first = json.dumps(head, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    buffer = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", fileobj=buffer, mtime=0) as file:
        file.write("\n".join([first, *("\t".join(columns[name]) for name in _LINES)]).encode("utf-8"))
    return buffer.getvalue()


def _columns(table: Mapping[str, str]) -> tuple[list[str], list[str]]:
    ordered = sorted(table.items())
    return [word for word, _ in ordered], [known for _, known in ordered]


def _numbers(row: str) -> tuple[int, ...]:
    return tuple(map(int, row.split()))


def _joined(row: Sequence[int]) -> str:
    return " ".join(map(str, row))


def default_model() -> Model:
    """The shipped model, read anew: what needs it keeps what it needs of it."""
    return read_model(_shipped())


def default_digest() -> str:
    """The shipped model's digest, without reading the model."""
    return digest_of(_shipped())


def digest_of(content: bytes) -> str:
    """What tells models apart."""
    return hashlib.sha256(content).hexdigest()[:12]


def _shipped() -> bytes:
    return resources.files("searchapp.entities").joinpath("data", MODEL_FILE).read_bytes()
