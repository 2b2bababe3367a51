"""Gives every token of a Doc one letter, its word class: what `clause_segmentation` and the frames read instead of words.

The classes and their words stand in the pattern files (label WORD); a verb's line stands for all its forms. What no
line names is a noun or an adjective, which clauses need not tell apart.
"""

from collections.abc import Iterable
from typing import Final

from spacy.attrs import NORM, SPACY
from spacy.strings import StringStore
from spacy.tokens import Doc

LETTERS: Final = {
    "be": "B", "been": "b", "have": "H", "do": "D", "modal": "M", "to": "T",
    "determiner": "d", "preposition": "p", "coordinator": "c", "subordinator": "s", "either": "a", "relative": "r",
    "that": "t", "question": "w", "pronoun": "o", "adverb": "x", "possessive": "k",
    "demonstrative": "q",
    "base": "V", "noun_base": "v", "past": "P", "past_or_participle": "E", "participle": "N", "gerund": "G",
    "told": "R", "adjective": "n", "comparison": "y", "as": "z",
}  # fmt: skip
"""The letter of each class. The last six are the forms of a verb: `base` its present too, `noun_base` where those words
are nouns more often ("plan", "needs"), `past_or_participle` where one form serves as both ("helped")."""

OTHER: Final = "n"
NUMBER: Final = "#"
HYPHEN: Final = "h"
"""A dash without space around it, which joins two words."""
_MARKS: Final = {
    ",": ",", ";": ";", ":": ":", ".": ".", "!": ".", "?": ".", "…": ".", "...": ".",
    "(": "(", ")": ")", "[": "(", "]": ")", '"': '"', "'": "'", "''": '"', "``": '"', "-": "-", "--": "-", "---": "-",
}  # fmt: skip


class WordClasses(dict[int, str]):
    """From the hash of a NORM to the letter of its class; what it has not met it works out once."""

    def __init__(self, words: Iterable[tuple[str, str]], strings: StringStore) -> None:
        """words: (word or "-ending", letter); a letter given first stays."""
        super().__init__()
        self._strings = strings
        self._endings: list[tuple[str, str]] = []
        for word, letter in words:
            if word.startswith("-"):
                self._endings.append((word[1:], letter))
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
        letters = "".join([self[norm] for norm in doc.to_array(NORM).tolist()])
        if "-" not in letters:
            return letters
        spaced = doc.to_array(SPACY).tolist()
        return "".join(
            [HYPHEN if letter == "-" and at and not spaced[at - 1] and not spaced[at] else letter for at, letter in enumerate(letters)]
        )
