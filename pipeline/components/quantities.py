"""Finds the numbers of a sentence, in digits and in words, and tells shares and totals from counts."""

import re
from typing import Final, NamedTuple

from pipeline.components.ruler import Tag

_PERCENT: Final = re.compile(r"(\d{1,3}(?:\.\d+)?)\s?(?:%|per\s?cent\b)", re.I)
_WORD_PERCENT: Final = re.compile(r"\s+(?:per\s?cent)\b", re.I)
_DIGITS: Final = re.compile(
    r"(?<![\d/.,\u00a3-])\b(\d{1,3})\b"
    # no part of a larger number, share, ordinal, amount, time or date
    r"(?![\d/]|,\d|\.\d|\s?(?:%|per\s?cent|st\b|nd\b|rd\b|th\b|million|weeks?|months?|years?|days?"
    r"|January|February|March|April|May|June|July|August|September|October|November|December))"
)
_OUT_OF: Final = re.compile(
    r"\s+(?:(?:[\w\u2019'-]+\s+){0,3}out\s+of|in|of)\s+(?:every\s+|the\s+|its\s+|all\s+|those\s+)*(?:[\w\u2019'-]+\s+)?$",
    re.I,
)
_ONE_IN: Final = re.compile(r"\s+[\w\u2019'-]+\s+in\s+(?:every\s+)?$")
""" "one council in four"."""

_TIME: Final = re.compile(
    r"[\s-]+(?:consecutive\s+|more\s+)?(?:days?|weeks?|months?|years?|decades?|times|hours?|per cent of children)\b"
)

_FRACTION: Final = re.compile(r"[\s-](?:thirds?|quarters?|fifths|sixths|eighths|tenths)\b")
""" "two-thirds", where no pattern gives its percentage."""


class Quantity(NamedTuple):
    """A number in a sentence; `share` where it is a percentage, `of` where the number of all stands beside it.

    `until` is where the words for both end.
    """

    start: int
    end: int
    value: float
    share: bool
    of: int | None
    until: int


def quantities(text: str, start: int, end: int, near: list[Tag]) -> list[Quantity]:
    """The numbers of a sentence in its order; hedged fractions ("nearly half") are left out."""
    loose = {tag.end for tag in near if tag.label == "LOOSE"}
    found: list[Quantity] = []
    for match in _PERCENT.finditer(text, start, end):
        if not _hedged(text, match.start(), loose):
            found.append(Quantity(match.start(), match.end(), float(match[1]), True, None, match.end()))
    whole = [
        Quantity(match.start(), match.end(), float(match[1]), False, None, match.end())
        for match in _DIGITS.finditer(text, start, end)
    ]
    for tag in near:
        if tag.label == "FRACTION" and not _hedged(text, tag.start, loose):
            found.append(Quantity(tag.start, tag.end, float(tag.code), True, None, tag.end))
        elif tag.label == "NUMBER":
            if _TIME.match(text, tag.end, end) or _FRACTION.match(text, tag.end, end):
                continue
            if share := _WORD_PERCENT.match(text, tag.end, end):
                found.append(Quantity(tag.start, share.end(), float(tag.code), True, None, share.end()))
            else:
                whole.append(Quantity(tag.start, tag.end, float(tag.code), False, None, tag.end))
    taken = [(quantity.start, quantity.end) for quantity in found]
    whole = [quantity for quantity in whole if not any(a < quantity.end and quantity.start < b for a, b in taken)]
    return _with_totals(text, sorted(found + whole))


def _hedged(text: str, start: int, loose: set[int]) -> bool:
    return any(0 <= start - end <= 1 or (start - end < 6 and text[end:start].strip() in ("a", "the")) for end in loose)


def _with_totals(text: str, whole: list[Quantity]) -> list[Quantity]:
    """ "3 out of 4", "none of the six" as one quantity; the total stays beside it, for it may be a tally of its own."""
    joined: list[Quantity] = []
    for quantity, following in zip(whole, [*whole[1:], None], strict=False):
        between = text[quantity.end : following.start] if following is not None else ""
        is_one = following is not None and quantity.value == 1
        if (
            following is not None
            and not following.share
            and (_OUT_OF.fullmatch(between) or (is_one and _ONE_IN.fullmatch(between)))
        ):
            quantity = quantity._replace(of=int(following.value), until=following.end)
        joined.append(quantity)
    return joined
