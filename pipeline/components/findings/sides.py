"""On which side the clauses of a sentence in the inspectors' own text come down."""

from collections.abc import Iterator, Sequence
from typing import Final

from pipeline.components.evidence import REACH_OF_CONNECTIVE, Weighed, circumstances, main_behind
from pipeline.components.findings.points import Point, points_of
from pipeline.components.operators import Outcome
from pipeline.components.ruler import Tag
from pipeline.components.valence import (
    FAINT,
    FREE,
    compared,
    denies_next,
    hints,
    limits_of_next,
    only_denies,
    settled,
    shows,
    thing_of,
)
from pipeline.vocabulary import Polarity

SLIGHT: Final = 2.5
"""Balance below which a clause gives way to the side of its neighbour, where no contrast parts them."""

CONTRASTS: Final = frozenset({"concede", "coordinate", "turn"})
"""Codes of the connectives that set what follows against what stands before."""

SHORTEST_LEAD: Final = 3
"""Code points from a sentence's start within which a word of concession opens it."""


def sides(run: Sequence[Weighed], joins: Sequence[Tag], thing: Outcome | None) -> Iterator[Point]:
    """The points of a sentence: its clauses, parted where one side turns to the other."""
    amounts = values(run, thing)
    if not any(amounts) or len(run) == 1:
        yield from points_of(run, _side(amounts[0]))
        return
    contrasts = [tag for tag in joins if tag.code in CONTRASTS]
    parted: list[tuple[list[Weighed], float]] = []
    for one, value in zip(run, amounts, strict=True):
        firm = bool(parted) and _contrasts(run, parted[-1][0][-1], one, contrasts)
        if parted:
            held, so_far = parted[-1]
            same = so_far * value > 0 or (not firm and so_far * value == 0)
            if same or (not firm and min(abs(value), abs(so_far)) < SLIGHT):
                held.append(one)
                parted[-1] = held, so_far + value
                continue
        parted.append(([one], value))
    for held, value in parted:
        yield from points_of(held, _side(value))


def _side(value: float) -> Polarity | None:
    return ("strength" if value > 0 else "concern") if value else None


def values(run: Sequence[Weighed], thing: Outcome | None = None) -> list[float]:
    """What each clause of a sentence in the inspectors' own text comes to: above 0 praise, below 0 criticism.

    A circumstance comes to nothing, save that "homes where they thrive" praises; nor does praise of what the clause
    before only asks for, lacks, plans or doubts, what it says was found before, or a denial before an exception. A
    denial that reaches over the end of its clause ("no cases were seen where") turns the next. thing: what the sentence
    speaks of by a pronoun.
    """
    if len(run) == 1 and thing is None:
        return [settled(run[0].outcomes, run[0].balance)]
    found: list[float] = []
    denied = hangs = False
    limits = FREE
    before = run[0]
    opens, main = circumstances(run), main_behind(run)
    for number, (one, opened) in enumerate(zip(run, opens, strict=True)):
        own = thing_of(one.outcomes)
        takes_up = own is None and one.clause.kind != "complement"
        value = (compared(thing, one.outcomes) if takes_up else 0.0) or settled(one.outcomes, one.balance)
        thing = own or thing
        if denied:
            value = -value
        if denied := denies_next(one.clause, one.outcomes):
            value = max(value, 0.0)
        if found and opened is not None and opened.code == "except" and only_denies(before.outcomes):
            found[-1] = 0.0
        joined = one.clause.kind == "coordinate" and hangs
        hangs = limits != FREE and (one.clause.kind == "complement" or joined)
        holds = value > 0 and opened is not None and opened.code == "relative" and one.clause.kind == "adverbial"
        holds = holds and all(outcome.what != "supposed" for outcome in one.outcomes)
        if one.clause.kind == "question":
            value = max(value, 0.0) if shows(before.outcomes) and found[-1] >= 0 else 0.0
        aside = one.clause.kind == "fragment" and number < main
        if aside or (opened is not None and not holds):
            value = 0.0
        elif hangs:
            value = min(max(value, limits[0]), limits[1])
        if not hangs:
            limits = limits_of_next(one.clause, one.outcomes)
        found.append(value)
        before = one
    if not any(found):
        found = [hints(one.outcomes) if opened is None else 0.0 for one, opened in zip(run, opens, strict=True)]
        found = found if sum(found) <= FAINT else [0.0] * len(run)
    return found


def _contrasts(run: Sequence[Weighed], before: Weighed, one: Weighed, contrasts: Sequence[Tag]) -> bool:
    """Whether a contrast parts a clause from the one before it, or the sentence opened with a concession to it."""
    lead, this = run[0].clause, one.clause
    conceded = this.kind == "main" and this is not lead
    return any(
        before.clause.end <= tag.start < this.start + REACH_OF_CONNECTIVE
        or (conceded and tag.code == "concede" and lead.start <= tag.start < lead.start + SHORTEST_LEAD)
        for tag in contrasts
        if lead.start <= tag.start <= this.start + REACH_OF_CONNECTIVE
    )
