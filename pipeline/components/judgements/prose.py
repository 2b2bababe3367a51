"""Reads verdicts from running text: what each frame leaves open is taken from its sentence, then from what came before.

A frame says which words are the authority, the area and the other grades of a verdict. Where it names no authority, it
is the one of the verdict before in the sentence, else the one that the text is speaking of; where it names no area, the
grade is of children's services as a whole.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from pipeline.components.frames import Anchor, Stated
from pipeline.components.frames.symbols import (
    ALL,
    AREA,
    AUTHORITY,
    BODY,
    COLUMN,
    IN,
    WHOLE,
    YEAR,
    over,
)
from pipeline.components.judgements.arguments import (
    FORGOTTEN,
    Part,
    Told,
    areas_of,
    authorities_of,
    carried,
    head,
    remember,
    turn,
)
from pipeline.components.judgements.counted import keep_counted, named_of_counted
from pipeline.components.judgements.status import ASIDE, EARLIER, STEPS, is_held, is_repeated, read, times_minuted
from pipeline.components.judgements.verdict import Verdict
from pipeline.components.ruler import Tag
from pipeline.records import When
from pipeline.vocabulary import Status

_OPENING: Final = 6
"""Items with which a sentence may open that give it its year ("In the spring of 2018, ...")."""
_NAMED: Final = over("[AUTHORITY AREA ORDINAL PAIR THOSE]")
_SCALE: Final = 3
"""So many different grades in a sentence that names nobody are the scale itself."""
_SEPARATORS: Final = tuple(
    map(
        over,
        (
            "[; ( )]",
            ", (?= HAVE? BE? [RATE KEEP BECOME] | [BE HAVE])",
            ",? BUT | ,? (?: [LOOSE WORD NUMBER ADVERB UNIT]{0,3} UNIT)? WHEN | -",
            ", [AND ADVERB]",
            ":",
            ",",
            "AND",
            "[BE HAVE RATE BECOME][BE ADVERB]* $",
        ),
    )
)
"""What may part two grades, the strongest first."""
_ITEM: Final = over("[NUMBER WORD]?[-.]?(?:[-,.; AND THE]*[AUTHORITY AREA WHOLE])+[-,.; AND THE]*")
"""A line of a list that is one name, or one area, and nothing else."""
_AND_BELOW: Final = over("AND [IN OF][^,;.]{0,6} : $")
"""A list follows of more that the grade is given for: "the top grade for leadership and for each of these:"."""
_NAMES_AGAIN: Final = over("NOUN?[, OF (:-]? AS?[THE ANY]?")
_IN_TURN: Final = over(
    "[GRADE SURE](?:,? AND?[TO BE AS]{0,2}[GRADE SURE])+,? RESPECTIVELY"
    "| RESPECTIVELY ,?[GRADE SURE](?:,? AND?[TO BE AS]{0,2}[GRADE SURE])+"
    "| (?<= [BE RATE])[GRADE SURE] AND [GRADE SURE](?= \\.)"
)
_ELLIPSIS: Final = over("NOUN?(?:TO BE|[, AND TO AS THE ANY ADVERB WHEN THAT])*")
_ENDS_ASIDE: Final = over(", THAT [^,;:]* [GRADE SURE] ,$")
"""A grade told in an aside that ends there: what goes on is the sentence around it."""
_OUTRANKS: Final = ("area/announced", "area/announced-before", "area/announced-behind")
"""Frames of areas that are graded although a frame says that the grade is nobody's."""
_SET_OFF: Final = "said/marked"
"""A grade that only its writing shows to be one: of nobody where its sentence names nobody."""
_ALONE: Final = "said/alone"
_COLUMNS: Final = "movement/columns"
_OF_EVENT: Final = over(",? WHEN(?! BE)")
""" "the inspection of 2015, when ...": the year before is that of the clause."""
_EVENT: Final = 3
"""Items before "when" that may tell the time of the event."""
_ASKS: Final = over("(?:WORD :)? [HAVE BE MODAL]")
""" "Has it ever been rated good?" """
_RELATIVE: Final = over(", THAT")
""" "..., which is what it was in 2017": the year is not of the grade.
"""
_WITH: Final = over(",? WITH")


