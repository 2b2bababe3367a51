"""Reads verdicts from running text: each grade of a sentence with the authority, area and status that go with it.

A segment of the sentence holds one grade. Its authority is the one that the segment names, else that of the segment
before, else the one the text is speaking of; its area likewise, else the whole of children's services.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Final

from pipeline.components.judgements import status
from pipeline.components.judgements.segments import Segment, coordinated, earlier_in_brackets, heads, segments
from pipeline.components.judgements.verdict import Verdict
from pipeline.components.ruler import Tag

_FOR: Final = re.compile(
    r"[\"'\u2019\u201d)]*\s*(?:[\w\u2019'-]+\s+){0,4}?(?:for|in|on|across|over|to|at|went to|of|by|:)\s+(?:[\w\u2019'-]+\s+){0,4}?[\"'\u2018\u201c]?",
    re.I,
)
_RIGHT_AFTER: Final = re.compile(
    r"[\"'\u2019\u201d)]*,?\s*(?:both\s+)?(?:(?!with\b|and\b|but\b|while\b|as\b|by\b|to\b|at\b|from\b|because\b)[\w\u2019'-]+\s+)?(?:(?:for|in|on|across|over|regarding)\s+(?:the way (?:that\s+)?|how\s+)?(?:(?!and\b|but\b|that\b|which\b|while\b)[\w\u2019'-]+\s+){0,4}|:\s*|"
    r"(?:care|help|support|work|services?|provision)\s+(?:for|with)\s+)?[\"'\u2018\u201c]?",
    re.I,
)
_DIGITS: Final = re.compile(
    r"\b\d{1,3}\b(?!\s*(?:%|per\s?cent|January|February|March|April|May|June|July|August|September|October|November|December|weeks?|months?|years?|days?))"
)
_RATING_FOR: Final = re.compile(
    r"[\"'\u2019\u201d]*\s*(?:[\w-]+\s+){0,2}(?:for|went to|goes to|given to|awarded to)\s+(?:the\s+)?"
)
_ASIDE: Final = re.compile(r"(?:,[^,.;]{2,40},)?\s*(?:has\s+|have\s+|had\s+|also\s+)*")
_SUBJECT_OF_VERB: Final = re.compile(
    r"(?:,\s+which|,[^,.;]{2,40},)?\s+(?:was|were|is|are|has|have|had|requires?|required|got|received|kept|keeps|retained|retains|remains?|remained|stays?|stayed)\b"
)
_OPENS_WITH_YEAR: Final = re.compile(r"(?:In|By|Back in|At|During|The)\b[^.;]{0,40}?\b((?:19|20)\d\d)\b")
_WHEN: Final = re.compile(r"[\s,]*when\b")
_WHERE: Final = re.compile(r",?\s+(?:where|whose)\b")
_ANY_ONE: Final = re.compile(r"\b(?:an?|any|every|each)\s+(?:[\w-]+\s+)?$", re.I)
_PRONOUN_SUBJECT: Final = re.compile(
    r"\b(?:they|it|these|that)\s+(?:is|are|was|were|remains?|has been|have been)\b[\w\s]{0,16}[\"'\u2018\u201c]?$"
)
_STILL_HOLDS: Final = re.compile(
    r"\b(?:is|are|remains?|has been|have been|now|since|currently|still)\b|['\u2019](?:s|re) (?:now|still|rated)"
)
_FAR_FROM: Final = re.compile(r"(?:[\w-]+\s+)?(?:from|than|of)\s+(?:being\s+)?[\"'\u2018\u201c]?", re.I)
_BESIDE: Final = re.compile(r",\s+(?:only\s+|then\s+|just\s+)?[\"'\u2018\u201c]?")
_IN_A_YEAR: Final = re.compile(r"[\"'\u2019\u201d]?\s+(?:in|at|from)\s+(?:\w+\s+)?(?:19|20)\d\d\b")
_FRAME_ENDS: Final = re.compile(r",|\s+(?:the|it|its|they|this|that|[A-Z])")
_ONLY: Final = re.compile(r"\b(?:just|only)\s+$")
_STANDS_ALONE: Final = re.compile(
    r"\s+(?:of\s+(?:them|these|those|the)|were|was|are|is|have|has|had|remain|remained|got|received|require|requires|stay|others?|more)\b|\s*[\"'\u2018\u201c]"
)
"""What follows a number that is itself the subject ("seven were rated ...")."""
_PLURAL: Final = re.compile(r"(?:council|authoritie|borough|countie|department)s$", re.I)
_FROM: Final = re.compile(r"\b(?:from|of)\s+(?:an?\s+|the\s+|being\s+)?[\"'\u2018\u201c]?$")
_FROM_ALONE: Final = re.compile(r"\bfrom\s+(?:an?\s+|the\s+)?[\"'\u2018\u201c]?$")
_TO: Final = re.compile(r"\b(?:to|into)\b")
_OPENING: Final = re.compile(
    r"[\s,;:]*(?:(?:but|while|whereas|although|though|and|the|its|their|his|our|however|meanwhile)\b[\s,]*)*", re.I
)
_OF_PLACE: Final = re.compile(
    r"\s+(?:[\w-]+\s+){0,2}(?:by|in|of|at|for|across|within|serving|near|around)\s+(?:the\s+)?"
)
_PRONOUN_FOR_IT: Final = re.compile(
    r"[:;,.\u2013\u2014-]\s*(?:they|it|that|these|this|which)\s+(?:is|are|was|were|remains?|stays?)\W+(?:[\w-]+\s+){0,2}$|[:;,]\s*(?:here|where|there)\s+(?:[\w\u2019'-]+\s+){0,7}[\"'\u2018\u201c]?$"
)
_BREAKS_AREA: Final = re.compile(
    r"[;:.]|\b(?:who|(?<!,\s)which|(?<!area )that(?!\s+(?:lowest|highest|same|grade|rating)\b)|whose|after|because|since|following|despite)\b|\bwith\b(?!\s+(?:an?|the)\b)"
)


@dataclass(slots=True)
class Context:
    """What the text has spoken of so far."""

    group: list[Tag] = field(default_factory=list)
    """The authorities named together last."""
    last_listed: list[Tag] = field(default_factory=list)
    """The areas that the sentence before listed."""
    key_areas: list[Tag] = field(default_factory=list)
    """The areas that the text last called the key areas."""
    verdict: Verdict | None = None
    sentence_start: int = 0
    year: int | None = None
    """The year with which the sentence opens ("In 2018, ...")."""


def verdicts(
    text: str,
    tags: list[Tag],
    sentences: list[tuple[int, int]],
    block_starts: list[int],
    own: str | None,
    in_passing: frozenset[int],
) -> list[Verdict]:
    """The verdicts of a text in its order.

    `own` is the GSS code of the authority that the document is about; `in_passing` where authorities are named that
    only help to tell of another.
    """
    context = Context()
    found: list[Verdict] = []
    starts = [tag.start for tag in tags]
    new_blocks = set(block_starts)
    for number, (start, end) in enumerate(sentences):
        if start in new_blocks:
            context.last_listed = []
        near = tags[bisect_left(starts, start) : bisect_left(starts, end)]
        if not near:
            continue
        grades = [tag for tag in near if tag.label in ("GRADE", "SAME_GRADE") and tag.code != "not_judged"]
        near = [tag for tag in near if tag.start not in in_passing or _is_subject(text, tag, near, end)]
        authorities = coordinated(text, [tag for tag in near if tag.label in ("AUTHORITY", "STANDIN")])
        if grades and text[start:end].strip(" .:") != text[grades[0].start : grades[0].end]:
            context.sentence_start = start
            opening = _OPENS_WITH_YEAR.match(text, start, end)
            context.year = int(opening[1]) if opening else None
            following = _following(text, tags, starts, sentences, number)
            found.extend(_sentence(text, start, end, near, grades, authorities, context, own, following))
        scope = any(tag.label == "SCOPE" for tag in near)
        areas = [tag for tag in near if tag.label == "JUDGEMENT_AREA" and tag.code != "overall_effectiveness"]
        listed = heads(text, max(coordinated(text, areas), key=len, default=[]))
        context.last_listed = listed if len(listed) > 1 else []
        if scope and context.last_listed:
            context.key_areas = context.last_listed
        if authorities and not (grades and any(tag.label == "ORDINAL" for tag in near)):
            context.group = _subject(authorities)
    return found


def _is_subject(text: str, name: Tag, near: list[Tag], end: int) -> bool:
    """Whether a name named in passing is itself judged: "neighbouring Surrey was found ..."."""
    verb = _SUBJECT_OF_VERB.match(text, name.end, end)
    aside = verb or _ASIDE.match(text, name.end, end)
    if aside is None or any(tag.label == "AUTHORITY" and name.end < tag.start < aside.end() for tag in near):
        return False
    return verb is not None or any(tag.label == "VERDICT" and tag.start == aside.end() for tag in near)


def _subject(authorities: list[list[Tag]]) -> list[Tag]:
    """The group that the next sentence's "it" or "both" means: the largest, else the first named."""
    return max(authorities, key=len)


