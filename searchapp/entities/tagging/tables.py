"""Rows of whole numbers by name, in one array: a tenth of what a dictionary of tuples takes, in time and memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Self

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int32]


class NumberTable(Mapping[str, Sequence[int]]):
    """A row of numbers for each name, in the order of the names; all rows have the same length."""

    def __init__(self, names: Sequence[str], numbers: Numbers) -> None:
        """Take names and ``numbers``, an array ``(names, columns)``. Raises ValueError if the two do not fit."""
        if len(names) != len(numbers):
            raise ValueError(f"{len(names)} names, {len(numbers)} rows")
        self.rows: Mapping[str, int] = {name: row for row, name in enumerate(names)}
        """The number of each name's row."""

        self.numbers = numbers

    @classmethod
    def of(cls, table: Mapping[str, Sequence[int]]) -> Self:
        """The same rows, in the order of their names."""
        names = sorted(table)
        return cls(names, np.array([table[name] for name in names], np.int32))

    @classmethod
    def read(cls, names: str, numbers: str) -> Self:
        """Read what ``written`` gave. Raises ValueError if there is not a row for each name."""
        listed = names.split("\t")
        columns = len(numbers.partition("\t")[0].split())
        rows = numbers.count("\t") + 1
        if rows != len(listed):
            raise ValueError(f"{len(listed)} names, {rows} rows")
        return cls(listed, np.fromstring(numbers, np.int32, sep=" ").reshape(len(listed), columns))

    def written(self) -> tuple[str, str]:
        """The names and the rows, each cut at tabs; blanks stand between the numbers of a row."""
        return "\t".join(self.rows), "\t".join(" ".join(map(str, row)) for row in self.numbers.tolist())

    def __getitem__(self, name: str) -> Sequence[int]:
        """The row of a name. Raises KeyError if it has none."""
        return tuple(self.numbers[self.rows[name]].tolist())

    def __iter__(self) -> Iterator[str]:
        """The names, in order."""
        return iter(self.rows)

    def __len__(self) -> int:
        """How many names there are."""
        return len(self.rows)

    def __contains__(self, name: object) -> bool:
        """Whether a name has a row."""
        return name in self.rows
