"""The model's file: weights, transitions and the word lists that its features ask. Written by ``tagging.train``."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

MODEL_FILE: Final = "tagger.json.gz"
FORMAT: Final = 1
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


def read_model(content: bytes) -> Model:
    """Read a model file. Raises ValueError if it is of another format."""
    found = json.loads(gzip.decompress(content))
    if found["format"] != FORMAT:
        raise ValueError(f"{MODEL_FILE}: format {found['format']}, this program reads {FORMAT}")
    return Model(
        digest=hashlib.sha256(content).hexdigest()[:12],
        labels=found["labels"],
        weights=found["weights"],
        transitions=found["transitions"],
        known=frozenset(found["known"]),
        ambiguous=frozenset(found["ambiguous"]),
        triggers={name: frozenset(words) for name, words in found["triggers"].items()},
        phrases=found["phrases"],
        clusters=found["clusters"],
    )


@cache
def default_model() -> Model:
    """The shipped model, read once."""
    return read_model(resources.files("searchapp.entities").joinpath("data", MODEL_FILE).read_bytes())
