"""Praise or criticism of a clause: what its cues come to when the operators among them have acted.

A cue is praise or criticism by itself (STRENGTH, CONCERN), a thing that is wanted or that nobody wants (DESIRABLE,
UNDESIRABLE; no sign of its own), or an operator that acts on the cues behind or before it in its clause.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final, NamedTuple

from pipeline.components.clause_segmentation import Clause
from pipeline.components.ruler import Tag, labelled
from pipeline.components.word_classes import one_of, shape

CUE_LABELS: Final = frozenset({"STRENGTH", "CONCERN", "UNDESIRABLE", "DESIRABLE", "OPERATOR", "NEUTRAL"})
"""Labels whose patterns compete for the same words (one layer of the ruler)."""

KINDS: Final = {"STRENGTH": "praise", "CONCERN": "criticism", "DESIRABLE": "wanted", "UNDESIRABLE": "unwanted"}

MEASURES: Final = {"DESIRABLE": "wanted_high", "UNDESIRABLE": "wanted_low"}
"""What is counted, and praises or criticises only by how high it is said to be (code `measure`)."""

_TURNED: Final = {
    "praise": "denied_praise", "wanted": "denied_praise",
    "criticism": "denied_criticism", "unwanted": "denied_criticism",
}  # fmt: skip
_GROWN: Final = {
    "praise": "grown_praise", "wanted": "grown_praise", "wanted_high": "grown_praise",
    "criticism": "grown_criticism", "unwanted": "grown_criticism", "wanted_low": "grown_criticism",
}  # fmt: skip

FORWARD: Final[dict[str, tuple[int, dict[str, str]]]] = {
    "deny": (8, _TURNED),
    "deny_all": (12, _TURNED),
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
        **dict.fromkeys(("criticism", "unwanted"), "few_criticism"),
        **dict.fromkeys(("wanted", "praise"), "fallen_praise"),
    },
    "low": {
        **dict.fromkeys(("criticism", "unwanted", "wanted_low"), "few_criticism"),
        **dict.fromkeys(("wanted", "praise", "wanted_high"), "fallen_praise"),
    },
    "reduce": {"unwanted": "fallen_criticism", "criticism": "fallen_criticism"},
    "end": {"unwanted": "fallen_criticism", "criticism": "fallen_criticism", "lack": "fallen_criticism"},
    "above": {
        **dict.fromkeys(("criticism", "unwanted", "wanted_low"), "grown_criticism"),
        **dict.fromkeys(("wanted", "praise", "wanted_high"), "grown_praise"),
    },
    "below": {
        **dict.fromkeys(("criticism", "unwanted", "wanted_low"), "few_criticism"),
        **dict.fromkeys(("wanted", "praise", "wanted_high"), "fallen_praise"),
    },
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

NEGATING: Final = frozenset({"deny", "deny_all", "partly", "lack"})
"""Operators behind which what another one does is not done."""

JOINED: Final = 2
"""Tokens between two things of a pair ("no drift or delay"), to which the same happens."""

GONE: Final = frozenset({"denied_criticism", "reduced", "fallen_criticism", "few_criticism"})
"""What criticism comes to that an operator has turned."""

NEAR: Final = 3
"""Tokens between what is denied and words that would only suppose what follows."""

SUPPOSING: Final = frozenset({"suppose", "except", "relative", "until"})

NARROWED: Final = SUPPOSING | ONCE | {"plan"}
"""Operators that may act on no more than what their word opens."""

COMPARING: Final = frozenset({"above", "below"})

COUNTING: Final = COMPARING | {"fall", "few", "grow", "low"}
"""Operators that tell of how many something is said."""

COMPARED: Final = frozenset({"op_above", "op_below", "op_fall"})
"""What comparisons come to that found nothing to compare in their clause."""

UNDENIED: Final = SUPPOSING | COMPARING
"""Operators that say nothing right behind a denial ("not higher than the average")."""

SILENT: Final = frozenset({"pseudo", "know"})


_PRAISING: Final = frozenset({"STRENGTH", "DESIRABLE"})
_BLAMING: Final = frozenset({"CONCERN", "UNDESIRABLE"})


def is_one_sided(cues: Sequence[Tag]) -> bool:
    """Whether no operator acts among cues of one side only, so that clauses need not be known to weigh them."""
    labels = {cue.label for cue in cues if cue.code not in SILENT}
    return labels <= _PRAISING or labels <= _BLAMING


class Outcome(NamedTuple):
    """What a cue came to: `what` names it, `by` is the operator that made it so."""

    tag: Tag
    what: str
    by: Tag | None = None


_outcome: Final = partial(tuple.__new__, Outcome)
"""Outcome from a tuple, without the keyword handling of its constructor: a report has a thousand."""


_FINITE: Final = "BE HAVE DO MODAL PRESENT PAST TELLS TOLD"
_OPENING: Final = "THAT SUBORDINATOR QUESTION"
OWN_VERB: Final = shape(
    rf"""
    [^,;: {_FINITE} {_OPENING}]*+
    (?: [MODAL DO] ADVERB*+ NOUN? [BE HAVE PRESENT]?+ | [HAVE BE] ADVERB*+ [HAVE TOLD PAST]?+
        | [PRESENT PAST TELLS TOLD] )
    (?: TO . | [^,;: {_FINITE} {_OPENING} COORDINATOR RELATIVE])*+
    ,? (?= [{_FINITE}])
    """
)
"""What a word that supposes opens, up to the verb of the clause around it ("adopters who choose this | are few")."""


_GOVERNED: Final = (
    rf"(?: [DETERMINER TO COORDINATOR] ADVERB* [^,;:] | [^,;: {_FINITE} {_OPENING}] )*+ (?= [, {_FINITE}])"
)
GOVERNED: Final[Mapping[str, re.Pattern[str]]] = {
    **dict.fromkeys(one_of("PREPOSITION"), shape(_GOVERNED)),
    **dict.fromkeys(one_of("TO"), shape(rf"ADVERB* [^,;:] {_GOVERNED}")),
}
"""What a word governs, up to a comma or the verb behind it: "without a place | have", "plans to meet it | are"."""


GERUND: Final = one_of("GERUND")
NOT_DOING: Final = shape(_GOVERNED)
"""What is not done by those of whom another verb tells ("children not attending school | are")."""


def narrowed(tag: Tag, letters: str) -> Tag:
    """A tag that supposes, denies or plans, but no more than what its word opens where the clause around it goes on."""
    opens = GOVERNED.get(letters[tag.token_end - 1], OWN_VERB if tag.code in SUPPOSING else None)
    if opens is None and letters[tag.token_end : tag.token_end + 1] in GERUND:
        opens = NOT_DOING
    own = opens.match(letters, tag.token_end) if opens is not None else None
    if own is None or own.end() - tag.token_end > _reach(tag):
        return tag
    return tag._replace(acts=("forward", own.end() - tag.token_end - 1, ()))


def outcomes(cues: Sequence[Tag]) -> list[Outcome]:
    """What each cue of a clause comes to, in the order of the text."""
    found: list[Outcome] = []
    acting: list[Tag] = []
    for tag in cues:
        if acting:
            acting = [one for one in acting if one.acts is None or tag.code not in one.acts[2]]
        kind = kind_of(tag)
        if kind:
            found.append(_cue(tag, kind, acting, found) if found else _outcome((tag, f"{kind}_{tag.code}", None)))
            continue
        if tag.label == "NEUTRAL":
            supposed = _supposing(acting, tag) if acting else None
            found.append(_outcome((tag, "supposed" if supposed else f"neutral_{tag.code}", supposed)))
            if tag.code in FORWARD:
                acting.append(tag)
            continue
        if tag.code == "except":
            found = [Outcome(one.tag, "supposed", tag) if one.what in DENIALS else one for one in found]
            acting = [one for one in acting if one.code not in ONCE]
        if tag.code in SILENT:
            continue
        if tag.code in UNDENIED and (denial := next((one for one in acting if _denies(one, tag)), None)):
            if tag.code in SUPPOSING:
                continue
            found = [Outcome(one.tag, f"used_{denial.code}") if one.tag is denial else one for one in found]
            continue
        direction = tag.acts[0] if tag.acts is not None else "both"
        place = _behind(tag, found) if tag.code in BACKWARD and direction != "forward" else None
        supposed = _supposing(acting, tag) if acting else None
        if place is not None:
            found[place] = Outcome(found[place].tag, BACKWARD[tag.code][_kind(found[place])], tag)
        elif supposed is not None and tag.code not in SUPPOSING:
            found.append(Outcome(tag, "supposed", supposed))
        elif tag.code == "lack" and (denial := next((one for one in acting if _denies_it(one, tag)), None)):
            found = [Outcome(one.tag, f"used_{denial.code}") if one.tag is denial else one for one in found]
            found.append(Outcome(tag, "denied_criticism", denial))
        elif tag.code == "lack" and (ends := _ends(acting, tag)) is not None:
            found.append(Outcome(tag, "planned" if any(one.code == "plan" for one in acting) else "reduced", ends))
        else:
            found.append(_outcome((tag, f"op_{tag.code}", None)))
            if tag.code in FORWARD and direction != "backward":
                acting.append(tag)
    return found


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
    what = FORWARD[operator.code][1][kind]
    if operator.code in ONCE:
        place = next((at for at, one in enumerate(found) if one.tag is operator), None)
        if place is not None and found[place].what == f"op_{operator.code}":
            found[place] = Outcome(operator, f"used_{operator.code}")
            if kind in ("criticism", "unwanted"):
                acting.remove(operator)
        else:
            what = "lacked"
    return Outcome(tag, what, operator)


def _ends(acting: Sequence[Tag], tag: Tag) -> Tag | None:
    """The operator that puts an end to what is missing ("address the shortage of")."""
    for one in acting:
        if one.code == "reduce" and tag.token_start - one.token_end <= _reach(one) and not _is_negated(acting, one):
            return one
    return None


def _is_undone(acting: Sequence[Tag], operator: Tag) -> bool:
    """Whether what brings or betters a thing is not done: the thing is denied ("did not maintain oversight").

    What befalls somebody only forward is undone by whatever reaches it ("nobody is placed in", "whether they live in").
    """
    if operator.code == "befall" and operator.acts is not None:
        return any(operator.token_start - one.token_end <= _reach(one) for one in acting if one is not operator)
    return operator.code in ("bring", "raise") and _is_negated(acting, operator)


def _is_negated(acting: Sequence[Tag], operator: Tag) -> bool:
    """Whether what an operator does is not done ("fail to tackle drift")."""
    return any(one.code in NEGATING and one.start < operator.start for one in acting)


def _denies(operator: Tag, tag: Tag) -> bool:
    """ "did not meet any child who was unsafe": what "who" opens is denied, not supposed."""
    return operator.code in ONCE and tag.token_start - operator.token_end <= min(NEAR, _reach(operator))


def _denies_it(operator: Tag, tag: Tag) -> bool:
    """ "there is no gap in": what is lacking is denied right before it."""
    return f"op_{operator.code}" in DENIALS and tag.token_start - operator.token_end <= 1


def _supposing(acting: Sequence[Tag], tag: Tag) -> Tag | None:
    """The operator that makes what a tag says a supposition."""
    for one in acting:
        if one.code in SUPPOSING and tag.token_start - one.token_end <= _reach(one):
            return one
    return None


def _reach(operator: Tag) -> int:
    """Within how many tokens an operator acts on what is behind it: as its line says, else its code."""
    return operator.acts[1] if operator.acts is not None else FORWARD[operator.code][0]


def _acts(operator: Tag, cue: Tag, kind: str) -> bool:
    kinds, distance = FORWARD[operator.code][1], cue.token_start - operator.token_end
    return (
        kind in kinds
        and not (operator.code == "few" and (cue.label, cue.code) == ("CONCERN", "weak"))
        and (
            distance <= _reach(operator)
            or (operator.code in SILENCING and operator.acts is None and kind in ("praise", "wanted"))
        )
    )


def _behind(operator: Tag, found: Sequence[Outcome]) -> int | None:
    """The nearest cue before an operator that it acts on and that nothing has acted on yet.

    Where there is none, what only a relative clause says of those who are counted ("who have moves has risen").
    """
    acts_on, counted = BACKWARD[operator.code], None
    for place in range(len(found) - 1, -1, -1):
        one = found[place]
        if one.tag.code == "weak" and operator.code in COMPARING:
            continue
        if one.by is not None:
            if counted is None and operator.code in COUNTING and one.by.code == "relative" and _kind(one) in acts_on:
                counted = place
            continue
        if _kind(one) in acts_on:
            return place
        if one.tag.label in KINDS and one.tag.code != "measure":
            return None
    return counted


def _kind(one: Outcome) -> str:
    """What an outcome is to an operator behind it."""
    return "lack" if one.what == "op_lack" else kind_of(one.tag)


def kind_of(tag: Tag) -> str:
    """What a cue is to the operators around it, "" for one that is none of these."""
    return (MEASURES if tag.code == "measure" else KINDS).get(tag.label, "")


def counts(found: Sequence[Outcome]) -> Counter[str]:
    """How many cues came to each outcome."""
    return Counter(one.what for one in found)


WEIGHTS: Final = {
    "praise_strong": 4.0, "praise_plain": 2.0, "praise_weak": 0.5, "praise_topic": 0.3, "wanted_thing": 0.6,
    "criticism_strong": -4.0, "criticism_plain": -1.9, "criticism_weak": -1.2,
    "unwanted_thing": -1.5, "unwanted_harm": -2.3,
    "denied_praise": -4.0, "denied_criticism": 1.5, "lacked": -1.0, "asked": -0.5,
    "op_lack": -4.0, "op_demand": -5.0, "op_partly": -3.5, "op_deny": -1.9, "op_deny_all": -2.0, "op_many": -4.0,
    "op_few": -0.5, "op_low": -0.5, "op_below": -4.0, "few_criticism": 3.0, "many_criticism": -1.0,
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


NEUTRAL: Final = {
    "neutral_process": 1.5,
    "neutral_survey": 1.5,
    "neutral_history": 2.5,
    "neutral_past": 99.0,
}
"""What one word of a neutral frame ("was established") outweighs."""

CRITICAL: Final = -3.0
"""Weight from which on an outcome criticises plainly."""

BESIDE_CONCERN: Final = 0.5
"""What praise still counts for in a clause that also criticises: reports criticise mildly and praise freely."""

OPENING: Final = 12
"""Code points from a clause's start within which a word stands that opens it."""