def _following(
    text: str, tags: list[Tag], starts: list[int], sentences: list[tuple[int, int]], number: int
) -> list[Tag]:
    """The first group of authorities in the next sentence."""
    if number + 1 >= len(sentences):
        return []
    start, end = sentences[number + 1]
    near = tags[bisect_left(starts, start) : bisect_left(starts, end)]
    groups = coordinated(text, [tag for tag in near if tag.label == "AUTHORITY"])
    return max(groups, key=len, default=[])


def _sentence(
    text: str,
    start: int,
    end: int,
    near: list[Tag],
    grades: list[Tag],
    authorities: list[list[Tag]],
    context: Context,
    own: str | None,
    following: list[Tag],
) -> Iterator[Verdict]:
    lists = authorities + coordinated(text, [tag for tag in near if tag.label == "JUDGEMENT_AREA"])
    parts = segments(text, start, end, grades, lists)
    starts_when = [_WHEN.match(text, part.start) is not None for part in parts]
    respectively = any(tag.label == "RESPECTIVELY" for tag in near)
    mentions = [tag for group in authorities for tag in group]
    pairs = [
        next(
            (int(tag.code) for tag in near if tag.label == "PAIR" and part.start <= tag.start < part.grades[0].start), 0
        )
        for part in parts
    ]
    named = [
        _authorities_of(text, part, _within(text, part, mentions), pair > 0)
        for part, pair in zip(parts, pairs, strict=True)
    ]
    area_tags = [tag for tag in near if tag.label == "JUDGEMENT_AREA"]
    areas = [_areas_of(text, part, _within(text, part, area_tags), near, context) for part in parts]
    of_body = False
    for index, part in enumerate(parts):
        of_body = _of_another_body(text, part, near, of_body)
        if of_body or _only_a_part(part, near):
            continue
        group = named[index] or _ordinal(part, near, context)
        if not group and pairs[index]:
            group = next((g for g in (*authorities, context.group) if len(g) == pairs[index]), [])
        if not group and (counted := _counted(text, part, near)):
            groups = authorities if counted == {0} else [*authorities, following, context.group]
            group = next((g for g in groups if len(g) > 1 and (len(g) in counted or counted == {0})), [])
            if not group:
                continue
        if not group and _any_authority(text, part, near):
            continue
        group = (
            group
            or next((g for g in reversed(named[:index]) if g), None)
            or next((g for g in named[index + 1 :] if g), None)
        )
        if not group:
            group = _spoken_of(context, own)
        if not group and own is None:
            group = max((g for g in authorities if g[0].start >= part.grades[-1].end), key=len, default=[])
        here = areas[index]
        if not here and index and (pairs[index] or _PRONOUN_SUBJECT.search(text, part.start, part.grades[0].start)):
            here = _areas_meant(areas[:index], pairs[index])
        if (
            not here
            and index == 0
            and len(parts) > 1
            and not named[0]
            and _FAR_FROM.fullmatch(text, part.start, part.grades[0].start)
        ):
            here = areas[1]
        for verdict in _assign(text, part, group, here, near, respectively, context):
            if verdict.when is not None:
                context.year = (
                    int(verdict.when["value"]) if index + 1 < len(parts) and starts_when[index + 1] else context.year
                )
            if verdict.status == "current":
                context.verdict = verdict
            yield verdict


