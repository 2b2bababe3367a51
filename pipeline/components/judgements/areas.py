"""Which judgement areas a grade in running text is given for."""

import re
from typing import Final

from pipeline.components.judgements.discourse import Discourse
from pipeline.components.judgements.segments import Segment, coordinated, heads, within
from pipeline.components.judgements.sentence import Sentence
from pipeline.components.quotation import CLOSING, OPENS
from pipeline.components.ruler import Tag

_WORDS: Final = r"(?:[\w\u2019'-]+\s+)"

_NO_REASON: Final = r"(?!leaving\b|failing\b|not\b)"
""" "inadequate for leaving children at risk" tells no area."""

LOOSELY_AFTER: Final = re.compile(
    rf"[{CLOSING})]*\s*" + _WORDS + r"{0,4}?"
    r"(?:for|in|on|across|over|to|at|went to|of|by|:)\s+" + _NO_REASON + _WORDS + r"{0,4}?" + OPENS,
    re.I,
)
"""From a grade to what follows it, with some words on either side of the preposition."""

_ONE_NOUN: Final = (
    rf"[{CLOSING})]*,?\s*(?:both\s+)?"
    # what the grade describes, but no word that begins something else
    r"(?:(?!with\b|and\b|but\b|while\b|as\b|by\b|to\b|at\b|from\b|because\b)" + _WORDS + r")?"
)
_RIGHT_AFTER: Final = re.compile(
    _ONE_NOUN + r"(?:"
    r"(?:for|in|on|across|over|regarding)\s+(?:the way (?:that\s+)?|how\s+)?"
    + _NO_REASON
    + r"(?:(?!and\b|but\b|that\b|which\b|while\b)"
    + _WORDS
    + r"){0,4}"
    r"|:\s*|\s[\u2013\u2014-]\s"
    r")?" + OPENS,
    re.I,
)
_BEFORE_SERVICE: Final = re.compile(_ONE_NOUN, re.I)
_SERVICE_FOR: Final = re.compile(r"\s+(?:for|with)\s+" + OPENS, re.I)

OPENING_WORDS: Final = re.compile(
    r"[\s,;:]*"
    r"(?:(?:but|while|whereas|although|though|and|the|its|their|his|our|however|meanwhile)\b[\s,]*)*",
    re.I,
)
"""From the start of a segment to the area that is its subject."""

_PRONOUN_FOR_AREA: Final = re.compile(
    r"[:;,.\u2013\u2014-]\s*(?:they|it|that|these|this|which|who)(?:,?\s+(?:too|also),?)?\s+"
    r"(?:(?:is|are|was|were|remains?|stays?|got|gets|received|earned|has|have)\W+(?:[\w-]+\s+){0,2})?" + OPENS + "$"
    r"|[:;,]\s*(?:here|where|there)\s+" + _WORDS + r"{0,16}" + OPENS + "$"
)
""" "adoption: it was also good", "leadership, where the council remained good": the pronoun means the area before."""

_ASIDE: Final = re.compile(r",\s+(?:which|who|whose|where)\b[^,;:.]{3,90},")
""" "the board, whose work was reviewed as well, was told ..."."""
_LISTED_BEHIND: Final = re.compile(
    r"(?!\s+(?:for|of|to)\b)(?:\s+[\w\u2019'-]+){0,9}\s*(?::|\s[\u2013\u2014-]\s|,?\s+namely\b|,(?=\s+the\b))\s*"
    + _WORDS
    + r"{0,4}?"
    + OPENS
)
"""From "two areas" to the first one that it announces."""
_SET_OFF_BEHIND: Final = re.compile(r"(?:\s+[\w\u2019'-]+){0,3},\s+(?:the\s+)?" + OPENS)
""" "two areas inspected, adoption and leadership, were ..."."""
_INCLUDING: Final = re.compile(r",?\s+including\b")
_SUBJECT_BEHIND: Final = re.compile(r"\s+(?:[\w\u2019'-]+\s+){0,5}?" + OPENS)
""" "so was the work of its adoption service"."""

_LEAVES_AREA: Final = re.compile(
    r"[;:.]"
    r"|\b(?:who|(?<!,\s)(?<!area )which|(?<!area )that(?!\s+(?:lowest|highest|same|grade|rating|it|they)\b)|whose"
    r"|after|because|since|following|despite|as (?:it|they|the))\b"
    r"|\bwith\b(?!\s+(?:an?\b|the\b|[\"'\u2018\u201c]?$))"
)
"""Between an area and a grade: another clause, whose grade need not be the area's."""

_FURTHEST_BEFORE: Final = 12
"""Words between an area and the grade behind it."""
_FEWEST_KEY_AREAS: Final = 3
"""A sentence that names so many areas after "key areas" has listed them itself."""


