"""Build the gazetteer that is shipped: ``python -m searchapp.entities.build_gazetteer SOURCE [--names …] […]``.

``SOURCE`` is gzipped JSON, a phrase's flags by normalised phrase: P token of personal names, N full personal name,
C country, L other place, O organisation, A adjective of nationality. Optional: ``--names`` (gzipped TSV: a name in
Latin letters, the same in Arabic letters parted by spaces, a count), ``--cities`` (CSV with ``CityNameAr`` and
``Population``), ``--ambiguous`` (JSON list of words seen outside names). Frequencies come from ``wordfreq``, which
only development needs.

The result has the flags of :mod:`searchapp.entities.gazetteer`: what is doubtful was made weak, and frequent words that
are no names are listed as ordinary. The same input gives the same bytes.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from searchapp.entities.keys import ARTICLE, readings, word_key, written_key
from searchapp.entities.lists import GAZETTEER_FILE, given_names

ORDINARY_FROM: Final = 3.0
"""Zipf frequency (log10 of uses in 10^9 words) from which a word that is no name is listed as ordinary."""

DOUBTFUL_FROM: Final = 3.8
"""Zipf frequency from which a name token is weak unless ``names.tsv`` vouches for it."""

USELESS_FROM: Final = 4.0
"""Zipf frequency from which a token of a single name list only is left out."""

PLACE_DOUBTFUL_FROM: Final = 3.5
ARTICLE_WITHIN: Final = 0.45
"""By how much (Zipf) a common noun may be rarer with the article than without."""

LARGE_CITY: Final = 100_000
"""Inhabitants from which a city is trusted although its name is a frequent word."""

_LETTERS: Final = re.compile("[ء-ي]+(?: [ء-ي]+)*")
_HEADER: Final = """\
# Gazetteer of Bahith: phrase key, flags (see searchapp/entities/gazetteer.py). Written by build_gazetteer.py.
# Sources: CLDR (Unicode-3.0), i18n-iso-countries (MIT), GeoNames (CC BY 4.0), world-cities-translations (CC BY 4.0),
# arabnamer (CC BY 4.0), arwikicats (MIT), NETransliteration-COLING2018 (CC0, from Wikidata), ambiguous words after
# ANERcorp (CC BY-SA 4.0), word frequencies after wordfreq (CC BY-SA 4.0). As a whole: CC BY-SA 4.0. See NOTICE.
"""


@dataclass(frozen=True, slots=True)
class Sources:
    """What the gazetteer is made of, with all words as keys."""

    phrases: Mapping[str, str]
    names: frozenset[str]
    large_cities: frozenset[str]
    ambiguous: frozenset[str]
    frequency: Mapping[str, float]


def build(sources: Sources) -> dict[str, str]:
    """The shipped flags by phrase key."""
    found: dict[str, str] = {}
    for phrase in sorted({*sources.phrases, *sources.names, *given_names()}):
        source = sources.phrases.get(phrase, "")
        flags = source if " " in phrase else _word_flags(phrase, source, sources)
        if flags:
            found[phrase] = flags
    for word, frequency in sources.frequency.items():
        if (
            frequency >= ORDINARY_FROM
            and word not in found
            and not _is_name_with_proclitic(word, found, sources.frequency)
        ):
            found[word] = "F"
    return dict(sorted(found.items()))


def _is_name_with_proclitic(word: str, found: Mapping[str, str], frequency: Mapping[str, float]) -> bool:
    """Whether a word is better explained as a country or a large city under a proclitic: «بالقاهرة», not «كبيرا»."""
    return any(
        set("CM") & set(found.get(reading.rest, "")) and frequency.get(reading.rest, 0) > frequency[word]
        for reading in readings(word)
    )


def _word_flags(word: str, source: str, sources: Sources) -> str:
    flags = {flag for flag in source if flag in "CAO"}
    flags |= set(_name_flag(word, source, sources)) | set(_place_flag(word, source, sources))
    if word in sources.ambiguous or sources.frequency.get(word, 0) >= USELESS_FROM:
        flags.discard("O")
        if flags <= {"W", "l"}:
            flags.add("F")
    return "".join(sorted(flags))


def _name_flag(word: str, source: str, sources: Sources) -> str:
    frequency = sources.frequency.get(word, 0)
    if word in given_names():
        return "P"
    if "P" in source or "N" in source:
        return "W" if word in sources.ambiguous or frequency >= DOUBTFUL_FROM else "P"
    if word in sources.names and word not in sources.ambiguous and frequency < USELESS_FROM:
        return "W"
    return ""


def _place_flag(word: str, source: str, sources: Sources) -> str:
    if "L" not in source or ("A" in source and "C" not in source):
        return ""
    if word in sources.ambiguous or _takes_article(word, sources.frequency):
        return "l"
    if word in sources.large_cities:
        return "LM"
    doubtful = "P" in source or sources.frequency.get(word, 0) >= PLACE_DOUBTFUL_FROM or word in sources.names
    return "l" if doubtful else "L"


def _takes_article(word: str, frequency: Mapping[str, float]) -> bool:
    """Whether a word is a common noun by its use: nearly as frequent with the article («القبو», but not «الدمشق»)."""
    own = frequency.get(word, 0.0)
    return own >= ORDINARY_FROM and frequency.get(ARTICLE + word, 0.0) >= own - ARTICLE_WITHIN


def read_phrases(path: Path) -> dict[str, str]:
    """The phrases of SOURCE by key, flags of equal keys joined; only Arabic letters."""
    found: dict[str, set[str]] = {}
    for phrase, flags in json.loads(gzip.decompress(path.read_bytes())).items():
        key = written_key(phrase)
        if _LETTERS.fullmatch(key):
            found.setdefault(key, set()).update(flags)
    return {key: "".join(sorted(flags)) for key, flags in found.items()}


def read_names(path: Path) -> frozenset[str]:
    """Name tokens of at least three letters from a transliteration list."""
    lines = gzip.decompress(path.read_bytes()).decode("utf-8").splitlines()
    keys = {word_key(line.split("\t")[1].replace(" ", "")) for line in lines}
    return frozenset(key for key in keys if len(key) >= 3 and _LETTERS.fullmatch(key))


def read_cities(path: Path) -> frozenset[str]:
    """Keys of the cities with at least ``LARGE_CITY`` inhabitants."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["Population"].isdecimal()]
    return frozenset(written_key(row["CityNameAr"]) for row in rows if int(row["Population"]) >= LARGE_CITY)