def verdicts(
    text: str, sentences: list[Stated], kinds: dict[int, str], own: str | None, is_minutes: bool
) -> list[Verdict]:
    """The verdicts of a text in its order; `kinds` tells the kind of the block that starts at an offset.

    `own` is the GSS code of the authority that the document is about; `is_minutes`: it reports what a meeting heard.
    """
    told = Told(own, minuted=is_minutes)
    found: list[Verdict] = []
    past = 0
    for number, stated in enumerate(sentences):
        if stated.start in kinds:
            told.awaited, told.names = None, {}
            told.listed, told.subject, told.minuted, told.other = [], [], is_minutes, told.others
        if stated.start < past:
            continue
        told.minuted |= times_minuted(stated.tags) > 0
        below = _listed_below(sentences[number + 1 :]) if text[stated.end - 1] == ":" else []
        counted_before = frozenset(told.counted)
        if kinds.get(stated.start) == "heading":
            head(stated, told)
        if not (stated.anchors and COLUMN in stated.symbols):
            told.earlier_first = _is_earlier_first(text, stated)
        is_of_others = turn(text, stated, told) or _is_exclaimed(text, stated)
        if stated.anchors and not any(one.anchors for one in sentences[:number]) and told.other == BODY:
            told.others = told.other
        is_scale = not _NAMED.search(stated.symbols) and len({one.tag.code for one in stated.anchors}) >= _SCALE
        new = [] if is_of_others or is_scale else list(_of_sentence(text, stated, below, told))
        if new and below:
            past = below[-1].end
        found.extend([*new, *named_of_counted(text, stated, told)])
        told.just_counted = frozenset(told.counted) - counted_before
        told.since += 1
        told.verdict = told.verdict if told.since <= FORGOTTEN else None
        remember(stated, below if new else [], told)
    return found


def _is_earlier_first(text: str, stated: Stated) -> bool:
    """Whether the head of a table has an earlier inspection in the column before that of the last one."""
    years = [int(text[item.start : item.end]) for item in stated.items if item.symbol == YEAR]
    columns = [item.start for item in stated.items if item.symbol == COLUMN]
    earlier = [tag for tag in stated.tags if tag.label == "STATUS" and tag.code in ("previous", *EARLIER)]
    is_told = any(tag.start < start for tag in earlier for start in columns[-1:])
    return len(columns) > 1 and (is_told or (len(years) > 1 and years == sorted(years)))


def _is_exclaimed(text: str, stated: Stated) -> bool:
    """Whether a grade that is a sentence of its own stands among others: "There is a plan. Good." """
    hit = stated.anchors[0].verdict if stated.anchors else None
    beside = text[stated.start - 1 : stated.start] + text[stated.end : stated.end + 1]
    return hit is not None and hit.frame == _ALONE and " " in beside


def _listed_below(sentences: list[Stated]) -> list[Tag]:
    """The authorities, or the areas, of a list of which each item is one name and nothing else."""
    listed: list[Tag] = []
    for stated in sentences:
        if _ITEM.fullmatch(stated.symbols) is None:
            break
        tags = [item.tag for item in stated.items if item.symbol in AUTHORITY + AREA + WHOLE and item.tag is not None]
        if len({tag.label == "JUDGEMENT_AREA" for tag in [*listed, *tags]}) > 1:
            break
        listed.extend(tags)
    return listed


def _of_sentence(text: str, stated: Stated, below: list[Tag], told: Told) -> Iterator[Verdict]:
    anchors = _told_once(stated)
    parts = list(_parts(stated, anchors, below, told))
    named = [part.authorities for part in parts]
    _assign_in_turn(stated, parts, told.group)
    earlier: list[Verdict] = []
    of_others = False
    for index, part in enumerate(parts):
        is_named = part.areas or "whose" in part.anchor.found
        found = part.anchor.found
        is_none = "none" in found and not ("area" in found and found["area"].frame in _OUTRANKS)
        goes_on = index > 0 and _ELLIPSIS.fullmatch(stated.symbols, part.start, part.anchor.place) is not None
        if goes_on and not is_named and parts[index - 1].authorities is None:
            continue
        of_others = is_none or (part.authorities is None and "whose" not in found) or (of_others and not is_named)
        if of_others or part.authorities is None:
            if not is_none and part.authorities is None:
                keep_counted(text, stated, part, told)
            continue
        whom = part.authorities
        is_set_off = found.keys() == {"said"} and found["said"].frame == _SET_OFF
        if not whom and told.own is None and is_set_off and AUTHORITY not in stated.symbols:
            continue
        if not whom:
            whom = carried(stated, named, index, below, told)
        for verdict in _verdicts(text, stated, part, whom, earlier, told):
            earlier.append(verdict)
            if verdict.status == "current" and not is_held(verdict):
                told.verdict, told.since = verdict, 0
                if verdict.area == "overall_effectiveness":
                    told.overall = verdict
            yield verdict


