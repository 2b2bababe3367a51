"""Whom and what a grade in running text is given to: from its frame, then its sentence, then what was told before."""

from dataclasses import dataclass, field
from typing import Final, NamedTuple

from pipeline.components.frames import Anchor, Stated
from pipeline.components.frames.symbols import (
    ALL,
    AREA,
    AUTHORITY,
    COUNCIL,
    IN,
    NUMBER,
    ORDINAL,
    PAIR,
    SYMBOLS,
    WHOLE,
    over,
)
from pipeline.components.judgements.verdict import Verdict
from pipeline.components.ruler import Tag

_EACH: Final = -1
"""What a pattern gives as the number of all those named before, however many."""
_JOINT: Final = over("[, AND WITH (]")
_JOINED: Final = over(
    "AUTHORITY (?: (?: [, AND WITH (]{1,2} | ,? AS WORD AS) [THE ADVERB WORD AS IN PAIR NUMBER ( ) UNIT YEAR ,]{0,4}? "
    "AUTHORITY | [OF IN] THE? AUTHORITY)*"
)
_ASIDES: Final = over(r"\([^()]*\)|, THAT [^,]*,")
_INCLUDES: Final = over("INCLUDE")
_TAKES_UP: Final = over("[;,:]?[AND BUT]? IT [BE ADVERB]")
_GOES_ON: Final = over(",? AND? (?: [BE HAVE] | IN YEAR $)")
_JUDGED_IT: Final = over("RATE IT [ADVERB AS TO BE]{0,2}$")
_PRONOUN: Final = over("IT (?P<own>,? ADVERB|[BE HAVE ADVERB]+ RATE)?")
""" "It too is good" and "it is now rated good" speak of the area that the sentence before was about.
"""
_AT_LARGE: Final = over("^(?![^AUTHORITY]*[THE ANY PAIR ORDINAL NUMBER] WORD{0,3} COUNCIL).* COUNCIL")
"""Councils in general, before a grade: "where councils are rated good"."""
_SUBJECT: Final = over(
    "[^AUTHORITY BODY COUNCIL WHOLE AREA SERVICE BE HAVE RATE GIVE KEEP BECOME MODAL . : ;]*"
    "(?:AUTHORITY THE? WORD{0,3}(?=BODY))? (?P<head>[AUTHORITY BODY COUNCIL WHOLE AREA SERVICE])"
)
"""The first of what a verdict may be about, before the first verb."""
_ALONE: Final = over("THE? AUTHORITY")
_ONE: Final = over("[THE NUMBER SHARE PAIR ORDINAL ALL AMOUNT][WORD GRADE SURE]{0,3}$")
FORGOTTEN: Final = 2
"""Sentences after which "the same" is no longer a verdict's."""
_NAMED_BODY: Final = "named body"
_SOLE: Final = SYMBOLS["sole"]
"""The one area that a grade is of: of which the sentence before spoke, where this one names none."""
_SOLE_BEHIND: Final = over("[^,;:]* SOLE")
_SO_OFTEN: Final = "whose/so-often"
"""Frames whose number is of the grade: "after two inadequate ratings", of the one that the sentence names."""
_ONE_OF_GRADE: Final = "whose/one-of-grade"
""" "the verdict was one of good": the number is of the grade."""
_FOR_AREA: Final = "area/for"
_COUNTED: Final = over("NUMBER [HAVE BE]")
""" "Three have been rated good for leadership": councils, not areas."""


class Part(NamedTuple):
    """One grade's part of a sentence, items[start:end], with whom and what its frames name."""

    anchor: Anchor
    start: int
    end: int
    authorities: list[Tag] | None
    areas: list[Tag]


@dataclass(slots=True)
class Told:
    """What a text has spoken of so far; `own` is the GSS code of the authority that the document is about."""

    own: str | None
    headed: list[Tag] = field(default_factory=list)
    """The authority whose name is the heading."""
    group: list[Tag] = field(default_factory=list)
    """The authorities named together last."""
    named: list[Tag] = field(default_factory=list)
    """All authorities that the last sentence with any named, each once."""
    listed: list[Tag] = field(default_factory=list)
    """The areas that the sentence before named together."""
    key_areas: list[Tag] = field(default_factory=list)
    """The areas that the text last called the key areas."""
    subject: list[Tag] = field(default_factory=list)
    """The areas of which alone the sentence before spoke, so that "it" may mean them."""
    subject_is_graded: bool = False
    verdict: Verdict | None = None
    """The last verdict in force, if it was told just before."""
    since: int = 0
    """Sentences since then."""
    overall: Verdict | None = None
    """The last verdict in force on the whole of children's services."""
    just_counted: frozenset[int] = frozenset()
    """The numbers of authorities on which the sentence before told verdicts."""
    counted: dict[int, Verdict] = field(default_factory=dict)
    """Verdicts on a number of authorities that are not named yet."""
    awaited: tuple[int, Verdict] | None = None
    """A verdict on a number of authorities that the paragraph may go on to name one by one."""
    names: dict[str, Tag] = field(default_factory=dict)
    """Those that it has named since."""
    all_named: dict[str, Tag] = field(default_factory=dict)
    """The authorities named in the text."""
    other: str = ""
    """What the paragraph is about instead of one authority: COUNCIL for councils at large, BODY for another body,
    _NAMED_BODY for one that it only names."""
    others: str = ""
    """The same of the whole text, as its first sentence with a grade tells."""
    earlier_first: bool = False
    """Whether the table at hand has the grades of an earlier inspection before those of the last one."""
    minuted: bool = False
    """Whether the text reports what was said at a meeting, so that its pluperfect tells of now."""