PRACTICE: Final = "praise_practice"
"""What tells how work is done: in the inspectors' own text praise where nothing else in the clause speaks."""


def settled(found: Sequence[Outcome], so_far: float) -> float:
    """The balance of a clause in the inspectors' own text, 0 where neutral words outweigh it."""
    if not found:
        return 0.0
    whats = [one.what for one in found]
    weights = [WEIGHTS.get(what, 0.0) for what in whats]
    if PRACTICE in whats and not any(weights):
        return 0.0 if any(one.tag.label == "NEUTRAL" for one in found) else SLIGHTEST
    if "befallen" in whats:  # "delays in good support": it is late
        before, behind = weights[: whats.index("befallen")], weights[whats.index("befallen") :]
        so_far -= sum([weight for weight in behind if weight > 0]) if max(before, default=0.0) <= HINTED else 0.0
    if so_far > SLIGHTLY and min(weights) <= CRITICAL:
        so_far -= sum([weight for weight in weights if weight > 0]) * BESIDE_CONCERN
    if abs(so_far) <= sum([NEUTRAL.get(what, 0.0) for what in whats]):
        return 0.0
    faint = FAINT < so_far < 0 and HINTS.issuperset([what for what in whats if WEIGHTS.get(what, 0.0) < 0])
    return 0.0 if faint else so_far


