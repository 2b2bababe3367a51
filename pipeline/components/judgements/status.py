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
    r"\b(?:is|are|was|were|has been|have been)\s*(?:(?:still|already|now|all|both)\s+)?"
    r"(?:(?:rated|judged|graded|deemed|found)\b)?(?:\s*\b(?:to be|as)\b)?\s*" + OPENS + "$"
)
"""The verb of the grade itself, which does not end a cue's reach."""
_OF_HOPE: Final = re.compile(r"^\s*(?:is|was)\b")
""" "our aim is": the verb of the hope itself, which does not either."""
_QUOTE_OPENS: Final = re.compile(rf"\s[{OPENING}]\w+\s")
_AT: Final = re.compile(r"\b(?:at|in|of|by|for|with|from) (?:an? |the )?" + OPENS + "$")
""" "a warning of slow progress at an 'inadequate' council"."""
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
_EARNED: Final = re.compile(
    CLOSES + r"(?:\s+[\w-]+)?,?\s+(?:that\s+|which\s+)?(?:it|they|we|inspectors|Ofsted|the\s+[\w-]+)\s[^,;.]{0,50}"
    r"\b(?:(?:19|20)\d\d|ago|before|last time|previously)\b"
)
""" "... the rating that it was given in 2018"."""
_REACH_OF_SHED: Final = 6
""" "shed" and the like: words between it and the grade shed."""
_JUDGED: Final = re.compile(r"\b(?:has|have|had|was|were|is|are)(?: \w+)? (?:been )?(?:rated|judged|graded|found)\b")
""" "moved out of council control has been rated": the grade is given, not left."""
_GETS: Final = re.compile(r",\s+with\b")
""" "only leadership escaped, with a good grade": what follows is not what was shed."""
_REACH_OF_TOUCHING: Final = 2
"""The same for what is a cue only beside the grade."""


_JUDGED_SINCE: Final = re.compile(r"\s+\w[^;:]*\b(?:has|have) (?:now )?been (?:rated|judged|graded|found|given)\b")
""" "a council once criticised has been rated ...": only what stands before the verb is past."""
STEPS: Final = frozenset({"sequence", "pluperfect"})
"""Cues that tell a verdict as a step of a story, which another verdict may show to have gone on."""


class Reading(NamedTuple):
    """A grade's status, the words that tell it, and the year that its clause gives; None where there are none."""

    status: Status
    cue: Tag | None
    year: int | None


def read(sentence: Sentence, part: Segment, grade: Tag, minuted: bool) -> Reading:
    """The status of a grade in its segment, from the nearest cue that reaches it.

    `minuted`: the text reports a meeting, in whose pluperfect ("members heard that it had been rated good") the verdict
    in force is told.
    """
    text = sentence.text
    begin = max((match.end() for match in _CONTRAST.finditer(text, part.start, grade.start)), default=part.start)
    year = _year(text, begin, part, grade)
    before = _cues_before(sentence, part, begin, grade)
    verbs = sentence.labelled("VERDICT")
    hoped = [tag for tag in before if tag.code in ("hypothetical", "future") and _governs(text, tag, grade, verbs)]
    shed = [tag for tag in before if tag.code == "shed" and _is_shed(text, tag, grade)]
    if hoped and not (sentence.has_adjective(grade) and _AT.search(text, part.start, grade.start)):
        still_held = shed and shed[-1].start >= hoped[-1].end
        return Reading("current" if still_held else "hypothetical", hoped[-1], year)
    denied = [tag for tag in before if tag.code == "negated" and _governs(text, tag, grade, verbs)]
    if denied:
        return Reading("negated", denied[-1], year)
    if shed:
        return Reading("previous", shed[-1], year)
    after = _cues_after(sentence, part, grade)
    if _MODAL_AFTER.match(text, grade.end, part.end):
        return Reading("hypothetical", None, year)
    later = next((tag for tag in after if tag.code == "future"), None)
    if later is not None:
        return Reading("hypothetical", later, year)
    if any(tag.code == "keep" and begin <= tag.start and tag.end <= grade.start for tag in verbs):
        return Reading("current", None, year)
    return _of_now_or_before(text, grade, before, after, year, minuted)


