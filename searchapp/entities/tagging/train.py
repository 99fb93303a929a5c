"""Train the tagger: ``python -m searchapp.entities.tagging.train CORPUS --gazetteer G --clusters C [--part 0.85]``.

CORPUS has a word, a blank and a BIO tag on each line (ANERcorp). G is gzipped JSON, flags by phrase; C gzipped JSON,
cluster numbers by word. The figures of a model are measured on what ``--part`` leaves out of its training; the shipped
one is trained on the whole. Only this command needs python-crfsuite (``pip install '.[train]'``).
"""

from __future__ import annotations

import argparse
import gzip
import json
import tempfile
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, chain
from pathlib import Path
from typing import Any, Final, NamedTuple

from searchapp.entities.by_gazetteer import GazetteerRecogniser
from searchapp.entities.by_model import LABELS
from searchapp.entities.gazetteer import default_gazetteer
from searchapp.entities.keys import word_key
from searchapp.entities.lists import word_class
from searchapp.entities.tagging.features import FeatureReader, sentence_features
from searchapp.entities.tagging.model import MODEL_FILE, WEIGHT_UNIT, Model, to_bytes
from searchapp.entities.tagging.paths import Tagged
from searchapp.entities.tagging.sentences import sentences

TRIGGERS: Final = ("title", "speech", "organisation-head", "definite-head", "place-head", "glue", "preposition")
_FORBIDDEN: Final = -30 * WEIGHT_UNIT
_WEAK_NAME: Final = "W"

Tokens = list[tuple[str, str]]
"""Tokens with their tags."""


def read_corpus(path: Path, part: float = 1.0) -> list[Tokens]:
    """The sentences of the first part of a corpus, in the tagger's own tokens."""
    blocks = path.read_text(encoding="utf-8").strip().split("\n\n")
    chosen = blocks[: len(blocks) - round(len(blocks) * (1 - part))]
    return [_retokenised([line.rpartition(" ")[::2] for line in block.splitlines()]) for block in chosen]


def _retokenised(words: Sequence[tuple[str, str]]) -> Tokens:
    """Cut words as the tagger cuts text: «المقبل،» is a word and a sign. A sign after a name is outside it."""
    found: Tokens = []
    for word, tag in words:
        tokens = [token for sentence in sentences(word) for token in sentence.tokens]
        for number, token in enumerate(tokens):
            inside = token[0].isalnum() or len(tokens) == 1
            following = f"I-{tag[2:]}" if tag != "O" and number else tag
            found.append((token, following if inside else "O"))
    return found


def read_phrases(path: Path) -> dict[str, str]:
    """Flags by phrase, phrases written in keys."""
    found: dict[str, set[str]] = {}
    for phrase, flags in json.loads(gzip.decompress(path.read_bytes())).items():
        found.setdefault(" ".join(map(word_key, phrase.split())), set()).update(flags)
    return {phrase: "".join(sorted(flags)) for phrase, flags in sorted(found.items())}


def lists_of(corpus: Sequence[Tokens], phrases: Mapping[str, str]) -> tuple[set[str], set[str]]:
    """Words that a proclitic may be taken from, and words that are mostly no name."""
    counts = Counter(word_key(word) for sentence in corpus for word, _ in sentence)
    named = Counter(word_key(word) for sentence in corpus for word, tag in sentence if tag != "O")
    known = {word for word, count in counts.items() if count >= 2 and len(word) >= 3}
    known |= {
        phrase for phrase, flags in phrases.items() if " " not in phrase and len(phrase) >= 4 and flags != _WEAK_NAME
    }
    ambiguous = {word for word, count in counts.items() if count >= 2 and named[word] * 2 < count}
    return known, ambiguous


def hints_in(tokens: Sequence[str]) -> list[Tagged]:
    """The names that the rules propose in a sentence of the corpus."""
    texts = default_gazetteer().texts([[" ".join(tokens)]])
    starts = [
        end - 1 - len(token) for end, token in zip(accumulate(len(token) + 1 for token in tokens), tokens, strict=True)
    ]
    found = GazetteerRecogniser().candidates(texts)
    places = ((each.kind, texts.words.starts[each.first], texts.words.ends[each.stop - 1]) for each in found)
    return [
        Tagged(max(bisect_right(starts, start) - 1, 0), bisect_left(starts, end), LABELS[kind])
        for kind, start, end in places
    ]


