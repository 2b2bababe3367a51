"""Whether a grade is the verdict of now, an earlier one, denied, or only hoped for: the one place that decides."""

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from pipeline.components.frames import Anchor, Stated
from pipeline.components.ruler import Tag
from pipeline.vocabulary import Status

STEPS: Final = frozenset({"sequence", "pluperfect"})
"""Cues that tell a verdict as a step of a story, which another verdict may show to have gone on."""


class Reach(NamedTuple):
    """How far a cue holds: items before the grade, items behind it, and the symbols at which its reach ends."""

    before: int
    behind: int
    until: re.Pattern[str]


_ANOTHER_CLAUSE: Final = re.compile(r",y|;|B|,&[pdx]")
_ANOTHER_EVENT: Final = re.compile(r",y|;|B|,&[pdx]|[^,]H")
_FINITE: Final = re.compile(r"[bh](?!t)|K|;|,y|,D")
_HAS_BEEN: Final = re.compile(r"h[en]?bV|,w")
_TOLD: Final = re.compile(r"[bhm][^,]*y|,y|;|,[bhVWKM]")
REACH: Final[Mapping[str, Reach]] = {
    "hypothetical": Reach(12, 0, _FINITE),
    "future": Reach(12, 12, _FINITE),
    "negated": Reach(20, 0, _TOLD),
    "shed": Reach(6, 0, _ANOTHER_CLAUSE),
    "touching": Reach(3, 0, _ANOTHER_CLAUSE),
    "previous": Reach(40, 12, _ANOTHER_EVENT),
    "pluperfect": Reach(40, 0, _ANOTHER_CLAUSE),
    "current": Reach(40, 0, _ANOTHER_CLAUSE),
    "sequence": Reach(40, 12, _ANOTHER_CLAUSE),
    "repeat": Reach(40, 12, _ANOTHER_CLAUSE),
}
"""The reach of each class of cues."""
_ANOTHER_STATEMENT: Final = re.compile(r"[bhH](?!t)|K|;|,.|&")
"""Between a grade and a cue behind it: what the cue speaks of instead."""
_OWN_VERB: Final = re.compile(r"b?[ea2]?V?[btq]{0,2}[dDe]{0,2}$")
"""The verb of the grade itself, which does not end a cue's reach."""
_VERB_OF_HOPE: Final = re.compile(r"^b")
_OF_THOSE: Final = re.compile(r"[#1e][^,;]{0,10}$|d$")
_IS_BEHIND: Final = re.compile(r"[^;.m]*b")
_FRAME_ENDS: Final = re.compile(r",|[dpA]")
_FRAME_TELLS: Final = re.compile(r",|[dpAVW]")
_COMMA: Final = re.compile(r"[^.;,]{0,3},")
_APPOSITION: Final = re.compile(r"..,[dD]$")
_AT: Final = re.compile(r"[iow5f][dD]?$")
_CONTRAST: Final = re.compile(r"[;:B]")
_MODAL_BEHIND: Final = re.compile(r"N?[ioDdsxREA]{0,5}m")


class Reading(NamedTuple):
    """A grade's status, and the words that tell it."""

    status: Status
    cue: Tag | None


def read(stated: Stated, anchor: Anchor, start: int, end: int, minuted: bool) -> Reading:
    """The status of a grade, whose part of the sentence is items[start:end], from the cues that reach it.

    `minuted`: the text reports a meeting, in whose pluperfect the verdict in force is told.
    """
    begin = max([start, *(start + one.end() for one in _CONTRAST.finditer(stated.symbols[start : anchor.place]))])
    cues = list(_reaching(stated, anchor, begin, end))
    before = [tag for tag, is_before in cues if is_before]
    behind = [tag for tag, is_before in cues if not is_before]

    def last(*codes: str) -> Tag | None:
        return next((tag for tag in reversed(before) if tag.code in codes), None)

    hoped, denied, shed = last("hypothetical", "future"), last("negated"), last("shed")
    if hoped is not None and not _is_attribute(stated, anchor):
        return Reading("current" if shed and shed.start >= hoped.end else "hypothetical", hoped)
    if denied is not None:
        return Reading("negated", denied)
    if shed is not None:
        return Reading("previous", shed)
    if _MODAL_BEHIND.match(stated.symbols, anchor.place + 1, end):
        return Reading("hypothetical", None)
    later = next((tag for tag in behind if tag.code == "future"), None)
    if later is not None:
        return Reading("hypothetical", later)
    if "K" in stated.symbols[begin : anchor.place]:
        return Reading("current", None)
    earlier = last("previous", "touching") if minuted else last("previous", "touching", "pluperfect")
    now = last("current")
    if earlier is not None and not (now is not None and now.start > earlier.start):
        return Reading("previous", earlier)
    if now is not None:
        return Reading("current", now)
    past = next((tag for tag in behind if tag.code == "previous"), None) or _past_frame(stated)
    if past is not None:
        return Reading("previous", past)
    step = [tag for tag in (*before, *behind) if tag.code in STEPS]
    return Reading("current", step[-1] if step else None)