def read_words(path: Path) -> frozenset[str]:
    """The keys of a JSON list of words."""
    return frozenset(word_key(word) for word in json.loads(path.read_text(encoding="utf-8")))


def word_frequencies(entries: Iterable[str], frequency: Mapping[str, float]) -> dict[str, float]:
    """The highest frequency of any spelling, by key, for words of Arabic letters."""
    found: dict[str, float] = {}
    for entry in entries:
        key = word_key(entry)
        if _LETTERS.fullmatch(key):
            found[key] = max(found.get(key, 0.0), frequency[entry])
    return found


def to_bytes(flags: Mapping[str, str]) -> bytes:
    """The shipped form: gzip without a time stamp, comments first, one phrase a line."""
    text = _HEADER + "".join(f"{phrase}\t{flag}\n" for phrase, flag in flags.items())
    buffer = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", fileobj=buffer, mtime=0) as file:
        file.write(text.encode("utf-8"))
    return buffer.getvalue()


def _frequencies() -> dict[str, float]:
    from wordfreq import iter_wordlist, zipf_frequency  # only the build needs it

    common = [word for word in iter_wordlist("ar") if zipf_frequency(word, "ar") >= ORDINARY_FROM]
    return word_frequencies(common, {word: zipf_frequency(word, "ar") for word in common})


def main(arguments: list[str] | None = None) -> None:
    """Read the sources named on the command line and write the gazetteer."""
    parser = argparse.ArgumentParser(
        prog="python -m searchapp.entities.build_gazetteer", description="Build the gazetteer."
    )
    parser.add_argument("source", type=Path)
    parser.add_argument("--names", type=Path)
    parser.add_argument("--cities", type=Path)
    parser.add_argument("--ambiguous", type=Path)
    parser.add_argument("--output", type=Path, default=Path(__file__).parent / "data" / GAZETTEER_FILE)
    options = parser.parse_args(arguments)
    sources = Sources(
        phrases=read_phrases(options.source),
        names=read_names(options.names) if options.names else frozenset(),
        large_cities=read_cities(options.cities) if options.cities else frozenset(),
        ambiguous=read_words(options.ambiguous) if options.ambiguous else frozenset(),
        frequency=_frequencies(),
    )
    flags = build(sources)
    options.output.write_bytes(to_bytes(flags))
    print(f"{options.output}: {len(flags)} phrases")


if __name__ == "__main__":
    main()
