"""Lucene 8 from Debian's ``liblucene8-java``: a small Java program, compiled into the scratch folder."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Final

_SOURCE: Final = Path(__file__).with_name("LuceneSpeed.java")
_JARS: Final = Path("/usr/share/java")
_NEEDED: Final = ("core", "analyzers-common", "facet")
_HEAP: Final = "-Xmx1200m"


class LuceneEngine:
    """Lucene in a Java process. Its code is compiled while it runs, so that it needs many rounds to warm up."""

    name = "lucene"
    warm_up = 30

    def missing(self) -> str:
        """Say which program or jar is missing."""
        programs = [program for program in ("java", "javac") if shutil.which(program) is None]
        jars = [f"lucene-{part} 8.x" for part in _NEEDED if _jar(part) is None]
        absent = ", ".join((*programs, *jars))
        return f"{absent} not found (apt-get install liblucene8-java default-jdk-headless)" if absent else ""

    def version(self) -> str:
        """Name Lucene's version by its jar."""
        core = _jar("core")
        return f"Lucene {core.stem.rpartition('-')[2]}" if core else "Lucene"

    def command(self, action: str, scratch: Path) -> list[str]:
        """Give the Java command; one thread collects garbage, so that CPU seconds compare."""
        classes = scratch / "lucene-classes"
        jars = [str(jar) for part in _NEEDED if (jar := _jar(part))]
        if not _is_compiled(classes):
            path = ":".join(jars)
            subprocess.run(["javac", "-nowarn", "-d", str(classes), "-cp", path, str(_SOURCE)], check=True)
        return [
            "java",
            _HEAP,
            "-XX:+UseSerialGC",
            "-cp",
            ":".join([str(classes), *jars]),
            _SOURCE.stem,
            action,
            str(scratch),
        ]


def _is_compiled(classes: Path) -> bool:
    compiled = classes / f"{_SOURCE.stem}.class"
    return compiled.exists() and compiled.stat().st_mtime > _SOURCE.stat().st_mtime


def _jar(part: str) -> Path | None:
    """Find a jar, whether Debian calls it ``lucene-core-8.7.0`` or ``lucene8-core``."""
    found = sorted([*_JARS.glob(f"lucene-{part}-8.*.jar"), *_JARS.glob(f"lucene8-{part}*.jar")])
    return found[0] if found else None
