"""Whose the grade of a number of authorities is: of those whom the text names behind it."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from pipeline.components.frames import Stated
from pipeline.components.frames.symbols import NUMBER, PAIR, SAME, number_of, over
from pipeline.components.judgements.arguments import Part, Told, each_once, groups_of
from pipeline.components.judgements.status import read
from pipeline.components.judgements.verdict import Verdict

_NAMES_COUNTED: Final = over("(?:THE NUMBER| PAIR)(?=[INCLUDE BE] ADVERB? AUTHORITY)")
_NAMES_SOME: Final = over("(?:IT|[THE WORD]{2}) INCLUDE ADVERB? AUTHORITY")
""" "They include ...": some of those just counted.
"""
_DEFINITE: Final = over("[THE THOSE] NUMBER$| PAIR$")
_SOME_OF: Final = (
    over("(?P<some> NUMBER) OF [THE ANY UNIT]{0,4}(?P<all> NUMBER)"),
    over("^ OF [THE ANY UNIT]{0,4}(?P<all> NUMBER),(?P<some> NUMBER)"),
    over("(?P<some> NUMBER) OF [THE IT](?P<all>)"),
)


def keep_counted(text: str, stated: Stated, part: Part, told: Told) -> None:
    """Remember a verdict on a number of authorities, which a later sentence may name."""
    hit = part.anchor.found.get("whose")
    if hit is None or stated.items[hit.start].symbol not in NUMBER + PAIR:
        return
    grade = part.anchor.tag
    status, cue = read(stated, part.anchor, part.start, part.end, told.minuted)
    count = int(number_of(text, stated.items[hit.start]))
    area = next(iter(part.areas), None)
    told.counted[count] = Verdict(
        area=area.code if area else "overall_effectiveness",  # type: ignore[arg-type]
        grade=grade.code,  # type: ignore[arg-type]
        status=status,
        statement=(stated.items[part.start].start, stated.items[part.end - 1].end),
        rule=hit.frame,
        area_tag=area,
        grade_tag=grade,
        status_tag=cue,
    )
    if not part.areas and _DEFINITE.search(stated.symbols, 0, hit.start + 1):
        told.awaited = (count, told.counted[count])


def named_of_counted(text: str, stated: Stated, told: Told) -> Iterator[Verdict]:
    """Verdicts on those whom a sentence names after only their number was told.

    Named in a list ("The seven are Leeds, ..."), or one by one over several sentences ("Two were good. Leeds has ... In
    York, ..."). Where it tells one of a group apart, the others: "Five of the six had been good. York was not."
    """
    yield from _named_together(text, stated, told)
    yield from _named_one_by_one(stated, told)


def _named_together(text: str, stated: Stated, told: Told) -> Iterator[Verdict]:
    opening = _NAMES_COUNTED.match(stated.symbols)
    number = stated.items[opening.end() - 1].tag if opening else None
    groups = groups_of(stated)
    named = each_once(groups)
    grades = {anchor.tag.code for anchor in stated.anchors if anchor.item.symbol != SAME}
    others = [tag for tag in told.group if tag.code != named[0].code] if len(named) == 1 and grades else []
    if others and len(others) == len(told.group) - 1 and len(others) in told.just_counted:
        named = others
    is_list = len(groups) == 1 and len(named) > 1 and not grades
    count = int(number.code) if number is not None else len(named) if others or is_list else 0
    is_of_all = count and (number is not None or count in told.just_counted)
    verdict = told.counted.get(count) if is_of_all else None
    if verdict is None and told.counted and _NAMES_SOME.match(stated.symbols):
        verdict = list(told.counted.values())[-1]
    if verdict is None:
        verdict = _of_some(text, stated, len(named), told)
    elif verdict.grade in grades:
        verdict = None
    if verdict is not None:
        for tag in named:
            yield replace(verdict, authority=tag.code, authority_tag=tag, statement=(stated.start, stated.end))


def _of_some(text: str, stated: Stated, named: int, told: Told) -> Verdict | None:
    """The verdict on all of those of whom a sentence names some: "Six of the ten have moved up: ...".

    Where it names none yet, they are awaited from the sentences behind it.
    """
    some = next(filter(None, (one.search(stated.symbols) for one in _SOME_OF)), None)
    if some is None:
        return None
    few = int(number_of(text, stated.items[some.start("some")]))
    counted = [int(number_of(text, stated.items[some.start("all")]))] if some["all"] else list(told.just_counted)
    verdict = told.counted.get(counted[0]) if len(counted) == 1 else None
    if verdict is not None and named == 0:
        told.awaited = (few, verdict)
    return verdict if few == named else None


def _named_one_by_one(stated: Stated, told: Told) -> Iterator[Verdict]:
    if told.awaited is None:
        return
    count, verdict = told.awaited
    told.names.update((tag.code, tag) for tag in each_once(groups_of(stated)))
    if len(told.names) == count:
        for tag in told.names.values():
            yield replace(verdict, authority=tag.code, authority_tag=tag, statement=(stated.start, stated.end))
        told.awaited = None
