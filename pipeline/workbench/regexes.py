"""Looks into the regular expressions of token patterns: whether one can match a token, and whether it can run away."""

import re
import subprocess
import sys
import warnings
from collections.abc import Iterable, Iterator
from itertools import islice, product
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, Final

SECONDS: Final = 1.0
"""What a regular expression may take on the worst text found for it."""

MANY: Final = 8
"""From how many repetitions on nested repeats count as unbounded."""

_REPEATS: Final = (codes.MAX_REPEAT, codes.MIN_REPEAT)
_FILL: Final = "a0A_-.~"
_TRIAL: Final = "import re, sys\nfor text in sys.stdin.read().split('\\n'): re.search(sys.argv[1], text)"

Parsed = Iterable[tuple[Any, Any]]


def error_of(regex: str) -> str | None:
    """Why a regular expression does not compile, None where it does."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            re.compile(regex)
    except (re.error, OverflowError, RecursionError) as error:
        return str(error)
    return None


def needs_space(regex: str) -> bool:
    """Whether every text that a regular expression matches holds white space, which no token does."""
    return _needs_space(parser.parse(regex))


def samples(regex: str) -> list[str]:
    """Some texts that a regular expression matches whole."""
    parsed = parser.parse(regex)
    made = dict.fromkeys("".join(_sample(parsed, fill)) for fill in _FILL)
    return [text for text in made if text and re.search(regex, text)]


def runs_away(regex: str) -> bool:
    """Whether the time that a regular expression takes explodes with the length of a text."""
    parsed = parser.parse(regex)
    return _is_ambiguous(parsed) or (_repeats(parsed) > 1 and _takes_too_long(regex, parsed))


def _needs_space(parsed: Parsed) -> bool:
    for code, value in parsed:
        if code is codes.LITERAL and chr(value).isspace():
            return True
        if code is codes.IN and all(_is_space(member) for member in value):
            return True
        if code is codes.SUBPATTERN and _needs_space(value[3]):
            return True
        if code is codes.BRANCH and all(_needs_space(branch) for branch in value[1]):
            return True
        if code in _REPEATS and value[0] > 0 and _needs_space(value[2]):
            return True
    return False


def _is_space(member: tuple[Any, Any]) -> bool:
    code, value = member
    return (code is codes.LITERAL and chr(value).isspace()) or (
        code is codes.CATEGORY and value is codes.CATEGORY_SPACE
    )


def _sample(parsed: Parsed, fill: str) -> Iterator[str]:
    for code, value in parsed:
        if code is codes.LITERAL:
            yield chr(value)
        elif code in (codes.ANY, codes.NOT_LITERAL):
            yield fill
        elif code is codes.IN:
            yield _member(value, fill)
        elif code is codes.SUBPATTERN:
            yield from _sample(value[3], fill)
        elif code is codes.BRANCH:
            yield from _sample(value[1][0], fill)
        elif code in _REPEATS:
            for _ in range(min(max(value[0], 1), 50)):
                yield from _sample(value[2], fill)


def _member(members: list[tuple[Any, Any]], fill: str) -> str:
    """A character of a set, `fill` where the set has it."""
    if members[0][0] is codes.NEGATE:
        return fill
    within = re.compile("[" + "".join(_written(member) for member in members) + "]")
    if within.match(fill):
        return fill
    return next((chr(number) for number in range(33, 0x2100) if within.match(chr(number))), fill)


def _written(member: tuple[Any, Any]) -> str:
    code, value = member
    if code is codes.LITERAL:
        return re.escape(chr(value))
    if code is codes.RANGE:
        return f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}"
    return {codes.CATEGORY_DIGIT: r"\d", codes.CATEGORY_SPACE: r"\s", codes.CATEGORY_WORD: r"\w"}.get(value, r"\W")


def _repeats(parsed: Parsed) -> int:
    """How many unbounded repeats stand in it, those within others too."""
    count = 0
    for code, value in parsed:
        if code in _REPEATS:
            count += (value[1] >= MANY) * (1 + sum(code is codes.BRANCH for code, _ in _flat(value[2])))
        for inner in _children(code, value):
            count += _repeats(inner)
    return count


def _is_ambiguous(parsed: Parsed) -> bool:
    """Whether a repeat holds only another repeat that must stand, as (a+)+ or (\\w+\\s*)*, or any .*."""
    for code, value in parsed:
        if code in _REPEATS and value[1] >= MANY:
            must = [(inner, what) for inner, what in _flat(value[2]) if not (inner in _REPEATS and what[0] == 0)]
            unbounded = [1 for inner, what in _flat(value[2]) if inner in _REPEATS and what[1] >= MANY]
            if unbounded and len(must) <= 1 and all(inner in _REPEATS for inner, _ in must):
                return True
            if any(inner in _REPEATS and what[1] >= MANY and _is_any(what[2]) for inner, what in _flat(value[2])):
                return True
        if any(_is_ambiguous(inner) for inner in _children(code, value)):
            return True
    return False


def _is_any(parsed: Parsed) -> bool:
    return [code for code, _ in _flat(parsed)] == [codes.ANY]


def _flat(parsed: Parsed) -> list[tuple[Any, Any]]:
    """The elements, groups opened."""
    return [
        inner for code, value in parsed for inner in (_flat(value[3]) if code is codes.SUBPATTERN else [(code, value)])
    ]


def _children(code: Any, value: Any) -> list[Parsed]:
    if code in _REPEATS:
        return [value[2]]
    if code is codes.SUBPATTERN:
        return [value[3]]
    if code is codes.BRANCH:
        return list(value[1])
    if code in (codes.ASSERT, codes.ASSERT_NOT):
        return [value[1]]
    return []


def _takes_too_long(regex: str, parsed: Parsed) -> bool:
    """Try it, in a process of its own, on long texts of what its repeats repeat, with an end that spoils the match."""
    pumps = list(dict.fromkeys(_pumps(parsed)))[:6]
    lengths = (30, 1500)
    texts = [f"{before}{pump * length}\0" for pump, length in product(pumps, lengths) for before in ("", *pumps[:1])]
    try:
        subprocess.run(
            [sys.executable, "-S", "-c", _TRIAL, regex],
            input="\n".join(texts).encode("utf-8", "surrogatepass"),
            timeout=SECONDS,
            capture_output=True,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return True
    return False


def _pumps(parsed: Parsed) -> Iterator[str]:
    for code, value in parsed:
        if code in _REPEATS and value[1] >= MANY:
            yield from islice((text for fill in "a0." if (text := "".join(_sample(value[2], fill)))), 3)
        for inner in _children(code, value):
            yield from _pumps(inner)