def _areas_meant(earlier: list[list[Tag]], pair: int) -> list[Tag]:
    """The areas of the same sentence that "they" or "both" means."""
    together = [tag for areas in earlier for tag in areas]
    if pair:
        return together if len(together) == pair else []
    return earlier[-1]


def _ordinal(part: Segment, near: list[Tag], context: Context) -> list[Tag]:
    """The authority that "the first" or "the latter" of those named before means."""
    for tag in near:
        if (
            tag.label == "ORDINAL"
            and part.start <= tag.start < part.grades[0].start
            and len(context.group) > max(1, int(tag.code))
        ):
            return [context.group[int(tag.code)]]
    return []


def _spoken_of(context: Context, own: str | None) -> list[Tag]:
    """The one authority that the text speaks of; none where that is the document's own or there are several."""
    return context.group if own is None and len(context.group) == 1 else []


def _counted(text: str, part: Segment, near: list[Tag]) -> set[int]:
    """How many authorities the segment's subject counts ("24 councils", "none of the six"); empty where it counts none."""
    limit = part.grades[-1].start
    before = [tag for tag in near if part.start <= tag.start and tag.end <= limit]
    counted = [tag for tag in before if tag.label == "COUNTED" and tag.code == "authority"]
    areas = {tag.end for tag in before if tag.label == "JUDGEMENT_AREA"}
    numbers = {
        int(value)
        for start, end, value in (
            *((tag.start, tag.end, tag.code) for tag in before if tag.label == "NUMBER"),
            *((match.start(), match.end(), match[0]) for match in _DIGITS.finditer(text, part.start, limit)),
        )
        if start - 1 not in areas
        and (value != "1" or _ONLY.search(text, part.start, start))
        and (
            text[end : part.grades[0].start].isspace()
            or _STANDS_ALONE.match(text, end)
            or any(tag.start - end >= 0 and len(text[end : tag.start].split()) <= 3 for tag in counted)
        )
    }
    if (
        (not numbers
        and any(tag.label == "FRACTION" for tag in before))
        or any(_PLURAL.search(text, tag.start, tag.end) for tag in counted)
    ):
        numbers.add(-1)
    return numbers


