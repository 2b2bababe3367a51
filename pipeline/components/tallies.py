"""Numbers of authorities by grade or movement, from the frames that numbers stand in: "of 41 councils, 10 are good"."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.components.frames import Anchor, Stated
from pipeline.components.frames.symbols import GRADES, INSPECTED, REPORT, REST, SAME, SHARE, THE, Item, number_of, over
from pipeline.components.quotation import CLOSING
from pipeline.components.text import text_of
from pipeline.records import Meta, Tally
from pipeline.vocabulary import TallyGrade

Doc.set_extension("ofsight_tallies", default=(), force=True)

_INTRODUCES: Final = over("(?:^|[,.:(THAT -])[AND ADVERB WORD WITH ,]* OF [THE WORD EVERY ADVERB ORDINAL]{0,3} REST?$")
""" "Of the 41 councils inspected, ...": a number that only says of how many the next ones are."""
_STANDS_AMONG: Final = over(
    "[^BE HAVE GIVE KEEP BECOME ,.; NUMBER SHARE]{0,7}(?:TO [BE HAVE WORD]|[THAT WITH RATE AS])"
)
""" "one of 32 in England to be judged good": the larger number is the one that counts."""
_ALL_INSPECTED: Final = over("[^,; NUMBER SHARE . GRADE SURE JOINT MOVEMENT]{0,14}? INSPECTED")
_NAMED_INSPECTED: Final = over("[WORD OF THE ADVERB]{0,3}[COUNCIL REPORT]?[WORD ADVERB]{0,2} INSPECTED")
_BESIDE: Final = over(r"NUMBER COUNCIL?(?:OF IT)?(?:\(|,? AND)$")
""" "14 (24 per cent) were inadequate": a share that tells the number before it once more.
"""
_BOTH: Final = over("NOUN?,? AND [TO BE AS THE ANY IT THAT ADVERB RATE GIVE]{0,4}")
_LOOSE: Final = ("nocount/loose", "nocount/rounded")
"""Frames of numbers too loose to count, whose sentence says what the next ones count."""
_BELOW: Final = over("BELOW [THE ANY]?$")
_BETTER: Final = over("AND BETTER")
_OF_AREA: Final = over(
    "(?:AND BETTER)? [IN OF] [THE ANY]? (?:AREA|WHOLE(?! WORD))(?![, AND IN OF THE]{1,4} [AREA WHOLE])"
)
""" "good for help and protection": the one area right behind a grade.
"""
_BELOW_GOOD: Final = {"inadequate", "requires_improvement"}
_GOOD: Final = {"good", "outstanding"}


@dataclass(slots=True)
class _Counting:
    """What the text is counting: how many authorities in all, whether some were found good, the grade told last."""

    of: int | None = None
    told_good: bool = False
    grade: str | None = None
    said: TallyGrade | None = None
    """What the tally before counted, which a number with nothing beside it goes on counting."""


@Language.component("ofsight_tallies", requires=["doc._.ofsight_counted"], assigns=["doc._.ofsight_tallies"])
def tallies(doc: Doc) -> Doc:
    """Set `doc._.ofsight_tallies`; inspection reports count children, not authorities, and have none."""
    meta: Meta | None = doc._.ofsight_meta
    published = meta["published"] if meta else None
    doc._.ofsight_tallies = list(counted(text_of(doc), doc._.ofsight_counted, published))
    return doc


def counted(text: str, sentences: list[Stated], as_of: str | None) -> Iterator[Tally]:
    """The tallies of a text, in its order; `as_of` is the ISO date that they hold for."""
    counting = _Counting()
    for stated in sentences:
        yield from _of_sentence(text, stated, counting, as_of)


def _of_sentence(text: str, stated: Stated, counting: _Counting, as_of: str | None) -> Iterator[Tally]:
    totals: dict[int, Anchor] = {}
    taken: set[int] = set()
    last: Tally | None = None
    is_before = False
    for anchor in stated.anchors:
        item = stated.items[anchor.place]
        value = number_of(text, item)
        total = anchor.found.get("total")
        if total is not None:
            totals[total.arguments["total"][0]] = anchor
        hit = anchor.found.get("count")
        none = anchor.found.get("nocount")
        if none is not None and none.frame in _LOOSE and hit is not None:
            counting.said = _said(stated, anchor, counting)[0] or counting.said
        if none is not None:
            continue
        among = total is not None and value == 1 and not total.frame.endswith("in")
        if among and total is not None and _STANDS_AMONG.match(stated.symbols, total.end):
            place = total.arguments["total"][0]
            if hit is not None:
                said, until = _said(stated, anchor, counting)
                if said is not None:
                    yield _row(text, stated, stated.items[place], until, said, None, as_of, hit.frame)
            taken.add(place)
            continue
        if anchor.place in taken:
            continue
        is_share = item.symbol == SHARE
        if is_share and last is not None and stated.symbols[anchor.place - 1 : anchor.place] == "(" and is_before:
            last["percent"] = value
            continue
        is_total = anchor.place in totals
        is_told = stated.symbols[anchor.place + 1 : anchor.place + 2] in ("(", "b")
        introduces = not (is_share or is_told) and _INTRODUCES.search(stated.symbols[: anchor.place]) is not None
        if is_total or introduces:
            is_ratio = is_total and THE not in stated.symbols[totals[anchor.place].place : anchor.place]
            counting.of = counting.of if is_ratio else int(value)
            rest = counting.told_good and REST in stated.symbols[max(0, anchor.place - 2) : anchor.place]
            if introduces and rest:
                yield _row(text, stated, item, item.end, "below_good", None, as_of, "count/rest")
            elif not is_ratio and _is_inspected(stated, anchor, introduces):
                yield _row(text, stated, item, item.end, "any", None, as_of, "count/inspected")
            continue
        said, until = (None, item.end) if hit is None else _said(stated, anchor, counting)
        is_before = said is not None
        if said is None or hit is None or (said == "any" and (is_share or value == 0)):
            continue
        of = None if is_share or said == "any" else counting.of
        if total is not None:
            place = total.arguments["total"][0]
            of = int(number_of(text, stated.items[place]))
        counting.said = said
        if is_share and last is not None and said == last["grade"] and _BESIDE.search(stated.symbols[: anchor.place]):
            last["percent"] = value
            continue
        last = _row(text, stated, item, until, said, of, as_of, hit.frame)
        yield last
        if said == "any" and not is_share:
            counting.of = int(value)
        counting.told_good = counting.told_good or said in _GOOD
    grades = [item.tag.code for item in stated.items if item.symbol in GRADES and item.tag]
    counting.grade = grades[-1] if grades else counting.grade


def _is_inspected(stated: Stated, anchor: Anchor, introduces: bool) -> bool:
    """Whether words beside a total say that all of it was inspected, not a part: "of the 87 inspected"."""
    match = (_ALL_INSPECTED if introduces else _NAMED_INSPECTED).match(stated.symbols, anchor.place + 1)
    tag = stated.items[match.end() - 1].tag if match else None
    return tag is not None and (introduces or tag.token_end - tag.token_start == 1)


def _said(stated: Stated, anchor: Anchor, counting: _Counting) -> tuple[TallyGrade | None, int]:
    """What a number is said to count, and where the words for it end."""
    hit = anchor.found["count"]
    if "said" not in hit.arguments:
        return counting.said, stated.items[anchor.place].end
    place = hit.arguments["said"][0]
    item = stated.items[place]
    end = max(item.end, stated.items[anchor.place].end)
    if item.symbol in INSPECTED + REPORT:
        return "any", end
    if item.symbol == SAME:
        before = [one.tag.code for one in stated.items[:place] if one.symbol in GRADES and one.tag]
        return (before[-1] if before else counting.grade), end  # type: ignore[return-value]
    assert item.tag is not None
    code = item.tag.code
    if item.symbol not in GRADES:
        return code, end  # type: ignore[return-value]
    following = next((n for n in range(place + 1, len(stated.items)) if stated.items[n].symbol in GRADES), None)
    if following is not None and _BOTH.fullmatch(stated.symbols[place + 1 : following]):
        other = stated.items[following]
        both = {code, other.tag.code if other.tag else ""}
        if both in (_GOOD, _BELOW_GOOD):
            return "good_or_better" if both == _GOOD else "below_good", other.end
    if code == "good" and _BELOW.search(stated.symbols[:place]):
        return "below_good", end
    if _BETTER.match(stated.symbols, place + 1):
        return ("good_or_better", end) if code == "good" else (None, end)
    return code, end  # type: ignore[return-value]


def _row(
    text: str,
    stated: Stated,
    item: Item,
    until: int,
    grade: TallyGrade,
    of: int | None,
    as_of: str | None,
    rule: str | None,
) -> Tally:
    end = max(until, item.end)
    behind = next((n for n, one in enumerate(stated.items) if one.start >= end), len(stated.items))
    match = _OF_AREA.match(stated.symbols, behind)
    named = stated.items[match.end() - 1] if match else None
    if named is not None:
        end = named.end
    while end < len(text) and text[end] in CLOSING:
        end += 1
    is_share, value = item.symbol == SHARE, number_of(text, item)
    return {
        "start": item.start,
        "end": end,
        "count": None if is_share else int(value),
        "percent": value if is_share else None,
        "of": of,
        "grade": grade,
        "area": named.tag.code if named is not None and named.tag is not None else None,  # type: ignore[typeddict-item]
        "as_of": as_of,
        "rule": rule,
    }
