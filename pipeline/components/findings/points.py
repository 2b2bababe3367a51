"""A point of a text: a stretch of clauses that comes down on one side."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from pipeline.components.evidence import Weighed
from pipeline.components.ruler import Tag
from pipeline.vocabulary import Polarity

ASKS: Final = "?"
"""The end of a sentence that states nothing."""


class Point(NamedTuple):
    """A stretch that makes a point, and the cues that it rests on."""

    start: int
    end: int
    polarity: Polarity
    cues: tuple[Tag, ...]


def points_of(run: Sequence[Weighed], side: Polarity | None, joins: Sequence[Tag] = ()) -> list[Point]:
    """The point that clauses in a row make, none where they come down on no side.

    joins: connectives of their sentence that may have decided as well.
    """
    if not run or side is None:
        return []
    start, end, cues = run[0].clause.start, run[-1].clause.end, cues_of(run)
    return [Point(start, end, side, (*[tag for tag in joins if tag.start < end], *cues) if joins else cues)]


def cues_of(run: Sequence[Weighed]) -> tuple[Tag, ...]:
    """The cues of clauses in a row that may have decided."""
    return tuple([outcome.tag for one in run for outcome in one.outcomes if outcome.tag.label != "NEUTRAL"])
