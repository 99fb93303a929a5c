"""Files to articles: walking, unpacking, decoding, reading by format, mapping of fields, ids and repeats.

``read_paths`` gives articles and findings one by one; ``RejectReport`` writes the findings down.
"""

from searchapp.ingest.catalogue import CATALOGUE, Catalogue
from searchapp.ingest.events import Caution, Event, Finding, Reject, Repeat, Skipped
from searchapp.ingest.mapping import FieldMapping, default_mapping, load_mapping
from searchapp.ingest.options import Limits, ReadOptions
from searchapp.ingest.places import InputFile, InputSize, count_inputs, require_articles, walk
from searchapp.ingest.reading import Reading, read_paths
from searchapp.ingest.report import RejectReport

__all__ = [
    "CATALOGUE",
    "Catalogue",
    "Caution",
    "Event",
    "FieldMapping",
    "Finding",
    "InputFile",
    "InputSize",
    "Limits",
    "ReadOptions",
    "Reading",
    "Reject",
    "RejectReport",
    "Repeat",
    "Skipped",
    "count_inputs",
    "default_mapping",
    "load_mapping",
    "read_paths",
    "require_articles",
    "walk",
]
