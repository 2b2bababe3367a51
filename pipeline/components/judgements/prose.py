"""Reads verdicts from running text: each grade of a sentence with the authority, area and status that go with it.

A segment of the sentence holds one grade. Its authority is the one that the segment names, else that of the segment
before, else the one the text is speaking of; its area likewise, else the whole of children's services.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import Final, NamedTuple

from pipeline.components.judgements import subjects
from pipeline.components.judgements.areas import announces_areas, areas_meant, areas_of
from pipeline.components.judgements.assignment import Assignment, assigned
from pipeline.components.judgements.discourse import Discourse
from pipeline.components.judgements.repeats import repeated, told_grades
from pipeline.components.judgements.segments import Segment, coordinated, heads, segments
from pipeline.components.judgements.sentence import Sentence
from pipeline.components.judgements.status import kept_since, read
from pipeline.components.judgements.verdict import Verdict
from pipeline.components.quotation import CLOSES, OPENS
from pipeline.components.ruler import Tag
from pipeline.records import When

_AUXILIARY: Final = re.compile(
    r"(?:,\s+which|,[^,.;]{2,40},)?\s+(?:was|were|is|are|has|have|had|remains?|remained|stays?|stayed)\b"
)
_ASIDE: Final = re.compile(r"(?:,\s+which\b|,[^,.;]{2,40},)?\s*(?:has\s+|have\s+|had\s+|also\s+)*")
_OPENS_WITH_YEAR: Final = re.compile(r"(?:In|By|Back in|At|During|The)\b[^.;]{0,40}?\b((?:19|20)\d\d)\b")
_POSSESSIVE: Final = re.compile(r"(?:['\u2019]s?|\bthe)\s+(?:[\w-]+\s+){0,2}$")
_IT: Final = re.compile(r"\b(?:it|they|them)\b(?P<too>,?\s+(?:too|also)\b)?", re.I)
_ELLIPSIS: Final = re.compile(
    r"(?:[\s,;:\u2013-]|\b(?:and|or|then|later|after that|eventually|ultimately|perhaps|even|maybe|finally|in time"
    r"|one day|beyond that|to|be|become|an?|on)\b)*" + OPENS,
    re.I,
)
""" "... and then outstanding": words with which a second grade shares the verb of the first."""
_GOES_ON: Final = re.compile(r"[\s,]*(?:is|are|was|were|has|have|had)\b")
_RELATIVE: Final = re.compile(r",\s+(?:which|that|who)\b")
_WHEN: Final = re.compile(r"[\s,]*when\b")
_PRONOUN_SUBJECT: Final = re.compile(
    r"\b(?:they|it|these|that)\s+(?:is|are|was|were|remains?|has been|have been)\b[\w\s]{0,16}" + OPENS + "$"
)
_STILL_HOLDS: Final = re.compile(
    r"\b(?:is|are|remains?|has been|have been|now|since|currently|still)\b|['\u2019](?:s|re) (?:now|still|rated)"
)
_FAR_FROM: Final = re.compile(r"(?:[\w-]+\s+)?(?:from|than|of)\s+(?:being\s+)?" + OPENS, re.I)
_BESIDE: Final = re.compile(r",\s+(?:only\s+|then\s+|just\s+)?" + OPENS)
_IN_A_YEAR: Final = re.compile(CLOSES + r"\s+(?:in|at|from)\s+(?:\w+\s+)?(?:19|20)\d\d\b")
_ITEM_MARKS: Final = re.compile(r"[\W\d]*(?:and\s+)?(?:the\s+)?", re.I)
_FRAME_ENDS: Final = re.compile(r",|\s+(?:the|it|its|they|this|that|saw|found|rated|judged|gave|[A-Z])")
_DETERMINER: Final = re.compile(r"\W?(?:(?:The|Its|Their|That)\s+)?")

LEAD: Final = 500
"""Code points at the head of an article about one authority that may speak of it as "a council"."""

_KEY: Final = ("all_areas", "key_areas")
"""Codes of words for the areas that inspectors always look at."""
_VERBS: Final = frozenset({"VERDICT", "GRADE"})
"""A grade that follows its subject at once is the verb itself ("Surrey requires improvement")."""

_SCALE: Final = 3
"""So many different grades in a sentence that names nobody are the scale itself."""
_EACH: Final = -1
"""What a pattern gives as the number of all those named before, however many."""
_EDGE: Final = " ,;:-\u2013\u2014("
"""What a statement neither begins nor ends with."""


class _Parsed(NamedTuple):
    """A sentence cut into segments, and what each of them names by itself."""

    sentence: Sentence
    parts: list[Segment]
    groups: list[list[Tag]]
    """The authorities of the whole sentence, coordinated."""
    below: list[Tag]
    """The names listed below a sentence that ends in a colon, else the largest group of authorities in the next one."""
    pairs: list[int]
    """How many "both" or the like means as a segment's subject, 0 where there is none."""
    named: list[list[Tag]]
    areas: list[list[Tag]]


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
    discourse = Discourse(own)
    found: list[Verdict] = []
    starts = [tag.start for tag in tags]
    new_blocks = set(block_starts)
    listed_to = 0
    for number, (start, end) in enumerate(sentences):
        if start in new_blocks:
            discourse.last_listed, discourse.subject, discourse.minuted = [], [], False
        near = tags[bisect_left(starts, start) : bisect_left(starts, end)]
        if not near or start < listed_to:
            continue
        near = [tag for tag in near if tag.start not in in_passing or _is_subject(text, tag, near, end)]
        sentence = Sentence(text, start, end, near)
        discourse.minuted |= any(tag.code == "minuted" for tag in sentence.labelled("STATUS"))
        grades = told_grades(sentence)
        if len({tag.code for tag in grades}) >= _SCALE and not sentence.labelled(
            "AUTHORITY", "STANDIN", "JUDGEMENT_AREA"
        ):
            grades = []
        groups = coordinated(text, sentence.labelled("AUTHORITY", "STANDIN"))
        if grades and text[start:end].strip(" .:") != text[grades[0].start : grades[0].end]:
            opening = _OPENS_WITH_YEAR.match(text, start, end)
            discourse.year = int(opening[1]) if opening else None
            behind = sentences[number + 1 :]
            if text[start:end].endswith(":"):
                below = _listed_below(text, tags, starts, behind)
                listed_to = below[-1].end if below else 0
            else:
                after = behind[0][1] if behind else end
                below = _largest_group(text, tags[bisect_left(starts, end) : bisect_left(starts, after)])
            found.extend(_of_sentence(_parsed(sentence, grades, groups, below, discourse), discourse))
            if start < listed_to and below[0].label == "AUTHORITY":
                groups = [below]
        _remember(sentence, grades, groups, discourse)
    return found


