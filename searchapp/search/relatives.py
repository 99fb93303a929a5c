"""Words that count as one another in matching though their stems differ: ``وزراء`` for ``وزير``, ``جوجل`` for ``غوغل``.

A collection finds them itself when it is built. Two stems are relatives if they stand in the same company (the cosine
of their vectors is high enough) and either share the root or the letters that are left without the weak ones, or are
spelled nearly alike. The families of our word list join them then, those of the user's own when an index is opened.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from itertools import permutations
from typing import Final

import numpy as np

from searchapp.arabic.analyzer import Analyzer
from searchapp.engine.base import Reader
from searchapp.entities.lists import given_names
from searchapp.search.families import Family, word_families
from searchapp.search.vectors import Vectors, WordSample

ATTACHED: Final = "relatives"
"""The name under which a generation keeps what was found in it."""

LEAST_COSINE: Final = 0.5
LEAST_COSINE_OF_FEW: Final = 0.65
"""Cosines from which stems are relatives; the higher one where they share a root but not the letters without weak ones,
or only two letters: ``وزير`` and ``زيارة`` stand together, since ministers travel. With .4 and .6 on 25,000 news
articles, frequent words of one subject were joined too (``مكان`` and ``يمكن``), and of the development pairs one more
that is two words."""

MOST_SPELLED: Final = 0.8
SHORTEST_SPELLED: Final = 4
"""Spelling variants have at least so many letters, and edits that cost at most so much."""

MOST_RELATIVES: Final = 8
"""Relatives of one stem that are kept, the nearest ones."""

WEAK_LETTERS: Final = frozenset("ءؤئاوي")
_WEAK_EDIT: Final = 0.35
_LIKE_EDIT: Final = 0.4
_LIKE: Final = ("غجقك", "تط", "سص")
_ONE_OF_LIKE: Final = str.maketrans({letter: letters[0] for letters in _LIKE for letter in letters})
_SHORTEST_SKELETON: Final = 2
_LARGEST_GROUP: Final = 200


class Relatives:
    """The relatives of stems in one generation. Safe for use from several threads."""

    def __init__(self, found: Mapping[str, Sequence[str]], families: Iterable[Sequence[str]] = ()) -> None:
        """Join what was found with families of stems; inside a family every word is a relative of every other."""
        joined = {stem: dict.fromkeys(others) for stem, others in found.items()}
        for family in families:
            for one, other in permutations(dict.fromkeys(family), 2):
                joined.setdefault(one, {})[other] = None
        self._relatives = {stem: tuple(others) for stem, others in joined.items()}

    @classmethod
    def of(cls, reader: Reader, analyzer: Analyzer, families: Iterable[Family] = ()) -> Relatives:
        """Read what a generation keeps, and join it with families of written words."""
        return cls(decode(reader.attached(ATTACHED) or b""), family_stems(families, analyzer))

    def encode(self) -> bytes:
        """Write them as UTF-8 lines: a stem and its relatives, with tabs between them."""
        return "".join("\t".join((stem, *others)) + "\n" for stem, others in self._relatives.items()).encode()

    def relatives(self, stem: str) -> tuple[str, ...]:
        """Give the stems that count as this one, itself not among them; none for most stems."""
        return self._relatives.get(stem, ())


def relatives_of(sample: WordSample, analyzer: Analyzer) -> Relatives:
    """Find the relatives that a sample of a collection's words shows, and join the families of our list."""
    vectors = sample.vectors(lambda stem: analyzer.word(stem).stop)
    names = {analyzer.word(name).stem for name in given_names()}
    return Relatives(find_relatives(vectors, names), family_stems(word_families(), analyzer))


def find_relatives(vectors: Vectors, names: Container[str] = ()) -> dict[str, tuple[str, ...]]:
    """Find the relatives of each stem that has any, the nearest first (ties by spelling).

    Stems that are ``names`` have none: ``حامد`` and ``محمد`` stand in the same company, share a root, and are two men.
    """
    nearness: dict[str, dict[str, float]] = {}
    for group, least, spelled in _groups(vectors):
        rows = vectors.rows[group]
        cosines = rows @ rows.T
        for i, j in np.argwhere(np.triu(cosines > least, 1)).tolist():
            one, other = vectors.stems[group[i]], vectors.stems[group[j]]
            if one in names or other in names:
                continue
            if not spelled or spelling_distance(one, other) <= MOST_SPELLED:
                # Rounded, lest the order of two that are equally near depend on the machine.
                near = round(float(cosines[i, j]), 3)
                nearness.setdefault(one, {})[other] = nearness.setdefault(other, {})[one] = near
    return {
        stem: tuple(sorted(near, key=lambda other: (-near[other], other))[:MOST_RELATIVES])
        for stem, near in sorted(nearness.items())
    }


def family_stems(families: Iterable[Family], analyzer: Analyzer) -> Iterator[list[str]]:
    """Yield the stems of the words of each family."""
    return ([analyzer.word(word).stem for word in family] for family in families)


def decode(content: bytes) -> dict[str, tuple[str, ...]]:
    """Read what ``Relatives.encode`` wrote."""
    lines = (line.split("\t") for line in content.decode().splitlines())
    return {stem: tuple(others) for stem, *others in lines}


def spelling_distance(one: str, other: str) -> float:
    """Weigh the edits between two stems: .35 for a weak letter, .4 for letters that loans confuse, else 1."""
    previous = [0.0]
    for letter in other:
        previous.append(previous[-1] + _cost(letter))
    for a in one:
        current = [previous[0] + _cost(a)]
        for j, b in enumerate(other, 1):
            replaced = previous[j - 1] + _replacing(a, b)
            current.append(min(previous[j] + _cost(a), current[j - 1] + _cost(b), replaced))
        previous = current
    return previous[-1]


def skeleton(stem: str) -> str:
    """The letters of a stem without the weak ones: ``وزر`` and ``وزير`` are ``زر``."""
    return "".join(letter for letter in stem if letter not in WEAK_LETTERS)


def _groups(vectors: Vectors) -> Iterator[tuple[list[int], float, bool]]:
    """Places of stems that may be relatives, the cosine they need, and whether they must be spelled nearly alike.

    Edits that are cheap enough for a spelling variant change only weak letters and letters that loans confuse, so that
    variants share what is left without the ones and with the others made equal.
    """
    groups: dict[tuple[str, str], list[int]] = {}
    for place, (stem, root) in enumerate(zip(vectors.stems, vectors.roots, strict=True)):
        left = skeleton(stem)
        keys = [("root", root)] if root else []
        if len(left) >= _SHORTEST_SKELETON:
            keys.append(("skeleton", left))
            if len(stem) >= SHORTEST_SPELLED:
                keys.append(("spelling", left.translate(_ONE_OF_LIKE)))
        for key in keys:
            groups.setdefault(key, []).append(place)
    for (kind, shared), places in groups.items():
        if len(places) > 1:
            few = kind == "root" or len(shared) == _SHORTEST_SKELETON
            yield places[:_LARGEST_GROUP], LEAST_COSINE_OF_FEW if few else LEAST_COSINE, kind == "spelling"


def _cost(letter: str) -> float:
    return _WEAK_EDIT if letter in WEAK_LETTERS else 1.0


def _replacing(a: str, b: str) -> float:
    if a == b:
        return 0.0
    if a in WEAK_LETTERS and b in WEAK_LETTERS:
        return _WEAK_EDIT
    return _LIKE_EDIT if a.translate(_ONE_OF_LIKE) == b.translate(_ONE_OF_LIKE) else 1.0
