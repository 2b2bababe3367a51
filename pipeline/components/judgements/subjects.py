"""Whom a grade in running text is given to: authorities named, counted or meant, or a body that is none."""

import re
from typing import Final

from pipeline.components.judgements.areas import LOOSELY_AFTER, OPENING_WORDS, surely_given_for
from pipeline.components.judgements.discourse import Discourse
from pipeline.components.judgements.segments import Segment, within
from pipeline.components.judgements.sentence import Sentence
from pipeline.components.quotation import CLOSING, OPENING, OPENS
from pipeline.components.ruler import Tag
from pipeline.vocabulary import AREAS

_RATING_FOR: Final = re.compile(
    rf"[{CLOSING}]*\s*(?:[\w-]+\s+){{0,2}}(?:for|went to|goes to|given to|awarded to)\s+(?:the\s+)?"
)
""" "an outstanding grade for Hull": the name behind the grade is the one judged."""

_RATED: Final = re.compile(rf"[{CLOSING}]*(?:-(?:rated|graded|judged))?\s+")
_INCLUDES: Final = re.compile(
    rf"[{CLOSING}]*(?:\s+[\w-]+){{0,3}}?(?:,[^.;:]{{3,70}},)?\s+(?:also\s+)?includ(?:e[sd]?|ing)\s+(?:the\s+)?"
)
""" "councils judged inadequate include Hull and Leeds"."""

_RIGHT_BEHIND: Final = re.compile(r"\s+(?:both\s+)?(?:the\s+)?")
""" "so was Hull"."""

_WHERE: Final = re.compile(r",?\s+(?:where|whose)\b")
""" "Devon and Torbay, where services were good": said of the last one alone."""

_DIGITS: Final = re.compile(
    r"\b\d{1,3}\b"
    r"(?!\s*(?:%|per\s?cent"
    r"|January|February|March|April|May|June|July|August|September|October|November|December"
    r"|weeks?|months?|years?|days?))"
)

_SHARE: Final = re.compile(r"\d\s?(?:%|per\s?cent\b)", re.I)

_COUNTS_ALONE: Final = re.compile(
    r"\s+(?:of\s+(?:them|these|those|the)|were|was|are|is|have|has|had|remain|remained|got|received|require|requires"
    rf"|stay|others?|more|to|as)\b|\s*[{OPENING}]"
)
"""What follows a number that is itself the subject ("seven were rated ...")."""

_THE_OTHER: Final = re.compile(r"\b(?:the other|the remaining|a further)\s+$")
""" "the other seven"."""
_JUST_ONE: Final = re.compile(r"\b(?:just|only)\s+$")
_ANY_ONE: Final = re.compile(r"\b(?:an?|any|every|each)\s+(?:[\w-]+\s+)?$", re.I)
_THIS_ONE: Final = re.compile(r"\b(?:here|it|this|that)\s+(?:is|was)\s+an?\s+(?:[\w-]+\s+)?$", re.I)
""" "Here was a council that ...": the one that the text is speaking of."""
_PLURAL: Final = re.compile(r"(?:council|authoritie|borough|countie|department)s$|^those\b", re.I)

_OF_PLACE: Final = re.compile(
    r"\s+(?:[\w-]+\s+){0,2}(?:by|in|of|at|for|across|within|serving|near|around)\s+(?:the\s+)?"
)
""" "a children's home in Leeds": the name only says where the body is."""

_PREDICATE: Final = re.compile(
    r"\s+(?:[\w-]+\s+)?(?:is|are|was|were|has been|have been|remains?|remained)\s+(?:[\w-]+\s+){0,4}?" + OPENS
)
_OF_WHOLE: Final = re.compile(r"\s*(?:of\s+)?(?:the\s+|its\s+|their\s+|all\s+)?")
""" "some aspects of adoption"."""

SOME: Final = -1
"""A number of authorities that is not told ("most councils")."""


def authorities_of(sentence: Sentence, part: Segment, mentions: list[Tag], of_pair: bool) -> list[Tag]:
    """The authorities that a segment itself names as judged.

    `mentions` are those that its sentence names; `of_pair`: the segment's subject is "both" or the like.
    """
    text, (first, last) = sentence.text, (part.grades[0], part.grades[-1])
    groups = within(text, part, mentions)
    if first.label == "SAME_GRADE" and groups and _RIGHT_BEHIND.fullmatch(text, last.end, groups[-1][0].start):
        return groups[-1]
    left = [group for group in groups if group[-1].end <= first.start]
    right = [group for group in groups if last.end <= group[0].start]
    if right and right[0][0].label == "AUTHORITY" and _RATING_FOR.fullmatch(text, last.end, right[0][0].start):
        return right[0]
    if right and right[0][0].label == "AUTHORITY" and _is_beside(sentence, last, right[0][0]):
        return right[0]
    if right and _INCLUDES.fullmatch(text, last.end, right[0][0].start):
        return right[0]
    if left and _WHERE.match(text, left[-1][-1].end):
        return left[-1][-1:]
    if left:
        return left[-1] if len(left[-1]) >= len(left[0]) else max(left, key=len)
    if right and not of_pair and LOOSELY_AFTER.fullmatch(text, last.end, right[0][0].start):
        return right[0]
    return []


def _is_beside(sentence: Sentence, grade: Tag, name: Tag) -> bool:
    """Whether a name stands right behind a grade, or behind the noun that it describes: "good-rated councils Hull"."""
    text, nouns = sentence.text, sentence.labelled("COUNTED")
    noun = next((tag for tag in nouns if grade.end <= tag.start and tag.end < name.start), None)
    if noun is None:
        return _RATED.fullmatch(text, grade.end, name.start) is not None
    return _RATED.fullmatch(text, grade.end, noun.start) is not None and text[noun.end : name.start].isspace()


