"""Cuts a sentence with several grades into segments of one grade each, and joins names that a list coordinates."""

import re
from itertools import pairwise
from typing import Final, NamedTuple

from pipeline.components.quotation import CLOSES, CLOSING, OPENS
from pipeline.components.ruler import Tag

_SEPARATORS: Final = (
    (6, re.compile(r"[;()]|\s[\u2013\u2014-]\s")),
    (
        5,
        re.compile(
            # "worse since the last inspection in 2015, when": the event belongs to the clause that tells of it
            r"(?:\b(?:since|than)\s+[^,;.]{3,60},\s*when\b)"
            r"|(?:,\s*yet\b)"
            r"|(?:,\s*)?(?<!-)\b(?:but|while|whilst|whereas|although|though|however|compared (?:with|to)|except"
            r"|apart from|with|after|before|when(?!\s+(?:it\s+|they\s+|the\s+\w+\s+|Ofsted\s+)?(?:was\s+)?last\b))\b"
            # "two years after": the time belongs to the clause that it opens
            r"|(?:,\s*)?(?:[\w-]+\s+)?\b(?:years?|months?|weeks?|days?|decade)\s+(?:after|before)\b"
        ),
    ),
    (4, re.compile(r",\s*(?:and|or|then|to)\b")),
    (3.5, re.compile(r":\s")),
    (3, re.compile(r",")),
    (2, re.compile(r"\b(?:and|or)\b|\bas\s+(?=(?:[\w\u2019'-]+\s+){1,4}(?:is|are|was|were|gets?|rated|judged)\b)")),
)
"""What may part two grades, with its strength."""
_WITHIN_LIST: Final = 1
"""The strength of a separator that stands inside a list of names or areas."""

_POINTS_FORWARD: Final = re.compile(rf"[{CLOSING}]*\s*(?:overall\s+)?(?:[\w]+\s+)?(?:for|in|on|across|to)\b", re.I)
"""A grade whose area comes behind it ("good for adoption, ..."); the cut then falls as late as it can."""

_SAME_LIST: Final = re.compile(
    r"[\"'\u2018\u2019\u201c\u201d]?(?:['\u2019]s)?(?:\s+(?:for|of) (?:children|young people|families)(?=,))?"
    r"[\s,;/]*(?:\([^)]*\)\s*,?\s*)?"
    # asides: "and, for the second year, Kent", "Reading, in Berkshire,", "Bath in Somerset"
    r"(?:and,\s[^,.;]{3,70},\s*)?"
    r"(?:,?\s*in (?:the )?[\w\s-]{2,24},\s*|\s+in [A-Z][\w-]+(?: [A-Z][\w-]+)?\s*)?"
    r"(?:(?:and|&|or|nor|plus|as well as|along with|alongside|followed by|then|both|(?:has |have )?join(?:s|ed|ing)?)\b"
    r"[\s,]*)*"
    r"(?:for the (?:first|second|third) time,?\s*)?"
    # words with which each member may begin ("support for children in care and services for care leavers")
    r"(?:(?:its|their|his|the|both|that|those|services?|provision|support|performance|work|progress|quality|children"
    r"|experiences|for|to|in|on|of|at|with|about|by|how|also)\s*)*" + OPENS,
    re.I,
)
"""What may stand between two members of one list."""
_SUBORDINATE: Final = re.compile(r"\b(?:of|in|within|by|across)\b", re.I)
_COORDINATED: Final = re.compile(
    r"[,;]|\b(?:and|or|nor|plus|as well as|alongside|both|then|join(?:s|ed|ing)?)\b|&|/", re.I
)
_POSSESSIVE: Final = ("", "\u2019s", "'s")

_SIDE_BY_SIDE: Final = re.compile(
    rf"[{CLOSING}\s,]*(?:(?:rating|grade|judge?ment|verdict|status)s?\b\s*|overall\s+)?"
    r"(?:\((?:[^)]{0,40})\)|in\s+(?:19|20)\d\d)?[\s,\u2013\u2014]*"
    r"(?:(?:all the way|right|straight|directly|back|up|down)\s+){0,3}"
    r"(?:(?:and|or|to|into|&|then)\b)?\s*"
    r"(?:(?:all the way|right|straight|directly|back|up|down)\s+){0,3}"
    r"(?:(?:an?|the|overall|be|being|to|from)\s+)*" + OPENS
)
"""What may stand between two grades of one segment ("good and adequate", "from good (in 2013) to inadequate")."""

