"""Cuts a sentence where its contrasts cut it, so that each clause can be weighed alone."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from pipeline.components.ruler import Tag


class Cut(NamedTuple):
    """A place where a sentence may be cut: what stands in [left, right) belongs to neither side.

    firm: a contrast or a semicolon, which also parts what is evaluated from what is not; else the cut only holds
        between praise and criticism.
    """

    left: int
    right: int
    firm: bool


_SOFT: Final = re.compile(
    r", and (?=\w)"
    r"| and (?=(?:they|it|he|she|we|their|its|there|this|these|those|the|a|an|some|many|most|not|too|is|are|was|were|has|have|do|does) )"
)
_SEMICOLON: Final = re.compile(r"; ")
_SPACES_AND_COMMAS: Final = " ,;:–—-"
_AFTER_CONTRAST: Final = re.compile(r"[\s,;:–—]+")


def opening_contrast(text: str, contrasts: Sequence[Tag], start: int) -> Tag | None:
    """The contrast that opens a sentence ("Although ..., ..."), if one does."""
    first = contrasts[0] if contrasts else None
    return first if first is not None and not text[start : first.start].strip(" \"“‘'(") else None


def cuts(text: str, contrasts: Sequence[Tag], start: int, end: int) -> list[Cut]:
    """Every place where [start, end) may be cut, in order; `contrasts` are its CONTRAST tags."""
    found: list[Cut] = []
    for tag in contrasts:
        left = len(text[start : tag.start].rstrip(_SPACES_AND_COMMAS)) + start
        parted = text[left] in ",;:–—"
        if left > start and (parted or tag.code != "turn"):
            found.append(Cut(left, _after(text, tag.end, end), parted or tag.code == "coordinate"))
        elif tag.code == "concede":
            comma = text.find(",", tag.end, end)
            while comma >= 0:
                found.append(Cut(comma, _after(text, comma, end), False))
                comma = text.find(",", comma + 1, end)
    for match in _SEMICOLON.finditer(text, start, end):
        found.append(Cut(match.start(), match.end(), False))
    for match in _SOFT.finditer(text, start, end):
        found.append(Cut(match.start(), match.end(), False))
    found.sort(key=_widest_first)
    return [cut for before, cut in pairwise([Cut(start, start, True), *found]) if cut.left > before.left]


def _widest_first(cut: Cut) -> tuple[int, int]:
    return cut.left, -cut.right


def _after(text: str, start: int, end: int) -> int:
    space = _AFTER_CONTRAST.match(text, start, end)
    return space.end() if space else start
