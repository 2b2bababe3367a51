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
        own.append(_score((ALWAYS, *features(one, letters)), one.place.side))
        certain.append(one.is_certain)
    beside = [_score(names, place.side) for names, place in zip(surroundings(places), places, strict=True)]
    scores = _pairs(own) + _pairs(beside) + _spelt(doc, tokens)
    for point, is_certain, (strength, concern) in zip(points, certain, scores.tolist(), strict=True):
        if is_certain:
            yield point
        elif max(strength, concern) > 0:
            yield point._replace(polarity="strength" if strength > concern else "concern")


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


def features(one: Candidate, letters: str) -> Iterator[str]:
    """The names of what speaks for or against a candidate, besides its words and what stands around it.

    letters: the word classes of the Doc, one a token.
    """
    run, clause, last = one.run, one.run[0].clause, one.run[-1].clause
    yield from {outcome.what for weighed in run for outcome in weighed.outcomes}
    yield f"balance {max(-MOST, min(MOST, round(sum([weighed.balance for weighed in run]))))}"
    yield f"first {clause.kind} {run[0].sign}"
    yield f"verb {letters[clause.verb_start] if clause.verb_start >= 0 else 'none'}"
    if NUMBER in letters[clause.token_start : last.token_end]:
        yield "number"
    for tag in one.joins:
        if tag.start < last.end:
            yield f"{tag.code} {'inside' if tag.start >= clause.start else 'before'}"


def tokens_of(one: Candidate) -> tuple[int, int]:
    """The tokens of a candidate, half open."""
    return one.run[0].clause.token_start, one.run[-1].clause.token_end


def surroundings(places: Sequence[Place]) -> Iterator[tuple[str, str, str]]:
    """What is said around each candidate: the share of concerns, and what stands right before and right behind it."""
    concerns = [0, *accumulate(one.side == "concern" for one in places)]
    for number, one in enumerate(places):
        first, past = max(0, number - AROUND), min(len(places), number + AROUND + 1)
        near, others = concerns[past] - concerns[first] - (one.side == "concern"), past - first - 1
        yield (
            f"near {round(SHARES * near / others) if others >= AROUND else 'none'}",
            f"before {_beside(one, places[number - 1]) if number else 'none'}",
            f"behind {_beside(one, places[number + 1]) if number + 1 < len(places) else 'none'}",
        )


def _beside(one: Place, other: Place) -> str:
    """What a sentence beside a candidate's, or the rest of its own, comes to in its block."""
    distance = abs(other.sentence - one.sentence)
    return "none" if other.block != one.block or distance > 1 else f"{other.side} {distance}"


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
    known, weighing = _of_words()
    norms = norms_of(doc)
    places = known.searchsorted(norms)
    places[places == len(known)] = 0
    told = np.zeros((len(norms) + 1, len(SIDES)))
    (weighing[places] * (known[places] == norms)[:, None]).cumsum(axis=0, out=told[1:])
    firsts, pasts = np.array(spans, np.int64).reshape(-1, 2).T
    own: NDArray[np.float64] = told[pasts] - told[firsts]
    return own


@cache
def _of_words() -> tuple[NDArray[np.uint64], NDArray[np.float64]]:
    """The words with weights, by the hashes of their norms, in order, and what each says for either side."""
    spelt = [(name.removeprefix(WORD), row) for name, row in weights(REPORT_FILE).items() if name.startswith(WORD)]
    known, rows = zip(*sorted((get_string_id(word), row) for word, row in spelt), strict=True)
    return np.array(known, np.uint64), WORD_VALUE * np.array(rows)
