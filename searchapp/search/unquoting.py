"""A query without its quotes: what is asked where no article has a phrase beside the other words of the query."""

from __future__ import annotations

from searchapp.arabic.tokens import tokenize
from searchapp.query import tree as query


def unquoted(tree: query.Node | None) -> query.Node | None:
    """Give a query with the words of its phrases in their place, or None where quotes were all that was meant.

    Headlines quote names, and words to keep away from: ``الوزير يفتتح «بيت الحكمة»``. A phrase stays where it stands
    alone, after a sign or a field, with a distance, or among operators.
    """
    if not isinstance(tree, query.Bag):
        return None
    parts = tuple(part for child in tree.children for part in _words(child))
    has_word = any(isinstance(child, query.Word) for child in tree.children)
    return query.Bag(parts) if has_word and parts != tree.children else None


def _words(node: query.Node) -> tuple[query.Node, ...]:
    """Give the words of a plain phrase, each with the place of the whole phrase; any other part as it is."""
    if not isinstance(node, query.Phrase) or node.scope != "any" or node.slop:
        return (node,)
    return tuple(query.Word(node.text[start:end], node.span) for start, end in tokenize(node.text))
