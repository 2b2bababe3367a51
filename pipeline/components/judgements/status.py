"""Whether a grade is the verdict of now, an earlier one, denied, or only hoped for: the one place that decides."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from pipeline.components.frames import Anchor, Stated
from pipeline.components.frames.shapes import compiled
from pipeline.components.frames.symbols import KEEP, TO, UNIT, over
from pipeline.components.judgements.verdict import Verdict
from pipeline.components.ruler import Tag, labelled
from pipeline.vocabulary import Status

STEPS: Final = frozenset({"sequence", "pluperfect"})
"""Cues that tell a verdict as a step of a story, which another verdict may show to have gone on."""

EARLIER: Final = frozenset({"last_time", "after", "touching"})
"""Cues of an inspection before, whose verdict holds until another is told."""

_HAS_BEEN: Final = over("HAVE [ADVERB NOT]? BE RATE|, WITH")
_ANOTHER_STATEMENT: Final = over("[BE HAVE WHEN](?!TO)| KEEP|;|,.| AND")
"""Between a grade and a cue behind it: what the cue speaks of instead."""
_BEHIND: Final = 12
"""The farthest that a cue reaches back, in items."""
_OWN_VERB: Final = over("BE?[ADVERB ALL PAIR]? RATE?[BE TO AS]{0,2}[THE ANY ADVERB]{0,2}$")
"""The verb of the grade itself, which does not end a cue's reach."""
_OF_THOSE: Final = over("[NUMBER ORDINAL SOLE][^,;]{0,10}$| ADVERB[COUNCIL AUTHORITY]?$| THE$| BE [^,;]{1,6} COUNCIL$")
_IS_BEHIND: Final = over("[^;. MODAL]* BE")
_FRAME_ENDS: Final = over(",|[THE IT AUTHORITY]")
_FRAME_TELLS: Final = over(",|[THE IT AUTHORITY RATE GIVE]")
_COMMA: Final = re.compile(r"[^.;,]{0,3},")
_APPOSITION: Final = over("..,[THE ANY]$")
ASIDE: Final = over(", THAT [^,;:]*,")
"""What a cue in it speaks of is told there: "the report, which came out today, says ..."."""
_AT: Final = over("[IN OF WITH BY FROM][THE ANY]?$")
_CONTRAST: Final = over("[; BUT]|:(?![GRADE SURE])")
_MODAL_BEHIND: Final = over("NOUN?[IN OF ANY THE SERVICE WORD AREA WHOLE AUTHORITY]{0,5} MODAL")


def times_minuted(tags: Sequence[Tag]) -> int:
    """How often words among the tags say what a meeting heard."""
    return sum(tag.code == "minuted" for tag in labelled(tags, "STATUS"))


def is_held(verdict: Verdict) -> bool:
    """Whether its words make it a verdict of an inspection before, or a step of a story."""
    return verdict.status_tag is not None and verdict.status_tag.code in STEPS | EARLIER


def read(stated: Stated, anchor: Anchor, start: int, end: int, minuted: bool) -> tuple[Status, Tag | None]:
    """The status of a grade, whose part of the sentence is items[start:end], and the cue that tells it.

    A verdict of the inspection before is current as far as its sentence tells, and so is one told in the pluperfect
    where the text is `minuted`: reports a meeting.
    """
    begin = max([start, *(start + one.end() for one in _CONTRAST.finditer(stated.symbols[start : anchor.place + 1]))])
    cues = list(_reaching(stated, anchor, begin, end))
    before = [tag for tag, is_before in cues if is_before]
    behind = [tag for tag, is_before in cues if not is_before]

    def last(*codes: str) -> Tag | None:
        return next((tag for tag in reversed(before) if tag.code in codes), None)

    hoped, denied, shed = last("hypothetical", "future"), last("negated"), last("shed")
    if hoped is not None and not _is_attribute(stated, anchor):
        return "current" if shed and shed.start >= hoped.end else "hypothetical", hoped
    if denied is not None:
        return "negated", denied
    if shed is not None:
        return "previous", shed
    if _MODAL_BEHIND.match(stated.symbols, anchor.place + 1, end):
        return "hypothetical", None
    later = next((tag for tag in behind if tag.code == "future"), None)
    if later is not None:
        return "hypothetical", later
    if KEEP in stated.symbols[begin : anchor.place]:
        return "current", None
    is_last_time = any(tag.code in EARLIER for tag in before)
    earlier = last("previous") if minuted or is_last_time else last("previous", "pluperfect")
    now = last("current")
    if earlier is not None and not (now is not None and now.start > earlier.start):
        return "previous", earlier
    if now is not None:
        return "current", now
    opening = _opens_in_the_past(stated)
    past = next((tag for tag in (*behind, *opening) if tag.code == "previous"), None)
    if past is not None:
        return "previous", past
    steps = STEPS - {"pluperfect"} if minuted else STEPS
    held = [*opening] or [tag for codes in (EARLIER, steps) for tag in (*before, *behind) if tag.code in codes]
    return "current", held[0] if held else None