def _is_subject(text: str, name: Tag, near: list[Tag], end: int) -> bool:
    """Whether a name named in passing is itself judged: "neighbouring Surrey was found ..."."""
    auxiliary = _AUXILIARY.match(text, name.end, end)
    aside = auxiliary or _ASIDE.match(text, name.end, end)
    if aside is None or any(tag.label == "AUTHORITY" and name.end < tag.start < aside.end() for tag in near):
        return False
    return auxiliary is not None or any(tag.label in _VERBS and tag.start == aside.end() for tag in near)


def _largest_group(text: str, tags: list[Tag]) -> list[Tag]:
    """The most authorities that a sentence (its tags) names together, before it tells a grade."""
    grade = next((tag.start for tag in tags if tag.label == "GRADE"), len(text))
    groups = coordinated(text, [tag for tag in tags if tag.label == "AUTHORITY" and tag.start < grade])
    return max(groups, key=len, default=[])


def _listed_below(text: str, tags: list[Tag], starts: list[int], sentences: list[tuple[int, int]]) -> list[Tag]:
    """The authorities, or the areas, of a list of which each item is one name and nothing else."""
    listed: list[Tag] = []
    for start, end in sentences:
        inside = tags[bisect_left(starts, start) : bisect_left(starts, end)]
        name = next((tag for tag in inside if tag.label in ("AUTHORITY", "JUDGEMENT_AREA")), None)
        if name is None or _ITEM_MARKS.fullmatch(text, start, name.start) is None or text[name.end : end].strip(" ,.;"):
            break
        if listed and listed[0].label != name.label:
            break
        listed.append(name)
    return listed


