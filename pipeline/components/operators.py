"""What the cues of a clause come to when the operators among them have acted.

A cue is praise or criticism by itself (STRENGTH, CONCERN), a thing that is wanted or that nobody wants (DESIRABLE,
UNDESIRABLE; no sign of its own), or an operator that acts on the cues behind or before it in its clause.
"""

from collections import Counter
from collections.abc import Sequence
from functools import partial
from typing import Final, NamedTuple

from pipeline.components.ruler import Tag

CUE_LABELS: Final = frozenset({"STRENGTH", "CONCERN", "UNDESIRABLE", "DESIRABLE", "OPERATOR", "NEUTRAL"})
"""Labels whose patterns compete for the same words (one layer of the ruler)."""

KINDS: Final = {"STRENGTH": "praise", "CONCERN": "criticism", "DESIRABLE": "wanted", "UNDESIRABLE": "unwanted"}

MEASURES: Final = {"DESIRABLE": "wanted_high", "UNDESIRABLE": "wanted_low"}
"""What is counted, and praises or criticises only by how high it is said to be (code `measure`)."""

_TURNED: Final = {
    "praise": "denied_praise", "wanted": "denied_praise",
    "criticism": "denied_criticism", "unwanted": "denied_criticism", "wanted_low": "denied_criticism",
}  # fmt: skip
_GROWN: Final = {
    "praise": "grown_praise", "wanted": "grown_praise", "wanted_high": "grown_praise",
    "criticism": "grown_criticism", "unwanted": "grown_criticism", "wanted_low": "grown_criticism",
}  # fmt: skip

_LOWERED: Final = {
    **dict.fromkeys(("criticism", "unwanted", "wanted_low"), "few_criticism"),
    **dict.fromkeys(("wanted", "praise", "wanted_high"), "fallen_praise"),
}

FORWARD: Final[dict[str, tuple[int, dict[str, str]]]] = {
    "deny": (8, _TURNED),
    "deny_all": (12, _TURNED),
    "instead": (6, _TURNED),
    "partly": (99, {"praise": "lacked", "wanted": "lacked"}),
    "few": (
        4,
        {
            **dict.fromkeys(("praise", "wanted", "wanted_high"), "lacked"),
            **dict.fromkeys(("criticism", "unwanted", "wanted_low"), "few_criticism"),
        },
    ),
    "many": (
        4,
        {"criticism": "many_criticism", "unwanted": "many_criticism", "praise": "lacked", "wanted": "lacked"},
    ),
    "lack": (99, {"praise": "lacked", "wanted": "lacked"}),
    "demand": (99, {"praise": "asked", "wanted": "asked"}),
    "wish": (99, {"praise": "asked", "wanted": "asked"}),
    "reduce": (6, {"criticism": "reduced", "unwanted": "reduced"}),
    "fall": (
        3,
        {
            **dict.fromkeys(("criticism", "unwanted", "wanted_low"), "fallen_criticism"),
            "wanted_high": "fallen_praise",
        },
    ),
    "end": (3, {"criticism": "fallen_criticism", "unwanted": "fallen_criticism"}),
    "grow": (4, _GROWN),
    "raise": (4, {"wanted": "grown_praise", "wanted_high": "grown_praise"}),
    "befall": (3, {"unwanted": "befallen"}),
    "show": (3, {"unwanted": "befallen"}),
    "above": (8, {"wanted_high": "grown_praise", "wanted_low": "grown_criticism"}),
    "bring": (5, {"unwanted": "befallen", "wanted": "grown_praise", "wanted_high": "grown_praise"}),
    "suppose": (12, dict.fromkeys(("praise", "criticism", "wanted", "unwanted"), "supposed")),
    "except": (12, dict.fromkeys(("praise", "criticism", "wanted", "unwanted"), "supposed")),
    "relative": (3, dict.fromkeys(("criticism", "unwanted"), "supposed")),
    "until": (3, dict.fromkeys(("criticism", "unwanted"), "supposed")),
    "plan": (99, dict.fromkeys(("praise", "wanted"), "planned")),
    "example": (4, dict.fromkeys(("wanted", "unwanted"), "supposed")),
}  # fmt: skip
"""What an operator makes of the cues behind it, by their kind, and within how many tokens."""

