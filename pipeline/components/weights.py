"""The weights of the features: a log-linear model with the classes "strength", "concern" and neither.

They stand in `weights.csv`, one feature a line, learned by `make weights` from gold. The score of a class is the sum of
its features' weights; neither has the score 0.
"""

import csv
import math
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from pipeline.vocabulary import Polarity

FILE: Final = Path(__file__).with_name("weights.csv")

ALWAYS: Final = "always"
"""The feature that every clause has."""


class Judged(NamedTuple):
    """How likely a clause is to be a strength and to be a concern; what is left is neither."""

    strength: float
    concern: float

    @property
    def polarity(self) -> Polarity | None:
        neither = 1.0 - self.strength - self.concern
        if max(self.strength, self.concern) <= neither:
            return None
        return "strength" if self.strength > self.concern else "concern"


@cache
def weights(file: Path = FILE) -> Mapping[str, tuple[float, float]]:
    """Each feature's weight for strength and for concern."""
    with file.open(encoding="utf-8", newline="") as lines:
        return {row[0]: (float(row[1]), float(row[2])) for row in list(csv.reader(lines))[1:]}


def judged(features: Mapping[str, float], table: Mapping[str, tuple[float, float]]) -> Judged:
    """What a clause with these features is, by the weights of a table."""
    strength, concern = table.get(ALWAYS, (0.0, 0.0))
    for name, value in features.items():
        if (weight := table.get(name)) is not None:
            strength += weight[0] * value
            concern += weight[1] * value
    most = max(strength, concern, 0.0)
    parts = [math.exp(score - most) for score in (strength, concern, 0.0)]
    return Judged(parts[0] / sum(parts), parts[1] / sum(parts))


def telling_features(
    features: Mapping[str, float], table: Mapping[str, tuple[float, float]], polarity: Polarity, most: int = 8
) -> list[tuple[str, float]]:
    """The features that speak most for or against a polarity, with what each adds to its score."""
    column = 0 if polarity == "strength" else 1
    found = [(name, table[name][column] * value) for name, value in features.items() if name in table]
    return sorted(found, key=lambda pair: -abs(pair[1]))[:most]
