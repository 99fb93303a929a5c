"""Arabic text analysis: places of words, and each word's folded spelling, stem and root.

Example: ``analyze("وبالمدارس")`` gives one token with exact ``وبالمدارس``, stem ``مدارس`` and root ``درس``.
"""

from searchapp.arabic.analyzer import Analyzer, TokenColumns, WordForms, analyze, default_analyzer
from searchapp.arabic.fold import fold
from searchapp.arabic.tokens import tokenize

__all__ = ["Analyzer", "TokenColumns", "WordForms", "analyze", "default_analyzer", "fold", "tokenize"]