BACKWARD: Final[dict[str, dict[str, str]]] = {
    "fall": {
        **dict.fromkeys(("criticism", "unwanted", "wanted_low"), "fallen_criticism"),
        **dict.fromkeys(("wanted", "wanted_high"), "fallen_praise"),
    },
    "few": {
        **dict.fromkeys(("criticism", "unwanted", "wanted_low"), "few_criticism"),
        **dict.fromkeys(("wanted", "praise", "wanted_high"), "fallen_praise"),
    },
    "low": _LOWERED,
    "reduce": {"unwanted": "fallen_criticism", "criticism": "fallen_criticism"},
    "end": {"unwanted": "fallen_criticism", "criticism": "fallen_criticism", "lack": "fallen_criticism"},
    "above": {
        **dict.fromkeys(("criticism", "unwanted", "wanted_low"), "grown_criticism"),
        **dict.fromkeys(("wanted", "praise", "wanted_high"), "grown_praise"),
    },
    "below": _LOWERED,
    "grow": {
        **dict.fromkeys(("unwanted", "wanted_low"), "grown_criticism"),
        **dict.fromkeys(("wanted", "wanted_high"), "grown_praise"),
    },
    "raise": {"wanted": "grown_praise"},
    "befall": {"unwanted": "befallen"},
}
"""What an operator that found nothing behind it makes of the cue before it."""


ONCE: Final = frozenset({"deny", "deny_all", "few"})
"""Operators that turn one cue; praise further behind is then silent."""

SILENCING: Final = ONCE | {"many"}
"""Operators behind which praise is silent however far off."""

DENIALS: Final = frozenset({"op_deny", "op_deny_all"})
"""What a denial comes to that nothing stands behind: with an exception it is mere caution ("not unless it is safe")."""

DENYING: Final = frozenset({"deny", "deny_all", "partly"})
"""Operators behind which nothing is said of what stands before them ("weaknesses are not addressed")."""

NEGATING: Final = DENYING | {"lack"}
"""Operators behind which what another one does is not done."""

JOINED: Final = 2
"""Tokens between two things of a pair ("no drift or delay"), to which the same happens."""

GONE: Final = frozenset({"denied_criticism", "reduced", "fallen_criticism", "few_criticism"})
"""What criticism comes to that an operator has turned."""

NEAR: Final = 3
"""Tokens between what is denied and words that would only suppose what follows."""

SHOWN: Final = 6
"""Tokens between words that say that something is there and a relative clause that tells what is wrong with it."""

OPENED: Final = 12
"""Tokens of a relative clause within which what is put right stands: "tackled cases of children who had to wait"."""

SUPPOSING: Final = frozenset({"suppose", "except", "relative", "until"})

COMPARING: Final = frozenset({"above", "below"})

COUNTING: Final = COMPARING | {"fall", "few", "grow", "low"}
"""Operators that tell of how many something is said."""

COMPARED: Final = frozenset({"op_above", "op_below", "op_fall", "op_grow"})
"""What comparisons come to that found nothing to compare in their clause."""

UNDENIED: Final = SUPPOSING | COMPARING
"""Operators that say nothing right behind a denial ("not higher than the average")."""

ENDED: Final = frozenset({"lack", "grow", "fall"})
"""Operators to which what reduces may put an end ("address the shortage of", "tackle the rise in")."""

BETTERING: Final = frozenset({"raise", "reduce"})
"""Operators that praise alone what is done, but not what is only planned."""

SILENT: Final = frozenset({"pseudo", "know"})


PRAISING: Final = frozenset({"STRENGTH", "DESIRABLE"})
_BLAMING: Final = frozenset({"CONCERN", "UNDESIRABLE"})


def is_one_sided(cues: Sequence[Tag]) -> bool:
    """Whether no operator acts among cues of one side only, so that clauses need not be known to weigh them."""
    labels = {cue.label for cue in cues if cue.code not in SILENT}
    return labels <= PRAISING or labels <= _BLAMING


class Outcome(NamedTuple):
    """What a cue came to: `what` names it, `by` is the operator that made it so."""

    tag: Tag
    what: str
    by: Tag | None = None


_outcome: Final = partial(tuple.__new__, Outcome)
"""Outcome from a tuple, without the keyword handling of its constructor: a report has a thousand."""


