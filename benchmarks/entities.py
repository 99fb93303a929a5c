"""How well entities are found: exact matches on a corpus in the column format of ANERcorp (word, blank, BIO tag).

``python benchmarks/entities.py CORPUS [--part 0.15] [--model MODEL]`` prints precision, recall and F1 by kind over the
last part of the file, as tables in Markdown: of all names (right where first word, last word and kind are) and of the
distinct names of each document. Sentences are put together to documents of about 475 words, as the corpus marks none.

Without ``--model`` it is the finder that the product uses. The shipped model learned from the whole file: give one that
was trained on the rest (``--part 0.85`` of its trainer).
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from pathlib import Path
from typing import Final

from searchapp.entities import EntityFinder, default_finder
from searchapp.entities.by_model import ModelRecogniser
from searchapp.entities.keys import written_key
from searchapp.entities.tagging.model import read_model

DOCUMENT_WORDS: Final = 475
KINDS: Final = {"PER": "person", "PERS": "person", "LOC": "place", "ORG": "organisation"}

TaggedWord = tuple[str, str]
Name = tuple[int, int, str]
"""First word, word after the last, kind."""

Distinct = tuple[str, str]
"""Key of a name as written, kind."""


def read_sentences(path: Path) -> list[list[TaggedWord]]:
    """The sentences of a corpus; empty lines part them."""
    sentences: list[list[TaggedWord]] = [[]]
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            word, _, tag = line.rpartition(" ")
            sentences[-1].append((word, tag))
        elif sentences[-1]:
            sentences.append([])
    return [sentence for sentence in sentences if sentence]


def documents(sentences: Sequence[list[TaggedWord]]) -> Iterator[list[list[TaggedWord]]]:
    """Sentences in groups of about ``DOCUMENT_WORDS`` words."""
    group: list[list[TaggedWord]] = []
    for sentence in sentences:
        group.append(sentence)
        if sum(map(len, group)) >= DOCUMENT_WORDS:
            yield group
            group = []
    if group:
        yield group


def tagged_names(words: Sequence[TaggedWord]) -> set[Name]:
    """The names that the tags mark, other kinds left out."""
    names: set[Name] = set()
    start = 0
    for index in range(len(words)):
        kind = words[index][1][2:]
        if words[index][1].startswith("B-") or (index and words[index - 1][1][2:] != kind):
            start = index
        ends = index + 1 == len(words) or words[index + 1][1] != f"I-{kind}"
        if ends and kind in KINDS:
            names.add((start, index + 1, KINDS[kind]))
    return names


def found_names(finder: EntityFinder, document: Sequence[list[TaggedWord]]) -> set[Name]:
    """The names that the finder marks, in words of the document."""
    text = "\n".join(" ".join(word for word, _ in sentence) for sentence in document)
    at: dict[int, int] = {}
    place = 0
    for index, (word, _) in enumerate(word for sentence in document for word in sentence):
        at.update(dict.fromkeys(range(place, place + len(word)), index))
        place += len(word) + 1
    return {(at[m.start], at[m.end - 1] + 1, m.kind) for m in finder.mentions(text)}


def measure(
    finder: EntityFinder, sentences: Sequence[list[TaggedWord]]
) -> tuple[Counter[tuple[str, str]], Counter[tuple[str, str]]]:
    """Counts of right, found and tagged names by kind and for ``all``: of all names, of documents' distinct names."""
    names: Counter[tuple[str, str]] = Counter()
    different: Counter[tuple[str, str]] = Counter()
    for document in documents(sentences):
        words = [word for sentence in document for word in sentence]
        tagged, found = tagged_names(words), found_names(finder, document)
        _count(names, tagged, found)
        _count(different, distinct(words, tagged), distinct(words, found))
    return names, different


def distinct(words: Sequence[TaggedWord], names: set[Name]) -> set[Distinct]:
    """The different names among those of a document."""
    return {(written_key(" ".join(word for word, _ in words[first:stop])), kind) for first, stop, kind in names}


def _count(counts: Counter[tuple[str, str]], tagged: Set[Name | Distinct], found: Set[Name | Distinct]) -> None:
    for kind in ("person", "place", "organisation", "all"):
        for what, names in (("right", tagged & found), ("found", found), ("tagged", tagged)):
            counts[kind, what] += sum(kind in ("all", name[-1]) for name in names)


def table(counts: Counter[tuple[str, str]]) -> str:
    """The figures as a table in Markdown, in per cent."""
    lines = ["| kind | names | precision | recall | F1 |", "|---|---:|---:|---:|---:|"]
    for kind in ("person", "place", "organisation", "all"):
        right, found, tagged = (counts[kind, name] for name in ("right", "found", "tagged"))
        precision, recall = right / max(found, 1), right / max(tagged, 1)
        f1 = 2 * right / max(found + tagged, 1)
        lines.append(f"| {kind} | {tagged} | {precision:.1%} | {recall:.1%} | {f1:.1%} |")
    return "\n".join(lines)


def main() -> None:
    """Measure on the corpus named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--part", type=float, default=0.15, help="the last part of the sentences that is measured")
    parser.add_argument("--model", type=Path, help="measure the tagger with this model")
    options = parser.parse_args()
    sentences = read_sentences(options.corpus)
    measured = sentences[len(sentences) - round(len(sentences) * options.part) :]
    finder = (
        EntityFinder(ModelRecogniser(model=read_model(options.model.read_bytes())))
        if options.model
        else default_finder()
    )
    finder.mentions("القاهرة")  # loads the lists
    started = time.perf_counter()
    names, different = measure(finder, measured)
    seconds = time.perf_counter() - started
    words = sum(map(len, measured))
    print(f"{finder.version}: {words} words of {options.corpus.name}, {words / seconds:.0f} words/s, cold\n")
    print(table(names))
    print(f"\nDistinct names of documents:\n\n{table(different)}")


if __name__ == "__main__":
    main()
