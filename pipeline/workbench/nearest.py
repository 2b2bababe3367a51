"""Finds the patterns that come nearest to words which none tagged, and the first element of each that does not fit."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from functools import cached_property
from typing import Any, Final, Literal, NamedTuple

from spacy.language import Language
from spacy.matcher import Matcher
from spacy.tokens import Doc

from pipeline.components.ruler import spellings
from pipeline.expansion import phrases
from pipeline.patterns import Pattern
from pipeline.workbench.lookup import readings
from pipeline.workbench.token_patterns import shown_value

Misfit = Literal["ends", "stuck", "form", "between", "order", "spelling", "other_word"]
"""Why an element does not fit: the text ends; the word hangs together with other signs; it is another form of the word;
a word stands between; the words stand in another order; it is spelt otherwise; it is another word."""

MESSAGES: Final[dict[Misfit, str]] = {
    "ends": "the text ends before {wanted!r}",
    "stuck": "{found!r} is one token in the text, {wanted!r} alone is not in it",
    "form": "the text has {found!r}, another form of {wanted!r}",
    "between": "{found!r} stands between, then follows {wanted!r}",
    "order": "{wanted!r} stands before, not here, where the text has {found!r}",
    "spelling": "the text has {found!r}, spelt otherwise than {wanted!r}",
    "other_word": "the text has {found!r}, not {wanted!r}",
}

LOOK_AHEAD: Final = 3
"""How many words may stand between two of a phrase for them to be seen as one."""
ALIKE: Final = 0.75
SHORTEST_STEM: Final = 3
COMMON: Final = 400
"""A word of more patterns than this ("of", "the") finds none."""


class Element(NamedTuple):
    """One element of a pattern, the token that stands in its place ("" where none does), and whether it fits."""

    wanted: str
    found: str
    fits: bool


class Near(NamedTuple):
    """A pattern that nearly matched from a token on: its elements, and why the first that does not fit does not."""

    pattern: Pattern
    token: int
    elements: tuple[Element, ...]
    misfit: Misfit | None
    reason: str

    @property
    def fitting(self) -> int:
        return sum(element.fits for element in self.elements)

    @property
    def share(self) -> float:
        """The part of the elements that fits, a little more where the misfit is slight."""
        slight = 0.5 if self.misfit in ("form", "spelling", "between", "stuck") else 0.0
        return (self.fitting + slight) / len(self.elements)


class Nearest:
    """The patterns of a pipeline, to be looked up by words that come near to them."""

    def __init__(self, nlp: Language, patterns: Sequence[Pattern]) -> None:
        self.nlp = nlp
        self.patterns = patterns

    def to(self, doc: Doc, start: int, end: int, limit: int = 5) -> list[Near]:
        """The patterns nearest to the tokens [start, end), the best first; those that fit wholly are left out."""
        best: dict[str, Near] = {}
        for at in range(start, end):
            for pattern, elements, position in self._candidates(doc[at].norm_):
                first = at - position
                if first < 0:
                    continue
                near = _aligned(pattern, elements, doc, first)
                if near.misfit is None:
                    continue
                known = best.get(pattern.id)
                if known is None or near.share > known.share:
                    best[pattern.id] = near
        ranked = sorted(best.values(), key=lambda near: (-near.share, -near.fitting, near.pattern.id))
        return [near for near in ranked if near.share >= 0.3][:limit]

    def why_not(self, doc: Doc, pattern: Pattern) -> Near:
        """The place where a pattern comes nearest to matching, and why it does not."""
        tried: list[Near] = []
        for phrase in phrases(pattern):
            if isinstance(phrase, str):
                sets = [tuple(token.norm_ for token in self.nlp.make_doc(one)) for one in spellings(phrase)]
                tried.extend(_aligned(pattern, words, doc, at) for words in sets for at in range(len(doc)))
            else:
                tried.extend(_aligned_tokens(self.nlp, pattern, phrase, doc, at) for at in range(len(doc)))
        return max(tried, key=lambda near: (near.misfit is None, _led(near), near.share, -near.token))

    @cached_property
    def _by_word(self) -> dict[str, list[tuple[Pattern, tuple[str, ...], int]]]:
        index: dict[str, list[tuple[Pattern, tuple[str, ...], int]]] = defaultdict(list)
        for pattern in self.patterns:
            for phrase in phrases(pattern):
                if isinstance(phrase, str):
                    words = tuple(token.norm_ for token in self.nlp.make_doc(phrase))
                    for position, word in enumerate(words):
                        index[word].append((pattern, words, position))
        return index

    @cached_property
    def _by_stem(self) -> dict[str, list[str]]:
        index: dict[str, list[str]] = defaultdict(list)
        for word in self._by_word:
            index[word[:SHORTEST_STEM]].append(word)
        return index

    def _candidates(self, word: str) -> Iterator[tuple[Pattern, tuple[str, ...], int]]:
        likely = [word] if word in self._by_word else []
        alike = self._by_stem.get(word[:SHORTEST_STEM], ())
        likely += [one for one in alike if one != word and (_same_word(one, word) or _alike(one, word))]
        likely += [part for part in re.split(r"[\W\d_]+", word) if part != word and part in self._by_word]
        for one in likely:
            if len(self._by_word[one]) <= COMMON:
                yield from self._by_word[one]


def _led(near: Near) -> int:
    """How many elements fit before the first that does not."""
    return next((number for number, element in enumerate(near.elements) if not element.fits), len(near.elements))


def _aligned(pattern: Pattern, words: tuple[str, ...], doc: Doc, first: int) -> Near:
    """Lay the words of a phrase beside the tokens from `first` on."""
    elements: list[Element] = []
    misfit: Misfit | None = None
    reason = ""
    for number, wanted in enumerate(words):
        at = first + number
        found = doc[at] if at < len(doc) else None
        fits = found is not None and found.norm_ == wanted
        elements.append(Element(wanted, found.text if found is not None else "", fits))
        if not fits and misfit is None:
            misfit = _misfit(words, number, doc, first)
            reason = MESSAGES[misfit].format(wanted=wanted, found=found.text if found is not None else "")
    return Near(pattern, first, tuple(elements), misfit, reason)


def _aligned_tokens(nlp: Language, pattern: Pattern, tokens: Iterable[dict[str, Any]], doc: Doc, first: int) -> Near:
    """Lay the elements of a token pattern beside the tokens from `first` on; optional ones are passed by."""
    elements: list[Element] = []
    reason = ""
    misfit: Misfit | None = None
    at = first
    for token in tokens:
        operator = str(token.get("OP", "1"))
        alone = {key: value for key, value in token.items() if key != "OP"}
        wanted = ", ".join(f"{key} {shown_value(value)}" for key, value in alone.items()) or "any word"
        fits = at < len(doc) and _fits(nlp, alone, doc, at)
        if operator in ("?", "*") and not fits:
            continue
        found = doc[at].text if at < len(doc) else ""
        elements.append(Element(wanted, found, fits))
        if fits:
            at += 1
            while operator in ("+", "*") and at < len(doc) and _fits(nlp, alone, doc, at):
                at += 1
        elif misfit is None:
            misfit = "other_word" if found else "ends"
            reason = MESSAGES[misfit].format(wanted=wanted, found=found)
            at += 1
    return Near(pattern, first, tuple(elements), misfit, reason)


def _fits(nlp: Language, token: dict[str, Any], doc: Doc, at: int) -> bool:
    matcher = Matcher(nlp.vocab)
    matcher.add("element", [[token]])
    return bool(matcher(doc[at : at + 1]))


def _misfit(words: tuple[str, ...], number: int, doc: Doc, first: int) -> Misfit:
    wanted = words[number]
    at = first + number
    if at >= len(doc):
        return "ends"
    found = doc[at].norm_
    if found != wanted and wanted in re.split(r"[\W_]+", found):
        return "stuck"
    if _same_word(wanted, found):
        return "form"
    ahead = [doc[later].norm_ for later in range(at + 1, min(len(doc), at + 1 + LOOK_AHEAD))]
    if number and (wanted in ahead or any(_same_word(wanted, word) for word in ahead)):
        return "order" if found in words[number + 1 :] else "between"
    before = [doc[earlier].norm_ for earlier in range(max(0, first - LOOK_AHEAD), at)]
    if wanted in before and wanted not in words[:number]:
        return "order"
    return "spelling" if _alike(wanted, found) else "other_word"


def _same_word(one: str, other: str) -> bool:
    """Whether two words are forms of one."""
    return one != other and not readings(one).isdisjoint(readings(other))


def _alike(one: str, other: str) -> bool:
    return len(one) > SHORTEST_STEM and SequenceMatcher(None, one, other).ratio() >= ALIKE
