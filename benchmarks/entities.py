"""How well entities are found: exact matches on a corpus in the column format of ANERcorp (word, blank, BIO tag).

``python benchmarks/entities.py CORPUS [--part 0.15]`` prints precision, recall and F1 by kind over the last part of the
file, as a table in Markdown. A name is right where its first and last word and its kind are. Sentences are put together
to documents of about 475 words, as the corpus marks none.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from searchapp.entities import EntityFinder, default_finder

DOCUMENT_WORDS: Final = 475
KINDS: Final = {"PER": "person", "PERS": "person", "LOC": "place", "ORG": "organisation"}

TaggedWord = tuple[str, str]
Name = tuple[int, int, str]
"""First word, word after the last, kind."""


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


def measure(finder: EntityFinder, sentences: Sequence[list[TaggedWord]]) -> Counter[tuple[str, str]]:
    """Counts of right, found and tagged names by kind and for ``all``."""
    counts: Counter[tuple[str, str]] = Counter()
    for document in documents(sentences):
        tagged = tagged_names([word for sentence in document for word in sentence])
        found = found_names(finder, document)
        for kind in ("person", "place", "organisation", "all"):
            for name, names in (("right", tagged & found), ("found", found), ("tagged", tagged)):
                counts[kind, name] += sum(kind in ("all", one[2]) for one in names)
    return counts


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
    options = parser.parse_args()
    sentences = read_sentences(options.corpus)
    measured = sentences[len(sentences) - round(len(sentences) * options.part) :]
    finder = default_finder()
    started = time.perf_counter()
    counts = measure(finder, measured)
    seconds = time.perf_counter() - started
    words = sum(map(len, measured))
    print(f"{finder.version}: {words} words of {options.corpus.name}, {words / seconds:.0f} words/s, cold\n")
    print(table(counts))


if __name__ == "__main__":
    main()