def areas_of(sentence: Sentence, part: Segment, discourse: Discourse) -> list[Tag]:
    """The areas that a segment names or means ("all key areas") as those of its grade; empty where it does neither."""
    text, (first, last) = sentence.text, (part.grades[0], part.grades[-1])
    areas = within(text, part, sentence.labelled("JUDGEMENT_AREA"))
    right = [group for group in areas if group[0].start >= last.end]
    left = [group for group in areas if group[-1].end <= first.start]
    scopes = [tag for tag in sentence.labelled("SCOPE") if part.start <= tag.start < part.end]
    for tag in scopes:
        if announced := _announced(text, tag, areas):
            return announced
        if tag.code == "areas_before":
            return _listed_before(sentence, tag) or discourse.last_listed
    scope = next((tag for tag in scopes if tag.code in ("all_areas", "key_areas")), None)
    chosen: list[Tag] = []
    if right and surely_given_for(sentence, last, right[0][0]):
        chosen = heads(text, right[0])
    elif right and scope is not None and scope.start < right[0][0].start:
        chosen = [tag for group in right for tag in heads(text, group)]
    if (
        left
        and not sentence.has_adjective(last)
        and (not chosen or _only_overall(chosen))
        and _speaks_of(text, part, left, scope)
    ):
        before = heads(text, left[-1])
        if not chosen or not _only_overall(before):
            chosen = before
    if not chosen and right and LOOSELY_AFTER.fullmatch(text, last.end, right[0][0].start):
        chosen = heads(text, right[0])
    if (
        scope is not None
        and scope.code == "all_areas"
        and chosen
        and _INCLUDING.match(text, scope.end, chosen[0].start)
    ):
        return [scope._replace(code="overall_effectiveness"), *chosen]
    if scope is not None and len([tag for tag in chosen if tag.start > scope.start]) < _FEWEST_KEY_AREAS:
        return _with_meant(chosen, discourse.key_areas if scope.code == "key_areas" else discourse.last_listed)
    return chosen


def announces_areas(sentence: Sentence, part: Segment) -> bool:
    """Whether a segment lists behind "three other areas" and the like which areas it means."""
    areas = within(sentence.text, part, sentence.labelled("JUDGEMENT_AREA"))
    return any(_announced(sentence.text, tag, areas) for tag in sentence.labelled("SCOPE") if tag.start >= part.start)


def _listed_before(sentence: Sentence, scope: Tag) -> list[Tag]:
    """The areas that the sentence lists last before "those two" and the like; none where it lists another number."""
    before = [area for area in sentence.labelled("JUDGEMENT_AREA") if area.end <= scope.start]
    pair = next((int(tag.code) for tag in sentence.labelled("PAIR") if tag.start == scope.start), 0)
    listed = [heads(sentence.text, group) for group in coordinated(sentence.text, before)[-1:]]
    return next((group for group in listed if len(group) > 1 and (not pair or len(group) == pair)), [])


def _announced(text: str, scope: Tag, areas: list[list[Tag]]) -> list[Tag]:
    """The areas behind a colon that "in two areas" and the like announces."""
    for group in areas:
        if group[0].start < scope.end:
            continue
        if _LISTED_BEHIND.fullmatch(text, scope.end, group[0].start) or (
            len(group) > 1
            and text.startswith(",", group[-1].end)
            and _SET_OFF_BEHIND.fullmatch(text, scope.end, group[0].start)
        ):
            return heads(text, group)
    return []


def surely_given_for(sentence: Sentence, grade: Tag, target: Tag) -> bool:
    """Whether a grade belongs to the words behind it ("good for its leadership", "good work with care leavers")."""
    text = sentence.text
    if grade.label == "SAME_GRADE" and _SUBJECT_BEHIND.fullmatch(text, grade.end, target.start):
        return True
    return _RIGHT_AFTER.fullmatch(text, grade.end, target.start) is not None or any(
        _BEFORE_SERVICE.fullmatch(text, grade.end, service.start) is not None
        and _SERVICE_FOR.fullmatch(text, service.end, target.start) is not None
        for service in sentence.labelled("SERVICE")
        if grade.end <= service.start and service.end <= target.start
    )


def areas_meant(earlier: list[list[Tag]], pair: int) -> list[Tag]:
    """The areas of the same sentence that "they" means, or "both" and the like (`pair`: how many; 0 for "they")."""
    together = [tag for areas in earlier for tag in areas]
    if pair:
        return together if len(together) == pair else []
    return earlier[-1]


def _only_overall(areas: list[Tag]) -> bool:
    return {tag.code for tag in areas} == {"overall_effectiveness"}


def _speaks_of(text: str, part: Segment, left: list[list[Tag]], scope: Tag | None) -> bool:
    """Whether the grade is said of the areas named last before it."""
    nearest, grade = left[-1], part.grades[0]
    between = _ASIDE.sub(" ", text[nearest[-1].end : grade.start])
    return (
        (len(left) == 1 and _PRONOUN_FOR_AREA.search(between) is not None)
        or (len(between.split()) <= _FURTHEST_BEFORE and _LEAVES_AREA.search(between) is None)
        or (scope is not None and scope.start < nearest[0].start)
        or OPENING_WORDS.fullmatch(text, part.start, nearest[0].start) is not None
    )


def _with_meant(chosen: list[Tag], meant: list[Tag]) -> list[Tag]:
    if not meant:
        return chosen
    listed = {tag.code for tag in chosen}
    added = [tag for tag in meant if tag.code not in listed]
    return added + [tag for tag in chosen if tag.code != "overall_effectiveness"]