HINTED: Final = 0.5
"""Weight up to which praise only hints."""

SLIGHTLY: Final = -2.5
SLIGHTEST: Final = 0.3

HINTS: Final = frozenset({"criticism_weak", "unwanted_thing", "unwanted_harm"})
"""What criticises nothing alone, in a balance above FAINT: mere hints at a weakness, and undesirable things."""


def hints(found: Sequence[Outcome]) -> float:
    """What a clause's mere hints come to, 0 where anything else speaks in it."""
    weights = {one.what: WEIGHTS.get(one.what, 0.0) for one in found if one.tag.label != "OPERATOR"}
    return sum(weights.values()) if weights.keys() <= HINTS else 0.0


FAINT: Final = -2.0
"""Balance up to which hints together criticise."""


def circumstance(clause: Clause, found: Sequence[Outcome]) -> Tag | None:
    """The word with which a clause opens that only tells when or where something holds ("when risks increase")."""
    for tag in [one.tag for one in found if one.tag.code in SUPPOSING]:
        if tag.label == "OPERATOR" and tag.start <= clause.start + OPENING:
            return tag
    return None


OPEN: Final = frozenset({"op_lack", "op_demand", "op_deny", "used_deny", "op_partly", "neutral_plan"})


def compared(thing: Outcome | None, found: Sequence[Outcome]) -> float:
    """What a clause comes to that only compares a thing of the clause before it (", which is higher than theirs")."""
    codes = [one.tag.code for one in found if one.what in COMPARED] if thing is not None else ()
    if any(one.tag.label in ("DESIRABLE", "UNDESIRABLE") for one in found):
        return 0.0
    return WEIGHTS[BACKWARD[codes[0]][kind_of(thing.tag)]] if thing is not None and codes else 0.0


def thing_of(found: Sequence[Outcome]) -> Outcome | None:
    """The last thing that a clause names and says nothing of."""
    things = [one for one in found if KINDS.get(one.tag.label) in ("wanted", "unwanted")]
    return things[-1] if things else None


def leaves_open(found: Sequence[Outcome]) -> bool:
    """Whether a clause lacks, demands, denies or plans what the clause that hangs on it says."""
    return any(one.what in OPEN for one in found)


def only_denies(found: Sequence[Outcome]) -> bool:
    """Whether a clause criticises by nothing but a denial."""
    return all(one.what in DENIALS or WEIGHTS.get(one.what, 0.0) >= 0 for one in found)


def denies_next(clause: Clause, found: Sequence[Outcome]) -> bool:
    """Whether a clause denies what the next one says: "no cases were seen where", which ends in the next."""
    return any(one.what == "op_deny_all" and one.tag.token_end > clause.token_end for one in found)