_EARLIER_IN_BRACKETS: Final = re.compile(
    CLOSES + r"\s*[(\[]"
    r"(?:(?:was|were|previously|formerly|up from|down from|from|last time|earlier|before|in|(?:19|20)\d\d)[\s:,]*)*"
    + OPENS,
    re.I,
)
""" "Good (was Inadequate)", "Good (2019: Inadequate)"."""


class Segment(NamedTuple):
    """One grade's part of a sentence, in code points, with its grade tags.

    Two only where they stand side by side: a list that assigns them in turn, a movement, a grade with the earlier one.
    """

    start: int
    end: int
    grades: tuple[Tag, ...]


def segments(text: str, start: int, end: int, grades: list[Tag], lists: list[list[Tag]]) -> list[Segment]:
    """Cut text[start:end] between its grades at the strongest separator; commas inside `lists` count least."""
    inside = [
        (members[0].start, members[-1].end)
        for members in lists
        if len(members) > 1 and not any(members[0].end <= grade.start < members[-1].start for grade in grades)
    ]
    names = [(tag.start, tag.end) for members in lists for tag in members]
    runs = _runs(text, grades)
    cuts = [start]
    for left, right in pairwise(runs):
        cuts.append(_cut(text, left[-1].end, right[0].start, inside, names))
    cuts.append(end)
    return [Segment(cuts[i], cuts[i + 1], tuple(run)) for i, run in enumerate(runs)]


def _runs(text: str, grades: list[Tag]) -> list[list[Tag]]:
    """Grades that stand side by side ("good and adequate respectively", "from good to inadequate") in one run."""
    runs: list[list[Tag]] = []
    for grade in grades:
        if (
            runs
            and grade.label == "GRADE"
            and (
                _EARLIER_IN_BRACKETS.fullmatch(text, runs[-1][-1].end, grade.start)
                or _SIDE_BY_SIDE.fullmatch(text, runs[-1][-1].end, grade.start)
            )
        ):
            runs[-1].append(grade)
        else:
            runs.append([grade])
    return runs


def earlier_in_brackets(text: str, grades: tuple[Tag, ...]) -> bool:
    """Whether the second grade is the earlier one, given in brackets: "Good (Inadequate)"."""
    return len(grades) == 2 and _EARLIER_IN_BRACKETS.fullmatch(text, grades[0].end, grades[1].start) is not None


def _cut(text: str, start: int, end: int, lists: list[tuple[int, int]], names: list[tuple[int, int]]) -> int:
    forward = _POINTS_FORWARD.match(text, start, end) is not None
    best: tuple[float, int] | None = None
    cut = start
    for rank, separator in _SEPARATORS:
        for match in separator.finditer(text, start, end):
            if any(a <= match.start() and match.end() <= b for a, b in names):
                continue
            in_list = any(a <= match.start() and match.end() <= b for a, b in lists)
            key = (_WITHIN_LIST if in_list else rank, match.start() if forward else -match.start())
            if best is None or key > best:
                best = key
                cut = match.start()
    return cut


def within(text: str, part: Segment, tags: list[Tag]) -> list[list[Tag]]:
    """The lists that tags form on either side of a segment's grades."""
    first, last = part.grades[0], part.grades[-1]
    left = [tag for tag in tags if part.start <= tag.start and tag.end <= first.start]
    right = [tag for tag in tags if last.end <= tag.start and tag.end <= part.end]
    return coordinated(text, left) + coordinated(text, right)


def coordinated(text: str, tags: list[Tag]) -> list[list[Tag]]:
    """Tags in the order of the text, joined where only list words stand between ("Kent, Medway and East Sussex")."""
    lists: list[list[Tag]] = []
    for tag in tags:
        if lists and tag.start >= lists[-1][-1].end and _joins(text[lists[-1][-1].end : tag.start]):
            lists[-1].append(tag)
        else:
            lists.append([tag])
    return lists


def _joins(between: str) -> bool:
    return _SAME_LIST.fullmatch(between) is not None and (
        _COORDINATED.search(between) is not None
        or _SUBORDINATE.search(between) is not None
        or between.strip() in _POSSESSIVE
    )


def heads(text: str, members: list[Tag]) -> list[Tag]:
    """The members of a list that stand in their own right, not what qualifies them ("leadership of services")."""
    kept = members[:1]
    for before, tag in pairwise(members):
        between = text[before.end : tag.start]
        if _COORDINATED.search(between) or not (_SUBORDINATE.search(between) or between.strip() in _POSSESSIVE):
            kept.append(tag)
    return kept
