"""Bahith (باحث): a full-text search engine that reads Arabic as Arabic readers do."""

__version__ = "0.1.0"