def _told_once(stated: Stated) -> list[Anchor]:
    """The grades, less those that a movement names beside its own, and second names of one ("..., outstanding")."""
    taken = {anchor.found["movement"].arguments["other"][0] for anchor in stated.anchors if "movement" in anchor.found}
    for left, right in pairwise(stated.anchors):
        between = stated.symbols[left.place + 1 : right.place]
        if left.tag.code == right.tag.code and _NAMES_AGAIN.fullmatch(between):
            taken.add(right.place)
    return [anchor for anchor in stated.anchors if anchor.place not in taken]


def _parts(stated: Stated, anchors: list[Anchor], below: list[Tag], told: Told) -> Iterator[Part]:
    cuts = [0, *(_cut(stated, left, right) for left, right in pairwise(anchors)), len(stated.items)]
    meant: list[Tag] = []
    for index, (anchor, start, end) in enumerate(zip(anchors, cuts, cuts[1:], strict=False)):
        areas = areas_of(stated, anchor, start, end, meant, told)
        if index == len(anchors) - 1:
            listed = [tag for tag in below if tag.label == "JUDGEMENT_AREA"]
            areas = [*(areas or ()), *listed] if _AND_BELOW.search(stated.symbols) else areas or listed or areas
        authorities = authorities_of(stated, anchor, bool(areas), below, told)
        if areas is not None:
            meant = [*meant, *areas] if areas != meant else meant
            yield Part(anchor, start, end, authorities, areas)


def _assign_in_turn(stated: Stated, parts: list[Part], group: list[Tag]) -> None:
    """Where words say "respectively", give each of several grades side by side its own authority or area."""
    for match in _IN_TURN.finditer(stated.symbols):
        run = [index for index, part in enumerate(parts) if match.start() <= part.anchor.place < match.end()]
        if not run:
            continue
        first = parts[run[0]]
        whom, what = first.authorities or group, first.areas
        for order, index in enumerate(run):
            if len(what) == len(run):
                parts[index] = parts[index]._replace(authorities=whom, areas=[what[order]], start=first.start)
            elif len(whom) == len(run):
                parts[index] = parts[index]._replace(authorities=[whom[order]], areas=what, start=first.start)


def _cut(stated: Stated, left: Anchor, right: Anchor) -> int:
    """Where one grade's part of the sentence ends and the next one's begins."""
    hits = [anchor.found[one] for anchor in (left, right) for one in ("area", "whose") if one in anchor.found]
    low = max([left.place + 1, *(hit.end for hit in hits if hit.start <= left.place < hit.end <= right.place)])
    high = min([right.place, *(hit.start for hit in hits if left.place < hit.start < right.place)])
    if low > high:
        low = left.place + 1
    for separator in _SEPARATORS:
        if match := separator.search(stated.symbols, low, max(high, low)):
            return match.start()
    return max(low, min(high, right.place))


def _moves(stated: Stated, part: Part, told: Told) -> list[tuple[Tag, Status | None]]:
    """The grades of a part, with the status that its frame itself tells."""
    hit = part.anchor.verdict
    assert hit is not None
    if hit.frame.startswith("movement"):
        other = stated.items[hit.arguments["other"][0]].tag
        assert other is not None
        now, before = part.anchor.tag, other
        if hit.frame == _COLUMNS and told.earlier_first:
            now, before = before, now
        return [(now, "current"), (before, "previous")]
    return [(part.anchor.tag, "previous" if hit.frame.startswith("earlier") else None)]


