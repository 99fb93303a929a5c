"""The model's file: weights, transitions and the word lists that its features ask. Written by ``tagging.train``."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Final

from searchapp.entities.tagging.tables import NumberTable

MODEL_FILE: Final = "tagger.tsv.gz"
FORMAT: Final = 3
WEIGHT_UNIT: Final = 1000
"""Weights are whole numbers of thousandths."""


@dataclass(frozen=True, slots=True)
class Model:
    """What was learned and what it asks; all words are keys (:func:`searchapp.entities.keys.word_key`)."""

    digest: str
    labels: Sequence[str]
    weights: NumberTable
    """For every feature at its offset (``-1:w=في``) a weight for each label."""

    transitions: Sequence[Sequence[int]]
    """From a label (row) to the next."""

    known: frozenset[str]
    """Words that a proclitic is taken from, besides the longer ones that ``phrases`` has."""

    ambiguous: frozenset[str]
    """Words that mostly stand outside names, which a document's names never claim."""

    triggers: Mapping[str, frozenset[str]]
    phrases: Mapping[str, str]
    """Flags by phrase, as in :mod:`searchapp.entities.gazetteer`, with doubtful entries too: the weights judge."""

    clusters: NumberTable
    """The clusters of a word, of each kind from coarse to fine."""


_LINES: Final = ("known", "ambiguous", "phrases", "flags", "words", "clusters", "features", "weights")


def read_model(content: bytes) -> Model:
    """Read a model file. Raises ValueError if it is of another format or incomplete."""
    with gzip.open(io.BytesIO(content)) as file:
        known = json.loads(file.readline())
        if known["format"] != FORMAT:
            raise ValueError(f"{MODEL_FILE}: format {known['format']}, this program reads {FORMAT}")
        # One line after the other, in the order of _LINES, so that no more than one pair is held beside what it gives.
        return Model(
            digest=digest_of(content),
            labels=known["labels"],
            transitions=known["transitions"],
            triggers={name: frozenset(words) for name, words in known["triggers"].items()},
            known=frozenset(_line(file, "known").split("\t")),
            ambiguous=frozenset(_line(file, "ambiguous").split("\t")),
            phrases=_flags(_line(file, "phrases"), _line(file, "flags")),
            clusters=NumberTable.read(_line(file, "words"), _line(file, "clusters")),
            weights=NumberTable.read(_line(file, "features"), _line(file, "weights")),
        )


def _line(file: gzip.GzipFile, name: str) -> str:
    line = file.readline().decode("utf-8").removesuffix("\n")
    if not line:
        raise ValueError(f"{MODEL_FILE} ends before its line of {name}")
    return line


def _flags(phrases: str, flags: str) -> dict[str, str]:
    return dict(zip(phrases.split("\t"), map(sys.intern, flags.split("\t")), strict=True))


def to_bytes(model: Model) -> bytes:
    """The shipped form, gzipped without a time stamp: a line of JSON, then a line for each of ``_LINES``, cut at tabs.

    The lines stand in pairs, of words and of what is known of each. Columns are read several times faster than rows.
    """
    columns = {"known": "\t".join(sorted(model.known)), "ambiguous": "\t".join(sorted(model.ambiguous))}
    columns["phrases"], columns["flags"] = map("\t".join, zip(*sorted(model.phrases.items()), strict=True))
    columns["words"], columns["clusters"] = model.clusters.written()
    columns["features"], columns["weights"] = model.weights.written()
    head = {"format": FORMAT, "labels": model.labels, "transitions": model.transitions}
    head["triggers"] = {name: sorted(words) for name, words in model.triggers.items()}
    first = json.dumps(head, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    buffer = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", fileobj=buffer, mtime=0) as file:
        file.write("\n".join([first, *(columns[name] for name in _LINES)]).encode("utf-8"))
    return buffer.getvalue()


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
