"""Looks rows up by where they stand: tuples that begin with their start, or sections, in the order of the text."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from operator import itemgetter
from typing import Any, TypeVar

import numpy as np

from pipeline.records import Section

Row = TypeVar("Row", bound=tuple[Any, ...])


def starting_in(rows: Sequence[Row], start: int, end: int) -> Sequence[Row]:
    """The rows that start in [start, end)."""
    first = bisect_left(rows, (start,))
    return rows[first : bisect_left(rows, (end,), first)]


def numbers_starting_in(starts: Sequence[int], start: int, end: int) -> slice:
    """Which of the rows with these starts start in [start, end): faster, where a text is asked thousands of times."""
    first = bisect_left(starts, start)
    return slice(first, bisect_left(starts, end, first))


def starting_in_each(rows: Sequence[Row], spans: Sequence[tuple[int, int]]) -> list[Sequence[Row]]:
    """The rows that start in each of many spans [start, end)."""
    starts = [row[0] for row in rows]
    firsts, pasts = (np.searchsorted(starts, edges).tolist() for edges in np.array(spans, np.int64).reshape(-1, 2).T)
    return [rows[first:past] if first < past else () for first, past in zip(firsts, pasts, strict=True)]


def number_at(rows: Sequence[Row], offset: int) -> int:
    """The number of the row that starts last of those up to [offset], -1 where none does."""
    return bisect_left(rows, (offset + 1,)) - 1


def numbers_at(starts: Sequence[int], offsets: Sequence[int]) -> list[int]:
    """The same for many offsets at once, -1 where none does: the number of the last of these starts up to each."""
    numbers: list[int] = (np.searchsorted(starts, offsets, side="right") - 1).tolist()
    return numbers


def section_at(sections: Sequence[Section], offset: int) -> Section | None:
    """The section that an offset lies in, None where there are no sections."""
    return sections[max(0, bisect_right(sections, offset, key=itemgetter("start")) - 1)] if sections else None
