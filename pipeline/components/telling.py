"""Tells who tells of an inspection: whether a text is a report or tells of one, and which words are the inspectors'."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from pipeline.components.points import TagIndex
from pipeline.components.ruler import Tag
from pipeline.records import Meta
from pipeline.vocabulary import Polarity

TELLING_KINDS: Final = frozenset({"news", "press_release", "statistics"})

TEXT_TO_A_SIGN: Final = 900
"""A text of unknown kind is told by others where one sign of it stands in so many code points, on average."""

SPEAKERS_TO_A_SIGN: Final = 5
"""So many namings of people and bodies that may speak weigh as much as one naming of the inspectorate."""

VERDICTS: Final[dict[str, Polarity]] = {"praise": "strength", "blame": "concern"}
"""Classes of words that decide the polarity of what they open."""

LEADS: Final[dict[str, Polarity]] = {**VERDICTS, "merits": "strength", "faults": "concern"}
"""Classes of words that say of what polarity the list is that follows them."""

ASKS: Final = "asks"
"""Class of verbs of asking, which blame where "to" or "must" and what is asked for follow."""

_MUST: Final = r"(?:must|should|needs? to|needed to|ha[ds] to|have to|ought to)\b"
_ASKED: Final = re.compile(
    rf"(?: that)? (?:it|they) {_MUST}"
    rf"|(?: (?!that\b)[\w’'-]+){{0,4}}? that(?= (?:[\w’'-]+ ){{1,5}}{_MUST})"
    r"|(?: (?!that\b)[\w’'-]+){1,5}? to(?= (?!inspectors\b|have\b|be\b)[a-z])"
)
_PASSIVELY_ASKED: Final = re.compile(r" to(?= (?!have\b|be\b)[a-z])")
_TOLD_THAT: Final = re.compile(r"[^,;.]{0,60}? that(?= )")
_WAS: Final = re.compile(r"\b(?:was|were|been|being)(?: \w+)? $")
_IS_PASSIVE: Final = re.compile(r"(?:has |have |had )?(?:was|were|been)\b")
_NEXT_TO_SUBJECT: Final = re.compile(
    r"(?: (?:in|of|from|at|on) [A-Z][\w’'-]+)?(?:,? [A-Z][\w’'-]+){0,4},? (?:(?:has|have|had|also|then|later|\w+ly) )*"
)
_WHO: Final = re.compile(r",? who (?:(?:has|have|had|also|then|later|\w+ly) )*")
_PERSON: Final = re.compile(
    r"\b(?:[Hh]e|[Ss]he|I|[Ww]e|[Ww]ho)(?:(?: |’|')(?:has|have|had|also|then|later|ve|d|\w+ly))* $"
)


def is_told_by_others(meta: Meta | None, tags: Iterable[Tag], speeches: int, length: int) -> bool:
    """Whether a text of `length` code points tells of an inspection rather than being its report.

    Signs of it are the names by which outsiders call the inspectorate, without which a text of unknown kind is taken
    for the inspectors' own, what others are heard to say (`speeches`), and who might speak.
    """
    kind = meta["kind"] if meta else "other"
    if kind != "other":
        return kind in TELLING_KINDS
    names = speakers = 0
    for tag in tags:
        names += tag.label == "TELLING" and tag.code == "outside"
        speakers += tag.label == "SPEAKER"
    signs = names + speeches + speakers / SPEAKERS_TO_A_SIGN
    return names > 0 and signs * TEXT_TO_A_SIGN >= length


def told_by_inspectors(text: str, tells: Sequence[Tag], speakers: TagIndex, start: int) -> list[Tag]:
    """The words of telling in a sentence from `start` that nobody else is the subject of ("councillors called for")."""
    return [tag for tag in tells if not _is_told_by_another(text, tag, speakers, start)]


def _is_told_by_another(text: str, tag: Tag, speakers: TagIndex, start: int) -> bool:
    if tag.code not in VERDICTS or _IS_PASSIVE.match(text, tag.start):
        return False
    named = speakers.between(start, tag.start)
    if named and named[-1].code != "inspectors" and _NEXT_TO_SUBJECT.fullmatch(text, named[-1].end, tag.start):
        return True
    if named and named[-1].code == "inspectors" and _WHO.fullmatch(text, named[-1].end, tag.start):
        return False
    return _PERSON.search(text, max(start, tag.start - 24), tag.start) is not None


def with_requests(text: str, tells: Iterable[Tag], end: int) -> Iterator[Tag]:
    """The words of telling; verbs of asking only where they ask for something, and up to what they ask for.

    "was told that" asks for nothing, but says who told what follows.
    """
    for tag in tells:
        if tag.code != ASKS:
            yield tag
            continue
        passive = _WAS.search(text, max(0, tag.start - 20), tag.start) is not None
        asked = _ASKED.match(text, tag.end, end) or (_PASSIVELY_ASKED.match(text, tag.end, end) if passive else None)
        if asked:
            yield tag._replace(code="blame", end=asked.end())
        elif passive and (that := _TOLD_THAT.match(text, tag.end, end)):
            yield tag._replace(code="voice", end=that.end())
