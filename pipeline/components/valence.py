"""Praise or criticism of a clause: what its cues weigh when the operators among them have acted."""

import math
from collections.abc import Sequence
from typing import Final

from pipeline.components.clause_segmentation import Clause
from pipeline.components.operators import (
    BACKWARD,
    COMPARED,
    CUE_LABELS,
    DENIALS,
    KINDS,
    SUPPOSING,
    Outcome,
    kind_of,
)
from pipeline.components.ruler import Tag, labelled

WEIGHTS: Final = {
    "praise_strong": 4.0, "praise_plain": 2.0, "praise_weak": 0.5, "praise_topic": 0.3,
    "wanted_thing": 0.6, "wanted_insight": 0.6,
    "criticism_strong": -4.0, "criticism_plain": -1.9, "criticism_weak": -1.2,
    "unwanted_thing": -1.5, "unwanted_harm": -2.3,
    "denied_praise": -4.0, "denied_criticism": 1.5, "lacked": -1.0, "asked": -0.5,
    "op_lack": -4.0, "op_demand": -5.0, "op_wish": -5.0, "op_partly": -3.5, "op_deny": -1.9, "op_deny_all": -1.9,
    "op_many": -4.0, "op_few": -0.5, "op_low": -0.5, "op_below": -4.0, "few_criticism": 3.0, "many_criticism": -1.0,
    "reduced": 3.0, "op_reduce": 1.0, "fallen_criticism": 4.0, "fallen_praise": -4.0, "grown_criticism": -4.0,
    "befallen": -2.5, "grown_praise": 3.0, "op_raise": 1.0,
}  # fmt: skip


FROM_JUDGED: Final = 4
"""Tokens between a judgement area, or a verb of judging, and the grade that it is given."""

FROM_THING: Final = 3
"""Tokens before a judgement area within which a measure stands that is graded for it ("attendance of care leavers")."""


def cues_of(tags: Sequence[Tag], is_graded: bool = True) -> list[Tag]:
    """The cues among tags; one that begins inside a grade is none.

    Not `is_graded`: an inspectors' own text, whose verdicts stand in its layout, so that "good" praises and
    "inadequate" criticises in its sentences, unless it is said of a judgement area or of an earlier judgement; a cue
    that goes on behind the grade ("of a good standard") does so even there.
    """
    things = {tag.token_end for tag in labelled(tags, "DESIRABLE") if tag.code == "measure"}
    judged = {
        tag.token_end
        for tag in labelled(tags, "JUDGEMENT_AREA", "NEUTRAL")
        if tag.code == "history"
        or (tag.label == "JUDGEMENT_AREA" and things.isdisjoint(range(tag.token_start - FROM_THING, tag.token_start)))
    }
    grades = (
        tag
        for tag in labelled(tags, "GRADE")
        if is_graded or not judged.isdisjoint(range(tag.token_start - FROM_JUDGED, tag.token_start + 1))
    )
    graded = {token: tag.token_end for tag in grades for token in range(tag.token_start, tag.token_end)}
    cues = labelled(tags, *CUE_LABELS)
    if is_graded:
        return [tag for tag in cues if tag.token_start not in graded]
    return [tag for tag in cues if graded.get(tag.token_start, 0) < tag.token_end]


def balance(found: Sequence[Outcome]) -> float:
    """What the outcomes of a clause's cues add up to: above 0 praise, below 0 criticism."""
    return sum([WEIGHTS.get(one.what, 0.0) for one in found])


CRITICAL: Final = -3.0
"""Weight from which on an outcome criticises plainly."""

BESIDE_CONCERN: Final = 0.5
"""What praise still counts for in a clause that also criticises: reports criticise mildly and praise freely."""

SLIGHTLY: Final = -2.5
"""Balance below which praise in a clause is outweighed anyway."""

OPENING: Final = 16
"""Code points from a clause's start within which a word stands that opens it."""

PRACTICE: Final = "praise_practice"
SLIGHTEST: Final = 0.3
"""What tells how work is done, and what it comes to where nothing else in the clause speaks."""

SILENCING: Final = frozenset({"neutral_survey", "neutral_past"})
"""Outcomes of a clause that tells what was looked at, or what was so before, and neither praises nor criticises."""

HINTS: Final = frozenset({"criticism_weak", "unwanted_thing", "unwanted_harm", "op_deny_all", "op_low"})
"""What criticises nothing alone, in a balance above FAINT: mere hints at a weakness, and undesirable things."""

