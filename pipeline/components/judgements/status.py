"""Whether a grade is the verdict of now, an earlier one, denied, or only hoped for."""

import re
from typing import Final, NamedTuple

from pipeline.components.judgements.segments import Segment
from pipeline.components.judgements.sentence import Sentence
from pipeline.components.quotation import CLOSES, OPENING, OPENS
from pipeline.components.ruler import Tag
from pipeline.vocabulary import Status

_OTHER_CLAUSE: Final = re.compile(
    r"\b(?:whose|which|who|because|but)\b|;|,\s+(?:and|so)\s+(?:it|they|its|their|the|is|was)\b"
)
_FINITE: Final = re.compile(r"\b(?:was|were(?! to)|is|are|has|have|had|remains?|remained|says|said)\b")
_CONTRAST: Final = re.compile(r"[;:]|\b(?:but|while|whilst|whereas|although|though|however)|,\s*yet\b")
_YEAR: Final = re.compile(r"\b((?:19|20)\d\d)\b")
_OWN_COPULA: Final = re.compile(
    r"\b(?:is|are|was|were|has been|have been)\s*(?:rated|judged|graded|deemed|found to be)?\s*" + OPENS + "$"
)
"""The verb of the grade itself, which does not end a cue's reach."""
_QUOTE_OPENS: Final = re.compile(rf"\s[{OPENING}]\w+\s")
_MONTH: Final = "May"
"""Written as a name, the month, not the verb."""
_MODAL: Final = re.compile(r"\b(?:must|should|would|could|will|needs?|has to|have to|can|may|might)\b")
_MODAL_AFTER: Final = re.compile(
    CLOSES + r"\s*(?:rating|judge?ment|grade|verdict|report)?s?\s*"
    r"(?:would|could|might|will|should|has to be|have to be|must|is the only|is the next|is not a|is within)\b"
)
""" "A good rating would ..."."""

_FURTHEST_AFTER: Final = 60
"""How far behind a grade, in code points, a cue may end that speaks of it ("good at its next inspection")."""
_REACH: Final = {"negated": 25, "hypothetical": 12}
"""Words over which a cue still holds."""
_REACH_OF_SHED: Final = 6
""" "shed" and the like: words between it and the grade shed."""
_REACH_OF_TOUCHING: Final = 2
"""The same for what is a cue only beside the grade."""


class Reading(NamedTuple):
    """A grade's status, the words that tell it, and the year that its clause gives; None where there are none."""

    status: Status
    cue: Tag | None
    year: int | None


def read(sentence: Sentence, part: Segment, grade: Tag) -> Reading:
    """The status of a grade in its segment, from the nearest cue that reaches it."""
    text = sentence.text
    begin = max((match.end() for match in _CONTRAST.finditer(text, part.start, grade.start)), default=part.start)
    year = _year(text, begin, part.end, grade)
    before = _cues_before(sentence, part, begin, grade)
    verbs = sentence.labelled("VERDICT")
    hoped = [tag for tag in before if tag.code in ("hypothetical", "future") and _governs(text, tag, grade, verbs)]
    if hoped:
        return Reading("hypothetical", hoped[-1], year)
    denied = [tag for tag in before if tag.code == "negated" and _governs(text, tag, grade, verbs)]
    if denied:
        return Reading("negated", denied[-1], year)
    shed = [tag for tag in before if tag.code == "shed"]
    if shed and _words_between(text, shed[-1], grade) <= _REACH_OF_SHED:
        return Reading("previous", shed[-1], year)
    after = _cues_after(sentence, part, grade)
    if _MODAL_AFTER.match(text, grade.end, part.end):
        return Reading("hypothetical", None, year)
    later = next((tag for tag in after if tag.code == "future"), None)
    if later is not None:
        return Reading("hypothetical", later, year)
    if any(tag.code == "keep" and begin <= tag.start and tag.end <= grade.start for tag in verbs):
        return Reading("current", None, year)
    return _of_now_or_before(text, grade, before, after, year)


def _of_now_or_before(text: str, grade: Tag, before: list[Tag], after: list[Tag], year: int | None) -> Reading:
    earlier = [
        tag
        for tag in before
        if tag.code == "previous" or (tag.code == "touching" and _words_between(text, tag, grade) <= _REACH_OF_TOUCHING)
    ]
    now = [tag for tag in before if tag.code == "current"]
    if earlier and not (now and now[-1].start > earlier[-1].start):
        return Reading("previous", earlier[-1], year)
    if now:
        return Reading("current", now[-1], year)
    for tag in after:
        if tag.code == "previous" and not _FINITE.search(text, grade.end, tag.start):
            return Reading("previous", tag, year)
    return Reading("current", None, year)


def _cues(sentence: Sentence) -> list[Tag]:
    text = sentence.text
    return [
        tag
        for tag in sentence.labelled("STATUS")
        if text[tag.end : tag.end + 1] != "-" and text[tag.start : tag.end] != _MONTH
    ]


def _cues_before(sentence: Sentence, part: Segment, begin: int, grade: Tag) -> list[Tag]:
    """The cues between the last contrast and the grade, in its own clause."""
    text = sentence.text
    cues = [
        tag
        for tag in _cues(sentence)
        if begin <= tag.start and tag.end <= grade.start and not _OTHER_CLAUSE.search(text, tag.end, grade.start)
    ]
    is_heading = any(
        tag.start <= part.start + 2 and tag.pattern.startswith(_OPENS_HEADING) for tag in cues
    ) and not _MODAL.search(text, part.start, part.end)
    return [tag for tag in cues if tag.code != "hypothetical"] if is_heading else cues


_OPENS_HEADING: Final = "hypothetical/status-to-be"
"""Patterns that are no hope where they open a statement without a modal verb ("To be rated good is ...")."""


def _cues_after(sentence: Sentence, part: Segment, grade: Tag) -> list[Tag]:
    furthest = min(part.end, grade.end + _FURTHEST_AFTER)
    return [
        tag
        for tag in _cues(sentence)
        if grade.end <= tag.start
        and tag.end <= furthest
        and not _OTHER_CLAUSE.search(sentence.text, grade.end, tag.start)
    ]


def _words_between(text: str, cue: Tag, grade: Tag) -> int:
    return len(text[cue.end : grade.start].split())


def _governs(text: str, cue: Tag, grade: Tag, verbs: list[Tag]) -> bool:
    """Whether a cue still holds at the grade; a verb of judging in a clause of its own takes over from a hope."""
    if _QUOTE_OPENS.search(text, cue.end, grade.start):
        return False
    between = _OWN_COPULA.sub("", text[cue.end : grade.start])
    if cue.code == "negated":
        return len(between.split()) <= _REACH["negated"]
    if any(cue.end <= verb.start and verb.end <= grade.start and ", " in text[cue.end : verb.start] for verb in verbs):
        return False
    return len(between.split()) <= _REACH["hypothetical"] and _FINITE.search(between) is None


def _year(text: str, start: int, end: int, grade: Tag) -> int | None:
    """The year nearest to the grade in its clause."""
    years = [
        (min(abs(match.start() - grade.end), abs(grade.start - match.end())), int(match[1]))
        for match in _YEAR.finditer(text, start, end)
    ]
    return min(years)[1] if years else None
