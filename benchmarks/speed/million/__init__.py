"""Our engine alone on a large collection of generated articles: ``python -m benchmarks.speed.million``."""