def _any_authority(text: str, part: Segment, near: list[Tag]) -> bool:
    """Whether the segment speaks of authorities in general ("a council that is judged good")."""
    return any(
        tag.label == "COUNTED"
        and tag.code == "authority"
        and _ANY_ONE.search(text, max(part.start, tag.start - 30), tag.start)
        for tag in near
        if part.start <= tag.start < part.end
    )


def _within(text: str, part: Segment, tags: list[Tag]) -> list[list[Tag]]:
    """The lists that tags form on either side of a segment's grades."""
    first, last = part.grades[0], part.grades[-1]
    left = [tag for tag in tags if part.start <= tag.start and tag.end <= first.start]
    right = [tag for tag in tags if last.end <= tag.start and tag.end <= part.end]
    return coordinated(text, left) + coordinated(text, right)


def _authorities_of(text: str, part: Segment, authorities: list[list[Tag]], counts_pronoun: bool) -> list[Tag]:
    """The authorities that a segment itself names as judged; `counts_pronoun`: its subject is "both" or the like."""
    first, last = part.grades[0], part.grades[-1]
    left = [group for group in authorities if group[-1].end <= first.start]
    right = [group for group in authorities if last.end <= group[0].start]
    if right and right[0][0].label == "AUTHORITY" and _RATING_FOR.fullmatch(text, last.end, right[0][0].start):
        return right[0]
    if left and _WHERE.match(text, left[-1][-1].end):
        return left[-1][-1:]
    if left:
        return left[-1] if len(left[-1]) >= len(left[0]) else max(left, key=len)
    if right and (counts_pronoun or _FOR.fullmatch(text, last.end, right[0][0].start) is None):
        return []
    return right[0] if right else []


