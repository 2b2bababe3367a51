"""Cuts a sentence where its contrasts cut it, so that each clause can be weighed alone."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from pipeline.components.ruler import Tag


class Cut(NamedTuple):
    """A place where a sentence may be cut: what stands in [left, right) belongs to neither side.

    firm: a contrast, which also parts what is evaluated from what is not; any other cut only holds between praise and
        criticism.
    concession: a comma at which the clause that opens the sentence ("Although ...") may end.
    """

    left: int
    right: int
    firm: bool
    concession: bool = False


_AND: Final = re.compile(
    r", and (?=\w)"
    r"| and (?=(?:they|it|he|she|we|their|its|there|this|these|those|the|a|an|some|many|most|not|too"
    r"|is|are|was|were|has|have|do|does) )"
)
"""An "and" that may join two clauses, as the word after it shows."""

_SEMICOLON: Final = re.compile(r"; ")
_BETWEEN_CLAUSES: Final = " ,;:–—-"
_AFTER_CONTRAST: Final = re.compile(r"[\s,;:–—]+")


def opening_contrast(text: str, contrasts: Sequence[Tag], start: int) -> Tag | None:
    """The contrast that opens a sentence ("Although ..., ..."), if one does."""
    first = contrasts[0] if contrasts else None
    return first if first is not None and not text[start : first.start].strip(" \"“‘'(") else None


def cuts(text: str, contrasts: Sequence[Tag], start: int, end: int) -> list[Cut]:
    """Every place where [start, end) may be cut, in order; `contrasts` are its CONTRAST tags."""
    found: list[Cut] = []
    for tag in contrasts:
        left = len(text[start : tag.start].rstrip(_BETWEEN_CLAUSES)) + start
        parted = text[left] in ",;:–—"
        if left > start and (parted or tag.code != "turn"):
            found.append(Cut(left, _after(text, tag.end, end), parted or tag.code == "coordinate"))
        elif tag.code == "concede":
            comma = text.find(",", tag.end, end)
            while comma >= 0:
                found.append(Cut(comma, _after(text, comma, end), False, True))
                comma = text.find(",", comma + 1, end)
    found.extend(Cut(match.start(), match.end(), False) for match in _SEMICOLON.finditer(text, start, end))
    found.extend(Cut(match.start(), match.end(), False) for match in _AND.finditer(text, start, end))
    found.sort(key=_widest_first)
    found.insert(0, Cut(start, start, True))
    return [cut for before, cut in pairwise(found) if cut.left > before.left or cut.concession]


def _widest_first(cut: Cut) -> tuple[int, int]:
    return cut.left, -cut.right


def _after(text: str, start: int, end: int) -> int:
    space = _AFTER_CONTRAST.match(text, start, end)
    return space.end() if space else start
