"""Train the tagger: ``python -m searchapp.entities.tagging.train CORPUS --gazetteer G --clusters C [--part 0.85]``.

CORPUS has a word, a blank and a BIO tag on each line (ANERcorp). G is gzipped JSON, flags by phrase; C gzipped JSON,
cluster numbers by word. What the press names comes from two lists of ours, ``organisations.tsv`` and ``people.tsv``.
The figures of a model are measured on what ``--part`` leaves out of its training; the shipped one is trained on the
whole. Only this command needs python-crfsuite (``pip install '.[train]'``).
"""

from __future__ import annotations

import argparse
import gzip
import json
import tempfile
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, chain
from pathlib import Path
from typing import Any, Final, NamedTuple

from searchapp.entities.by_gazetteer import GazetteerRecogniser
from searchapp.entities.by_model import LABELS
from searchapp.entities.gazetteer import default_gazetteer
from searchapp.entities.keys import word_key
from searchapp.entities.lists import given_names, word_class
from searchapp.entities.lists import rows as lines_of
from searchapp.entities.tagging.corpus import Tokens, read_corpus
from searchapp.entities.tagging.features import FeatureReader, is_listed, sentence_features
from searchapp.entities.tagging.model import MODEL_FILE, WEIGHT_UNIT, Model, to_bytes
from searchapp.entities.tagging.paths import Tagged
from searchapp.entities.tagging.tables import NumberTable

TRIGGERS: Final = ("title", "speech", "organisation-head", "definite-head", "place-head", "glue", "preposition")
MODELS: Final = 5
"""Models whose weights are averaged."""

_FORBIDDEN: Final = -30 * WEIGHT_UNIT
_FULL_NAME: Final = "N"
_SURNAME: Final = "Z"
_SHORTEST_SURNAME: Final = 3
_ORGANISATION: Final = "E"
_AMBIGUOUS: Final = "Q"
_CLASS_FLAGS: Final = {
    "club": "S",
    "team": "T",
    "newspaper": "D",
    "channel": "V",
    "agency": "R",
    "company": "B",
    "market": "X",
    "party": "H",
    "international": "I",
    "ngo": "J",
    "state": "Y",
    "education": "U",
    "group": "G",
    "word": "K",
}
_NO_ORGANISATION: Final = frozenset({"group", "word"})

Clusters = Mapping[str, tuple[int, ...]]
"""Cluster numbers by key."""

Rows = list[list[str]]
"""The features of every place of a sentence."""


def read_phrases(path: Path) -> dict[str, str]:
    """Flags by phrase, phrases written in keys."""
    found: dict[str, set[str]] = {}
    for phrase, flags in json.loads(gzip.decompress(path.read_bytes())).items():
        found.setdefault(_phrase(phrase), set()).update(flags)
    return _written(found)


def press_phrases() -> dict[str, str]:
    """Flags by phrase of ``organisations.tsv`` and ``people.tsv``.

    An organisation has the flag of its class and ``E``, or ``Q`` if it is ambiguous in any class; a full name has
    ``N``, a surname ``Z``.
    """
    found: dict[str, set[str]] = {}
    for kind, name, *ambiguous in lines_of("organisations.tsv"):
        flags = found.setdefault(_phrase(name), set())
        flags.add(_CLASS_FLAGS[kind])
        if kind not in _NO_ORGANISATION:
            flags.add(_AMBIGUOUS if ambiguous else _ORGANISATION)
    for flags in found.values():
        if _AMBIGUOUS in flags:
            flags.discard(_ORGANISATION)
    for name, *ambiguous in lines_of("people.tsv"):
        *given, surname = _phrase(name).split()
        if given:
            found.setdefault(f"{' '.join(given)} {surname}", set()).add(_FULL_NAME)
        if not ambiguous and len(surname) >= _SHORTEST_SURNAME and surname not in given_names():
            found.setdefault(surname, set()).add(_SURNAME)
    return _written(found)


def _phrase(written: str) -> str:
    return " ".join(map(word_key, written.split()))


def _written(flags: Mapping[str, set[str]]) -> dict[str, str]:
    return {phrase: "".join(sorted(found)) for phrase, found in sorted(flags.items())}


def together(*tables: Mapping[str, str]) -> dict[str, str]:
    """Flags by phrase of several tables together."""
    found: dict[str, set[str]] = {}
    for table in tables:
        for phrase, flags in table.items():
            found.setdefault(phrase, set()).update(flags)
    return _written(found)


