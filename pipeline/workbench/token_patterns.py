"""Finds what is wrong in a token pattern: attributes and values with which it can never match a token of a text."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, Final

from pipeline.components.ruler import fixed_words
from pipeline.components.tokens import fold

Words = Callable[[str], list[str]]
"""Cuts a text into tokens."""

Complaint = tuple[str, str]
"""Kind and message of a fault."""

WORDS: Final = frozenset({"ORTH", "TEXT", "LOWER", "NORM", "SHAPE", "PREFIX", "SUFFIX"})
FLAGS: Final = frozenset(
    {
        "IS_ALPHA", "IS_ASCII", "IS_BRACKET", "IS_CURRENCY", "IS_DIGIT", "IS_LEFT_PUNCT", "IS_LOWER", "IS_OOV",
        "IS_PUNCT", "IS_QUOTE", "IS_RIGHT_PUNCT", "IS_SPACE", "IS_STOP", "IS_TITLE", "IS_UPPER", "LIKE_EMAIL",
        "LIKE_NUM", "LIKE_URL", "SPACY",
    }
)  # fmt: skip
NEED_A_MODEL: Final = frozenset(
    {
        "LEMMA", "POS", "TAG", "DEP", "MORPH", "ENT_TYPE", "ENT_ID", "ENT_IOB", "ENT_KB_ID", "SENT_START",
        "IS_SENT_START",
    }
)  # fmt: skip
"""Attributes that only a model or a later component sets: empty when the rules run."""

OPERATORS: Final = frozenset({"!", "?", "+", "*", "1"})
LISTS: Final = frozenset({"IN", "NOT_IN", "IS_SUBSET", "IS_SUPERSET", "INTERSECTS"})
COMPARISONS: Final = frozenset({"==", "!=", ">=", "<=", ">", "<"})
_FUZZY: Final = re.compile(r"FUZZY[1-9]?")
_COUNTS: Final = re.compile(r"\{\d+(?:,\d*)?\}|\{,\d+\}")


def complaints(pattern: tuple[dict[str, Any], ...], words: Words) -> list[Complaint]:
    """Every fault of a token pattern as (kind, message)."""
    found = [complaint for token in pattern for complaint in _of_token(token, words)]
    if found:
        return found
    if all(_may_be_absent(token) for token in pattern):
        return [("matches_nothing", "each of its tokens may be absent; let one of them stand without OP")]
    try:
        fixed_words(pattern)
    except ValueError as error:
        return [("no_fixed_word", str(error))]
    return []


def shown_value(value: Any) -> str:
    """What a token's attribute is asked to be, in one word: of a list "either|or"."""
    return "|".join(value["IN"]) if isinstance(value, dict) and value.keys() == {"IN"} else str(value)


