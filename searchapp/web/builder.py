"""The query builder: a form for those who know what they want but not how to write it, and back from what was written.

Form and query text are two writings of one thing: ``compose`` makes the text of a form, ``split`` the form of a text.
What has no field of its own stays, as it was written, among the words.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import get_args

from flask import redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from searchapp.model import MatchMode
from searchapp.query import parse, to_text
from searchapp.query.tree import And, Bag, Node, Not, Or, Phrase, Word
from searchapp.web.caching import respond
from searchapp.web.pages import PAGE_CACHE, html_answer, localised, page_links, page_tag
from searchapp.web.params import read_search, refuse_unknown, unknown_names
from searchapp.web.state import Answer, Searcher, state
from searchapp.web.urls import first_bound, last_bound

_SEARCH = frozenset({"q", "from", "to", "mode"})


@dataclass(frozen=True, slots=True)
class Parts:
    """The fields of the form: words, a whole phrase, words of which one is enough, title words, words to avoid."""

    words: str = ""
    phrase: str = ""
    either: str = ""
    title: str = ""
    without: str = ""


PARTS = tuple(field.name for field in fields(Parts))


@localised.get("/build")
def build() -> AnyResponse:
    """Show the form, filled in from a query; or, where its fields are sent, go to the search that they mean."""
    args = request.args.to_dict(flat=False)
    refuse_unknown(unknown_names(args, frozenset({*PARTS, *_SEARCH})))
    sent = Parts(**{name: args[name][0] for name in PARTS if name in args})
    rest = {name: values for name, values in args.items() if name in _SEARCH and any(values)}
    asked = read_search(rest, state().settings.page_size).request
    if any(name in args for name in PARTS):
        return redirect(page_links().search(replace(asked, q=compose(sent))), 303)
    service = state().provider()

    def make() -> Answer:
        return _form(service, split(asked.q), rest)

    return respond(page_tag(service), PAGE_CACHE, make)


def _form(service: Searcher, parts: Parts, rest: dict[str, list[str]]) -> Answer:
    asked = read_search(rest, state().settings.page_size).request
    days = (
        first_bound(asked.date_from).text if asked.date_from else "",
        last_bound(asked.date_to).text if asked.date_to else "",
    )
    collection = state().overview(service)
    return html_answer(
        render_template(
            "build.html",
            collection=collection,
            q=asked.q,
            parts={name: getattr(parts, name) for name in PARTS},
            days=dict(zip(("from", "to"), days, strict=True)),
            mode=asked.mode,
            modes=get_args(MatchMode),
        )
    )


def compose(parts: Parts) -> str:
    """Write the query that a form means. Example: ``قمة "تغير المناخ" (مصر OR دبي) -رياضة``."""
    either, title, without = (parts.either.split(), parts.title.split(), parts.without.split())
    written = [
        parts.words.strip(),
        f'"{phrase}"' if (phrase := parts.phrase.replace('"', " ").strip()) else "",
        f"({' OR '.join(either)})" if len(either) > 1 else "".join(either),
        *(f"title:{word}" for word in title),
        *(f"-{word}" for word in without),
    ]
    return " ".join(part for part in written if part)


def split(q: str) -> Parts:
    """Take a query apart into the fields of the form, so that ``compose`` gives a query with the same parts."""
    tree = parse(q).tree
    if tree is None:
        return Parts()
    words: list[str] = []
    kept: dict[str, list[str]] = {name: [] for name in PARTS}
    for node in tree.children if isinstance(tree, Bag) else (tree,):
        name = _field(node)
        if name in ("phrase", "either") and kept[name]:
            name = "words"
        if name == "words":
            words.append(f"({to_text(node)})" if isinstance(node, And | Bag | Or) else to_text(node))
        else:
            kept[name].append(_bare(node))
    return Parts(" ".join(words), *(" ".join(kept[name]) for name in PARTS[1:]))


def _field(node: Node) -> str:
    """The field that a part of a query belongs to; the words, where it has none of its own."""
    if isinstance(node, Phrase) and node.scope == "any" and not node.slop and '"' not in node.text:
        return "phrase"
    if isinstance(node, Or) and all(_plain(child) for child in node.children):
        return "either"
    if isinstance(node, Word) and node.scope == "title" and node.mode == "auto":
        return "title"
    if isinstance(node, Not) and _plain(node.child):
        return "without"
    return "words"


def _plain(node: Node) -> bool:
    return isinstance(node, Word) and node.scope == "any" and node.mode == "auto"


def _bare(node: Node) -> str:
    """A part as its field shows it: without the signs that the field stands for."""
    if isinstance(node, Phrase):
        return node.text
    if isinstance(node, Or):
        return " ".join(to_text(child) for child in node.children)
    if isinstance(node, Not):
        return to_text(node.child)
    return to_text(node).partition(":")[2]