FAINT: Final = -2.0
"""Balance up to which hints together criticise."""


def settled(found: Sequence[Outcome], so_far: float) -> float:
    """The balance of a clause in the inspectors' own text: 0 for mere hints, and less praise beside plain criticism."""
    whats = [one.what for one in found]
    if not found or not SILENCING.isdisjoint(whats):
        return 0.0
    weights = [WEIGHTS.get(what, 0.0) for what in whats]
    if PRACTICE in whats and not any(weights):
        return SLIGHTEST
    if so_far > SLIGHTLY and min(weights) <= CRITICAL:
        so_far -= sum([weight for weight in weights if weight > 0]) * BESIDE_CONCERN
    faint = FAINT < so_far < 0 and HINTS.issuperset([what for what in whats if WEIGHTS.get(what, 0.0) < 0])
    return 0.0 if faint else so_far


def circumstance(clause: Clause, found: Sequence[Outcome]) -> Tag | None:
    """The word with which a clause opens that only tells when or where something holds ("when risks increase")."""
    for tag in [one.tag for one in found if one.tag.code in SUPPOSING]:
        if tag.label == "OPERATOR" and tag.start <= clause.start + OPENING:
            return tag
    return None


ASKING: Final = frozenset({"op_demand", "op_wish", "neutral_plan"})
"""Outcomes of what is asked for or planned, so that nothing has come of it yet."""

OPEN: Final = ASKING | {"op_lack", "op_deny", "used_deny", "op_partly", "missed"}
"""Outcomes of what lacks, asks, denies or plans what hangs on it."""


def compared(thing: Outcome | None, found: Sequence[Outcome]) -> float:
    """What a clause comes to that only compares a thing named before it (", which is higher than theirs")."""
    code = next((one.tag.code for one in found if one.what in COMPARED), None)
    return WEIGHTS[BACKWARD[code][kind_of(thing.tag)]] if thing is not None and code is not None else 0.0


def thing_of(found: Sequence[Outcome]) -> Outcome | None:
    """The last thing that a clause names, whatever it says of it."""
    things = [one for one in found if KINDS.get(one.tag.label) in ("wanted", "unwanted")]
    return things[-1] if things else None


def leaves_open(found: Sequence[Outcome]) -> bool:
    """Whether a clause lacks, demands, denies or plans what the clause that hangs on it says."""
    return any(one.what in OPEN for one in found)


def asks(found: Sequence[Outcome]) -> bool:
    """Whether a clause asks for what it says, or plans it, so that what it leads to is not there yet."""
    return any(one.what in ASKING for one in found)


def brings(found: Sequence[Outcome]) -> bool:
    """Whether a clause tells an effect: "resulting in effective services"."""
    return any(one.tag.code == "bring" for one in found)


def shows(found: Sequence[Outcome]) -> bool:
    """Whether a clause says that there is what it names: "inspectors saw many examples of"."""
    return any(one.what == "op_show" for one in found) and not leaves_open(found)


FREE: Final = (-math.inf, math.inf)
DOUBTS: Final = frozenset({"criticism_strong", "criticism_plain"})


def limits_of_next(clause: Clause, found: Sequence[Outcome]) -> tuple[float, float]:
    """The least and the most that what hangs on a clause comes to.

    Nothing where it tells what was found before or ends with what supposes it ("the ethos that"); no praise where it
    lacks, demands, denies or plans it, or ends with criticism of it ("leaders cannot be assured | that").
    """
    supposes = bool(found) and found[-1].what == "op_suppose" and found[-1].tag.token_end > clause.token_end
    if supposes or any(one.what == "neutral_past" for one in found):
        return 0.0, 0.0
    doubts = bool(found) and found[-1].what in DOUBTS and found[-1].tag.token_end == clause.token_end
    return (-math.inf, 0.0) if doubts or leaves_open(found) else FREE


def only_denies(found: Sequence[Outcome]) -> bool:
    """Whether a clause criticises by nothing but a denial."""
    against = [one.what for one in found if WEIGHTS.get(one.what, 0.0) < 0]
    return bool(against) and DENIALS.issuperset(against)


def denies_next(clause: Clause, found: Sequence[Outcome]) -> bool:
    """Whether a clause denies what the next one says: "no cases were seen where", which ends in the next."""
    return any(one.what == "op_deny_all" and one.tag.token_end > clause.token_end for one in found)