def turn(text: str, stated: Stated, told: Told) -> bool:
    """Take up what a sentence is about, and tell whether that is something else than one authority."""
    match = _SUBJECT.match(stated.symbols)
    place = match.end() - 1 if match else 0
    head, tag = (match["head"], stated.items[place].tag) if match else ("", None)
    is_named = AUTHORITY in stated.symbols
    of_bodies = any(item.tag is not None and item.tag.code == "provider" for item in stated.items)
    if tag is not None and tag.code == "provider":
        told.other = head
    elif of_bodies and not is_named and not head:
        told.other = _NAMED_BODY
    elif is_named or head in (WHOLE, COUNCIL) or (told.other in (COUNCIL, _NAMED_BODY) and head):
        is_plural = (
            head == COUNCIL and text[stated.items[place].end - 1] == "s" and not _ONE.search(stated.symbols[:place])
        )
        is_any = head == COUNCIL and stated.anchors and all("none" in anchor.found for anchor in stated.anchors)
        stays = told.others if head == WHOLE else ""
        told.other = "" if is_named else COUNCIL if is_plural or is_any else stays
    return told.other != "" and not is_named


def head(stated: Stated, told: Told) -> None:
    """Take up the authority that a heading names, if that is all it says."""
    alone = _ALONE.fullmatch(stated.symbols)
    told.headed = members(stated, 0, len(stated.items), AUTHORITY) if alone else []


def remember(stated: Stated, below: list[Tag], told: Told) -> None:
    areas = members(stated, 0, len(stated.items), AREA)
    told.listed = areas if len(areas) > 1 else []
    if told.listed and any(tag.label == "SCOPE" and tag.code in ("all_areas", "key_areas") for tag in stated.tags):
        told.key_areas = told.listed
    told.subject = areas if len(areas) == 1 and len(stated.anchors) < 2 else []
    told.subject_is_graded = bool(stated.anchors)
    groups = [*groups_of(stated), [tag for tag in below if tag.label != "JUDGEMENT_AREA"]]
    largest = max(groups, key=len)
    named = each_once(groups)
    told.named = named or told.named
    told.all_named.update((tag.code, tag) for tag in named)
    if len(largest) > 1 or (largest and ORDINAL not in stated.symbols):
        told.group = largest


def groups_of(stated: Stated) -> list[list[Tag]]:
    """The authorities of a sentence as it joins them, each list once."""
    return [members(stated, *match.span(), AUTHORITY) for match in _JOINED.finditer(stated.symbols)] or [[]]


def each_once(groups: list[list[Tag]]) -> list[Tag]:
    return list({tag.code: tag for group in groups for tag in group}.values())


def members(stated: Stated, start: int, end: int, symbols: str) -> list[Tag]:
    """The tags of these symbols in items[start:end], each once, without what only qualifies the one before."""
    found: list[tuple[int, Tag]] = []
    aside = {place for one in _ASIDES.finditer(stated.symbols, start, end) for place in range(*one.span())}
    for place in range(start, end):
        if symbols == AUTHORITY and place in aside:
            continue
        item = stated.items[place]
        if item.symbol in symbols and item.tag is not None:
            between = stated.symbols[found[-1][0] + 1 : place] if found else ","
            if _JOINT.search(between) or len(between) > 3:
                found.append((place, item.tag))
    return list({tag.code: tag for _, tag in reversed(found)}.values())[::-1]


