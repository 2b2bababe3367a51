"""Finds pattern lines that get in each other's way: two for the same words, and one that another always beats."""

from collections.abc import Iterable, Iterator
from itertools import product
from typing import Final

from spacy.language import Language

from pipeline.components.ruler import PhraseRuler, spellings
from pipeline.components.tokens import fold
from pipeline.expansion import Phrase, is_expanded, phrases
from pipeline.patterns import Fault, Pattern
from pipeline.workbench.token_patterns import values

FILLER: Final = "zq"
"""A word that no pattern asks for."""

MOST_SAMPLES: Final = 24


def layer_names(layers: Iterable[Iterable[str]]) -> dict[str, str]:
    """The layer of each label that competes with others; any other label is a layer of its own."""
    return {label: " ".join(layer) for layer in layers for label in layer}


def same_words(patterns: list[Pattern], nlp: Language, layers: dict[str, str]) -> Iterator[Fault]:
    """A fault for each phrase that, once folded, an earlier line of its layer already holds."""
    first: dict[tuple[str, tuple[str, ...]], Pattern] = {}
    for pattern in patterns:
        layer = layers.get(pattern.label, pattern.label)
        written = [one for phrase in phrases(pattern) if isinstance(phrase, str) for one in spellings(phrase)]
        for spelling in written:
            key = layer, tuple(token.norm_ for token in nlp.make_doc(spelling))
            earlier = first.setdefault(key, pattern)
            if earlier is not pattern:
                yield _twice(pattern, earlier, spelling)
                break


def equal_token_patterns(patterns: list[Pattern], layers: dict[str, str]) -> Iterator[Fault]:
    """A fault for each token pattern that an earlier line of its layer already holds."""
    first: dict[tuple[str, str], Pattern] = {}
    for pattern in patterns:
        if isinstance(pattern.pattern, str):
            continue
        canonical = [sorted((key.upper(), str(value)) for key, value in token.items()) for token in pattern.pattern]
        earlier = first.setdefault((layers.get(pattern.label, pattern.label), str(canonical)), pattern)
        if earlier is not pattern:
            yield _twice(pattern, earlier, str(list(pattern.pattern)))


def beaten(patterns: list[Pattern], ruler: PhraseRuler, layers: dict[str, str]) -> Iterator[Fault]:
    """A fault for each line that never wins its own words against a line of its layer.

    Only token patterns can beat a phrase on its own words, or be beaten: each is tried on texts made from it.
    """
    token_patterns = [pattern for pattern in patterns if not isinstance(pattern.pattern, str)]
    if not token_patterns:
        return
    contested = {layers.get(pattern.label, pattern.label) for pattern in token_patterns}
    order = {pattern.id: number for number, pattern in enumerate(patterns)}
    told: set[frozenset[str]] = set()
    for pattern in patterns:
        if layers.get(pattern.label, pattern.label) not in contested:
            continue
        losses = [_loss(pattern, text, ruler) for text in texts_of(pattern)]
        winners = [loss for loss in losses if loss is not None]
        if not losses or len(winners) < len(losses):
            continue
        winner, text, same_span = winners[0]
        pair = frozenset((pattern.id, winner.id))
        if pair in told:
            continue
        told.add(pair)
        if not same_span:
            yield _shadowed(pattern, winner, text)
        else:
            earlier, later = sorted((pattern, winner), key=lambda one: order[one.id])
            yield _same_span(later, earlier, text)


def texts_of(pattern: Pattern) -> list[str]:
    """Texts that a pattern should match whole: its phrases, or the words of a token pattern put together."""
    return [text for phrase in phrases(pattern) for text in _texts_of(phrase)][:MOST_SAMPLES]


def _texts_of(phrase: Phrase) -> list[str]:
    if isinstance(phrase, str):
        return [phrase]
    choices: list[list[str]] = []
    for token in phrase:
        named = [word for _, word in values(token)]
        operator = str(token.get("OP", "1"))
        if operator == "!":
            return []
        optional = [""] if operator in ("?", "*") or operator.startswith(("{0", "{,")) else []
        choices.append([*(named[:4] or [FILLER]), *optional])
    made = (" ".join(word for word in words if word) for words in product(*choices))
    return [text for text, _ in zip(made, range(MOST_SAMPLES), strict=False) if text]


def _loss(pattern: Pattern, text: str, ruler: PhraseRuler) -> tuple[Pattern, str, bool] | None:
    """Who wins the words of a text instead of the pattern that it was made from, None where the pattern does."""
    doc = ruler.nlp.make_doc(f"{FILLER} {text} {FILLER}")
    found = list(ruler.matches(doc))
    own = next(((start, end, layer) for start, end, layer, one in found if one.id == pattern.id), None)
    if own is None:
        return None
    start, end, layer = own
    rivals = [
        (past - first, one)
        for first, past, of, one in found
        if of == layer and one.id != pattern.id and first <= start and end <= past
    ]
    if not rivals:
        return None
    length, winner = max(rivals, key=lambda rival: rival[0])
    return winner, text, length == end - start


def _twice(pattern: Pattern, earlier: Pattern, words: str) -> Fault:
    if (pattern.label, pattern.code) != (earlier.label, earlier.code):
        return _same_span(pattern, earlier, words)
    if not isinstance(pattern.pattern, str) or not isinstance(earlier.pattern, str):
        kind, why = "duplicate_pattern", "the same pattern"
    elif is_expanded(pattern) or is_expanded(earlier):
        kind, why = "equivalent_pattern", f"{earlier.id!r} stands for these words too"
    elif pattern.pattern.split() == earlier.pattern.split():
        kind, why = "duplicate_pattern", f"the same phrase as {earlier.id!r}"
    elif fold(pattern.pattern) == fold(earlier.pattern) or _letters(pattern.pattern) == _letters(earlier.pattern):
        kind = "needless_variant"
        why = f"differs from {earlier.pattern!r} only in spelling that is folded before matching"
    else:
        kind, why = "equivalent_pattern", f"matches the same words as {earlier.pattern!r}"
    return pattern.fault(kind, f"{words}: {why} ({earlier.place}); keep the words in one of the two lines")


def _same_span(pattern: Pattern, other: Pattern, text: str) -> Fault:
    return pattern.fault(
        "same_span",
        f"{text!r} is tagged by {other.id!r} ({other.label}, {other.place}) as well; keep one of the two",
    )


def _shadowed(pattern: Pattern, winner: Pattern, text: str) -> Fault:
    return pattern.fault(
        "shadowed",
        f"never wins: {winner.id!r} ({winner.place}) takes {text!r} with more words; "
        "delete this line or narrow that one",
    )


def _letters(phrase: str) -> str:
    return "".join(sign for sign in fold(phrase.replace("&", " and ")) if sign.isalnum())
