"""Walks over a query tree."""

from __future__ import annotations

from collections.abc import Iterator

from searchapp.query.tree import And, Bag, Leaf, Node, Not, Or, Required


def leaves(tree: Node | None) -> Iterator[tuple[Leaf, bool]]:
    """Yield every leaf in reading order, with whether it is negated: excluded by an odd number of ``Not``.

    Example: the tree of ``قمة -"جدول الأعمال"`` yields the word with False and the phrase with True.
    """
    waiting: list[tuple[Node, bool]] = [] if tree is None else [(tree, False)]
    while waiting:
        node, negated = waiting.pop()
        if isinstance(node, Not):
            waiting.append((node.child, not negated))
        elif isinstance(node, Required):
            waiting.append((node.child, negated))
        elif isinstance(node, Bag | And | Or):
            waiting.extend((child, negated) for child in reversed(node.children))
        else:
            yield node, negated