def _remember(sentence: Sentence, grades: list[Tag], groups: list[list[Tag]], discourse: Discourse) -> None:
    """Keep what the next sentences may mean by "it", "both" or "these areas"."""
    areas = [tag for tag in sentence.labelled("JUDGEMENT_AREA") if tag.code != "overall_effectiveness"]
    listed = heads(sentence.text, max(coordinated(sentence.text, areas), key=len, default=[]))
    discourse.last_listed = listed if len(listed) > 1 else []
    if discourse.last_listed and any(tag.code in _KEY for tag in sentence.labelled("SCOPE")):
        discourse.key_areas = discourse.last_listed
    discourse.subject, discourse.subject_is_graded = _sole_subject(sentence, grades, areas), bool(grades)
    if groups:
        largest = max(groups, key=len)
        discourse.named = _each_once(groups)
        if len(largest) > 1 or not (grades and sentence.labelled("ORDINAL")):
            discourse.group = largest


def _each_once(groups: list[list[Tag]]) -> list[Tag]:
    return list({tag.code: tag for group in groups for tag in group}.values())


def _sole_subject(sentence: Sentence, grades: list[Tag], areas: list[Tag]) -> list[Tag]:
    """The area of which alone a sentence speaks: its only one, named before its only grade and before any authority."""
    if len(areas) != 1 or len(grades) > 1 or (grades and areas[0].start > grades[0].start):
        return []
    authorities = sentence.labelled("AUTHORITY", "STANDIN")
    before = sentence.text[sentence.start : areas[0].start]
    names_first = authorities and authorities[0].start < areas[0].start
    return [] if names_first and not _POSSESSIVE.search(before) else areas


def _parsed(
    sentence: Sentence, grades: list[Tag], groups: list[list[Tag]], below: list[Tag], discourse: Discourse
) -> _Parsed:
    area_lists = coordinated(sentence.text, sentence.labelled("JUDGEMENT_AREA"))
    parts = segments(sentence.text, sentence.start, sentence.end, grades, groups + area_lists)
    pairs = [_pair(sentence, part) for part in parts]
    mentions = [tag for group in groups for tag in group]
    named = [
        subjects.authorities_of(sentence, part, mentions, pair != 0) for part, pair in zip(parts, pairs, strict=True)
    ]
    areas = [areas_of(sentence, part, discourse) for part in parts]
    return _Parsed(sentence, parts, groups, below, pairs, named, areas)


def _pair(sentence: Sentence, part: Segment) -> int:
    before = (tag for tag in sentence.labelled("PAIR") if part.start <= tag.start < part.grades[0].start)
    return next((int(tag.code) for tag in before), 0)


