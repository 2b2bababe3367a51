"""The weights of features: log-linear models of a clause's polarity ("strength", "concern") and of a finding's area.

They stand in `weights.csv`, `around_weights.csv`, `report_weights.csv` and `area_weights.csv`, one feature a line,
learned by `make weights` from gold. The score of a class is the sum of its features' weights; being of none of the
classes has the score 0.
"""

import csv
import math
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from pipeline.vocabulary import Polarity

Weights = Mapping[str, tuple[float, ...]]
"""What each feature says for each class."""

FILE: Final = Path(__file__).with_name("weights.csv")
AROUND_FILE: Final = Path(__file__).with_name("around_weights.csv")
REPORT_FILE: Final = Path(__file__).with_name("report_weights.csv")
AREA_FILE: Final = Path(__file__).with_name("area_weights.csv")

LEAST: Final = 1e-6
"""The least likely that anything is taken to be."""

ALWAYS: Final = "always"
"""The feature that every clause has."""


class Judged(NamedTuple):
    """How likely a clause is to be a strength and to be a concern; what is left is neither."""

    strength: float
    concern: float

    @classmethod
    def of(cls, scores: Sequence[float]) -> "Judged":
        """What scores come to."""
        parts = [math.exp(score - max(*scores, 0.0)) for score in (*scores, 0.0)]
        return cls(parts[0] / sum(parts), parts[1] / sum(parts))

    @property
    def scores(self) -> tuple[float, float]:
        """The scores that it came from."""
        neither = max(1.0 - self.strength - self.concern, LEAST)
        return math.log(max(self.strength, LEAST) / neither), math.log(max(self.concern, LEAST) / neither)

    @property
    def polarity(self) -> Polarity | None:
        neither = 1.0 - self.strength - self.concern
        if max(self.strength, self.concern) <= neither:
            return None
        return "strength" if self.strength > self.concern else "concern"


@cache
def weights(file: Path = FILE) -> Weights:
    """Each feature's weights, in the order of the file's columns."""
    with file.open(encoding="utf-8", newline="") as lines:
        return {row[0]: tuple(map(float, row[1:])) for row in list(csv.reader(lines))[1:]}


def scores(features: Mapping[str, float], table: Weights) -> list[float]:
    """The score of each class by the weights of a table."""
    found = list(table[ALWAYS])
    for name, value in features.items():
        if (weight := table.get(name)) is not None:
            for column, one in enumerate(weight):
                found[column] += one * value
    return found


def judged(features: Mapping[str, float], table: Weights) -> Judged:
    """What a clause with these features is, by the weights of a table."""
    return Judged.of(scores(features, table))


def telling_features(
    features: Mapping[str, float], table: Weights, polarity: Polarity, most: int = 8
) -> list[tuple[str, float]]:
    """The features that speak most for or against a polarity, with what each adds to its score."""
    column = 0 if polarity == "strength" else 1
    found = [(name, table[name][column] * value) for name, value in features.items() if name in table]
    return sorted(found, key=lambda pair: -abs(pair[1]))[:most]
