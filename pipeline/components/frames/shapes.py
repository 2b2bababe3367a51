"""Compiles the shape of a frame, written in names of symbols, into a regular expression over a sentence's symbols."""

import re
from typing import Final

from pipeline.components.frames.symbols import SYMBOLS

MARKED, RARE, PLAIN, FINITE, NEED, SAME, COUNT, SHARE = '@$*!<+?"'
"""What stands for the grade, or the number, that a frame is asked about: a grade that is set off by its writing, one
of no everyday words, one of everyday words, one that is itself a verb, a need of improvement, words that repeat a
grade, a number, a share."""

_GRADE: Final = f"[{MARKED}{RARE}{PLAIN}{FINITE}{SAME}]"
_CLOSED: Final = "(?:-?[eVE]{0,2}(?=N)|(?![xTsCROIA#%D]))"
"""Behind a grade: no noun that it would only describe."""
_CLASSES: Final = {"judge": "[VWKM]", "verb": "[bhVWKMm]", "grade": "[gG]", "figure": "[#%]", "judged": "[ARE]"}
"""Names for several symbols at once."""
_WORDS: Final = "(?:[xbhVWKMNdDenmpqfitowsT2Yrlacjv~1Izrk54]|,?&(?=[bhVWKMe@$*!<])|#(?=r)|&d?T|,(?=[bh]))"
_ASIDE: Final = (
    r"(?:,[xe]{0,2}[&w]d?A,|\([^()gG]{1,20}\)|,y[^gG;:.B@$*!+?]{1,30},(?=[bhVWKMe])|,[^,ARgG;:().B@$*!+?]{1,14},)"
)
_BRACKETED: Final = r"(?:\([^()#]{0,30}\)|-[^#%.-]{1,14}-|,&?D?%[^#%,]{0,8},|,[oi]y[^,;.]{0,14},)"
_NEW_SUBJECT: Final = "(?!,w|,?&d?A[^&,-]{0,3}[bhVWKM])"
_VERBS: Final = r"(?:[bhetqinV5mKMWDdXNoyp4UwE]|,e,|X&){0,9}?"
_GAPS: Final = {
    "^": "^",
    "$": "[.]*$",
    "NOUN": "(?:[xodegGAVhXn~4]{0,4}?|[xN]&x?)",
    "LONG": f"(?:{_NEW_SUBJECT}[^#%;BgGJQZLSO.]|#od(?=J)|{_BRACKETED}){{0,40}}?",
    "NEAR": "[^#%;BgGJQZLSHmn.,]{0,14}?",
    "FEW": "[^#%;BgGJQZLS.,]{0,6}?",
    "ANY": "[^;.O]{0,40}?",
    "BARE": f"(?:od?[xp6X])?6?[ex]?{_BRACKETED}?(?:,[^#%;BgGJQZLS]{{1,20}},)?(?:{_VERBS}(?:d?[AC])?|[xed]{{0,3}})",
    "TOTALLED": f"[{COUNT}{SHARE}](?:C|I)?[xeo]{{0,4}}?[oi][dDaAx4veY1]{{0,4}}#",
    "..": f"{_WORDS}{{0,4}}?",
    "...": f"{_WORDS}{{0,14}}?(?:{_ASIDE}{_WORDS}{{0,10}}?)?",
    "....": "(?:[xbhVWKMNdDenmpqfitowsT2Yrlacjv~1Izk54&RyHE,()-]|#N){0,26}?",
}
"""What may stand in between: few words, the words of one clause, or most of a sentence; never another verdict."""
_NAME_AND_PLACE: Final = rf"A(?:ix{{1,2}}(?=[,&-]))?{_ASIDE}?"
_AUTHORITIES: Final = (
    rf"{_NAME_AND_PLACE}(?:(?:,?&|,|w|qxq)(?:,[^A;:gG.]{{1,20}},)?[dexqi2t]{{0,3}}{_NAME_AND_PLACE}|[io]d?A)*"
)
_AREAS: Final = (
    r"(?<![gG])[RE](?:(?:y?[Wtoxidv]{1,4}(?:&[xv]W?)?|&T|[io]d?A)?"
    r"(?:,?(?:&|qxq)[dexsoip2tWy#]{0,5}[RE]|,[dexsoip2tWy#]{0,5}R|[oi]d?[RE]|[RE]))*"
)
_ARGUMENTS: Final = {
    "AUTHORITIES": f"(?P<authorities>{_AUTHORITIES})",
    "AUTHORITY": "(?P<authorities>A)",
    "AREAS": f"(?P<areas>{_AREAS})",
    "GRADE": _GRADE + _CLOSED,
    "OPEN": _GRADE,
    "MARKED": re.escape(MARKED) + _CLOSED,
    "SURE": f"[{MARKED}{RARE}{FINITE}]" + _CLOSED,
    "RARE": re.escape(RARE) + _CLOSED,
    "PLAIN": re.escape(PLAIN) + _CLOSED,
    "FINITE": re.escape(FINITE),
    "QUOTED": re.escape(MARKED),
    "NEED": re.escape(NEED),
    "SAME": re.escape(SAME),
    "OTHER": "(?P<other>[gG])",
    "COUNT": re.escape(COUNT),
    "SHARE": SHARE,
    "FIGURE": f"[{COUNT}{SHARE}]",
    "TOTAL": "(?P<total>#)",
    "SAID": "(?P<said>(?:(?<=[VWKM])|(?<=[VWKM]d))[gG]|[gG](?![xTO])|[gG](?=xN)|(?<=[be])[gG](?=xw)|[JQZLS])",
    "MOVED": "(?P<said>[QLZ])",
    "PLANNED": "(?P<said>L)",
    "AWAITED": "(?P<said>Z)",
    "INSPECTED": "(?P<said>X)",
    "HELD": "(?P<said>I)",
    "ASIDE": _ASIDE + "?",
}
"""What a frame is about; in capitals, for its words go into the fact."""
_NAMES: Final = {**{name: re.escape(symbol) for name, symbol in SYMBOLS.items()}, **_CLASSES, **_ARGUMENTS}
ANCHORS: Final = frozenset({
    "GRADE", "OPEN", "MARKED", "SURE", "RARE", "PLAIN", "FINITE", "QUOTED", "NEED", "SAME", "COUNT", "SHARE", "FIGURE",
})  # fmt: skip
"""Those of which one is the grade, or the number, that a frame is asked about."""
_NAME: Final = r"[A-Za-z]+(?:\|[A-Za-z]+)*|\.{2,4}|\^|\$"
_TOKEN: Final = re.compile(rf"(?P<bracket>[\[\]/])|(?P<no>!)?(?P<name>{_NAME})|(?P<much>[?*+]|\{{\d(?:,\d)?\}})")
_BRACKETS: Final = {"[": "(?:", "]": ")", "/": "|"}