def areas_of(stated: Stated, anchor: Anchor, start: int, end: int, meant: list[Tag], told: Told) -> list[Tag] | None:
    """The areas that a part of a sentence names, or means by "these areas", "both" or "it"; None: one not known."""
    area, hit = anchor.found.get("area"), anchor.verdict
    named = members(stated, *area.arguments["areas"], AREA + WHOLE) if area and "areas" in area.arguments else []
    if (
        hit is not None
        and hit.frame == "said/describes"
        and stated.symbols[anchor.place + 1 : anchor.place + 2] == COUNCIL
    ):
        return []
    scopes = [tag for tag in stated.tags if tag.label == "SCOPE" and _within(stated, tag, start, end)]
    for scope in scopes:
        if scope.code == "areas_before" and not named:
            place = next(n for n, item in enumerate(stated.items) if item.end > scope.start)
            listed = members(stated, start, place, AREA)
            return listed if len(listed) > 1 else meant or told.listed
        if scope.code in ("all_areas", "key_areas"):
            known = told.key_areas if scope.code == "key_areas" else told.listed
            is_added = scope.code == "all_areas" and named and _INCLUDES.search(stated.symbols, start, end)
            whole = [scope._replace(code="overall_effectiveness")] if is_added else []
            codes = {tag.code for tag in named}
            return [*whole, *named, *(tag for tag in known if tag.code not in codes)]
    if named:
        return named
    if _SOLE in stated.symbols[start : anchor.place] or _SOLE_BEHIND.match(stated.symbols, anchor.place, end):
        return members(stated, 0, anchor.place, AREA)[-1:] or told.subject or None
    before = stated.symbols[start : anchor.place]
    pair, behind = _pair(stated, start, anchor.place), _pair(stated, anchor.place, end)
    if behind and len(told.listed) == behind:
        return told.listed
    if _TAKES_UP.match(before) and meant and start:
        return meant[-1:]
    if pair and AUTHORITY not in before:
        if len(meant) == pair:
            return meant
        if len(told.listed) == pair and len(told.group) != pair:
            return told.listed
    if (_GOES_ON.match(before) or _JUDGED_IT.search(before)) and meant and start:
        return meant
    its = [] if ALL in stated.symbols[start:end] else list(_PRONOUN.finditer(before))
    if start == 0 and its and AUTHORITY not in before and (told.subject_is_graded or any(it["own"] for it in its)):
        return told.subject
    return []


def _pair(stated: Stated, start: int, end: int) -> int:
    """How many "both" or the like in items[start:end] means, 0 where there is none."""
    pairs = (tag for tag in stated.tags if tag.label == "PAIR" and _within(stated, tag, start, end))
    return next((int(tag.code) for tag in pairs), 0)


def _within(stated: Stated, tag: Tag, start: int, end: int) -> bool:
    return start < end and stated.items[start].start <= tag.start < stated.items[end - 1].end


def authorities_of(stated: Stated, anchor: Anchor, has_areas: bool, below: list[Tag], told: Told) -> list[Tag] | None:
    """The authorities that a grade is given to; [] where its frame leaves them open, None where it has none."""
    hit = anchor.found.get("whose")
    before = stated.symbols[: anchor.place]
    if hit is None:
        at_large = AUTHORITY not in before and _AT_LARGE.search(before) and not has_areas and not below
        return None if at_large else []
    if "authorities" in hit.arguments:
        return members(stated, *hit.arguments["authorities"], "A")
    if hit.frame == _ONE_OF_GRADE:
        return []
    if hit.frame == _SO_OFTEN:
        return [] if AUTHORITY in stated.symbols else None
    groups = [group for group in groups_of(stated) if len(group) > 1]
    area = anchor.found.get("area")
    first = stated.items[hit.start + (stated.symbols[hit.start] == IN)]
    if first.symbol in ORDINAL + PAIR and first.tag is not None:
        number = int(first.tag.code)
        if first.symbol == ORDINAL:
            return [told.group[number]] if len(told.group) > max(1, number) else []
        if has_areas and (area is None or area.start <= hit.start):
            return members(stated, 0, anchor.place, AUTHORITY)
        known = (*groups, each_once(groups_of(stated)), told.group, told.named, list(told.all_named.values()))
        unnamed: list[Tag] | None = (
            None if COUNCIL in stated.symbols[hit.start : hit.end + 1] and AUTHORITY not in before else []
        )
        return next((one for one in known if len(one) == number or (number == _EACH and len(one) > 1)), unnamed)
    is_of_area = area is not None and area.frame == _FOR_AREA and _COUNTED.match(stated.symbols, hit.start) is not None
    if has_areas and not (COUNCIL in before[hit.start :] or is_of_area):
        return []
    count = int(first.tag.code) if first.symbol == NUMBER and first.tag is not None else None
    is_first = NUMBER not in before[: hit.start]
    below_it = [tag for tag in below if tag.label != "JUDGEMENT_AREA"]
    known = (*groups, below_it, told.group if is_first else [], list(told.all_named.values()) if is_first else [])
    return next((group for group in known if len(group) > 1 and len(group) == count), None)


def carried(stated: Stated, named: list[list[Tag] | None], index: int, below: list[Tag], told: Told) -> list[Tag]:
    """The authorities of a verdict whose frame names none."""
    names = [tag for tag in below if tag.label != "JUDGEMENT_AREA"]
    near = [one for one in (*reversed(named[:index]), *named[index + 1 :]) if one]
    if names or near:
        return names or near[0]
    if told.own is not None:
        return []
    if told.headed or len(told.group) == 1:
        return told.headed or told.group
    return max(groups_of(stated), key=len)
