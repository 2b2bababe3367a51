"""Looks rows up by where they stand: tuples that begin with their start, in the order of the text."""

from bisect import bisect_left
from collections.abc import Sequence
from typing import Any, TypeVar

Row = TypeVar("Row", bound=tuple[Any, ...])


def starting_in(rows: Sequence[Row], start: int, end: int) -> Sequence[Row]:
    """The rows that start in [start, end)."""
    first = bisect_left(rows, (start,))
    return rows[first : bisect_left(rows, (end,), first)]


def number_at(rows: Sequence[Row], offset: int) -> int:
    """The number of the row that starts last of those up to [offset], -1 where none does."""
    return bisect_left(rows, (offset + 1,)) - 1
