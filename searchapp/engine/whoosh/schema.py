"""What a Whoosh segment holds: a field for every text field and level, keyword fields, the day, the id, the record.

No field has an analyzer: forms come finished from ours. Stock Whoosh can open and search the result.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from whoosh import columns, fields, formats

from searchapp.engine.base import KEYWORD_FIELDS
from searchapp.model import LEVELS, TEXT_FIELDS, Level, TextField

INDEX_NAME = "MAIN"
"""Whoosh's name for an index without a name; files begin with it."""

ID_FIELD = "id"
DAY_FIELD = "day"
RECORD_FIELD = "record"

_POSITION = np.dtype("<u4")


def text_name(text_field: TextField, level: Level) -> str:
    """Name the Whoosh field of a text field at a level: ``body_stem``."""
    return f"{text_field}_{level}"


def to_term(form: str) -> bytes:
    """Give a form as Whoosh's terms are written: UTF-8, whose byte order is the order of code points."""
    return form.encode("utf-8", "surrogatepass")


def to_form(term: bytes) -> str:
    """Read what ``to_term`` wrote."""
    return term.decode("utf-8", "surrogatepass")


def to_forms(terms: Iterable[bytes]) -> list[str]:
    """Read several terms."""
    return [term.decode("utf-8", "surrogatepass") for term in terms]


class PackedPositions(formats.Positions):
    """Whoosh's positions format with another encoding: little-endian 32-bit numbers instead of a pickled list."""

    def encode(self, positions: Sequence[int]) -> bytes:
        """Pack ascending positions."""
        return np.asarray(positions, dtype=_POSITION).tobytes()

    def decode_positions(self, value: bytes) -> list[int]:
        """Unpack a posting's positions, as Whoosh's phrase query asks for them."""
        positions: list[int] = np.frombuffer(value, dtype=_POSITION).tolist()
        return positions

    def decode_frequency(self, value: bytes) -> int:
        """Count a posting's positions."""
        return len(value) // _POSITION.itemsize


class FormsField(fields.FieldType):
    """A text field at one level: ready forms with positions and lengths."""

    def __init__(self) -> None:
        super().__init__(PackedPositions(), None, scorable=True)

    def to_bytes(self, value: str | bytes) -> bytes:
        """Give a form as a term."""
        return value if isinstance(value, bytes) else to_term(value)

    def from_bytes(self, term: bytes) -> str:
        """Give a term as a form."""
        return to_form(term)


class ValuesField(FormsField):
    """A field of whole values that an article has or has not; ``unique`` values also stand in a column."""

    def __init__(self, *, unique: bool = False) -> None:
        fields.FieldType.__init__(self, formats.Existence(), None, unique=unique, sortable=unique)


def build_schema() -> fields.Schema:
    """Give the schema of a generation. Text fields that get no tokens take no room."""
    schema = fields.Schema()
    for text_field in TEXT_FIELDS:
        for level in LEVELS:
            schema.add(text_name(text_field, level), FormsField())
    for keyword in KEYWORD_FIELDS:
        schema.add(keyword, ValuesField())
    schema.add(ID_FIELD, ValuesField(unique=True))
    schema.add(DAY_FIELD, fields.NUMERIC(int, shift_step=0))
    schema.add(RECORD_FIELD, fields.COLUMN(columns.CompressedBytesColumn()))
    return schema