def _verdicts(
    text: str, stated: Stated, part: Part, whom: list[Tag], earlier: list[Verdict], told: Told
) -> Iterator[Verdict]:
    hit = part.anchor.verdict
    assert hit is not None
    is_of_event = _OF_EVENT.match(stated.symbols, part.start) is not None
    first_told = max(0, part.start - _EVENT) if is_of_event else part.start
    status, cue = read(stated, part.anchor, first_told, part.end, told.minuted)
    if _ASKS.match(stated.symbols) and text[stated.end - 1] == "?":
        status = "hypothetical"
    shares_verb = _ELLIPSIS.fullmatch(stated.symbols, part.start, part.anchor.place) is not None
    shares_verb = shares_verb and not _ENDS_ASIDE.search(stated.symbols, 0, part.start + 1)
    if status == "current" and earlier and shares_verb and (cue is None or cue.code in STEPS):
        status = earlier[-1].status
    year = _year(text, stated, part, is_of_event, cue, earlier)
    is_now = any(item.marked for item in stated.items[part.start : part.end] if item.tag is None)
    past = not (is_now or part.anchor.is_present)
    when: When | None = {"value": str(year), "precision": "year", "of": "inspection"} if year else None
    is_earlier = (past and when is not None) or (cue is not None and cue.code in EARLIER)
    of_all = ALL in stated.symbols[part.start : part.end]
    first, last = stated.items[part.start].start, stated.items[part.end - 1].end
    for grade, moved in _moves(stated, part, told):
        repeated = None
        if grade.label == "SAME_GRADE":
            repeated = told.overall if grade.code == "overall" else earlier[-1] if earlier else told.verdict
            if repeated is None or (grade.code in ("areas", "follows") and not part.areas and not whom):
                continue
        own = moved if moved and status != "hypothetical" else "current" if moved == "previous" else status
        if repeated is not None and own == "current":
            if when is not None and _is_of_the_same(repeated, part, whom):
                own = "previous"
            elif repeated in earlier:
                own, past, when = repeated.status, repeated.told_as_past, repeated.when
        both = [own]
        kept = hit.frame == "verdict/kept"
        if own == "current" and not moved and (kept or is_repeated(stated, part.start, part.end, is_earlier)):
            both.append("previous")
        for one in both:
            for authority in whom or (None,):
                for area in part.areas or (None,):
                    yield Verdict(
                        area=area.code if area else "overall_effectiveness",  # type: ignore[arg-type]
                        grade=repeated.grade if repeated else grade.code,  # type: ignore[arg-type]
                        status=one,
                        statement=(min(first, grade.start), max(last, grade.end)),
                        rule=hit.frame,
                        authority=authority.code if authority else repeated.authority if repeated else None,
                        authority_tag=authority,
                        area_tag=area,
                        grade_tag=grade,
                        status_tag=cue,
                        told_as_past=past,
                        of_care_together=area is not None and _is_of_care_together(stated, area),
                        of_all=of_all and (area is None or area.code == "overall_effectiveness"),
                        when=when if one == "current" and len(both) == 1 and not moved else None,
                    )


def _is_of_care_together(stated: Stated, area: Tag) -> bool:
    both = (tag for tag in stated.tags if tag.label == "SCOPE" and tag.code == "care_together")
    return area.code == "children_in_care" and any(area.start <= tag.start < area.end for tag in both)


def _is_of_the_same(verdict: Verdict, part: Part, whom: list[Tag]) -> bool:
    """Whether a part of a sentence is about the authority and the area of a verdict, and about no other."""
    is_of_another = any(tag.code != verdict.authority for tag in whom)
    areas = {tag.code for tag in part.areas} or {"overall_effectiveness"}
    return not is_of_another and areas == {verdict.area}


def _year(
    text: str, stated: Stated, part: Part, is_of_event: bool, cue: Tag | None, earlier: list[Verdict]
) -> int | None:
    """The year that a grade's part of a sentence names; else of its event, of the sentence, or of the grade before."""
    opens = stated.symbols.startswith(IN) and not (cue is not None and cue.code == "current")
    opening = stated.items[: _OPENING if opens else 0]
    leading = stated.items[max(0, part.start - _EVENT) : part.start] if is_of_event else []
    behind = _RELATIVE.search(stated.symbols, part.anchor.place, part.end)
    told = stated.items[part.start : behind.start() if behind else part.end]
    asides = [
        (stated.items[one.start()].start, stated.items[one.end() - 1].end)
        for one in ASIDE.finditer(stated.symbols, part.start, part.anchor.place)
    ]
    since = cue.start if cue is not None and cue.code == "current" else 0
    years = [
        item
        for item in (*leading, *told, *opening)
        if item.symbol == YEAR and item.start >= since and not any(start < item.start < end for start, end in asides)
    ]
    if not years and earlier and earlier[-1].when and _WITH.match(stated.symbols, part.start):
        return int(earlier[-1].when["value"])
    return int(text[years[0].start : years[0].end]) if years else None