def _is_no_hope(stated: Stated, cue: Tag, place: int, grade: int) -> bool:
    """A name of a month; "to be rated good is ..."; "one of nine to be rated good"."""
    symbol, before = stated.items[place].symbol, stated.symbols[:place]
    if symbol == UNIT:
        return True
    return symbol == TO and (
        (not before and _IS_BEHIND.match(stated.symbols, grade) is not None) or _OF_THOSE.search(before) is not None
    )


def _opens_in_the_past(stated: Stated) -> list[Tag]:
    """The words that open a sentence and put all of it in the past: "Under the old framework, ..."."""
    cue = next((tag for tag in stated.tags if tag.label == "STATUS"), None)
    if cue is None or cue.code not in ("previous", *EARLIER):
        return []
    past = next((n for n, item in enumerate(stated.items) if item.start >= cue.end), 0)
    before = "".join(item.symbol for item in stated.items if item.end <= cue.start)
    ends = {"": _FRAME_ENDS, "d": _FRAME_TELLS, "i": _COMMA, "id": _COMMA}.get(before)
    if ends is _FRAME_ENDS and stated.symbols[:1] in ("d", "1"):
        ends = _FRAME_TELLS
    return [cue] if ends is not None and ends.match(stated.symbols, past) else []


def _is_attribute(stated: Stated, anchor: Anchor) -> bool:
    """ "a warning of slow progress at an inadequate council": what is feared is not the grade."""
    hit = anchor.verdict
    return hit is not None and hit.frame == "said/describes" and _AT.search(stated.symbols[: anchor.place]) is not None


def is_repeated(stated: Stated, start: int, end: int, is_earlier: bool) -> bool:
    """Whether words say that the grade in items[start:end] was the same before ("for the second time running").

    Of one of an earlier inspection or year, as `is_earlier` tells, "also" says that it is the same now.
    """
    a, b = stated.items[start].start, stated.items[end - 1].end
    codes = {tag.code for tag in stated.tags if tag.label == "STATUS" and a <= tag.start < b}
    return "repeat" in codes or (is_earlier and "also" in codes)


@lru_cache(maxsize=64)
def _end_of_reach(ends: tuple[str, ...]) -> re.Pattern[str]:
    return compiled(" / ".join(f"[{shape}]" for shape in ends) or "stop")


def _reaching(stated: Stated, anchor: Anchor, begin: int, end: int) -> "list[tuple[Tag, bool]]":
    """The cues that reach a grade, in the order of the text, each with whether it stands before the grade."""
    items, found = stated.items, []
    asides = list(ASIDE.finditer(stated.symbols, begin, anchor.place))
    for tag in stated.tags:
        if tag.label != "STATUS" or tag.acts is None:
            continue
        direction, reach, ends = tag.acts
        until = _end_of_reach(tuple(ends))
        first = next((n for n in range(begin, end) if items[n].end > tag.start), end)
        if first == end or (tag.code == "hypothetical" and _is_no_hope(stated, tag, first, anchor.place)):
            continue
        past = next((n for n in range(first, end) if items[n].start >= tag.end), end)
        if any(aside.start() < first < aside.end() for aside in asides):
            continue
        grade = items[anchor.place]
        if tag.start <= grade.start and grade.end <= tag.end:
            found.append((tag, True))
        elif past <= anchor.place or tag.end <= grade.start:
            between = stated.symbols[past : anchor.place]
            if tag.code == "hypothetical" and _APPOSITION.search(between):
                continue
            if tag.code in ("shed", "previous", *EARLIER) and _HAS_BEEN.search(between):
                continue
            between = _OWN_VERB.sub("", between)
            is_near = items[begin].start <= tag.start and anchor.place - past <= reach
            if is_near and direction != "backward" and until.search(between) is None:
                found.append((tag, True))
        elif first > anchor.place and direction != "forward" and first - anchor.place <= min(reach, _BEHIND):
            between = stated.symbols[anchor.place + 1 : first]
            if until.search(between) is None and _ANOTHER_STATEMENT.search(between) is None:
                found.append((tag, False))
    return found