def outcomes(cues: Sequence[Tag], carried: Sequence[Tag] = ()) -> list[Outcome]:
    """What each cue of a clause comes to, in the order of the text.

    carried: operators of the clause before that act in this one too.
    """
    found: list[Outcome] = []
    acting = list(carried)
    for tag in cues:
        if acting:
            acting = [one for one in acting if one.acts is None or tag.code not in one.acts[2]]
        kind = kind_of(tag)
        if kind:
            acted = _cue(tag, kind, acting, found) if found or acting else _outcome((tag, f"{kind}_{tag.code}", None))
            found.append(acted)
            continue
        if tag.label == "NEUTRAL":
            supposed = _supposing(acting, tag) if acting else None
            found.append(_outcome((tag, "supposed" if supposed else f"neutral_{tag.code}", supposed)))
            if tag.code in FORWARD:
                acting.append(tag)
            continue
        if tag.code == "wish" and _supposing(acting, tag) is None:
            found = [
                Outcome(one.tag, "asked", tag) if one.by is None and one.tag.label in PRAISING else one for one in found
            ]
        if tag.code == "except":
            found = [Outcome(one.tag, "supposed", tag) if one.what in DENIALS else one for one in found]
            acting = [one for one in acting if one.code not in ONCE]
        if tag.code in SILENT or (tag.code == "relative" and _is_shown(tag, acting, found)):
            continue
        if tag.code == "relative" and (ends := _ends(acting, tag)) is not None:
            longer = tag.token_end - ends.token_end + OPENED
            acting = [one._replace(acts=("forward", longer, ())) if one is ends else one for one in acting]
        if tag.code in UNDENIED and (denial := next((one for one in acting if _denies(one, tag)), None)):
            if tag.code in SUPPOSING:
                continue
            found = _used(found, denial)
            continue
        direction = tag.acts[0] if tag.acts is not None else "both"
        looks_back = tag.code in BACKWARD and direction != "forward" and not any(one.code in DENYING for one in acting)
        before = _behind(tag, found) if looks_back else None
        supposed = _supposing(acting, tag) if acting else None
        if before is not None:
            place, kind = before
            found[place] = Outcome(found[place].tag, BACKWARD[tag.code][kind], tag)
        elif supposed is not None and tag.code not in SUPPOSING:
            found.append(Outcome(tag, "supposed", supposed))
        elif tag.code == "lack" and (denial := next((one for one in acting if _denies_it(one, tag)), None)):
            found = _used(found, denial)
            found.append(Outcome(tag, "denied_criticism", denial))
        elif tag.code in ENDED and (ends := _ends(acting, tag)) is not None:
            found.append(Outcome(tag, "planned" if _plan(acting) else "reduced", ends))
        else:
            plan = _plan(acting) if tag.code in BETTERING else None
            found.append(_outcome((tag, "planned" if plan else f"op_{tag.code}", plan)))
            if tag.code in FORWARD and direction != "backward":
                acting.append(tag)
    return found


def _used(found: Sequence[Outcome], operator: Tag) -> list[Outcome]:
    """The outcomes, with an operator spent on what it acted on."""
    return [Outcome(one.tag, f"used_{one.tag.code}") if one.tag is operator else one for one in found]


def _cue(tag: Tag, kind: str, acting: list[Tag], found: list[Outcome]) -> Outcome:
    operator = next((one for one in reversed(acting) if _acts(one, tag, kind) and not _is_undone(acting, one)), None)
    beside = found[-1] if found else None
    if (
        operator is None
        and beside is not None
        and beside.what in GONE
        and kind in ("criticism", "unwanted")
        and tag.token_start - beside.tag.token_end <= JOINED
    ):
        return Outcome(tag, beside.what, beside.by)
    if operator is None or (operator.code == "reduce" and _is_negated(acting, operator)):
        return _outcome((tag, f"{kind}_{tag.code}", None))
    what = "planned" if operator.code in BETTERING and _plan(acting) else FORWARD[operator.code][1][kind]
    if operator.code in ONCE:
        place = next((at for at, one in enumerate(found) if one.tag is operator), None)
        if place is not None and found[place].what == f"op_{operator.code}":
            found[place] = Outcome(operator, f"used_{operator.code}")
            if kind in ("criticism", "unwanted"):
                acting.remove(operator)
        elif place is not None:
            what = "lacked"
    return Outcome(tag, what, operator)


def _ends(acting: Sequence[Tag], tag: Tag) -> Tag | None:
    """The operator that puts an end to what is missing ("address the shortage of")."""
    for one in acting:
        if one.code == "reduce" and tag.token_start - one.token_end <= reach_of(one) and not _is_negated(acting, one):
            return one
    return None


def _plan(acting: Sequence[Tag]) -> Tag | None:
    """The words that say that what stands behind them is only planned."""
    return next((one for one in acting if one.code == "plan"), None)


