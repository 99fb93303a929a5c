"""The Whoosh engine (``engine``). Nothing outside this package imports Whoosh.

The package itself loads nothing, so that a process that analyses articles or reads arrays does without Whoosh.
"""
