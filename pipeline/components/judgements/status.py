"""Whether a grade is the verdict of now, an earlier one, denied, or only hoped for."""

import re
from typing import Final, NamedTuple

from pipeline.components.ruler import Tag
from pipeline.vocabulary import Status

_OTHER_CLAUSE: Final = re.compile(
    r"\b(?:whose|which|who|because|but)\b|;|,\s+(?:and|so)\s+(?:it|they|its|their|the|is|was)\b"
)
_FINITE: Final = re.compile(r"\b(?:was|were(?! to)|is|are|has|have|had|remains?|remained|says|said)\b")
_CONTRAST: Final = re.compile(r"[;:]|\b(?:but|while|whilst|whereas|although|though|however)|,\s*yet\b\b")
_YEAR: Final = re.compile(r"\b((?:19|20)\d\d)\b")
_OWN_COPULA: Final = re.compile(
    r"\b(?:is|are|was|were|has been|have been)\s*(?:rated|judged|graded|deemed|found to be)?\s*[\"'\u2018\u201c]?$"
)
_ALSO: Final = {"hypothetical": "future"}
_QUOTE_OPENS: Final = re.compile(r"\s[\"'\u2018\u201c]\w+\s")
_MONTH: Final = "May"
"""Written as a name, the month, not the verb."""
_MODAL: Final = re.compile(r"\b(?:must|should|would|could|will|needs?|has to|have to|can|may|might)\b")
_MODAL_AFTER: Final = re.compile(
    r"[\"'\u2019\u201d]?\s*(?:rating|judge?ment|grade|verdict|report)?s?\s*(?:would|could|might|will|should|has to be|have to be|must|is the only|is the next|is not a|is within)\b"
)
_FURTHEST_AFTER: Final = 60
"""How far behind a grade, in code points, a cue may stand that still speaks of it ("a good rating at its next inspection")."""


class Reading(NamedTuple):
    status: Status
    cue: Tag | None
    year: int | None


def read(text: str, start: int, end: int, grade: Tag, near: list[Tag]) -> Reading:
    """The status of a grade in its segment text[start:end], from the nearest cue that reaches it."""
    cues = [
        tag
        for tag in near
        if tag.label == "STATUS" and text[tag.end : tag.end + 1] != "-" and text[tag.start : tag.end] != _MONTH
    ]
    verbs = [tag for tag in near if tag.label == "VERDICT"]
    contrasts = [match.end() for match in _CONTRAST.finditer(text, start, grade.start)]
    begin = contrasts[-1] if contrasts else start
    year = _year(text, begin, end, grade)
    before = [tag for tag in cues if begin <= tag.start and tag.end <= grade.start and _reaches(text, tag, grade)]
    if any(
        tag.start <= start + 2 and tag.pattern.startswith("hypothetical/status-to-be") for tag in before
    ) and not _MODAL.search(text, start, end):
        before = [tag for tag in before if tag.code != "hypothetical"]
    for code in ("hypothetical", "negated"):
        found = [tag for tag in before if tag.code in (code, _ALSO.get(code)) and _governs(text, tag, grade, verbs)]
        if found:
            return Reading(code, found[-1], year)  # type: ignore[arg-type]
    shed = [tag for tag in before if tag.code == "shed"]
    if shed and len(text[shed[-1].end : grade.start].split()) <= 6:
        return Reading("previous", shed[-1], year)
    after = [
        tag
        for tag in cues
        if grade.end <= tag.start
        and tag.end <= min(end, grade.end + _FURTHEST_AFTER)
        and not _OTHER_CLAUSE.search(text, grade.end, tag.start)
    ]
    if _MODAL_AFTER.match(text, grade.end, end):
        return Reading("hypothetical", None, year)
    later = next((tag for tag in after if tag.code == "future"), None)
    if later is not None:
        return Reading("hypothetical", later, year)
    if any(tag.code == "keep" and begin <= tag.start and tag.end <= grade.start for tag in verbs):
        return Reading("current", None, year)
    earlier = [
        tag
        for tag in before
        if tag.code == "previous" or (tag.code == "touching" and len(text[tag.end : grade.start].split()) <= 2)
    ]
    now = [tag for tag in before if tag.code == "current"]
    if earlier and not (now and now[-1].start > earlier[-1].start):
        return Reading("previous", earlier[-1], year)
    follows = next(
        (tag for tag in after if tag.code == "previous" and not _FINITE.search(text, grade.end, tag.start)), None
    )
    if follows is not None and not now:
        return Reading("previous", follows, year)
    return Reading("current", now[-1] if now else None, year)


def _reaches(text: str, cue: Tag, grade: Tag) -> bool:
    return _OTHER_CLAUSE.search(text, cue.end, grade.start) is None


def _governs(text: str, cue: Tag, grade: Tag, verbs: list[Tag]) -> bool:
    """Whether a cue still holds at the grade; a verb of judging in a clause of its own takes over from it."""
    if _QUOTE_OPENS.search(text, cue.end, grade.start):
        return False
    between = _OWN_COPULA.sub("", text[cue.end : grade.start])
    if cue.code != "negated" and any(
        cue.end <= verb.start and verb.end <= grade.start and ", " in text[cue.end : verb.start] for verb in verbs
    ):
        return False
    limit = 25 if cue.code == "negated" else 12
    if len(between.split()) > limit:
        return False
    return cue.code == "negated" or _FINITE.search(between) is None


def _year(text: str, start: int, end: int, grade: Tag) -> int | None:
    """The year nearest to the grade in its clause."""
    years = [
        (min(abs(match.start() - grade.end), abs(grade.start - match.end())), int(match[1]))
        for match in _YEAR.finditer(text, start, end)
    ]
    return min(years)[1] if years else None