def _areas_of(text: str, part: Segment, areas: list[list[Tag]], near: list[Tag], context: Context) -> list[Tag]:
    first, last = part.grades[0], part.grades[-1]
    right = [group for group in areas if group[0].start >= last.end]
    left = [group for group in areas if group[-1].end <= first.start]
    scope = next((tag for tag in near if tag.label == "SCOPE" and part.start <= tag.start < part.end), None)
    chosen: list[Tag] = []
    if right and _RIGHT_AFTER.fullmatch(text, last.end, right[0][0].start):
        chosen = heads(text, right[0])
    elif right and scope is not None and scope.start < right[0][0].start:
        chosen = [tag for group in right for tag in heads(text, group)]
    if left and (not chosen or {tag.code for tag in chosen} == {"overall_effectiveness"}):
        nearest = left[-1]
        between = text[nearest[-1].end : first.start]
        if (
            (len(left) == 1
            and _PRONOUN_FOR_IT.search(between))
            or (len(between.split()) <= 9
            and not _BREAKS_AREA.search(between))
            or (scope is not None and scope.start < nearest[0].start)
            or _OPENING.fullmatch(text, part.start, nearest[0].start)
        ):
            narrower = heads(text, nearest)
            if not chosen or {tag.code for tag in narrower} != {"overall_effectiveness"}:
                chosen = narrower
    if not chosen and right and _FOR.fullmatch(text, last.end, right[0][0].start):
        chosen = heads(text, right[0])
    if scope is not None and len([tag for tag in chosen if tag.start > scope.start]) < 3:
        meant = context.key_areas if scope.code == "key_areas" else context.last_listed
        listed = {tag.code for tag in chosen}
        if meant:
            chosen = [tag for tag in meant if tag.code not in listed] + [
                tag for tag in chosen if tag.code != "overall_effectiveness"
            ]
    return chosen


def _of_another_body(text: str, part: Segment, near: list[Tag], carried: bool) -> bool:
    """Whether the grade is a school's, a home's or another inspectorate's matter, not the authority's.

    `carried`: the segment before was about such a body ("two homes were rated good and one outstanding").
    """
    first, last = part.grades[0], part.grades[-1]
    bodies = [tag for tag in near if tag.label == "OTHER_BODY" and part.start <= tag.start < part.end]
    judged = [
        tag
        for tag in near
        if tag.label in ("AUTHORITY", "STANDIN", "JUDGEMENT_AREA")
        and part.start <= tag.start < part.end
        and tag.end <= first.start
    ]
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
    return bool(after) and _RIGHT_AFTER.fullmatch(text, last.end, after[0].start) is not None


def _only_a_part(part: Segment, near: list[Tag]) -> bool:
    """Whether the grade is said of a part of the work ("some aspects were found to be good"), which Ofsted does not grade."""
    before = [tag for tag in near if part.start <= tag.start and tag.end <= part.grades[0].start]
    parts = [tag for tag in before if tag.label == "PARTIAL"]
    whole = [tag for tag in before if tag.label in ("AUTHORITY", "STANDIN", "JUDGEMENT_AREA")]
    behind = (
        tag
        for tag in near
        if tag.label == "PARTIAL" and tag.code == "places" and part.grades[-1].end <= tag.start < part.end
    )
    return (
        any(tag.start <= part.grades[-1].end + 2 for tag in behind)
        or (bool(parts)
        and (not whole or parts[-1].start > whole[-1].end))
    )


