"""On which side the clauses of a sentence in the inspectors' own text come down."""

from collections.abc import Iterator, Sequence
from typing import Final

from pipeline.components.evidence import CONTRASTS, REACH_OF_CONNECTIVE, Weighed, circumstances, main_behind
from pipeline.components.operators import Outcome
from pipeline.components.ruler import Tag
from pipeline.components.valence import (
    FREE,
    asks,
    brings,
    compared,
    limits_of_next,
    only_denies,
    settled,
    shows,
    thing_of,
)
from pipeline.vocabulary import Polarity

SLIGHT: Final = 2.5
"""Balance below which a clause gives way to the side of its neighbour, where no contrast parts them."""

SHORTEST_LEAD: Final = 3
"""Code points from a sentence's start within which a word of concession opens it."""


def sides(
    run: Sequence[Weighed], joins: Sequence[Tag], thing: Outcome | None
) -> Iterator[tuple[Sequence[Weighed], Polarity]]:
    """The clauses of a sentence, parted where one side turns to the other, each part with its side."""
    amounts = values(run, thing)
    if not any(amounts):
        return
    contrasts = [tag for tag in joins if tag.code in CONTRASTS]
    parted: list[tuple[list[Weighed], float]] = []
    for one, value in zip(run, amounts, strict=True):
        firm = bool(contrasts and parted) and _contrasts(run, parted[-1][0][-1], one, contrasts)
        if parted:
            held, so_far = parted[-1]
            same = so_far * value > 0 or (not firm and so_far * value == 0)
            if same or (not firm and min(abs(value), abs(so_far)) < SLIGHT):
                held.append(one)
                parted[-1] = held, so_far + value
                continue
        parted.append(([one], value))
    for held, value in parted:
        if value:
            yield held, "strength" if value > 0 else "concern"


def values(run: Sequence[Weighed], thing: Outcome | None = None) -> list[float]:
    """What each clause of a sentence in the inspectors' own text comes to: above 0 praise, below 0 criticism.

    thing: what the sentence speaks of by a pronoun.
    """
    if len(run) == 1 and thing is None:
        return [settled(run[0].outcomes, run[0].balance)]
    return _within_limits(run, circumstances(run), _of_things(run, thing))


def _of_things(run: Sequence[Weighed], thing: Outcome | None) -> list[float]:
    """What each clause says by its own cues, or of the thing named before it (", which is higher than ...")."""
    found: list[float] = []
    for one in run:
        own = thing_of(one.outcomes)
        takes_up = own is None and one.clause.kind != "complement"
        found.append((compared(thing, one.outcomes) if takes_up else 0.0) or settled(one.outcomes, one.balance))
        thing = own or thing
    return found


def _within_limits(run: Sequence[Weighed], opens: Sequence[Tag | None], amounts: Sequence[float]) -> list[float]:
    """The same, of what hangs on another clause no more than that one lets it say.

    A circumstance comes to nothing, save that "homes where they thrive" praises; nor does praise of what the clause
    before only asks for, lacks, plans or doubts, what it says was found before, or a denial before an exception.
    """
    found: list[float] = []
    limits, hangs = FREE, False
    main = main_behind(run)
    for number, (one, opened, value) in enumerate(zip(run, opens, amounts, strict=True)):
        kind, before = one.clause.kind, run[max(0, number - 1)].outcomes
        if number and opened is not None and opened.code == "except" and only_denies(before):
            found[-1] = 0.0
        led_to = kind == "participial" and asks(before) and not brings(one.outcomes)
        hangs = limits != FREE and (kind == "complement" or led_to or (kind == "coordinate" and hangs))
        if kind == "question":
            value = max(value, 0.0) if number and shows(before) and found[-1] >= 0 else 0.0
        if (kind == "fragment" and number < main) or (opened is not None and not _praises_place(one, opened, value)):
            value = 0.0
        elif hangs:
            value = min(max(value, limits[0]), limits[1])
        if not hangs:
            limits = limits_of_next(one.clause, one.outcomes)
        found.append(value)
    return found


def _praises_place(one: Weighed, opened: Tag, value: float) -> bool:
    """Whether a circumstance praises what it stands behind: "they live in homes | where they thrive"."""
    supposes = any(outcome.what == "supposed" for outcome in one.outcomes)
    return value > 0 and opened.code == "relative" and one.clause.kind == "adverbial" and not supposes


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
