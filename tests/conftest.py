"""What holds for all tests: no test has a time limit of its own, because a loaded machine is not a fault."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
