"""Finds pattern lines that are forms of one another and say different things."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from pipeline.expansion import phrases
from pipeline.inflection import Part, bases
from pipeline.patterns import Fault, Pattern

Class = tuple[str, str]
"""A label and a code."""

Key = tuple[str, tuple[str, ...], int, str, Part]
"""Layer, the words around one, its place, its base form and part of speech."""

LABELS: Final = frozenset({"STRENGTH", "CONCERN", "UNDESIRABLE", "DESIRABLE", "OPERATOR", "NEUTRAL", "TELLS"})
"""Labels whose lines say something of what they stand beside, so that a form more or less changes no meaning."""


def disagreeing(patterns: Iterable[Pattern], layers: Mapping[str, str]) -> Iterator[Fault]:
    """A fault for each line that differs from an earlier one of its layer by the form of one word, and by its class.

    A line that gives a word's part of speech in `forms` is no form of another part: "delay" the noun, "delayed".
    Degrees of an adjective are no such forms: what is better need not be good.
    """
    held: defaultdict[Key, dict[Class, tuple[Pattern, str]]] = defaultdict(dict)
    for pattern in patterns:
        if pattern.label not in LABELS:
            continue
        own = (pattern.label, pattern.code)
        other: tuple[Pattern, str, str] | None = None
        for phrase in phrases(pattern):
            if not isinstance(phrase, str):
                continue
            for key in _keys(phrase.lower(), pattern, layers.get(pattern.label, pattern.label)):
                for known, (earlier, words) in held[key].items():
                    if known != own:
                        other = other or (earlier, words, phrase)
                held[key].setdefault(own, (pattern, phrase))
        if other:
            earlier, words, phrase = other
            yield pattern.fault(
                "siblings_disagree",
                f"{phrase!r} is {pattern.label} {pattern.code}, but {words!r} is {earlier.label} {earlier.code} "
                f"({earlier.id!r}, {earlier.place}); settle on one of the two, or give the part of "
                "speech in 'forms' where they are different words",
            )


def _keys(phrase: str, pattern: Pattern, layer: str) -> Iterator[Key]:
    words = tuple(phrase.split())
    for at, word in enumerate(words):
        around = words[:at] + words[at + 1 :]
        for base, part in bases(word):
            declared = _declared(pattern, base, word)
            if part != "adjective" and declared in (None, part):
                yield layer, around, at, base, part


def _declared(pattern: Pattern, base: str, word: str) -> str | None:
    """The part of speech that a line gives for a word, None where it gives none."""
    if not isinstance(pattern.forms, dict):
        return None
    for named, part in pattern.forms.items():
        if base in named.lower().split("|") or word in named.lower().split("|"):
            return str(part)
    return None