def values(token: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The words that a token description asks for: (attribute, word), those of a list each."""
    for attribute, value in _upper(token).items():
        if attribute not in WORDS:
            continue
        if isinstance(value, str):
            yield attribute, value
        elif isinstance(value, dict):
            for operator, operand in value.items():
                if operator == "IN" and isinstance(operand, list):
                    yield from ((attribute, word) for word in operand if isinstance(word, str))


def _upper(token: dict[str, Any]) -> dict[str, Any]:
    return {key.upper(): value for key, value in token.items()}


def _of_token(token: dict[str, Any], words: Words) -> Iterator[Complaint]:
    for attribute, value in _upper(token).items():
        if attribute == "OP":
            yield from _of_operator(value)
        elif attribute in NEED_A_MODEL:
            why = "is never set here, for the rules run without a model; name the words with LOWER"
            yield "needs_model", f"{attribute} {why}"
        elif attribute in FLAGS:
            if not isinstance(value, bool):
                yield "wrong_value", f"{attribute} is true or false, not {value!r}"
        elif attribute == "LENGTH":
            yield from _of_length(value)
        elif attribute in WORDS:
            yield from _of_words(attribute, value, words)
        elif attribute != "_":
            yield "unknown_attribute", f"{attribute!r} is no attribute of a token; such are LOWER, ORTH, IS_PUNCT, OP"


def _of_operator(value: object) -> Iterator[Complaint]:
    if not isinstance(value, str) or not (value in OPERATORS or _COUNTS.fullmatch(value)):
        yield "bad_operator", f"OP {value!r} is unknown; write one of ! ? + * or {{2,3}}"
    elif value in ("{0}", "{0,0}", "{,0}"):
        yield "never_matches", f"OP {value!r} lets the token never stand; delete the token"


def _of_length(value: object) -> Iterator[Complaint]:
    comparisons = value if isinstance(value, dict) else {"==": value}
    if not all(key in COMPARISONS | LISTS for key in comparisons) or (not isinstance(value, int | dict)):
        yield "wrong_value", f'LENGTH is a number or a comparison such as {{">=": 3}}, not {value!r}'


def _of_words(attribute: str, value: object, words: Words) -> Iterator[Complaint]:
    if isinstance(value, str):
        yield from _of_word(attribute, value, words)
        return
    if not isinstance(value, dict) or not value:
        yield "wrong_value", f'{attribute} is a word or an object such as {{"IN": [...]}}, not {value!r}'
        return
    for operator, operand in value.items():
        if operator in LISTS:
            yield from _of_list(attribute, operator, operand, words)
        elif _FUZZY.fullmatch(operator):
            operands = next(iter(operand.values())) if isinstance(operand, dict) and operand else operand
            for one in operands if isinstance(operands, list) else [operands]:
                if isinstance(one, str):
                    yield from _of_word(attribute, one, words)
                else:
                    yield "wrong_value", f"{operator} needs a text, not {one!r}"
        else:
            yield "unknown_operator", f"{operator!r} is no operator; such are IN, NOT_IN, FUZZY"


def _of_list(attribute: str, operator: str, operand: object, words: Words) -> Iterator[Complaint]:
    if not isinstance(operand, list) or not all(isinstance(word, str) for word in operand):
        yield "wrong_value", f"{operator} needs a list of texts, not {operand!r}"
        return
    if operator == "IN" and not operand:
        yield "never_matches", f"{attribute} IN an empty list never matches; write the words or delete the line"
    complaints = [complaint for word in operand for complaint in _of_word(attribute, word, words)]
    yield from complaints
    twice = next((word for word, count in Counter(map(fold, operand)).items() if count > 1), None)
    if not complaints and operator == "IN" and twice:
        same = "differ only in spelling that is folded before matching"
        yield "needless_variant", f'words of {attribute} IN {same}: {twice!r}; write {{"NORM": {twice!r}}} once'


def _of_word(attribute: str, word: str, words: Words) -> Iterator[Complaint]:
    if why := _why_never(attribute, word, words):
        yield "never_matches", f"{attribute} {word!r} never matches, for {why}"


def _why_never(attribute: str, word: str, words: Words) -> str:
    """Why no token has this word as an attribute, and how to mend it; "" where one may."""
    if not word.strip():
        return "it is empty; write a word or delete the token"
    if any(sign.isspace() for sign in word):
        parts = ", ".join(f'{{"{attribute}": "{part}"}}' for part in word.split())
        return f"no token holds a space; write a phrase, or {parts}"
    if attribute == "LOWER" and word != word.lower():
        return f"it is compared with small letters; write {word.lower()!r}"
    if attribute == "NORM" and word != fold(word):
        return f"spelling is folded first; write {fold(word)!r}"
    if attribute in ("ORTH", "TEXT", "LOWER", "NORM") and len(tokens := words(word)) > 1:
        return f"it is {len(tokens)} tokens ({' | '.join(tokens)}); write a phrase"
    if attribute in ("PREFIX", "SUFFIX") and len(word) not in ((1,) if attribute == "PREFIX" else (1, 2, 3)):
        return "it is compared with fewer letters"
    return ""


def _may_be_absent(token: dict[str, Any]) -> bool:
    operator = str(_upper(token).get("OP", "1"))
    return operator in ("?", "*", "!") or operator.startswith(("{0", "{,"))
