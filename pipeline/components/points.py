"""Reads out of a sentence the points that its words make: each a clause and its polarity."""

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from pipeline.components.clauses import Cut, cuts, opening_contrast
from pipeline.components.polarity import CUE_LABELS, SILENCE, SLIGHT_CLASSES, Weight, weigh, weighed_as
from pipeline.components.ruler import Tag
from pipeline.vocabulary import Polarity

SHORTEST: Final = 12
"""Code points below which a piece is no clause."""

CERTAIN: Final = 2.0
"""Weight from which on either side of an "and" may be a point of its own."""


_LEAD: Final = re.compile(r"[\s,;:–—•\"“”]*(?:(?:and|but|that|yet|so)\b[\s,]+)*")
_TAIL: Final = re.compile(r"[\s,;:–—\"“”][\s,;:–—\"“”]*$")  # faster to look for than one set with a "+"


class Claim(NamedTuple):
    """A stretch of text that states one point, and the cues that say of which polarity."""

    start: int
    end: int
    polarity: Polarity
    cues: tuple[Tag, ...]

    @property
    def is_weighty(self) -> bool:
        """Whether more than words of slight weight speak for it."""
        return any(tag.code not in SLIGHT_CLASSES for tag in self.cues)

    def without(self, cue: Tag) -> "Claim":
        """The same point without one of its cues."""
        return self._replace(cues=tuple(tag for tag in self.cues if tag is not cue))


class TagIndex:
    """Tags in the order of the text, sliced by offsets."""

    def __init__(self, tags: Sequence[Tag]) -> None:
        self._tags = tags
        self._starts = [tag.start for tag in tags]

    def between(self, start: int, end: int) -> Sequence[Tag]:
        """The tags that start in [start, end)."""
        return self._tags[bisect_left(self._starts, start) : bisect_left(self._starts, end)]


class Piece(NamedTuple):
    start: int
    end: int
    weight: Weight


Weigher = Callable[[int, int], Piece]


class Sayings:
    """A text with its evaluative cues and its contrasts, from which the points of any stretch can be read."""

    def __init__(self, text: str, tags: Sequence[Tag]) -> None:
        graded = {token for tag in tags if tag.label == "GRADE" for token in range(tag.token_start, tag.token_end)}
        cues: list[Tag] = []
        contrasts: list[Tag] = []
        verbs: list[Tag] = []
        for tag in tags:
            if tag.label in CUE_LABELS:
                if tag.token_start not in graded:
                    cues.append(weighed_as(tag))
            elif tag.label == "CONTRAST":
                contrasts.append(tag)
            elif tag.label == "PREDICATE":
                verbs.append(tag)
        self.text = text
        self.cues = TagIndex(cues)
        self._contrasts = TagIndex(contrasts)
        self._verbs = TagIndex(verbs)

    def points(self, start: int, end: int) -> list[Claim]:
        """The points that [start, end), at most a sentence, makes by its own words."""
        found: list[Claim] = []
        for first, past, weight in self.pieces(start, end):
            polarity = polarity_of(weight)
            first, past = trimmed(self.text, first, past)
            if polarity is not None and past - first >= SHORTEST:
                found.append(Claim(first, past, polarity, weight.cues))
        return found

    def pieces(self, start: int, end: int) -> list[Piece]:
        """[start, end) cut where praise and criticism part, each piece weighed; neutral asides are pieces too."""
        inside = self.cues.between(start, end)
        if not inside:
            return [Piece(start, end, SILENCE)]
        contrasts = self._contrasts.between(start, end)
        whole = weigh(self.text, inside, start, end)
        if not contrasts and not whole.concern:
            return [Piece(start, end, whole)]
        cues = TagIndex(inside)

        def piece(first: int, past: int) -> Piece:
            return Piece(first, past, weigh(self.text, cues.between(first, past), first, past))

        possible = cuts(self.text, contrasts, self._verbs.between(start, end), start, end)
        opening = opening_contrast(self.text, contrasts, start)
        if opening is None:
            return _parted(piece, possible, start, end)
        begin = opening.end
        while begin < end and self.text[begin] in " ,":
            begin += 1
        turn = None
        if opening.code == "concede":
            turn = _turn(piece, [cut for cut in possible if cut.concession], begin, end)
        possible = [cut for cut in possible if not cut.concession]
        if turn is None:
            return _parted(piece, possible, begin, end)
        return [piece(begin, turn.left), *_parted(piece, possible, turn.right, end)]


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The clause without the joints, bullets and marks around it; a full stop stays."""
    lead = _LEAD.match(text, start, end)
    tail = _TAIL.search(text, start, end)
    return lead.end() if lead else start, tail.start() if tail else end


def polarity_of(weight: Weight) -> Polarity | None:
    """The side that a stretch comes down on, None where it is silent, balanced or mostly neutral."""
    if abs(weight.balance) <= weight.neutral:
        return None
    return "strength" if weight.balance > 0 else "concern"


def _parted(piece: Weigher, possible: Sequence[Cut], start: int, end: int) -> list[Piece]:
    """The pieces of [start, end): neighbours that no cut has to part are one."""
    pieces: list[Piece] = []
    held: Piece | None = None
    current, firm = start, True
    for cut in [*possible, Cut(end, end, True)]:
        if cut.left <= current:
            continue
        fresh = piece(current, cut.left)
        if held is None:
            held = fresh
        else:
            whole = piece(held.start, cut.left)
            if _apart(held.weight, fresh.weight, whole.weight, firm):
                pieces.append(held)
                held = fresh
            else:
                held = whole
        current, firm = cut.right, cut.firm
    return pieces if held is None else [*pieces, held]


def _apart(left: Weight, right: Weight, whole: Weight, firm: bool) -> bool:
    first, second = polarity_of(left), polarity_of(right)
    if first is None or second is None:
        return firm and first is not second
    if first == second or firm:
        return first != second
    silenced = second == "strength" and whole.strength <= left.strength
    return not silenced and min(abs(left.balance), abs(right.balance)) >= CERTAIN


def _turn(piece: Weigher, commas: Sequence[Cut], start: int, end: int) -> Cut | None:
    """The comma at which a sentence that opens with a concession turns to its main clause."""
    best: tuple[float, Cut] | None = None
    for cut in commas:
        left, right = piece(start, cut.left).weight.balance, piece(cut.right, end).weight.balance
        if left * right < 0 and (best is None or abs(left) + abs(right) >= best[0]):
            best = abs(left) + abs(right), cut
    if best is not None:
        return best[1]
    return commas[0] if commas and polarity_of(piece(start, commas[0].left).weight) is None else None
