"""Tells strength from concern in a stretch of text: a small algebra over the cues that the pattern files tag.

STRENGTH and CONCERN cues carry their weight in the class of their id ("strong/...", "plain/...", "weak/...", ...);
a `topic` ("training") only adds to other praise.
What stands before a cue can turn or silence it:

negation    a concern of its own; it turns a concern right after it ("no delay") and silences praise ("not timely")
none        likewise, of people ("no child", "nobody"): it turns slight concerns too, and further off
partly      a negation that is criticism by itself ("not always", "not often enough") and turns nothing
shortfall   a concern that silences the praise after it ("lack of timely plans")
demand      likewise, and it outweighs what was done ("needs to improve")
remedy      a weak strength that silences the concern after it ("reduces risk")
ended, fell turn the concern before them ("delays have reduced", "breakdowns are rare"), unless a negation stands before
            it ("cannot be sure that risks are reducing"); what has ended is praise anyway
condition   silences concerns and negations up to the next comma ("if plans drift, ..."); so does a relative ("when",
            "who"), and, where it opens a clause, shortfalls and demands with them
pseudo      words that only look like cues ("as well as", "not only")
"""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from pipeline.components.ruler import Tag

CUE_LABELS: Final = frozenset({"STRENGTH", "CONCERN", "UNDESIRABLE", "DESIRABLE", "OPERATOR", "NEUTRAL"})
"""Labels whose patterns compete for the same words (one layer of the ruler)."""

WEIGHED_AS: Final = {
    "UNDESIRABLE": {"thing": "CONCERN.strong"},
    "DESIRABLE": {"thing": "STRENGTH.weak"},
    "OPERATOR": {
        "deny": "SHIFT.negation",
        "deny_all": "SHIFT.none",
        "partly": "SHIFT.partly",
        "suppose": "SHIFT.condition",
        "relative": "SHIFT.relative",
        "pseudo": "SHIFT.pseudo",
        "know": "SHIFT.pseudo",
        "fall": "SHIFT.fell",
        "lack": "CONCERN.shortfall",
        "few": "CONCERN.shortfall",
        "many": "CONCERN.strong",
        "demand": "CONCERN.demand",
        "reduce": "STRENGTH.remedy",
        "raise": "STRENGTH.weak",
        "grow": "STRENGTH.weak",
    },
}
"""How things and operators weigh as cues; an id that ends in "~CONCERN.weak" or the like weighs as it says."""

WEIGHTS: Final = {
    "strong": 4.0,
    "plain": 2.0,
    "weak": 1.0,
    "topic": 1.0,
    "remedy": 1.0,
    "shortfall": 4.0,
    "demand": 5.0,
}
NEGATION: Final = 3.5
NEGATIONS: Final = frozenset({"negation", "none", "partly"})
BARE_NEGATIONS: Final = NEGATIONS - {"partly"}
"""Those that may as well stand in a phrase that evaluates nothing ("we make no apology")."""
TURNED: Final = 2.0
"""Weight of a concern that a negation turns into a strength."""
NEUTRAL: Final = 2.0
BESIDE_CONCERN: Final = 0.5
"""What praise still counts for in a clause that also criticises: reports criticise mildly and praise freely."""
SLIGHT_CLASSES: Final = frozenset({"weak", "topic", "remedy"})
SLIGHT: Final = 2.0
"""What weak cues of one side can add up to: many words that only sound well do not make a strength strong."""
FAR: Final = 60
"""Code points within which "no child", "nobody" and the like turn a concern after them."""
NEAR: Final = 28
"""Code points within which a negation turns, or a remedy silences, the concern after it."""

_BREAK: Final = re.compile(r"[;:]|, (?:and|which|but|with|so)\b")
_JOINT: Final = re.compile(r",| (?:and|how|that|which|who|what|because) ")
_WORD: Final = re.compile(r"\w")
_MAIN_CLAUSE: Final = re.compile(
    r"(?:who|whose)\b \w+ (?:[\w-]+ ){0,8}?(?=(?:is|are|was|were|has|have|do|does|did|can|could) )"
)
"""A relative clause up to the second finite verb, which is the main clause's again."""
_CONDITION_END: Final = re.compile(r",(?! (?:and|or)\b)")


