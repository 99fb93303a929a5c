"""The Whoosh engine. Nothing outside this package imports Whoosh."""

from searchapp.engine.whoosh.engine import WhooshEngine

__all__ = ["WhooshEngine"]
