"""The query language: text to tree, tree to text, with limits and with notices for every repair."""

from searchapp.query.limits import DEFAULT_LIMITS, Limits
from searchapp.query.parser import ParsedQuery, parse
from searchapp.query.printer import to_text
from searchapp.query.walk import leaves

__all__ = ["DEFAULT_LIMITS", "Limits", "ParsedQuery", "leaves", "parse", "to_text"]