class Weight(NamedTuple):
    """What a stretch says: evaluative weight on either side, weight of neutral frames, and the cues that count."""

    strength: float
    concern: float
    neutral: float
    cues: tuple[Tag, ...]

    @property
    def balance(self) -> float:
        """Above 0 praise, below 0 criticism."""
        return (self.strength * BESIDE_CONCERN if self.concern > SLIGHT else self.strength) - self.concern


def weighed_as(tag: Tag) -> Tag:
    """A tag with the label and code that it is weighed with."""
    named = tag.pattern.partition("~")[2] or WEIGHED_AS.get(tag.label, {}).get(tag.code)
    if not named:
        return tag
    label, _, code = named.partition(".")
    return tag._replace(label=label, code=code)


SILENCE: Final = Weight(0.0, 0.0, 0.0, ())


def weigh(text: str, cues: Sequence[Tag], start: int, end: int) -> Weight:
    """Weigh `cues` (what `weighed_as` gives for the tags of CUE_LABELS inside [start, end) of the text, in order)."""
    strength = concern = neutral = slight_praise = slight_concern = topics = 0.0
    counted: list[Tag] = []
    silent_praise = silent_concern = silent_negation = supposed = -1
    turning: Tag | None = None
    denied = False
    for tag in cues:
        if tag.label == "STRENGTH":
            turning = None
            if tag.start >= silent_praise:
                if tag.code == "topic":
                    topics += WEIGHTS[tag.code]
                elif tag.code in SLIGHT_CLASSES:
                    slight_praise += WEIGHTS[tag.code]
                else:
                    strength += WEIGHTS[tag.code]
                counted.append(tag)
            if tag.code == "remedy":
                silent_concern = max(silent_concern, tag.end + NEAR)
        elif tag.label == "CONCERN":
            if turning is not None and _turns(text, turning, tag):
                concern -= NEGATION
                strength += TURNED
                silent_praise = -1
                turning, denied = None, False
                counted.append(tag)
            elif tag.start >= (supposed if tag.code in ("shortfall", "demand") else silent_concern):
                if tag.code in SLIGHT_CLASSES:
                    slight_concern += WEIGHTS[tag.code]
                else:
                    concern += WEIGHTS[tag.code]
                counted.append(tag)
                if tag.code in ("shortfall", "demand"):
                    silent_praise = _until(text, tag.end, end)
        elif tag.label == "NEUTRAL":
            neutral += NEUTRAL
            if tag.code == "plan":
                silent_praise = max(silent_praise, _until(text, tag.end, end))
        elif tag.code in ("ended", "fell") and tag.start < silent_negation:
            continue  # what has to end first ("before there is evidence that risks have reduced") has not ended
        elif tag.code in ("ended", "fell"):
            if concern and not turning and not denied:
                concern = slight_concern = 0.0
                strength += TURNED
                counted.append(tag)
            elif tag.code == "ended" and not turning and not denied:
                strength += TURNED
                counted.append(tag)
        elif tag.code in NEGATIONS:
            if tag.start >= silent_negation:
                concern += NEGATION
                counted.append(tag)
                turning, denied = tag if tag.code in BARE_NEGATIONS else None, True
                silent_praise = _until(text, tag.end, end)
        elif tag.code in ("condition", "relative"):
            comma = _CONDITION_END.search(text, tag.end, end)
            opens = tag.code == "condition" or not _WORD.search(text, start, tag.start)
            silent_negation = comma.start() if comma else tag.end + NEAR
            if tag.code == "relative" and (main := _MAIN_CLAUSE.match(text, tag.start, silent_negation)):
                silent_negation = main.end()
            if opens:
                supposed = silent_negation
            else:
                silent_negation = min(silent_negation, tag.end + NEAR)
            silent_concern = max(silent_concern, silent_negation)
    if strength or slight_praise:
        slight_praise += topics
    return Weight(strength + min(slight_praise, SLIGHT), concern + min(slight_concern, SLIGHT), neutral, tuple(counted))


def _turns(text: str, negation: Tag, concern: Tag) -> bool:
    """Whether a negation makes something good of a concern after it ("no delay", "no child was left waiting")."""
    of_nobody = negation.code == "none"
    return (
        concern.code in (("strong", "plain", "weak") if of_nobody else ("strong",))
        and concern.start - negation.end <= (FAR if of_nobody else NEAR)
        and not _JOINT.search(text, negation.end, concern.start)
    )


def _until(text: str, start: int, end: int) -> int:
    broken = _BREAK.search(text, start, end)
    return broken.start() if broken else end
