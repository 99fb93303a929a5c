"""Values of fields as people write them in a query: which of the collection's they mean, and how long they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from searchapp.arabic.fold import fold
from searchapp.engine import base as engine
from searchapp.query import tree as query

MAX_VALUE_WORDS = 8
"""Words after a field's value that may still belong to it."""


def matching_values(values: Iterable[engine.ValueInfo], written: str) -> tuple[str, ...]:
    """Find the values that a person means: those spelled so, otherwise those that hold all the words.

    ``بوريل`` means «جوزيب بوريل»; spelling is compared folded, so that ``الامارات`` means «الإمارات».
    """
    wanted = fold(written)
    words = set(wanted.split())
    if not words:
        return ()
    folded = [(info.value, fold(info.label)) for info in values]
    same = tuple(value for value, label in folded if label == wanted)
    return same or tuple(value for value, label in folded if words <= set(label.split()))


def completing_words(values: Iterable[engine.ValueInfo], written: str, following: Sequence[str]) -> int:
    """Count the words after a field's one-word value that belong to it: with them it is spelled as a known value is.

    None belong to it where the word alone is a value. Example: after ``المصدر:EU`` the word ``Reporter``.
    """
    labels = {fold(info.label) for info in values} if following and " " not in written else set()
    if fold(written) in labels:
        return 0
    counts = range(len(following), 0, -1)
    return next((n for n in counts if fold(" ".join((written, *following[:n]))) in labels), 0)


def plain_words(nodes: Sequence[query.Node]) -> list[query.Word]:
    """Give the plain words that the nodes begin with, at most as many as a long name has."""
    words: list[query.Word] = []
    for node in nodes[:MAX_VALUE_WORDS]:
        if not isinstance(node, query.Word) or node.mode != "auto" or node.scope != "any":
            break
        words.append(node)
    return words