def kept_since(sentence: Sentence, part: Segment, grade: Tag) -> bool:
    """Whether a grade is one kept, with word of when it was given: "has kept the good grade that it earned in 2018"."""
    return _EARNED.match(sentence.text, grade.end, part.end) is not None and any(
        verb.code == "keep" and part.start <= verb.start and verb.end <= grade.start
        for verb in sentence.labelled("VERDICT")
    )


def _is_shed(text: str, cue: Tag, grade: Tag) -> bool:
    between = text[cue.end : grade.start]
    return _words_between(text, cue, grade) <= _REACH_OF_SHED and not (_GETS.search(between) or _JUDGED.search(between))


def _of_now_or_before(
    text: str, grade: Tag, before: list[Tag], after: list[Tag], year: int | None, minuted: bool
) -> Reading:
    past = ("previous",) if minuted else ("previous", "pluperfect")
    earlier = [
        tag
        for tag in before
        if (tag.code in past or (tag.code == "touching" and _words_between(text, tag, grade) <= _REACH_OF_TOUCHING))
        and not _JUDGED_SINCE.match(text, tag.end, grade.start)
    ]
    now = [tag for tag in before if tag.code == "current"]
    if earlier and not (now and now[-1].start > earlier[-1].start):
        return Reading("previous", earlier[-1], year)
    if now:
        return Reading("current", now[-1], year)
    for tag in after:
        if tag.code == "previous" and not _FINITE.search(text, grade.end, tag.start):
            return Reading("previous", tag, year)
    step = [tag for tag in (*before, *after) if tag.code in STEPS]
    return Reading("current", step[-1] if step else None, year)


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
    if is_heading:
        return [tag for tag in cues if tag.code != "hypothetical"]
    return [
        tag
        for tag in cues
        if not (tag.pattern.startswith(_OPENS_HEADING) and _ONE_OF_THOSE.search(text, part.start, tag.start))
    ]


_OF_OTHER_EVENT: Final = re.compile(r"\b(?:after|having|despite)\s+$")
""" "good after previously being under intervention": what came before the grade was something else."""
_ONE_OF_THOSE: Final = re.compile(
    r"\b(?:one of|among|the (?:[\w-]+\s+){0,2}?(?:only|first|second|third|last|latest|[a-z]+th))\b[^,;.]{0,60}$"
)
""" "one of nine to be rated outstanding": no hope but a fact."""
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
        and not _OF_OTHER_EVENT.search(sentence.text, grade.end, tag.start)
    ]


def _words_between(text: str, cue: Tag, grade: Tag) -> int:
    return len(text[cue.end : grade.start].split())


def _governs(text: str, cue: Tag, grade: Tag, verbs: list[Tag]) -> bool:
    """Whether a cue still holds at the grade; a verb of judging in a clause of its own takes over from a hope."""
    if _QUOTE_OPENS.search(text, cue.end, grade.start):
        return False
    between = _OF_HOPE.sub("", _OWN_COPULA.sub("", text[cue.end : grade.start]))
    if cue.code == "negated":
        return len(between.split()) <= _REACH["negated"]
    if any(cue.end <= verb.start and verb.end <= grade.start and ", " in text[cue.end : verb.start] for verb in verbs):
        return False
    return len(between.split()) <= _REACH["hypothetical"] and _FINITE.search(between) is None


def _year(text: str, start: int, part: Segment, grade: Tag) -> int | None:
    """The year nearest to the grade in its clause; one that stands behind another grade is that one's."""
    others = [other for other in part.grades if other.start != grade.start]
    turn = _CONTRAST.search(text, grade.end, part.end)
    years = [
        (min(abs(match.start() - grade.end), abs(grade.start - match.end())), int(match[1]))
        for match in _YEAR.finditer(text, start, turn.start() if turn else part.end)
        if not any(
            grade.end <= other.start < match.start() or other.end <= match.start() < grade.start for other in others
        )
    ]
    return min(years)[1] if years else None