def _of_sentence(parsed: _Parsed, discourse: Discourse) -> Iterator[Verdict]:
    sentence, text = parsed.sentence, parsed.sentence.text
    respectively = bool(sentence.labelled("RESPECTIVELY"))
    of_body = False
    earlier: list[Verdict] = []
    for index, part in enumerate(parsed.parts):
        of_body = subjects.of_another_body(sentence, part, of_body)
        partial = subjects.only_a_part(sentence, part) and not announces_areas(sentence, part)
        if of_body or partial or subjects.of_a_theme(sentence, part):
            continue
        authorities = _judged(parsed, index, discourse)
        if authorities is None:
            continue
        year_goes_on = index + 1 < len(parsed.parts) and _WHEN.match(text, parsed.parts[index + 1].start) is not None
        for one in assigned(text, part, authorities, _areas(parsed, index, discourse), respectively):
            told_before = None
            if one.grade.label == "SAME_GRADE":
                told_before = repeated(sentence, part, one.grade, discourse, earlier)
                if told_before is None or (one.grade.code == "areas" and one.area is None):
                    continue
            for verdict in _verdicts(sentence, part, one, discourse, told_before):
                hoped = bool(earlier) and earlier[-1].status == "hypothetical" and verdict.status == "current"
                if hoped and _ELLIPSIS.fullmatch(text, part.start, one.grade.start):
                    verdict.status = "hypothetical"
                if told_before is not None and told_before in earlier and verdict.status == "current":
                    verdict.status, verdict.told_as_past = told_before.status, told_before.told_as_past
                    verdict.when = verdict.when or told_before.when
                earlier.append(verdict)
                if verdict.when is not None and year_goes_on:
                    discourse.year = int(verdict.when["value"])
                if verdict.status == "current":
                    discourse.verdict = verdict
                    if verdict.area == "overall_effectiveness":
                        discourse.overall = verdict
                yield verdict


def _judged(parsed: _Parsed, index: int, discourse: Discourse) -> list[Tag] | None:
    """The authorities that a segment's grade is given to; [] where it leaves them open, None where it has none."""
    sentence, part, pair = parsed.sentence, parsed.parts[index], parsed.pairs[index]
    of_areas = announces_areas(sentence, part) or (
        bool(parsed.areas[index])
        and any(tag.code == "areas_before" and part.start <= tag.start < part.end for tag in sentence.labelled("SCOPE"))
    )
    if of_areas:
        pair = 0
    group = parsed.named[index] or subjects.ordinal(sentence, part, discourse)
    if not group and pair == _EACH:
        group = next((group for group in (*parsed.groups, discourse.group) if len(group) > 1), [])
    elif not group and pair:
        group = next(
            (
                group
                for group in (*parsed.groups, _each_once(parsed.groups), discourse.group, discourse.named)
                if len(group) == pair
            ),
            [],
        )
    if group:
        return group
    announces = sentence.text[sentence.end - 1] == ":"
    below = [tag for tag in parsed.below if tag.label == "AUTHORITY"]
    if not of_areas and (numbers := subjects.counted(sentence, part)):
        if numbers == {subjects.SOME} and announces:
            return below or None
        nobody = numbers == {0}
        groups = parsed.groups if nobody else [*parsed.groups, below, discourse.group]
        return next((group for group in groups if len(group) > 1 and (nobody or len(group) in numbers)), None)
    if subjects.any_authority(sentence, part) and not (discourse.own and sentence.start < LEAD):
        return None
    if announces and below:
        return below
    group = next(filter(None, (*reversed(parsed.named[:index]), *parsed.named[index + 1 :])), discourse.spoken_of())
    if not group and discourse.own is None:
        behind = (group for group in parsed.groups if group[0].start >= part.grades[-1].end)
        group = max(behind, key=len, default=[])
    return group


def _areas(parsed: _Parsed, index: int, discourse: Discourse) -> list[Tag]:
    """The areas of a segment's grade: its own, else those that a pronoun means ("far from good, adoption is ...")."""
    text, part, pair = parsed.sentence.text, parsed.parts[index], parsed.pairs[index]
    own, first_grade = parsed.areas[index], part.grades[0]
    if own:
        return own
    if index == len(parsed.parts) - 1 and (below := [tag for tag in parsed.below if tag.label == "JUDGEMENT_AREA"]):
        return below
    if index:
        if _GOES_ON.match(text, part.start) and _in_relative_clause(text, parsed, index - 1):
            return parsed.areas[index - 1]
        taken_up = pair or _PRONOUN_SUBJECT.search(text, part.start, first_grade.start)
        return areas_meant(parsed.areas[:index], pair) if taken_up else []
    if len(parsed.parts) > 1 and not parsed.named[0] and _FAR_FROM.fullmatch(text, part.start, first_grade.start):
        return parsed.areas[1]
    it = _IT.search(text, part.start, first_grade.start)
    if it is not None and not parsed.named[0] and (discourse.subject_is_graded or it["too"]):
        return discourse.subject
    return []


