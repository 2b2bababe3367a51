"""The tokenizer: spaCy's English one, with spelling folded into NORM.

Every phrase is matched on NORM, so a pattern matches whatever the case, the shape of apostrophes and dashes, "&" or
"and", "St" or "St.".
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from spacy.attrs import NORM
from spacy.language import Language
from spacy.tokenizer import Tokenizer
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex, registry

_FOLDED: Final = str.maketrans(
    {
        "\u2018": "'", "\u2019": "'", "\u02bc": "'", "\u201b": "'", "`": "'",
        "\u201c": '"', "\u201d": '"',
        "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-",
        "\u2015": "-", "\u2212": "-", "\u2500": "-",
        "&": "and",
    }
)  # fmt: skip


def fold(word: str) -> str:
    """The spelling under which a token is matched; "St." and "St" are one."""
    folded = word.translate(_FOLDED).lower()
    return folded[:-1] if folded.endswith(".") and len(folded) > 2 and folded[:-1].isalpha() else folded


SHORTEST_REPAIRED: Final = 8
"""Letters of a name's word whose misspelling is recognised; shorter ones are one letter away from other words."""


def repairing(names: Iterable[str], known: Iterable[str]) -> Callable[[str], str]:
    """A `fold` that also reads a capitalised word one letter away from a word of `names` as that word.

    `known` are words that are right as they stand; neither they nor words whose first letter differs are touched.
    """
    settled = frozenset(map(fold, known))
    wrong: dict[str, str] = {}
    for name in map(fold, names):
        if len(name) >= SHORTEST_REPAIRED and name.isalpha():
            for shortened in _without_one_letter(name):
                wrong.setdefault(shortened, name)
            wrong[name] = name

    def folded_and_repaired(word: str) -> str:
        folded = fold(word)
        if len(folded) < SHORTEST_REPAIRED - 1 or not word[0].isupper() or folded in settled or not folded.isalpha():
            return folded
        found = wrong.get(folded) or next((wrong[one] for one in _without_one_letter(folded) if one in wrong), None)
        return found if found is not None and found[0] == folded[0] and abs(len(found) - len(folded)) <= 1 else folded

    return folded_and_repaired


def _without_one_letter(word: str) -> Iterator[str]:
    return (word[:at] + word[at + 1 :] for at in range(len(word)))


_RARE_HYPHEN: Final = r"(?<=[A-Za-z])[\u2010\u2011\u2012\u2015\u2212\u2500](?=[A-Za-z])"
"""Hyphens that spaCy leaves inside a word, such as the one that does not break a line."""


LONGEST_AFFIX: Final = 64
"""Characters at a word's beginning and end in which signs to split off are looked for.

spaCy looks through the whole word for each sign that it splits off, which takes minutes for thousands of brackets.
"""


class _Near:
    """A regex that looks at a part of long words only; spaCy saves its `pattern` with the tokenizer."""

    def __init__(self, regex: re.Pattern[str], part: slice) -> None:
        self.pattern, self._search, self._part = regex.pattern, regex.search, part

    def search(self, word: str) -> re.Match[str] | None:
        return self._search(word if len(word) <= LONGEST_AFFIX else word[self._part])


WORDS_KEPT: Final = 100_000
"""Words, with the marks around them, whose tokens are remembered: spaCy's 10,000 are full after some thirty reports."""


@registry.tokenizers("ofsight.FoldingTokenizer.v1")  # type: ignore[untyped-decorator]
def create_tokenizer() -> Callable[[Language], Tokenizer]:
    """spaCy's English tokenizer, its NORM folded, rare hyphens split off, its white-space special cases left out.

    Those special cases switch the tokenizer's cache off for the rest of a document at the first line break (spaCy
    issue 13950); without them the tokens are the same and line breaks cost nothing.
    """

    def tokenizer(nlp: Language) -> Tokenizer:
        nlp.vocab.lex_attr_getters[NORM] = fold  # type: ignore[attr-defined]  # not in the stub
        for lexeme in nlp.vocab:
            lexeme.norm_ = fold(lexeme.orth_)
        defaults = nlp.Defaults
        return Tokenizer(
            nlp.vocab,
            rules={word: rule for word, rule in defaults.tokenizer_exceptions.items() if word.strip()},
            prefix_search=_Near(compile_prefix_regex(defaults.prefixes or ()), slice(LONGEST_AFFIX)).search,
            suffix_search=_Near(compile_suffix_regex(defaults.suffixes or ()), slice(-LONGEST_AFFIX, None)).search,
            infix_finditer=compile_infix_regex([*(defaults.infixes or ()), _RARE_HYPHEN]).finditer,
            token_match=defaults.token_match,
            url_match=defaults.url_match,
            max_cache_size=WORDS_KEPT,
        )

    return tokenizer