def ordinal(sentence: Sentence, part: Segment, discourse: Discourse) -> list[Tag]:
    """The authority that "the first" or "the latter" of those named before means."""
    for tag in sentence.labelled("ORDINAL"):
        if part.start <= tag.start < part.grades[0].start and len(discourse.group) > max(1, int(tag.code)):
            return [discourse.group[int(tag.code)]]
    return []


def counted(sentence: Sentence, part: Segment) -> set[int]:
    """How many authorities the segment's subject counts ("24 councils", "none of the six"); empty where it counts none.

    -1 stands for a number that is not told ("most councils").
    """
    text, limit = sentence.text, part.grades[-1].start
    before = [tag for tag in sentence.tags if part.start <= tag.start and tag.end <= limit]
    nouns = [tag for tag in before if tag.label == "COUNTED" and tag.code == "authority"]
    areas = {tag.end for tag in before if tag.label == "JUDGEMENT_AREA"}
    written = [(tag.start, tag.end, tag.code) for tag in before if tag.label == "NUMBER"]
    written += [(match.start(), match.end(), match[0]) for match in _DIGITS.finditer(text, part.start, limit)]
    numbers = {
        int(value)
        for start, end, value in written
        if start - 1 not in areas
        and (value != "1" or _JUST_ONE.search(text, part.start, start))
        and (
            text[end : part.grades[0].start].isspace()
            or _COUNTS_ALONE.match(text, end)
            or _THE_OTHER.search(text, part.start, start)
            or any(end <= noun.start and len(text[end : noun.start].split()) <= 3 for noun in nouns)
        )
    }
    some = not numbers and (
        any(tag.label == "FRACTION" for tag in before) or _SHARE.search(text, part.start, limit) is not None
    )
    if some or any(_PLURAL.search(text, noun.start, noun.end) for noun in nouns):
        numbers.add(SOME)
    return numbers


def any_authority(sentence: Sentence, part: Segment) -> bool:
    """Whether the segment speaks of authorities in general ("a council that is judged good")."""
    return any(
        _ANY_ONE.search(sentence.text, max(part.start, tag.start - 30), tag.start)
        and not _THIS_ONE.search(sentence.text, part.start, tag.start)
        for tag in sentence.labelled("COUNTED")
        if tag.code == "authority" and part.start <= tag.start < part.end
    )


def of_another_body(sentence: Sentence, part: Segment, carried: bool) -> bool:
    """Whether the grade is a school's, a home's or another inspectorate's matter, not the authority's.

    `carried`: the segment before was about such a body ("two homes were rated good and one outstanding").
    """
    text, (first, last) = sentence.text, (part.grades[0], part.grades[-1])
    bodies = [tag for tag in sentence.labelled("OTHER_BODY") if part.start <= tag.start < part.end]
    judged = _judged_before(sentence, part)
    if not bodies:
        return carried and not judged
    before = [
        tag
        for tag in bodies
        if tag.end <= first.start and not any(area.start <= tag.start and tag.end <= area.end for area in judged)
    ]
    if before and (
        not judged or before[-1].start > judged[-1].start or _OF_PLACE.fullmatch(text, before[-1].end, judged[-1].start)
    ):
        return True
    after = [tag for tag in bodies if tag.start >= last.end]
    return bool(after) and surely_given_for(sentence, last, after[0])


def of_a_theme(sentence: Sentence, part: Segment) -> bool:
    """Whether the grade is said of a piece of the work that has no grade of its own ("early help in Kent was good")."""
    text, limit = sentence.text, part.grades[0].start
    areas = sentence.labelled("JUDGEMENT_AREA")
    opening = next(
        (
            tag
            for tag in sentence.labelled("THEME")
            if OPENING_WORDS.fullmatch(text, part.start, tag.start) and tag.end <= limit and tag.code not in AREAS
        ),
        None,
    )
    if opening is None or any(part.start <= area.start < limit for area in areas):
        return False
    names = [tag for tag in _judged_before(sentence, part) if tag.start >= opening.end]
    end = opening.end
    if names and _OF_PLACE.fullmatch(text, opening.end, names[0].start):
        end = names[-1].end
    return _PREDICATE.fullmatch(text, end, limit) is not None


def only_a_part(sentence: Sentence, part: Segment) -> bool:
    """Whether the grade is said of a part of the work, which Ofsted does not grade ("some aspects were found good")."""
    first, last = part.grades[0], part.grades[-1]
    parts = sentence.labelled("PARTIAL")
    if any(tag.code == "places" and last.end <= tag.start <= last.end + 2 and tag.start < part.end for tag in parts):
        return True
    before = [tag for tag in parts if part.start <= tag.start and tag.end <= first.start]
    whole = _judged_before(sentence, part)
    return bool(before) and (
        not whole
        or before[-1].start > whole[-1].end
        or any(_OF_WHOLE.fullmatch(sentence.text, before[-1].end, judged.start) for judged in whole)
    )


def _judged_before(sentence: Sentence, part: Segment) -> list[Tag]:
    """What Ofsted judges and the segment names before its first grade."""
    return [
        tag
        for tag in sentence.labelled("AUTHORITY", "STANDIN", "JUDGEMENT_AREA")
        if part.start <= tag.start and tag.end <= part.grades[0].start
    ]
