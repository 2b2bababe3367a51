"""Parts, in texts about an inspection, what the inspectors found from the words that tell of it.

In a report each sentence is the inspectors' own. A newspaper, a council or a blog tells of them: what they found stands
after words of telling ("praised for ...", "concerns were raised about ..."), each of which opens a stretch that goes on
to the next one or to the end of the sentence.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from pipeline.components.ruler import Tag
from pipeline.components.telling import VERDICTS
from pipeline.vocabulary import Polarity

OPENING: Final[dict[str, Polarity | None]] = {**VERDICTS, "found": None}
"""Classes of words that open a stretch, with the polarity that they give it, if any."""

CLOSING: Final[dict[str, Polarity | None]] = {
    "acknowledged": "strength",
    "faulted": "concern",
    "source": None,
    "voice": None,
}
"""Classes of words that stand after what they tell."""

SHORTEST_BEFORE: Final = 16
"""Code points of a clause before ", inspectors said"; a shorter one only leads up to what they say."""

LONGEST_SUBJECT: Final = 80
"""Code points that the subject of words of telling and the comma before it may take."""

_LEADS_ON: Final = re.compile(r"(?:[\"”’]? (?:for|over|about|on|with|by|to|that|how|in|the|its|their|an?)\b|:)")
_LEADING_ON: Final = re.compile(r"\b(?:for|over|about|on|with|by|to|that|how|in|of|it|must|should|the)$")
_WAS_OR_IS: Final = re.compile(r"\b(?:is|are|was|were|been|being)(?: \w+)? $")
_CLOSES_WITH: Final = {"praise": "acknowledged", "blame": "faulted"}
_LEADING_WITH: Final = {closing: opening for opening, closing in _CLOSES_WITH.items()}
_BY_WHOM_FOR: Final = re.compile(r" by [\w’'-]+(?: [\w’'-]+){0,3}? for(?= )")
_SETS_OFF: Final = ',"”’–—'
_SUBJECT: Final = re.compile(r"(?:[,\"”–—]|’(?!\w))[\"”’]?\s*(?:[\w’'-]+\s){0,11}$")
_ASIDE_END: Final = re.compile(r"(?: (?:on|in|at|of|to) [^,;.]{1,40})?(?:,\s*|\s+[–—]\s*|[.!?]?[\"”’]?$)")
_INVERTED_END: Final = re.compile(r"(?! that\b)[^,;]{0,60}?(?:,\s*|[.!?]?[\"”’]?$)")
_AND_THAT: Final = re.compile(r"(?:,|,? and) that (?!(?:this|these|those|such)\b)")
_ITEM: Final = re.compile(r"[,;] and |;[\"”’]? (?:and )?|, ")
_LAST_ITEM: Final = re.compile(r" and (?!.* and )")
_ASIDE: Final = re.compile(r", (?:which|who|whose|where|while|with|because)\b|,? (?:including|such as)\b")
_PAIR: Final = re.compile(r",? and (?=(?:that|a|an|the|its|how|whether|too|not|poor|to)\b|[\"“‘])")
"""The "and" between two things found that are named each for itself."""

FURTHEST_ASIDE: Final = 24
"""How far after words of telling, in code points, an aside such as ", according to Ofsted, is ..." leads up to what
they tell."""

SHORTEST_OF_PAIR: Final = 12
"""Code points below which one of two is no thing found of its own."""

_TAIL: Final = re.compile(
    r"[ ,;:]*\b(?:and|but|while|although|yet|however)\b(?:(?!\b(?:and|but|while|although|yet|however)\b)[^,;]){0,40}$"
    r"|, (?:they|it|inspectors)(?: also)? $"
)
"""The words that lead up to the next words of telling: "... and was also"."""

_JOINED: Final = re.compile(
    r"\b(?:and|but|while|although|however|yet)\b[^,;]{0,30}$|[;]|, (?:they|it|inspectors)(?: also)? $"
)
_PASSIVE: Final = re.compile(r"\b(?:is|are|be|been|being|was|were)(?: \w+){0,2} $")
_THERE_ARE: Final = re.compile(r"(?: that)? there (?:is|are|was|were|remain|remains) [^,;]{0,24}")
_NEW_CLAUSE: Final = re.compile(r", (?:but|and|while|although|though) ")
_GOES_ON: Final = re.compile(r",? (?:and|but|while|although) ")
_RELATIVE: Final = re.compile(r"\b(?:which|who|that|as|what) +$")
_HEAD: Final = re.compile(
    r"(?: [^:,;.]{1,24}:(?= ))?[ ,;:\"“‘]*(?:(?:that|by|for|including|about|was|were|is|are|as|on)\b *:? )?"
)


class Stretch(NamedTuple):
    """Words [start, end) that tell one thing found; `verdict` where the words of telling decide its polarity."""

    start: int
    end: int
    verdict: Polarity | None
    cue: Tag


def stretches(text: str, tells: Sequence[Tag], start: int, end: int) -> list[Stretch]:
    """What the words of telling in a sentence open (or, "according to ...", close), in order.

    tells: as `with_requests` gives them.
    """
    found: list[Stretch] = []
    tells = [_closing(text, tag, start) for tag in tells]
    opening = [tag for tag in tells if tag.code in OPENING and not _is_passive(text, tag, start)]
    for tag in tells:
        before = len(text[start : tag.start].rstrip(' ,;:–—"”')) + start
        if tag.code in ("found", "voice") and (aside := _aside(text, tag, start, end)):
            return [*_beside(text, tells, tag, start, aside[0]), *_beside(text, tells, tag, aside[1], end)]
        led_up_to = any(other.end < tag.start for other in opening) and text[before : tag.start].strip() == ","
        if tag.code == "voice" and (led_up_to or before - start < SHORTEST_BEFORE or text[before] not in ',"”'):
            opening.append(tag)
        elif tag.code == "source" and opening and opening[0].end < tag.start and text.startswith(",", tag.end):
            continue
        elif tag.code == "source" or (tag.code in CLOSING and not any(other < tag for other in opening)):
            if " as " in text[tag.start : tag.end]:  # "were described as inconsistent"
                before = tag.end
            if before - start >= SHORTEST_OF_PAIR:
                return [Stretch(start, before, CLOSING[tag.code], tag), *_after_closing(text, tells, tag, end)]
            if not text.startswith(" ", tag.end):  # its verb says more than so short a subject
                return [Stretch(start, tag.end, CLOSING[tag.code], tag), *_after_closing(text, tells, tag, end)]
    opening.sort()
    if opening and (joint := _NEW_CLAUSE.search(text, start + SHORTEST_BEFORE, opening[0].start)):
        found.append(Stretch(start, joint.start(), None, opening[0]))
    kept = [tag for number, tag in enumerate(opening) if number == 0 or _opens_anew(text, tag, opening[number - 1])]
    for tag, following in zip(kept, [*kept[1:], None], strict=False):
        head = _HEAD.match(text, tag.end, end)
        first = head.end() if head else tag.end
        said = next((other for other in tells if first <= other.start <= first + FURTHEST_ASIDE), None)
        if said is not None and said.code == "source":
            head = _HEAD.match(text, said.end, end)
            first = head.end() if head else said.end
        past = following.start if following else end
        if following:
            tail = _TAIL.search(text, first, past)
            past = tail.start() if tail else past
        if text[first:past].strip(' .,;:!?"”’'):
            found.append(Stretch(first, past, OPENING.get(tag.code), tag))
    return found


def _closing(text: str, tag: Tag, start: int) -> Tag:
    """Words of praise or blame as words that stand after what they tell, where they are passive and lead no further.

    The other way round where words that else stand after it lead on: "has been praised by Ofsted for ...".
    """
    if (tag.code in VERDICTS or tag.code in _LEADING_WITH) and (leads := _BY_WHOM_FOR.match(text, tag.end)):
        return tag._replace(code=_LEADING_WITH.get(tag.code, tag.code), end=leads.end())
    leads_on = _LEADS_ON.match(text, tag.end) or _LEADING_ON.search(text, tag.start, tag.end)
    if tag.code in VERDICTS and not leads_on and _WAS_OR_IS.search(text, start, tag.start):
        return tag._replace(code=_CLOSES_WITH[tag.code])
    return tag


def _after_closing(text: str, tells: Sequence[Tag], tag: Tag, end: int) -> list[Stretch]:
    """What a sentence goes on to tell after words that close a stretch: "... was welcomed, and inspectors saw ..."."""
    if tag.code == "voice":
        return [Stretch(tag.end, end, None, tag)] if end - tag.end > SHORTEST_BEFORE else []
    going_on = _GOES_ON.match(text, tag.end, end)
    return _beside(text, tells, tag, going_on.end(), end) if going_on else []


def _beside(text: str, tells: Sequence[Tag], aside: Tag, start: int, end: int) -> list[Stretch]:
    """What is told on one side of an aside: by words of telling of its own, or as a whole."""
    if end - start < SHORTEST_BEFORE:
        return []
    return stretches(text, [tag for tag in tells if start <= tag.start < end], start, end) or [
        Stretch(start, end, None, aside)
    ]


def _aside(text: str, tag: Tag, start: int, end: int) -> tuple[int, int] | None:
    """The words, set off by a comma, that only say who tells the rest of a sentence: "..., the report says, ..."."""
    subject = _SUBJECT.search(text, max(start, tag.start - LONGEST_SUBJECT), tag.start)
    if subject is None or subject.start() - start < SHORTEST_BEFORE or _is_passive(text, tag, start):
        return None
    inverted = tag.code == "found" and text[tag.start - 2 : tag.start - 1] in _SETS_OFF
    closed = (_INVERTED_END if inverted else _ASIDE_END).match(text, tag.end, end)
    return (subject.start(), closed.end()) if closed else None


def _is_passive(text: str, tag: Tag, start: int) -> bool:
    """Whether a verb of finding leads to nothing more: "risks are not identified", "help was found to come early"."""
    return tag.code == "found" and _PASSIVE.search(text, max(start, tag.start - 24), tag.start) is not None


def _opens_anew(text: str, tag: Tag, before: Tag) -> bool:
    """Whether words of telling that follow others open a stretch of their own, as "which they found" does not."""
    between = text[before.end : tag.start]
    if tag.code == "voice":
        return not _RELATIVE.search(between)
    if before.code in ("found", "voice") and _THERE_ARE.fullmatch(between):
        return False
    if tag.code == "found":
        return bool(_JOINED.search(between)) or ". " in between
    return tag.code != before.code or bool(_JOINED.search(between))


def items(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The points of a list of at least three, of one with semicolons, or of two named alike; else the whole as one."""
    aside = _ASIDE.search(text, start, end)
    stop = aside.start() if aside else end
    joints = list(_ITEM.finditer(text, start, stop))
    if any(";" in joint.group() for joint in joints):
        joints = [joint for joint in joints if ";" in joint.group()]
    elif joints and "and" not in joints[-1].group():
        last = _LAST_ITEM.search(text, joints[-1].end(), stop)
        joints = [*joints, last] if last else []
    if len(joints) < 2 and ";" not in text[start:end]:
        pair = _PAIR.search(text, start + SHORTEST_OF_PAIR, end - SHORTEST_OF_PAIR)
        joints = [pair] if pair else []
    first = start
    for joint in joints:
        yield first, joint.start()
        first = joint.end()
    yield first, end


def clauses(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The clauses of what was found: "that ... and that ..." are two."""
    first = start
    for joint in _AND_THAT.finditer(text, start, end):
        yield first, joint.start()
        first = joint.end()
    yield first, end
