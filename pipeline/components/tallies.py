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
_BOTH: Final = over("NOUN?,? AND [TO BE AS THE ANY IT THAT ADVERB RATE GIVE]{0,4}")
_LOOSE: Final = ("nocount/loose", "nocount/rounded")
"""Frames of numbers too loose to count, whose sentence says what the next ones count."""
_AGAIN: Final = over("(?: [(] | ,? AND | , THAT BE ADVERB? ) SHARE [,.;)] $")
"""The share that the number right before it makes: "14 (23.7 per cent)", "31, or 52.5 per cent"."""
_BELOW: Final = over("BELOW [THE ANY]?$")
_BETTER: Final = over("AND BETTER")
_OF_AREA: Final = over(
    "(?:AND BETTER)? [IN OF] [THE ANY]? (?:AREA|WHOLE(?! WORD))(?![, AND IN OF THE]{1,4} [AREA WHOLE])"
)
""" "good for help and protection": the one area right behind a grade.
"""
_BELOW_GOOD: Final = {"inadequate", "requires_improvement"}
_GOOD: Final = {"good", "outstanding"}


@Language.component("ofsight_tallies", requires=["doc._.ofsight_counted"], assigns=["doc._.ofsight_tallies"])
def tallies(doc: Doc) -> Doc:
    """Set `doc._.ofsight_tallies`; inspection reports count children, not authorities, and have none."""
    meta: Meta | None = doc._.ofsight_meta
    counting = _Counting(text_of(doc), meta["published"] if meta else None)
    doc._.ofsight_tallies = [tally for stated in doc._.ofsight_counted for tally in counting.of_sentence(stated)]
    return doc


@dataclass(slots=True)
class _Counting:
    """What a text is counting: how many authorities in all, whether some were found good, the grade told last.

    as_of: the ISO date that its numbers hold for.
    """

    text: str
    as_of: str | None
    of: int | None = None
    told_good: bool = False
    grade: str | None = None
    said: TallyGrade | None = None
    """What the tally before counted, which a number with nothing beside it goes on counting."""

    def of_sentence(self, stated: Stated) -> Iterator[Tally]:
        """The tallies of the next sentence, in its order."""
        totals: dict[int, Anchor] = {}
        taken: set[int] = set()
        last: Tally | None = None
        is_before = False
        for anchor in stated.anchors:
            item = stated.items[anchor.place]
            value = number_of(self.text, item)
            total = anchor.found.get("total")
            place = total.arguments["total"][0] if total else -1
            if total:
                totals[place] = anchor
            hit = anchor.found.get("count")
            none = anchor.found.get("nocount")
            if none is not None:
                if none.frame in _LOOSE and hit is not None:
                    self.said = self._said(stated, anchor)[0] or self.said
                continue
            among = total and value == 1 and not total.frame.endswith("in")
            if total and among and _STANDS_AMONG.match(stated.symbols, total.end):
                if hit is not None:
                    said, until = self._said(stated, anchor)
                    if said is not None:
                        yield self._row(stated, stated.items[place], until, said, None, hit.frame)
                taken.add(place)
                continue
            if anchor.place in taken:
                continue
            is_share = item.symbol == SHARE
            if is_share and last and is_before and _AGAIN.search(stated.symbols[: anchor.place + 2]):
                yield self._row(stated, item, item.end, last["grade"], None, "count/again")
                continue
            is_total = anchor.place in totals
            is_told = stated.symbols[anchor.place + 1 : anchor.place + 2] in ("(", "b")
            introduces = not (is_share or is_told) and _INTRODUCES.search(stated.symbols[: anchor.place]) is not None
            if is_total or introduces:
                is_ratio = is_total and THE not in stated.symbols[totals[anchor.place].place : anchor.place]
                self.of = self.of if is_ratio else int(value)
                rest = self.told_good and REST in stated.symbols[max(0, anchor.place - 2) : anchor.place]
                if introduces and rest:
                    yield self._row(stated, item, item.end, "below_good", None, "count/rest")
                elif not is_ratio and _is_inspected(stated, anchor, introduces):
                    yield self._row(stated, item, item.end, "any", None, "count/inspected")
                continue
            said, until = (None, item.end) if hit is None else self._said(stated, anchor)
            is_before = said is not None
            if said is None or hit is None or (said == "any" and (is_share or value == 0)):
                continue
            of = None if is_share or said == "any" else self.of
            if total is not None:
                of = int(number_of(self.text, stated.items[place]))
            self.said = said
            last = self._row(stated, item, until, said, of, hit.frame)
            yield last
            if said == "any" and not is_share:
                self.of = int(value)
            self.told_good = self.told_good or said in _GOOD
        grades = [item.tag.code for item in stated.items if item.symbol in GRADES and item.tag]
        self.grade = grades[-1] if grades else self.grade

    def _said(self, stated: Stated, anchor: Anchor) -> tuple[TallyGrade | None, int]:
        """What a number is said to count, and where the words for it end."""
        hit = anchor.found["count"]
        if "said" not in hit.arguments:
            return self.said, stated.items[anchor.place].end
        place = hit.arguments["said"][0]
        item = stated.items[place]
        end = max(item.end, stated.items[anchor.place].end)
        if item.symbol in INSPECTED + REPORT:
            return "any", end
        if item.symbol == SAME:
            before = [one.tag.code for one in stated.items[:place] if one.symbol in GRADES and one.tag]
            return (before[-1] if before else self.grade), end  # type: ignore[return-value]
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

    def _row(self, stated: Stated, item: Item, until: int, grade: TallyGrade, of: int | None, rule: str) -> Tally:
        end = max(until, item.end)
        behind = next((n for n, one in enumerate(stated.items) if one.start >= end), len(stated.items))
        match = _OF_AREA.match(stated.symbols, behind)
        named = stated.items[match.end() - 1] if match else None
        if named is not None:
            end = named.end
        while end < len(self.text) and self.text[end] in CLOSING:
            end += 1
        is_share, value = item.symbol == SHARE, number_of(self.text, item)
        return {
            "start": item.start,
            "end": end,
            "count": None if is_share else int(value),
            "percent": value if is_share else None,
            "of": of,
            "grade": grade,
            "area": named.tag.code if named is not None and named.tag is not None else None,  # type: ignore[typeddict-item]
            "as_of": self.as_of,
            "rule": rule,
        }


def _is_inspected(stated: Stated, anchor: Anchor, introduces: bool) -> bool:
    """Whether words beside a total say that all of it was inspected, not a part: "of the 87 inspected"."""
    match = (_ALL_INSPECTED if introduces else _NAMED_INSPECTED).match(stated.symbols, anchor.place + 1)
    tag = stated.items[match.end() - 1].tag if match else None
    return tag is not None and (introduces or tag.token_end - tag.token_start == 1)
