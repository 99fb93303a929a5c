"""People, organisations and places in Arabic text, with one identity for all the ways to write them.

Example: ``find_entities("زار جوزيب بوريل كييف")`` gives ``person:جوزيب بوريل`` and ``place:كييف``.
"""

from searchapp.entities.finder import ArticleEntities, EntityFinder, default_finder, find_entities
from searchapp.entities.identity import entity_key
from searchapp.entities.recogniser import Recogniser, Span, Text

__all__ = [
    "ArticleEntities",
    "EntityFinder",
    "Recogniser",
    "Span",
    "Text",
    "default_finder",
    "entity_key",
    "find_entities",
]
