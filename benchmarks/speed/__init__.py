"""How fast the engine and the product are.

``python -m benchmarks.speed`` compares engines over the same ready tokens, ``python -m benchmarks.speed.end_to_end``
measures the product from files to answers.
``benchmarks/README.md`` says how to run them and how to read their figures.
"""