def _is_no_hope(stated: Stated, cue: Tag, place: int, grade: int) -> bool:
    """A name of a month; "to be rated good is ..."; "one of nine to be rated good"."""
    symbol, before = stated.items[place].symbol, stated.symbols[:place]
    if symbol == "v":
        return True
    return symbol == "t" and (
        (not before and _IS_BEHIND.match(stated.symbols, grade) is not None) or _OF_THOSE.search(before) is not None
    )


def _past_frame(stated: Stated) -> Tag | None:
    """Words that open a sentence and put all of it in the past: "Under the old framework, ..."."""
    cue = next((tag for tag in stated.tags if tag.label == "STATUS"), None)
    if cue is None or cue.code != "previous":
        return None
    past = next((n for n, item in enumerate(stated.items) if item.start >= cue.end), 0)
    before = "".join(item.symbol for item in stated.items if item.end <= cue.start)
    ends = {"": _FRAME_ENDS, "d": _FRAME_TELLS, "i": _COMMA, "id": _COMMA}.get(before)
    if ends is _FRAME_ENDS and stated.symbols[:1] in ("d", "1"):
        ends = _FRAME_TELLS
    return cue if ends is not None and ends.match(stated.symbols, past) else None


def _is_attribute(stated: Stated, anchor: Anchor) -> bool:
    """ "a warning of slow progress at an inadequate council": what is feared is not the grade."""
    hit = anchor.verdict
    return hit is not None and hit.frame == "said/describes" and _AT.search(stated.symbols[: anchor.place]) is not None


def is_repeated(stated: Stated, start: int, end: int) -> bool:
    """Whether words say that the grade in items[start:end] was the same before ("for the second time running")."""
    a, b = stated.items[start].start, stated.items[end - 1].end
    return any(tag.label == "STATUS" and tag.code == "repeat" and a <= tag.start < b for tag in stated.tags)


def _reaching(stated: Stated, anchor: Anchor, begin: int, end: int) -> "list[tuple[Tag, bool]]":
    """The cues that reach a grade, in the order of the text, each with whether it stands before the grade."""
    items, found = stated.items, []
    for tag in stated.tags:
        reach = REACH.get(tag.code) if tag.label == "STATUS" else None
        if reach is None:
            continue
        first = next((n for n in range(begin, end) if items[n].end > tag.start), end)
        if first == end or (tag.code == "hypothetical" and _is_no_hope(stated, tag, first, anchor.place)):
            continue
        past = next((n for n in range(first, end) if items[n].start >= tag.end), end)
        if past <= anchor.place or tag.end <= items[anchor.place].start:
            between = stated.symbols[past : anchor.place]
            if tag.code == "hypothetical" and _APPOSITION.search(between):
                continue
            between = _VERB_OF_HOPE.sub("", _OWN_VERB.sub("", between))
            raw = stated.symbols[past : anchor.place]
            if tag.code in ("shed", "previous", "touching") and _HAS_BEEN.search(raw):
                continue
            is_near = first < end and items[begin].start <= tag.start and anchor.place - past <= reach.before
            if is_near and reach.until.search(between) is None:
                found.append((tag, True))
        elif first > anchor.place and first - anchor.place <= reach.behind:
            between = stated.symbols[anchor.place + 1 : first]
            if reach.until.search(between) is None and _ANOTHER_STATEMENT.search(between) is None:
                found.append((tag, False))
    return found
