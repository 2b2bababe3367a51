"""Finds quotes, words and sentences in a text, the way gold files are compared with records."""

import re
from bisect import bisect_left, bisect_right
from functools import lru_cache
from itertools import pairwise
from typing import Final

_STRAIGHT: Final = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-"})
_SENTENCE_BREAK: Final = re.compile(
    r"""
    (?<=[.!?]) ["'’”)]* \s+ (?= ["'‘“(]? [A-Z0-9])   # an end of sentence, then what may begin one
    | \n+                                            # or a line's end
    """,
    re.VERBOSE,
)


def locate(text: str, quote: str) -> tuple[int, int] | None:
    """Where a quote first stands in a text: (start, end) in code points, None where it does not.

    Case, white space and the shape of quotation marks and dashes make no difference.
    """
    wanted = r"\s+".join(map(re.escape, _plain(quote).split()))
    if not wanted:
        return None
    found = re.search(wanted, _plain(text))
    return found.span() if found else None


@lru_cache(maxsize=8)
def sentences(text: str) -> tuple[tuple[int, int], ...]:
    """The sentences of a text as scoring cuts them, blank ones left out."""
    cuts = [0, *(found.end() for found in _SENTENCE_BREAK.finditer(text)), len(text)]
    return tuple((start, end) for start, end in pairwise(cuts) if text[start:end].strip())


class Words:
    """The words of a text; a span is seen as the range of words that it touches."""

    def __init__(self, text: str) -> None:
        spans = [found.span() for found in re.finditer(r"\w+", text)]
        self._starts = [start for start, _ in spans]
        self._ends = [end for _, end in spans]

    def within(self, start: int, end: int) -> range:
        """The numbers of the words that the code points [start, end) touch."""
        first = bisect_right(self._ends, start)
        return range(first, max(first, bisect_left(self._starts, end)))


def shared(one: range, other: range) -> int:
    """How many words two ranges have in common."""
    return max(0, min(one.stop, other.stop) - max(one.start, other.start))


def _plain(text: str) -> str:
    """The text with one shape of quotation mark and dash and in lower case, every code point in its place."""
    straight = text.translate(_STRAIGHT)
    lower = straight.lower()
    return lower if len(lower) == len(straight) else "".join(one.lower()[0] for one in straight)