CLASSES: Final = frozenset({*SYMBOLS, "requires", "needs", "present"})
"""The classes that the file of frames may give words."""


class FaultyShape(ValueError):
    """A shape that cannot be read; says which word of it, and what may stand there."""


def compiled(shape: str) -> re.Pattern[str]:
    """The regular expression of a shape.

    Raises:
        FaultyShape: where it uses a name that is none.
    """
    parts: list[str] = []
    for word in shape.split():
        at = 0
        while at < len(word):
            token = _TOKEN.match(word, at)
            if token is None:
                raise FaultyShape(f"{word[at:]!r} cannot be read; write names of symbols with spaces between them")
            parts.append(token["much"] or _BRACKETS.get(token["bracket"]) or _named(token))
            at = token.end()
    try:
        return re.compile("".join(parts))
    except re.error as error:
        raise FaultyShape(f"the shape does not hang together ({error}); look at its brackets") from None


def _named(token: re.Match[str]) -> str:
    names = token["name"].split("|")
    if unknown := [name for name in names if name not in _NAMES and (name not in _GAPS or len(names) > 1)]:
        raise FaultyShape(f"{unknown[0]!r} is no name; write one of: {', '.join(sorted(_NAMES))}")
    named = _GAPS.get(token["name"]) or "|".join(_NAMES[name] for name in names)
    return f"(?!{named})" if token["no"] else f"(?:{named})"