def _is_undone(acting: Sequence[Tag], operator: Tag) -> bool:
    """Whether what brings or betters a thing is not done: the thing is denied ("did not maintain oversight").

    What befalls somebody only forward is undone by whatever reaches it ("nobody is placed in", "whether they live in").
    """
    if operator.code == "befall" and operator.acts is not None:
        others = (one for one in acting if one is not operator and one.code != "bring")
        return any(operator.token_start - one.token_end <= reach_of(one) for one in others)
    return operator.code in ("bring", "raise") and _is_negated(acting, operator)


def _is_negated(acting: Sequence[Tag], operator: Tag) -> bool:
    """Whether what an operator does is not done ("fail to tackle drift")."""
    return any(one.code in NEGATING and one.start < operator.start for one in acting)


def _denies(operator: Tag, tag: Tag) -> bool:
    """ "did not meet any child who was unsafe": what "who" opens is denied, not supposed."""
    return operator.code in ONCE and tag.token_start - operator.token_end <= min(NEAR, reach_of(operator))


def _denies_it(operator: Tag, tag: Tag) -> bool:
    """ "there is no gap in", "is not having an adverse effect": what is lacking is denied right before it."""
    return f"op_{operator.code}" in DENIALS and tag.token_start - operator.token_end <= JOINED


def _is_shown(tag: Tag, acting: Sequence[Tag], found: Sequence[Outcome]) -> bool:
    """Whether a relative clause tells what is there, rather than supposing it ("there are teams where plans drift").

    Not where praise stands between: "there is good support for children who are at risk".
    """
    show = next((one for one in acting if one.code == "show" and tag.token_start - one.token_end <= SHOWN), None)
    return show is not None and all(one.tag.start < show.start or one.tag.label not in PRAISING for one in found)


def _supposing(acting: Sequence[Tag], tag: Tag) -> Tag | None:
    """The operator that makes what a tag says a supposition."""
    for one in acting:
        if one.code in SUPPOSING and tag.token_start - one.token_end <= reach_of(one):
            return one
    return None


def reach_of(operator: Tag) -> int:
    """Within how many tokens an operator acts on what is behind it: as its line says, else its code."""
    return operator.acts[1] if operator.acts is not None else FORWARD[operator.code][0]


def _acts(operator: Tag, cue: Tag, kind: str) -> bool:
    kinds, distance = FORWARD[operator.code][1], cue.token_start - operator.token_end
    return (
        kind in kinds
        and not (operator.code in ONCE and (cue.label, cue.code) == ("CONCERN", "weak"))
        and (
            distance <= reach_of(operator)
            or (operator.code in SILENCING and operator.acts is None and kind in ("praise", "wanted"))
        )
    )


def _behind(operator: Tag, found: Sequence[Outcome]) -> tuple[int, str] | None:
    """The nearest cue before an operator that it acts on and that nothing has acted on yet, and what that is to it.

    Where there is none, what only a relative clause says of those who are counted ("who have moves has risen"); where
    those are counted who do without what is denied, these are unwanted.
    """
    acts_on = BACKWARD[operator.code]
    counted: tuple[int, str] | None = None
    for place in range(len(found) - 1, -1, -1):
        one = found[place]
        if _counts_missed(found, place, operator):
            return place, "unwanted"
        if one.tag.code == "weak" and operator.code in COUNTING:
            continue
        if one.by is not None:
            if counted is None and operator.code in COUNTING and one.by.code == "relative" and _kind(one) in acts_on:
                counted = place, _kind(one)
            continue
        if _kind(one) in acts_on:
            return place, _kind(one)
        if one.tag.label in KINDS and one.tag.code != "measure":
            return None
    return counted


def _kind(one: Outcome) -> str:
    """What an outcome is to an operator behind it."""
    return "lack" if one.what == "op_lack" else kind_of(one.tag)


def _counts_missed(found: Sequence[Outcome], place: int, operator: Tag) -> bool:
    """Whether an operator counts those of whom words before it deny something: "not attending school | is low"."""
    one = found[place]
    if operator.code not in COUNTING or not (one.what == "denied_praise" or one.tag.code == "deny"):
        return False
    closed = [other.tag for other in found[: place + 1] if other.tag.code in ("relative", "deny") and other.tag.acts]
    return bool(closed) and operator.token_start - closed[-1].token_end > reach_of(closed[-1])


def kind_of(tag: Tag) -> str:
    """What a cue is to the operators around it, "" for one that is none of these."""
    return (MEASURES if tag.code == "measure" else KINDS).get(tag.label, "")


def counts(found: Sequence[Outcome]) -> Counter[str]:
    """How many cues came to each outcome."""
    return Counter(one.what for one in found)
