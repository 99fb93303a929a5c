"""People, organisations and places in Arabic text, with one identity for all the ways to write them.

Example: ``find_entities("زار جوزيب بوريل كييف")`` gives ``person:جوزيب بوريل`` and ``place:كييف``.
"""

from searchapp.entities.finder import ArticleEntities, EntityFinder, default_finder, find_entities, finder_with
from searchapp.entities.identity import entity_key
from searchapp.entities.own_aliases import OwnAliases, read_aliases
from searchapp.entities.recogniser import Recogniser, Span
from searchapp.entities.words import Texts

__all__ = [
    "ArticleEntities",
    "EntityFinder",
    "OwnAliases",
    "Recogniser",
    "Span",
    "Texts",
    "default_finder",
    "entity_key",
    "find_entities",
    "finder_with",
    "read_aliases",
]
