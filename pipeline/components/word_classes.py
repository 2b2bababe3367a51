"""Gives every token of a Doc one letter, its word class, which clauses and frames are read from instead of words.

The classes and their words stand in the pattern files (label WORD); a verb's line stands for all its forms. What no
line names is a noun or an adjective, which clauses need not tell apart.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import numpy as np
from spacy.attrs import SPACY
from spacy.strings import StringStore
from spacy.tokens import Doc

from pipeline.components.text import norms_of
from pipeline.patterns import Fault, FaultyPatterns, Pattern

LETTERS: Final = {
    "be": "B", "been": "b", "have": "H", "do": "D", "modal": "M", "to": "T",
    "determiner": "d", "demonstrative": "q", "preposition": "p", "coordinator": "c", "subordinator": "s", "either": "a",
    "as": "z", "comparison": "y", "relative": "r", "that": "t", "question": "w", "pronoun": "o", "adverb": "x",
    "possessive": "k", "adjective": "n", "noun": "n", "plural": "m", "singular": "i", "several": "j",
}  # fmt: skip
"""The letters of words that do not inflect; those of `either` are prepositions or subordinators ("since", "after")."""

VERBS: Final = {"verb": tuple("VVPENG"), "telling_verb": tuple("SSRRNG"), "noun_verb": tuple("vuPENG")}
"""The letters of a verb's forms: base, with -s, past, past and participle in one ("helped"), participle alone, -ing.

The present of a `noun_verb` ("plans", "needs") is a noun more often; the past of a `telling_verb` opens what is told.
"""

OTHER: Final = "n"
NUMBER: Final = "#"
DASH: Final = "-"
HYPHEN: Final = "h"
"""A dash without space around it, which joins two words."""
ENDING: Final = "-"
"""With it begins a line that stands for all words of an ending ("-ly")."""
SHORT_PARTS: Final = 4
"""Principal parts of a verb whose past is its participle as well."""
_MARKS: Final = {
    ",": ",", ";": ";", ":": ":", ".": ".", "!": ".", "?": ".", "…": ".", "...": ".",
    "(": "(", ")": ")", "[": "(", "]": ")", '"': '"', "'": "'", "''": '"', "``": '"', "-": "-", "--": "-", "---": "-",
}  # fmt: skip


NAMES: Final = {
    **{code.upper(): letter for code, letter in LETTERS.items()},
    "PRESENT": "V", "PAST": "P", "HELPED": "E", "TAKEN": "N", "GERUND": "G", "TELLS": "S", "TOLD": "R", "PLANS": "v",
    "FINITE": "BHDMVPSR", "NOUN": OTHER, "NUMBER": NUMBER, "DASH": DASH, "HYPHEN": HYPHEN,
}  # fmt: skip
"""How shapes call the letters: the classes, and the forms of verbs ("helped" is past and participle in one, "taken" a
participle alone, "plans" a noun as well); all that are finite as one."""


def shape(written: str, names: Mapping[str, str] = NAMES) -> re.Pattern[str]:
    """A regular expression over letters, written with their names in capitals; spaces only part these."""
    return re.compile("".join(re.sub(r"(?<!\?)[A-Z]+", lambda name: names[name.group()], written).split()))


def one_of(written: str) -> frozenset[str]:
    """Some letters by the names of their classes, beside marks."""
    return frozenset(NAMES.get(name, name) for name in written.split())


_READINGS: Final = {
    **NAMES,
    "PLURAL": "mju", "ADDS": "u", "SINGULAR": "i", "ENDS": ".;:",
    "STRETCH": r'.;:,()asrtwc\-"', "OBJECT": "dqijonmvGpTk",
}  # fmt: skip
"""The letters of words before those of one kind are told apart, beside them."""
_AGREES: Final = shape(
    r"""
    ([STRETCH] (?:
        (?! ADVERB* [PREPOSITION GERUND])
        (?: (?! [PLURAL] ADVERB{0,2} PLANS) [^STRETCH FINITE])*+ [PLURAL] ADVERB{0,2}
        (?= PLANS (?: [OBJECT] | ADDS (?! ADVERB) | ADVERB+ (?! [NOUN HELPED TAKEN]) | $ | (?= [asrtw.]))
            [^STRETCH FINITE]*+ (?! [FINITE]))
        | (?<= QUESTION) (?= ADDS (?: [DETERMINER DEMONSTRATIVE PRONOUN PREPOSITION TO ADVERB .] | $))
    )) [PLANS ADDS]
    """,
    _READINGS,
)
"""Up to a noun that is the verb of its stretch: there is no other, and it agrees with a plural ("plans drift").