def _in_relative_clause(text: str, parsed: _Parsed, index: int) -> bool:
    """Whether a segment's grade is told in an aside on its area: "adoption, which was inadequate in 2019, ..."."""
    areas, grade = parsed.areas[index], parsed.parts[index].grades[0]
    return bool(areas) and _RELATIVE.search(text, areas[-1].end, grade.start) is not None


def _verdicts(
    sentence: Sentence, part: Segment, one: Assignment, discourse: Discourse, told_before: Verdict | None
) -> Iterator[Verdict]:
    """The verdict that an assignment states; two where words tell that the grade was the same before ("again").

    `told_before` is the verdict that the words for the grade repeat.
    """
    status, cue, year = read(sentence, part, one.grade, discourse.minuted)
    if status == "current" and _is_dated_aside(sentence.text, part, one):
        status = "previous"
    if status == "current" and cue is None and _framed_as_past(sentence):
        status = "previous"
    if one.status is not None and status in ("current", "previous"):
        status = one.status
    if one.status == "previous" and status == "hypothetical":
        status = "current"
    if cue is not None and cue.code == "hypothetical" and status == "current":
        year = None
    kept = kept_since(sentence, part, one.grade)
    again = [tag for tag in sentence.labelled("STATUS") if tag.code == "repeat"]
    if status == "current" and (kept or any(part.start <= tag.start and tag.end <= part.end for tag in again)):
        yield from _verdicts(sentence, part, one._replace(status="previous"), discourse, told_before)
    past = _STILL_HOLDS.search(sentence.text, part.start, part.end) is None
    leads_to_earlier = one.status == "current" and one.grade == part.grades[0]
    if kept or leads_to_earlier:  # "good (2019: inadequate)": the year is that of the grade behind
        year = None
    elif year is None and past:
        year = discourse.year
    authority = one.authority.code if one.authority else told_before.authority if told_before else None
    yield Verdict(
        area=one.area.code if one.area else "overall_effectiveness",  # type: ignore[arg-type]
        grade=told_before.grade if told_before else one.grade.code,  # type: ignore[arg-type]
        status=status,
        statement=_trimmed(sentence.text, part.start, part.end),
        rule="prose_same_grade" if told_before else "prose_movement" if one.status else "prose_clause",
        authority=authority,
        authority_tag=one.authority,
        area_tag=one.area,
        grade_tag=one.grade,
        status_tag=cue,
        told_as_past=past,
        when=None if year is None or one.status == "previous" else _in_year(year),
    )


def _in_year(year: int) -> When:
    return {"value": str(year), "precision": "year", "of": "inspection"}


def _is_dated_aside(text: str, part: Segment, one: Assignment) -> bool:
    """ "Leeds, good in 2015, ...": a grade put beside a name with the year in which it was given."""
    return (
        one.authority is not None
        and _IN_A_YEAR.match(text, one.grade.end, part.end) is not None
        and _BESIDE.fullmatch(text, one.authority.end, one.grade.start) is not None
    )


def _framed_as_past(sentence: Sentence) -> bool:
    """Whether words that open a sentence put all of it in the past: "Under the old regime, ..."."""
    first = next(iter(sentence.labelled("STATUS")), None)
    if first is None or first.code != "previous":
        return False
    opens = _DETERMINER.fullmatch(sentence.text, sentence.start, first.start)
    return opens is not None and _FRAME_ENDS.match(sentence.text, first.end) is not None


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in _EDGE + ")":
        start += 1
    while end > start and text[end - 1] in _EDGE:
        end -= 1
    return start, end
