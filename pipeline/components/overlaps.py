"""Which of overlapping matches win: the longest of a layer, of equally long ones the first, then by their rules."""

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]


def winners(layers: Numbers, starts: Numbers, ends: Numbers, rules: Numbers) -> NDArray[np.intp]:
    """The places of the matches that no longer one of their layer overlaps; one number a match, at least one match.

    Matches that overlap make a heap, and mostly one of a heap covers all others; only in other heaps are they looked at
    one by one.
    """
    apart = layers * (ends.max() + 1)
    order = np.lexsort((rules, -ends, starts + apart))
    begun, over, ruled = (starts + apart)[order], (ends + apart)[order], rules[order]
    furthest = np.maximum.accumulate(over)
    heads = np.flatnonzero(np.append(True, begun[1:] >= furthest[:-1]))
    pasts = np.append(heads[1:], len(order))
    covered = over[heads] == furthest[pasts - 1]
    won = order[heads[covered]].tolist()
    for head, past in zip(heads[~covered].tolist(), pasts[~covered].tolist(), strict=True):
        heap = (column[head:past].tolist() for column in (begun, over, ruled, order))
        won.extend(_longest_first(zip(*heap, strict=True)))
    return np.array(won, np.intp)


def _longest_first(heap: Iterable[tuple[int, int, int, int]]) -> Iterator[int]:
    """The matches of a heap that win: (start, end, rule, place) of each are given."""
    taken: set[int] = set()
    for start, end, _, place in sorted(heap, key=lambda one: (one[0] - one[1], one[0], one[2])):
        if start not in taken and end - 1 not in taken:
            taken.update(range(start, end))
            yield place
