"""The words of a query that the second stage scores: content words in their order, with what a question asks for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from searchapp.arabic.analyzer import Analyzer
from searchapp.arabic.grams import bordered_grams
from searchapp.arabic.words import question_words
from searchapp.engine.base import Key, Neighbours, RankedWord
from searchapp.model import MatchMode, Token
from searchapp.query import tree as query
from searchapp.search.levels import root_form
from searchapp.search.ranking import QUESTION_FACTOR

_QUESTION_PLACES = 2


@dataclass(frozen=True, slots=True)
class AskedWords:
    """Words for the second stage, and the one scope in which all of them are looked for."""

    words: tuple[RankedWord, ...] = ()
    neighbours: tuple[Neighbours, ...] = ()
    scope: query.TextScope = "any"


def asked_words(analyzer: Analyzer, tree: query.Node | None, mode: MatchMode) -> AskedWords:
    """Give the words of a query to score anew: none where forms of the collection or one spelling are asked for.

    Patterns, slips of the pen and exact words have no stem, root or grams to be told apart by, and the stage looks for
    all words in the same fields. Function words are left out unless nothing else is left.
    """
    leaves = [] if tree is None or mode == "exact" else list(_leaves(tree))
    texts = [leaf for leaf in leaves if isinstance(leaf, query.Word | query.Phrase)]
    scopes = {leaf.scope for leaf in texts}
    if len(scopes) != 1 or any(_has_forms_of_its_own(leaf) for leaf in leaves):
        return AskedWords()
    tokens = [token for leaf in texts for token in analyzer.analyze(leaf.text)]
    content = [place for place, token in enumerate(tokens) if not token.stop] or list(range(len(tokens)))
    what = asked_for(tokens, content)
    words = tuple(_ranked(tokens[place], QUESTION_FACTOR if place == what else 1.0) for place in content)
    return AskedWords(words, _neighbours(tokens, content), scopes.pop())


def asked_for(tokens: Sequence[Token], content: Sequence[int]) -> int | None:
    """Give the place of the content word that follows a question word, which is the first or second word if any.

    Example: ``مدينة`` in ``في أي مدينة ولد ابن خلدون``.
    """
    question = question_words()
    asks = next((place for place, token in enumerate(tokens[:_QUESTION_PLACES]) if token.exact in question), None)
    return None if asks is None else next((place for place in content if place > asks), None)


def _neighbours(tokens: Sequence[Token], content: Sequence[int]) -> tuple[Neighbours, ...]:
    """Give the stems of every two content words that follow each other, each pair once."""
    pairs = [(tokens[one], tokens[other]) for one, other in pairwise(content) if other - one == 1]
    return tuple(dict.fromkeys((Key("stem", one.stem), Key("stem", other.stem)) for one, other in pairs))


def _leaves(node: query.Node) -> Iterator[query.Leaf]:
    """Give the leaves that may match, in the order of the query."""
    match node:
        case query.Not():
            return
        case query.Required(child):
            yield from _leaves(child)
        case query.Bag(children) | query.And(children) | query.Or(children):
            for child in children:
                yield from _leaves(child)
        case _:
            yield node


def _has_forms_of_its_own(leaf: query.Leaf) -> bool:
    return isinstance(leaf, query.Pattern | query.Fuzzy) or (isinstance(leaf, query.Word) and leaf.mode != "auto")


def _ranked(token: Token, factor: float) -> RankedWord:
    keys = (Key("exact", token.exact), Key("stem", token.stem), Key("root", root_form(token.root, token.stem)))
    return RankedWord(keys, bordered_grams(token.exact), factor)