Or behind a word that asks ("what works well").
"""
_ADDS: Final = shape(
    r"""
    ([ENDS] [^FINITE ENDS]*? [NOUN PLANS SINGULAR )] ADVERB{0,2}) ADDS
    (?= (?: [DETERMINER DEMONSTRATIVE SINGULAR PRONOUN PREPOSITION TO] | ADVERB+ (?! [NOUN HELPED TAKEN]))
        [^FINITE ENDS]* (?: \. | $))
    """,
    _READINGS,
)
"""The same in a sentence that has no other verb, behind a noun in the singular ("the team works with")."""
_TOLD_APART: Final = str.maketrans({"m": OTHER, "u": "v", "i": "q", "j": "q"})


def letters_of(pattern: Pattern) -> Iterator[tuple[str, str]]:
    """The words of a line (label WORD), each with its letter.

    A verb's line gives its principal parts: "help|helps|helped|helping", "take|takes|took|taken|taking".

    Raises:
        FaultyPatterns: the line gives other than four or five of them, or its class is not known.
    """
    if fault := fault_of(pattern):
        raise FaultyPatterns([fault])
    words = str(pattern.pattern).split("|")
    if pattern.code not in VERBS:
        yield from ((word, LETTERS[pattern.code]) for word in words)
        return
    base, adds, past, both, participle, gerund = VERBS[pattern.code]
    middle = (both,) if len(words) == SHORT_PARTS else (past, participle)
    yield from zip(words, (base, adds, *middle, gerund), strict=True)


def fault_of(pattern: Pattern) -> Fault | None:
    """What is wrong with a line as a line of words, None where nothing is."""
    if pattern.code in LETTERS:
        return None
    if pattern.code not in VERBS:
        message = f"unknown class {pattern.code!r}; the classes are {', '.join(sorted({*LETTERS, *VERBS}))}"
        return Fault(pattern.file, pattern.line, "unknown_code", message)
    if len(str(pattern.pattern).split("|")) in (SHORT_PARTS, SHORT_PARTS + 1):
        return None
    message = 'a verb gives its forms, as "help|helps|helped|helping" or "take|takes|took|taken|taking"'
    return Fault(pattern.file, pattern.line, "verb_forms", message)


class WordClasses(dict[int, str]):
    """From the hash of a NORM to the letter of its class; what it has not met it works out once."""

    def __init__(self, patterns: Iterable[Pattern], strings: StringStore) -> None:
        """patterns: lines with the label WORD; a word that does not inflect is no verb's form as well."""
        super().__init__()
        self._strings = strings
        self._endings: list[tuple[str, str]] = []
        self._pairs: list[tuple[int, int, str]] = []
        for pattern in sorted(patterns, key=lambda pattern: pattern.code in VERBS):
            for word, letter in letters_of(pattern):
                first, _, second = word.partition(" ")
                if second:
                    self._pairs.append((strings.add(first), strings.add(second), letter))
                elif word.startswith(ENDING):
                    self._endings.append((word.removeprefix(ENDING), letter))
                else:
                    self.setdefault(strings.add(word), letter)

    def __missing__(self, norm: int) -> str:
        word = self._strings[norm]
        letter = _MARKS.get(word)
        if letter is None and word[:1].isdigit():
            letter = NUMBER
        if letter is None:
            letter = next((letter for ending, letter in self._endings if word.endswith(ending)), OTHER)
        self[norm] = letter
        return letter

    def of(self, doc: Doc) -> str:
        """One letter a token of the Doc."""
        norms = norms_of(doc)
        letters = "".join(map(self.__getitem__, norms.tolist()))
        for first, second, letter in self._pairs:
            for at in ((norms[:-1] == first) & (norms[1:] == second)).nonzero()[0].tolist():
                letters = f"{letters[:at]}{letter * 2}{letters[at + 2 :]}"
        if DASH in letters:
            spaced, signs = doc.to_array(SPACY), np.array(bytearray(letters, "ascii"))
            tight = (signs[1:] == ord(DASH)) & (spaced[:-1] == 0) & (spaced[1:] == 0)
            signs[1:][tight] = ord(HYPHEN)
            letters = signs.tobytes().decode("ascii")
        return _ADDS.sub(r"\1V", _AGREES.sub(r"\1V", f".{letters}"))[1:].translate(_TOLD_APART)
