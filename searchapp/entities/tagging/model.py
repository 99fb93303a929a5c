"""The model's file: weights, transitions and the word lists that its features ask. Written by ``tagging.train``."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Final

MODEL_FILE: Final = "tagger.tsv.gz"
FORMAT: Final = 2
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


_SECTIONS: Final = ("known", "ambiguous", "triggers", "phrases", "clusters", "weights")


def read_model(content: bytes) -> Model:
    """Read a model file. Raises ValueError if it is of another format or incomplete."""
    with gzip.open(io.BytesIO(content), "rt", encoding="utf-8", newline="\n") as lines:
        head = json.loads(next(lines))
        if head["format"] != FORMAT:
            raise ValueError(f"{MODEL_FILE}: format {head['format']}, this program reads {FORMAT}")
        sections = (_section(lines, head["sizes"][name]) for name in _SECTIONS)
        return Model(
            digest=hashlib.sha256(content).hexdigest()[:12],
            labels=head["labels"],
            transitions=head["transitions"],
            known=frozenset(word for word, _ in next(sections)),
            ambiguous=frozenset(word for word, _ in next(sections)),
            triggers={name: frozenset(words.split()) for name, words in next(sections)},
            phrases={phrase: sys.intern(flags) for phrase, flags in next(sections)},
            clusters=_shared((word, _numbers(row)) for word, row in next(sections)),
            weights={feature: _numbers(row) for feature, row in next(sections)},
        )


def _shared(rows: Iterable[tuple[str, tuple[int, ...]]]) -> dict[str, tuple[int, ...]]:
    """Words with their numbers, which the words of one cluster share."""
    same: dict[tuple[int, ...], tuple[int, ...]] = {}
    return {word: same.setdefault(numbers, numbers) for word, numbers in rows}


def to_bytes(model: Model) -> bytes:
    """The shipped form, gzipped without a time stamp: a line of JSON, then a line for every entry of each section.

    An entry is a word and, after a tab, what is known of it; the JSON tells how many entries each section has.
    """
    sections = {
        "known": [(word, "") for word in sorted(model.known)],
        "ambiguous": [(word, "") for word in sorted(model.ambiguous)],
        "triggers": [(name, " ".join(sorted(words))) for name, words in sorted(model.triggers.items())],
        "phrases": sorted(model.phrases.items()),
        "clusters": [(word, _joined(row)) for word, row in sorted(model.clusters.items())],
        "weights": [(feature, _joined(row)) for feature, row in sorted(model.weights.items())],
    }
    head = {"format": FORMAT, "labels": model.labels, "transitions": model.transitions}
    head["sizes"] = {name: len(sections[name]) for name in _SECTIONS}
    buffer = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", fileobj=buffer, mtime=0) as file:
        file.write((json.dumps(head, separators=(",", ":"), sort_keys=True) + "\n").encode("utf-8"))
        for name in _SECTIONS:
            file.writelines(f"{word}\t{known}\n".encode() for word, known in sections[name])
    return buffer.getvalue()


def _section(lines: Iterator[str], size: int) -> Iterator[tuple[str, str]]:
    for _ in range(size):
        line = next(lines, None)
        if line is None:
            raise ValueError(f"{MODEL_FILE} ends too early")
        word, _, known = line.rstrip("\n").partition("\t")
        yield word, known


def _numbers(row: str) -> tuple[int, ...]:
    return tuple(map(int, row.split()))


def _joined(row: Sequence[int]) -> str:
    return " ".join(map(str, row))


def default_model() -> Model:
    """The shipped model, read anew: what needs it keeps what it needs of it."""
    return read_model(resources.files("searchapp.entities").joinpath("data", MODEL_FILE).read_bytes())
