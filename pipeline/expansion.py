"""What a pattern line stands for: its phrases, with every alternative, optional word and inflected form written out.

"great|real stride"         either word
"make [a] difference"       with or without the word in brackets
"take ... seriously"        up to three words between, and no comma or other mark
"forms": {"stride": "noun"} the word in all its forms as that part of speech
"forms": ["stride"]         the word in all its forms
"forms": true               likewise every word that stands in its base form
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain, product
from math import prod
from typing import TYPE_CHECKING, Any, Final

from pipeline.inflection import PARTS, Part, forms_of, inflected

if TYPE_CHECKING:
    from pipeline.patterns import Pattern

Phrase = str | tuple[dict[str, Any], ...]
"""Words with a space between them, or spaCy token attributes a token."""

Asked = bool | tuple[tuple[str, Part | None], ...]
"""The words to inflect, each with its part of speech, None where any will do; True for all words."""

GAP: Final = "..."
WIDEST_GAP: Final = 3
MOST_PHRASES: Final = 400

_ELEMENT: Final = re.compile(r"\[[^\[\]]+\]|\S+")
_IN_GAP: Final = {"IS_PUNCT": False, "IS_SPACE": False, "OP": "?"}


class CannotExpand(ValueError):
    """A line whose words cannot be written out; the message says why and how to mend it."""


def phrases(pattern: "Pattern") -> tuple[Phrase, ...]:
    """Every phrase that a line stands for, the one that it is written as first.

    Raises:
        CannotExpand: it stands for too many, or a word of `forms` is not in it or does not inflect.
    """
    words = pattern.pattern
    return _written_out(words, asked(pattern)) if isinstance(words, str) and is_expanded(pattern) else (words,)


def plain_rows(pattern: "Pattern") -> Iterator[dict[str, Any]]:
    """A row for each phrase of a line, in the form of spaCy's entity ruler."""
    for phrase in phrases(pattern):
        written = phrase if isinstance(phrase, str) else list(phrase)
        yield {"label": pattern.label, "pattern": written, "id": pattern.id, **pattern.acting}


def is_expanded(pattern: "Pattern") -> bool:
    """Whether a line stands for more than the words that it is written as."""
    words = pattern.pattern
    return isinstance(words, str) and bool(pattern.forms or "|" in words or "[" in words or GAP in words)


def asked(pattern: "Pattern") -> Asked:
    """The words that the line says inflect."""
    forms = pattern.forms
    if isinstance(forms, bool):
        return forms
    return tuple(forms.items()) if isinstance(forms, dict) else tuple((word, None) for word in forms)


def inflecting_words(pattern: "Pattern") -> Iterator[str]:
    """The words of a line that a dictionary of forms is asked for, in small letters."""
    if pattern.forms and isinstance(pattern.pattern, str):
        named = asked(pattern)
        asked_for = words_of(pattern.pattern if isinstance(named, bool) else " ".join(word for word, _ in named))
        yield from (word.lower() for word in asked_for if word != GAP)


def words_of(phrase: str) -> list[str]:
    """The words of a phrase, each alternative for itself."""
    return [word for element in _ELEMENT.findall(phrase) for word in element.strip("[]").replace("|", " ").split()]


@lru_cache(maxsize=50_000)
def _written_out(phrase: str, forms: Asked) -> tuple[Phrase, ...]:
    named = {} if isinstance(forms, bool) else dict(forms)
    if absent := named.keys() - set(words_of(phrase)) - set(_ELEMENT.findall(phrase)):
        raise CannotExpand(f"the word {min(absent)!r} of 'forms' is not in the pattern; write it as it stands there")

    def inflections(word: str, element: str) -> tuple[str, ...]:
        if word == GAP or (forms is not True and word not in named and element not in named):
            return (word,)
        if part := named.get(word) or named.get(element):
            return inflected(word.lower(), part)
        by_part = forms_of(word.lower())
        if named and not by_part:
            raise CannotExpand(
                f"{word!r} of 'forms' is not the base form of a word that inflects; "
                f'write the base form, or its part of speech: {{"{word}": "noun"}} ({", ".join(PARTS)})'
            )
        return (word, *(form for forms in by_part.values() for form in forms))

    choices: list[list[str]] = []
    for element in _ELEMENT.findall(phrase):
        if "" in element.strip("[]").split("|"):
            raise CannotExpand(f"{element!r} lacks a word beside '|'; write it, or [word] for one that may be left out")
        found = {
            " ".join(words): None
            for alternative in element.strip("[]").split("|")
            for words in product(*(inflections(word, element) for word in alternative.split()))
        }
        choices.append([*found, ""] if element.startswith("[") else list(found))
    if (count := prod(map(len, choices))) > MOST_PHRASES:
        raise CannotExpand(f"it stands for {count} phrases, more than {MOST_PHRASES}; name fewer words in 'forms'")
    if GAP in phrase:
        return tuple(tuple(chain(*tokens)) for tokens in product(*map(_as_tokens, choices)))
    return tuple(dict.fromkeys(" ".join(filter(None, words)) for words in product(*choices)))


def _as_tokens(choice: list[str]) -> list[list[dict[str, Any]]]:
    """What may stand for one element of a phrase with a gap, as tokens: single words are one token of several."""
    if choice == [GAP]:
        return [[_IN_GAP] * WIDEST_GAP]
    single = [word.lower() for word in choice if word and " " not in word]
    found = [[{"NORM": word.lower()} for word in words.split()] for words in choice if " " in words]
    if single:
        token: dict[str, Any] = {"NORM": {"IN": single} if len(single) > 1 else single[0]}
        found.insert(0, [{**token, "OP": "?"} if "" in choice else token])
    elif "" in choice:
        found.append([])
    return found
