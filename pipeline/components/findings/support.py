"""Which stretches of the inspectors' own text are the points that their cues make of them.

What speaks for a stretch are features: what its cues came to, how its clauses stand, its words, and what is said around
it. What they weigh is learned from stretches that readers have judged (`make weights`).
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import accumulate
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from spacy.strings import get_string_id
from spacy.tokens import Doc

from pipeline.components.evidence import Features, Weighed
from pipeline.components.findings.points import Point, points_of
from pipeline.components.ruler import Tag
from pipeline.components.text import norms_of
from pipeline.components.weights import ALWAYS, REPORT_FILE, Weights, weights
from pipeline.components.word_classes import NAMES
from pipeline.vocabulary import Polarity

SIDES: Final[tuple[Polarity, Polarity]] = ("strength", "concern")
"""The columns of the weights."""

UNDECIDED: Final[Polarity] = "strength"
"""What a candidate is called until its side is known."""

SIGNS: Final[dict[Polarity | None, str]] = {"strength": "+", "concern": "-", None: "0"}
"""Behind a feature's name, the side that a candidate's cues come to."""

WORD: Final = "word "
"""What features begin with that are words."""

WORD_VALUE: Final = 0.5
"""What a word counts for, each time that it occurs: many together must not outweigh the rest."""

BITS: Final = 64
FEWEST_BITS: Final = 20
"""Bits of a hash, and of them the fewest that tell a few thousand words apart."""

NO_WORD: Final = 0
"""The place of all words that have no weights."""

NUMBER: Final = NAMES["NUMBER"]

MOST: Final = 8
"""Balance from which on all are alike."""

AROUND: Final = 10
"""Candidates on either side that say whether a text praises or criticises there; of fewer in all none say it."""

SHARES: Final = 4
"""Steps in which the share of concerns among them is told."""


class Place(NamedTuple):
    """What the candidates around one see of it.

    side: what its cues come to, None for nothing. sentence: its number. block: the number of its block's first one.
    """

    side: Polarity | None
    sentence: int
    block: int


class Candidate(NamedTuple):
    """Clauses of a sentence that may make a point.

    joins: the connectives of the sentence. is_certain: its place alone makes it a point of its side.
    """

    run: Sequence[Weighed]
    joins: Sequence[Tag]
    place: Place
    is_certain: bool


def supported(doc: Doc, candidates: Iterable[Candidate]) -> Iterator[Point]:
    """The points that are likelier there than not, of all candidates of a text, each on its likelier side."""
    letters = doc._.ofsight_letters
    points: list[Point] = []
    places: list[Place] = []
    tokens: list[tuple[int, int]] = []
    own: list[tuple[float, float]] = []
    certain: list[bool] = []
    for one in candidates:  # none is kept, for the garbage collector would go through its clauses again and again
        points += points_of(one.run, one.place.side or UNDECIDED, () if one.place.side else one.joins)
        places.append(one.place)
        tokens.append(tokens_of(one))
        own.append((0.0, 0.0) if one.is_certain else _score((ALWAYS, *features(one, letters)), one.place.side))
        certain.append(one.is_certain)
    beside = [_score(names, place.side) for names, place in zip(surroundings(places), places, strict=True)]
    scores = _pairs(own) + _pairs(beside) + _spelt(doc, tokens)
    for point, is_certain, (strength, concern) in zip(points, certain, scores.tolist(), strict=True):
        if is_certain:
            yield point
        elif max(strength, concern) > 0:
            side: Polarity = "strength" if strength > concern else "concern"
            yield point if point.polarity == side else point._replace(polarity=side)


def named(doc: Doc, candidates: Sequence[Candidate]) -> Iterator[Features]:
    """All features of each candidate of a text with their values, to learn from and to explain; of certain ones none.

    Each name is also given with the side that the cues come to behind it, for what speaks otherwise there. What they
    come to by the weights is what `supported` decides by.
    """
    around = surroundings([one.place for one in candidates])
    for one, beside in zip(candidates, around, strict=True):
        found: Features = {}
        if not one.is_certain:
            names, sign = (ALWAYS, *features(one, doc._.ofsight_letters), *beside), SIGNS[one.place.side]
            found = dict.fromkeys((*names[1:], *(name + sign for name in names)), 1.0)
            for token in doc[slice(*tokens_of(one))]:
                found[WORD + token.norm_] = found.get(WORD + token.norm_, 0.0) + WORD_VALUE
        yield found


def features(one: Candidate, letters: str) -> list[str]:
    """The names of what speaks for or against a candidate, besides its words and what stands around it.

    letters: the word classes of the Doc, one a token.
    """
    run, clause, last = one.run, one.run[0].clause, one.run[-1].clause
    found = [*{outcome.what for weighed in run for outcome in weighed.outcomes}]
    found.append(f"balance {max(-MOST, min(MOST, round(sum([weighed.balance for weighed in run]))))}")
    found.append(f"first {clause.kind} {run[0].sign}")
    found.append(f"verb {letters[clause.verb_start] if clause.verb_start >= 0 else 'none'}")
    if NUMBER in letters[clause.token_start : last.token_end]:
        found.append("number")
    for tag in one.joins:
        if tag.start < last.end:
            found.append(f"{tag.code} {'inside' if tag.start >= clause.start else 'before'}")
    return found


def tokens_of(one: Candidate) -> tuple[int, int]:
    """The tokens of a candidate, half open."""
    return one.run[0].clause.token_start, one.run[-1].clause.token_end


def surroundings(places: Sequence[Place]) -> Iterator[tuple[str, str, str]]:
    """What is said around each candidate: the share of concerns, and what stands right before and right behind it."""
    concerns = [0, *accumulate(one.side == "concern" for one in places)]
    for number, one in enumerate(places):
        first, past = max(0, number - AROUND), min(len(places), number + AROUND + 1)
        near, others = concerns[past] - concerns[first] - (one.side == "concern"), past - first - 1
        before, behind = places[max(0, number - 1)], places[min(len(places) - 1, number + 1)]
        yield (
            f"near {round(SHARES * near / others) if others >= AROUND else 'none'}",
            _beside("before", one, before),
            _beside("behind", one, behind),
        )


def _beside(where: str, one: Place, other: Place) -> str:
    """What a sentence beside a candidate's, or the rest of its own, comes to in its block."""
    distance = abs(other.sentence - one.sentence)
    if other is one or other.block != one.block or distance > 1:
        return f"{where} none"
    return f"{where} {other.side} {distance}"