def lists_of(corpus: Sequence[Tokens], phrases: Mapping[str, str]) -> tuple[set[str], set[str]]:
    """Words that a proclitic may be taken from besides those of the phrases, and words that are mostly no name."""
    counts = Counter(word_key(word) for sentence in corpus for word, _ in sentence)
    named = Counter(word_key(word) for sentence in corpus for word, tag in sentence if tag != "O")
    often = {word for word, count in counts.items() if count >= 2}
    known = {word for word in often if len(word) >= 3 and not is_listed(word, phrases)}
    ambiguous = {word for word in often if named[word] * 2 < counts[word]}
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
    """What is learned, under the names that it has in a model."""

    labels: list[str]
    weights: dict[str, list[int]]
    transitions: list[list[int]]


class Example(NamedTuple):
    """A sentence of the corpus, and the names that the rules propose in it."""

    tokens: Tokens
    hints: list[Tagged]


def rows_of(examples: Sequence[Example], reader: FeatureReader) -> list[Rows]:
    """The features of every place of every sentence."""
    words = {word: reader.word(word) for word in {word for example in examples for word, _ in example.tokens}}
    found = (
        sentence_features([words[word] for word, _ in example.tokens], example.hints, reader) for example in examples
    )
    return [[sorted(set(row)) for row in rows] for rows in found]


def learn(sentences: Sequence[Rows], examples: Sequence[Example], iterations: int) -> Learned:
    """Labels, weights and transitions: the mean of ``MODELS`` models, each of which leaves other sentences out.

    Scores are sums of weights, so the mean of the weights scores as the mean of the models would, at the price of one
    (a logarithmic opinion pool; Smith, Cohn and Osborne 2005). One model alone is a matter of luck: it moves by half
    a point of F1 with any change.
    """
    models = []
    for left_out in range(MODELS):
        chosen = [number for number in range(len(examples)) if number % MODELS != left_out]
        models.append(_learned([(sentences[number], examples[number]) for number in chosen], iterations))
        print(f"model {left_out + 1} of {MODELS}: {len(models[-1].weights)} features", flush=True)
    return mean(models)


def mean(models: Sequence[Learned]) -> Learned:
    """The mean of models with the same labels, in any order."""
    labels = models[0].labels
    ordered = [(model, [model.labels.index(label) for label in labels]) for model in models]
    total: dict[str, list[int]] = {}
    for model, order in ordered:
        for feature, row in model.weights.items():
            known = total.setdefault(feature, [0] * len(labels))
            total[feature] = [weight + row[place] for weight, place in zip(known, order, strict=True)]
    weights = {feature: [round(weight / len(models)) for weight in row] for feature, row in sorted(total.items())}
    tables = [[[model.transitions[one][other] for other in order] for one in order] for model, order in ordered]
    transitions = [
        [round(sum(cells) / len(models)) for cells in zip(*rows, strict=True)] for rows in zip(*tables, strict=True)
    ]
    return Learned(labels, {feature: row for feature, row in weights.items() if any(row)}, transitions)


def _learned(corpus: Iterable[tuple[Rows, Example]], iterations: int) -> Learned:
    """One model, learned by L-BFGS with both penalties."""
    import pycrfsuite  # only training needs it

    trainer = pycrfsuite.Trainer("lbfgs", verbose=False)
    for rows, example in corpus:
        trainer.append(rows, [tag for _, tag in example.tokens])
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


def read_clusters(path: Path) -> Clusters:
    """Cluster numbers by word, words in keys."""
    found: dict[str, tuple[int, ...]] = {}
    for word, numbers in json.loads(gzip.decompress(path.read_bytes())).items():
        found.setdefault(word_key(word) or word, tuple(numbers))
    return found


def side_by_side(kinds: Sequence[Clusters]) -> Clusters:
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
    phrases = together(read_phrases(options.gazetteer), press_phrases())
    clusters = NumberTable.of(side_by_side([read_clusters(path) for path in options.clusters]))
    known, ambiguous = (frozenset(words) for words in lists_of(corpus, phrases))
    triggers = {name: word_class(name) for name in TRIGGERS}
    examples = [Example(tokens, hints_in([word for word, _ in tokens])) for tokens in corpus]
    rows = rows_of(examples, FeatureReader(phrases, clusters, known, triggers))
    learned = learn(rows, examples, options.iterations)
    weights = NumberTable.of(learned.weights)
    model = Model("", learned.labels, weights, learned.transitions, known, ambiguous, triggers, phrases, clusters)
    options.output.write_bytes(to_bytes(model))
    print(f"{options.output}: {len(learned.weights)} features, {len(corpus)} sentences")


if __name__ == "__main__":
    main()