class Learned(NamedTuple):
    """What the trainer gives: the fields of the same names of a model."""

    labels: list[str]
    weights: dict[str, list[int]]
    transitions: list[list[int]]


def learn(corpus: Sequence[Tokens], reader: FeatureReader, iterations: int) -> Learned:
    """Labels, weights and transitions, learned by L-BFGS with both penalties."""
    import pycrfsuite  # only training needs it

    trainer = pycrfsuite.Trainer("lbfgs", verbose=False)
    words = {word: reader.word(word) for word in {word for sentence in corpus for word, _ in sentence}}
    for sentence in corpus:
        tokens = [word for word, _ in sentence]
        rows = sentence_features([words[token] for token in tokens], hints_in(tokens), reader)
        trainer.append([sorted(set(row)) for row in rows], [tag for _, tag in sentence])
    trainer.set_params({"c1": 0.1, "c2": 0.01, "max_iterations": iterations, "feature.possible_transitions": True})
    with tempfile.TemporaryDirectory() as folder:
        trainer.train(f"{folder}/model")
        tagger = pycrfsuite.Tagger()
        tagger.open(f"{folder}/model")
        return _exported(tagger.info())


def _exported(info: Any) -> Learned:
    labels = sorted(info.labels, key=lambda label: int(info.labels[label]))
    weights: dict[str, list[int]] = {}
    for (feature, label), weight in sorted(info.state_features.items()):
        if round(weight * WEIGHT_UNIT):
            weights.setdefault(feature, [0] * len(labels))[labels.index(label)] = round(weight * WEIGHT_UNIT)
    return Learned(labels, weights, [list(_row(info, labels, each)) for each in labels])


def _row(info: Any, labels: Sequence[str], before: str) -> Iterator[int]:
    for after in labels:
        broken = after.startswith("I-") and before[2:] != after[2:]
        yield _FORBIDDEN if broken else round(info.transitions.get((before, after), 0) * WEIGHT_UNIT)


def read_clusters(path: Path) -> dict[str, tuple[int, ...]]:
    """Cluster numbers by word, words in keys."""
    found: dict[str, tuple[int, ...]] = {}
    for word, numbers in json.loads(gzip.decompress(path.read_bytes())).items():
        found.setdefault(word_key(word) or word, tuple(numbers))
    return found


def side_by_side(kinds: Sequence[Mapping[str, tuple[int, ...]]]) -> dict[str, tuple[int, ...]]:
    """Clusters of several kinds together; -1 stands where a word is in no cluster of a kind."""
    width = [len(next(iter(kind.values()))) for kind in kinds]
    return {
        word: tuple(chain.from_iterable(kind.get(word, (-1,) * size) for kind, size in zip(kinds, width, strict=True)))
        for word in dict.fromkeys(chain.from_iterable(kinds))
    }


def main(arguments: list[str] | None = None) -> None:
    """Train on the sources named on the command line and write the model."""
    parser = argparse.ArgumentParser(prog="python -m searchapp.entities.tagging.train", description="Train the tagger.")
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--gazetteer", type=Path, required=True)
    parser.add_argument("--clusters", type=Path, required=True, action="append", help="once for each kind of clusters")
    parser.add_argument("--part", type=float, default=1.0, help="the first part of the sentences that is learned from")
    parser.add_argument("--iterations", type=int, default=100)
    parser.add_argument("--output", type=Path, default=Path(__file__).parents[1] / "data" / MODEL_FILE)
    options = parser.parse_args(arguments)
    corpus = read_corpus(options.corpus, options.part)
    phrases = read_phrases(options.gazetteer)
    clusters = side_by_side([read_clusters(path) for path in options.clusters])
    known, ambiguous = (frozenset(words) for words in lists_of(corpus, phrases))
    triggers = {name: word_class(name) for name in TRIGGERS}
    learned = learn(corpus, FeatureReader(phrases, clusters, known, triggers), options.iterations)
    model = Model("", *learned, known, ambiguous, triggers, phrases, clusters)
    options.output.write_bytes(to_bytes(model))
    print(f"{options.output}: {len(learned.weights)} features, {len(corpus)} sentences")


if __name__ == "__main__":
    main()
