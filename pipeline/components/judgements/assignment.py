"""Brings the grades of a segment together with its authorities and areas."""

import re
from collections.abc import Iterator
from itertools import pairwise, product
from typing import Final, NamedTuple

from pipeline.components.judgements.segments import Segment, earlier_in_brackets
from pipeline.components.quotation import OPENS
from pipeline.components.ruler import Tag
from pipeline.vocabulary import Status

_FROM_GRADE: Final = re.compile(
    r"\b(?:of\s+(?:an?\s+|the\s+|being\s+)?|from\s+(?:(?!to\b|into\b)[\w\u2019'-]+\s+){0,4})" + OPENS + "$"
)
""" "from an Ofsted overall 'good'"."""
_FROM_ONE_GRADE: Final = re.compile(r"\bfrom\s+(?:an?\s+|the\s+)?" + OPENS + "$")
_TO_GRADE: Final = re.compile(r"\b(?:to|into)\b")


class Assignment(NamedTuple):
    """One grade for one authority and one area; None where the segment names none.

    `status` is what a movement from one grade to another settles: the former is previous, the latter current.
    """

    grade: Tag
    authority: Tag | None
    area: Tag | None
    status: Status | None = None


def assigned(
    text: str, part: Segment, authorities: list[Tag], areas: list[Tag], respectively: bool
) -> Iterator[Assignment]:
    """Each grade of a segment with each authority and each area; "respectively" pairs them in turn."""
    whom: list[Tag | None] = [*authorities] or [None]
    where: list[Tag | None] = [*areas] or [None]
    grades = part.grades
    if len(grades) > 1 and respectively and len(grades) == len(whom):
        for grade, authority in zip(grades, whom, strict=True):
            yield from (Assignment(grade, authority, area) for area in where)
    elif len(grades) > 1 and respectively and len(grades) == len(where):
        for grade, area in zip(grades, where, strict=True):
            yield from (Assignment(grade, authority, area) for authority in whom)
    else:
        for (grade, status), authority, area in product(_moves(text, part), whom, where):
            yield Assignment(grade, authority, area, status)


def _moves(text: str, part: Segment) -> list[tuple[Tag, Status | None]]:
    """The grades that hold for all of a segment; none where they differ and no movement explains it."""
    first, *others = part.grades
    if earlier_in_brackets(text, part.grades):
        return [(first, "current"), (others[0], "previous")]
    if (
        others
        and _FROM_GRADE.search(text, part.start, first.start)
        and all(_TO_GRADE.search(text, left.end, right.start) for left, right in pairwise(part.grades))
    ):
        return [*((grade, "previous") for grade in part.grades[:-1]), (others[-1], "current")]
    if others and _FROM_ONE_GRADE.search(text, first.end, others[0].start):
        return [(first, "current"), *((grade, "previous") for grade in others)]
    if any(grade.code != first.code for grade in others):
        return []
    return [(first, "previous" if _FROM_ONE_GRADE.search(text, part.start, first.start) else None)]