def _score(names: Iterable[str], side: Polarity | None) -> tuple[float, float]:
    """What names say for a strength and for a concern, of a candidate whose cues come to a side."""
    known = _of_side(side)
    strength = concern = 0.0
    for name in names:
        if (row := known.get(name)) is not None:
            strength += row[0]
            concern += row[1]
    return strength, concern


@cache
def _of_side(side: Polarity | None) -> Weights:
    """What names weigh on a side: by themselves and with its sign behind them."""
    table, sign = weights(REPORT_FILE), SIGNS[side]
    names = {name.removesuffix(sign) for name in table if not name.startswith(WORD)}
    nothing = (0.0, 0.0)
    return {
        name: (one[0] + other[0], one[1] + other[1])
        for name in names
        for one, other in [(table.get(name, nothing), table.get(name + sign, nothing))]
    }


def _pairs(rows: Sequence[tuple[float, float]]) -> NDArray[np.float64]:
    return np.array(rows, np.float64).reshape(-1, len(SIDES))


def _spelt(doc: Doc, spans: Sequence[tuple[int, int]]) -> NDArray[np.float64]:
    """What the words of each span of tokens say for a strength and for a concern."""
    slots, shift, known, weighing = _of_words()
    norms = norms_of(doc)
    places = slots[_slots(norms, shift, len(slots))]
    places[known[places] != norms] = NO_WORD
    told = np.zeros((len(SIDES), len(norms) + 1))
    weighing[:, places].cumsum(axis=1, out=told[:, 1:])
    firsts, pasts = np.array(spans, np.int64).reshape(-1, 2).T
    own: NDArray[np.float64] = told[:, pasts] - told[:, firsts]
    return own.T


def _slots(norms: NDArray[np.uint64], shift: int, count: int) -> NDArray[np.uint64]:
    """The number of each hash's slot, some of its bits; count: how many there are, a power of two."""
    return (norms >> np.uint64(shift)) & np.uint64(count - 1)


@cache
def _of_words() -> tuple[NDArray[np.int16], int, NDArray[np.uint64], NDArray[np.float64]]:
    """The words with weights, by the hashes of their norms, and what each says for either side, one a column.

    In front of them stands what a word without weights says: nothing. The place of a word stands in its slot, of which
    there are as many as it takes that no two words share one.
    """
    table = [(name.removeprefix(WORD), row) for name, row in weights(REPORT_FILE).items() if name.startswith(WORD)]
    known = np.array([0, *(get_string_id(word) for word, _ in table)], np.uint64)
    count, shift = next(
        (1 << bits, shift)
        for bits in range(FEWEST_BITS, BITS)
        for shift in range(BITS - bits)
        if len(np.unique(_slots(known, shift, 1 << bits))) == len(known)
    )
    slots = np.zeros(count, np.int16)
    slots[_slots(known, shift, count)] = np.arange(len(known))
    return slots, shift, known, WORD_VALUE * np.array([(0.0, 0.0), *(row for _, row in table)]).T
