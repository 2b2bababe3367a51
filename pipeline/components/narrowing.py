"""Narrows what cues act on: an operator no further than what its word opens, where the clause around it goes on.

And praise to what stands for itself: "delays in achieving good outcomes" praises nothing.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from pipeline.components.clause_segmentation import Clause
from pipeline.components.operators import BETTERING, PRAISING, SUPPOSING, Outcome, reach_of
from pipeline.components.ruler import Tag
from pipeline.components.word_classes import one_of, shape

NARROWED: Final = SUPPOSING | BETTERING | {"deny", "deny_all", "plan"}
"""Codes of the operators that may act on no more than what their word opens."""

_OPENING: Final = "THAT SUBORDINATOR QUESTION"
OWN_VERB: Final = shape(
    rf"""
    [^,;: FINITE {_OPENING}]*+
    (?: [MODAL DO] ADVERB*+ NOUN? [BE HAVE PRESENT]?+ | [HAVE BE] ADVERB*+ [HAVE TOLD PAST]?+
        | [PRESENT PAST TELLS TOLD] )
    (?: TO . | SUBORDINATOR [^,;: FINITE]{{0,3}} [FINITE] | [^,;: FINITE {_OPENING} COORDINATOR RELATIVE])*+
    ,? (?= [FINITE])
    """
)
"""What a word that supposes opens, up to the verb of the clause around it ("adopters who choose this | are few")."""


_GOVERNED: Final = rf"""
    (?: [DETERMINER TO] ADVERB* [^,;:]
        | COORDINATOR ADVERB* [^,;: BE HAVE DO MODAL ADVERB]
        | [^,;: FINITE {_OPENING} COORDINATOR]
    )*+
    (?= [, FINITE COORDINATOR])
    """
PHRASE: Final = shape(_GOVERNED)
GOVERNED: Final[Mapping[str, re.Pattern[str]]] = {
    **dict.fromkeys(one_of("PREPOSITION"), PHRASE),
    **dict.fromkeys(one_of("TO"), shape(rf"ADVERB* [^,;:] {_GOVERNED}")),
}
"""What a word governs, up to a comma or the verb behind it: "without a place | have", "plans to meet it | are"."""

COMMA: Final = ","
TO: Final = one_of("TO")
GERUND: Final = one_of("GERUND")
"""Behind an operator it opens what those do of whom another verb tells ("children not attending school | are")."""


def narrowed(tag: Tag, letters: str) -> Tag:
    """A tag that supposes, denies or plans, but no more than what its word opens where the clause around it goes on.

    What is yet to be bettered or reduced stands behind its infinitive ("reliance on plans to manage risk").
    letters: the word classes of the Doc, one a token.
    """
    if tag.code in BETTERING:
        is_infinitive = letters[max(0, tag.token_start - 1)] in TO
        return tag._replace(acts=("forward", reach_of(tag), ())) if is_infinitive and tag.acts is None else tag
    opens = GOVERNED.get(letters[tag.token_end - 1], OWN_VERB if tag.code in SUPPOSING else None)
    if opens is None and letters[tag.token_end : tag.token_end + 1] in GERUND:
        opens = PHRASE
    own = opens.match(letters, tag.token_end) if opens is not None else None
    if own is None or own.end() - tag.token_end > reach_of(tag):
        return tag
    direction, _, until = tag.acts or ("forward", 0, ())
    return tag._replace(acts=(direction, own.end() - tag.token_end - 1, until))


MISSED: Final = shape(
    """
    (?: PREPOSITION | (?= TO ) | (?<= [PREPOSITION GERUND] ))
    (?: TO ADVERB* . | [, COORDINATOR] (?= [PREPOSITION GERUND TO]) | [^,;: FINITE COORDINATOR THAT RELATIVE TO])*+
    (?: [THAT RELATIVE] [^FINITE]*? [FINITE PLANS BEEN ADVERB HELPED TAKEN]+ [^FINITE]* )?
    """
)
"""What a weakness is in or of, behind its word: "delays | in achieving permanence and in making decisions"."""

WEAKNESSES: Final = frozenset({"criticism_strong", "criticism_plain", "unwanted_thing", "unwanted_harm", "befallen"})
"""Outcomes of a cue that criticises what stands behind it."""

LACKED: Final = frozenset({"denied_praise", "fallen_praise", "lacked"})
"""Outcomes of praise that criticise already."""

INSIGHT: Final = "insight"
"""Code of what is wanted and knows of something ("awareness")."""


def without_missed(found: Sequence[Outcome], letters: str) -> list[Outcome]:
    """The outcomes of a clause, in which what a weakness is in is not praised ("delays in achieving permanence").

    Nor is what is understood criticised ("insight into the weaknesses").
    """
    governor: Outcome | None = None
    past = -1
    kept: list[Outcome] = []
    for one in found:
        if governor is not None and one.tag.token_start < past and _is_missed(one, governor):
            kept.append(one._replace(what="missed", by=governor.tag))
            continue
        kept.append(one)
        if one.what not in WEAKNESSES and one.tag.code != INSIGHT:
            continue
        named = max(one.tag.token_end, one.by.token_end if one.by is not None else 0)
        if (own := MISSED.match(letters, named)) is not None:
            governor, past = one, own.end()
    return kept


def _is_missed(one: Outcome, governor: Outcome) -> bool:
    """Whether what a weakness is in would praise, or what is understood criticise."""
    if governor.what in WEAKNESSES:
        return one.tag.label in PRAISING and one.what not in LACKED
    return one.what in WEAKNESSES


SUBJECT: Final = shape("PRESENT? [^, FINITE TO THAT RELATIVE]*")
"""Read backwards from a verb: its subject, which a clause without a joint may describe ("the support they get")."""


def without_denied_subject(found: list[Outcome], letters: str, clause: Clause) -> list[Outcome]:
    """The outcomes of a clause, in which nobody is praised whose verb is denied: "such good practice is not shared"."""
    verb = range(clause.verb_start, clause.verb_end)
    denial = next((one.tag for one in found if one.what == "op_deny" and one.tag.token_start in verb), None)
    if denial is None or clause.kind == "participial":
        return found
    subject = SUBJECT.match(letters[clause.token_start : clause.verb_start][::-1])
    begins = clause.verb_start - subject.end() if subject is not None else clause.verb_start
    if begins > clause.token_start and letters[begins - 1] != COMMA:
        return found
    return [
        one._replace(what="missed", by=denial)
        if one.by is None and one.tag.label in PRAISING and begins <= one.tag.token_start < clause.verb_start
        else one
        for one in found
    ]
