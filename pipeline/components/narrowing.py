"""Narrows what operators act on: no further than what their word opens, where the clause around it goes on."""

import re
from collections.abc import Mapping
from typing import Final

from pipeline.components.operators import SUPPOSING, reach_of
from pipeline.components.ruler import Tag
from pipeline.components.word_classes import one_of, shape

NARROWED: Final = SUPPOSING | {"deny", "deny_all", "plan"}
"""Codes of the operators that may act on no more than what their word opens."""

_OPENING: Final = "THAT SUBORDINATOR QUESTION"
OWN_VERB: Final = shape(
    rf"""
    [^,;: FINITE {_OPENING}]*+
    (?: [MODAL DO] ADVERB*+ NOUN? [BE HAVE PRESENT]?+ | [HAVE BE] ADVERB*+ [HAVE TOLD PAST]?+
        | [PRESENT PAST TELLS TOLD] )
    (?: TO . | [^,;: FINITE {_OPENING} COORDINATOR RELATIVE])*+
    ,? (?= [FINITE])
    """
)
"""What a word that supposes opens, up to the verb of the clause around it ("adopters who choose this | are few")."""


_GOVERNED: Final = rf"(?: [DETERMINER TO COORDINATOR] ADVERB* [^,;:] | [^,;: FINITE {_OPENING}] )*+ (?= [, FINITE])"
PHRASE: Final = shape(_GOVERNED)
GOVERNED: Final[Mapping[str, re.Pattern[str]]] = {
    **dict.fromkeys(one_of("PREPOSITION"), PHRASE),
    **dict.fromkeys(one_of("TO"), shape(rf"ADVERB* [^,;:] {_GOVERNED}")),
}
"""What a word governs, up to a comma or the verb behind it: "without a place | have", "plans to meet it | are"."""

GERUND: Final = one_of("GERUND")
"""Behind an operator it opens what those do of whom another verb tells ("children not attending school | are")."""


def narrowed(tag: Tag, letters: str) -> Tag:
    """A tag that supposes, denies or plans, but no more than what its word opens where the clause around it goes on.

    letters: the word classes of the Doc, one a token.
    """
    opens = GOVERNED.get(letters[tag.token_end - 1], OWN_VERB if tag.code in SUPPOSING else None)
    if opens is None and letters[tag.token_end : tag.token_end + 1] in GERUND:
        opens = PHRASE
    own = opens.match(letters, tag.token_end) if opens is not None else None
    if own is None or own.end() - tag.token_end > reach_of(tag):
        return tag
    direction, _, until = tag.acts or ("forward", 0, ())
    return tag._replace(acts=(direction, own.end() - tag.token_end - 1, until))