def _assign(
    text: str, part: Segment, group: list[Tag], areas: list[Tag], near: list[Tag], respectively: bool, context: Context
) -> Iterator[Verdict]:
    """One verdict for each authority, area and grade of a segment; "respectively" pairs them in turn."""
    targets: list[Tag | None] = list(group) or [None]
    where: list[Tag | None] = list(areas) or [None]
    grades = list(part.grades)
    if len(grades) > 1 and respectively and len(grades) in (len(targets), len(where)):
        by_authority = len(grades) == len(targets)
        for index, grade in enumerate(grades):
            for other in where if by_authority else targets:
                pair = (targets[index], other) if by_authority else (other, where[index])
                yield from _one(text, part, grade, *pair, near, None, context)
        return
    if earlier_in_brackets(text, part.grades):
        for grade, forced in zip(grades, ("current", "previous"), strict=True):
            for authority in targets:
                for area in where:
                    yield from _one(text, part, grade, authority, area, near, forced, context)
        return
    moved = (
        len(grades) == 2
        and _FROM.search(text, part.start, grades[0].start)
        and _TO.search(text, grades[0].end, grades[1].start)
    )
    if len(grades) > 1 and not moved:
        if len({grade.code for grade in grades}) > 1:
            return
        grades = grades[:1]
    if len(grades) == 1 and _FROM_ALONE.search(text, part.start, grades[0].start):
        moved, grades = True, [grades[0]]
    for grade, earlier in zip_longest(grades, [True] if moved else [None]):
        for authority in targets:
            for area in where:
                yield from _one(
                    text,
                    part,
                    grade,
                    authority,
                    area,
                    near,
                    "previous" if earlier else ("current" if moved else None),
                    context,
                )


def _one(
    text: str,
    part: Segment,
    grade: Tag,
    authority: Tag | None,
    area: Tag | None,
    near: list[Tag],
    forced: str | None,
    context: Context,
) -> Iterator[Verdict]:
    framed = _framed_as_past(text, near, context.sentence_start)
    code = grade.code
    told_before = context.verdict
    if grade.label == "SAME_GRADE":
        if told_before is None:
            return
        code = told_before.grade
    reading = status.read(text, part.start, part.end, grade, near)
    state = reading.status
    if (
        state == "current"
        and authority is not None
        and _IN_A_YEAR.match(text, grade.end, part.end)
        and _BESIDE.fullmatch(text, authority.end, grade.start)
    ):
        state = "previous"
    if state == "current" and framed and reading.cue is None:
        state = "previous"
    if (forced == "previous" and state in ("current", "previous")) or (forced == "current" and state == "previous"):
        state = forced  # type: ignore[assignment]
    if (
        any(tag.code == "repeat" and part.start <= tag.start and tag.end <= part.end for tag in near)
        and state == "current"
    ):
        yield from _one(
            text, part, grade, authority, area, [tag for tag in near if tag.code != "repeat"], "previous", context
        )
    past = _STILL_HOLDS.search(text, part.start, part.end) is None
    year = reading.year or (context.year if past else None)
    yield Verdict(
        area=area.code if area else "overall_effectiveness",  # type: ignore[arg-type]
        grade=code,  # type: ignore[arg-type]
        status=state,
        statement=_trimmed(text, part.start, part.end),
        rule="prose_same_grade" if grade.label == "SAME_GRADE" else "prose_movement" if forced else "prose_clause",
        authority=authority.code
        if authority
        else told_before.authority
        if told_before and grade.label == "SAME_GRADE"
        else None,
        authority_tag=authority,
        area_tag=area,
        grade_tag=grade,
        status_tag=reading.cue,
        told_as_past=past,
        when=None
        if forced == "previous" or year is None
        else {"value": str(year), "precision": "year", "of": "inspection"},
    )


def _framed_as_past(text: str, near: list[Tag], sentence_start: int) -> bool:
    """Whether the sentence opens with words that put all of it in the past: "Under the old regime, ..."."""
    first = next((tag for tag in near if tag.label == "STATUS" and tag.start <= sentence_start + 1), None)
    return first is not None and first.code == "previous" and _FRAME_ENDS.match(text, first.end) is not None


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in " ,;:-\u2013\u2014()":
        start += 1
    while end > start and text[end - 1] in " ,;:-\u2013\u2014(":
        end -= 1
    return start, end
