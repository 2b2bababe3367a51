"""England as one tile an authority: where each stands on the map, and the short name that fits in it."""

import csv
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

from pipeline.report.places import line

GRID: Final = Path(__file__).parents[1] / "data" / "tile_grid.csv"
POINTS: Final = {"north": "N", "south": "S", "east": "E", "west": "W", "central": "C", "saint": "St", "st": "St"}
SMALL: Final = frozenset({"and", "of", "upon", "on", "with", "the", "in"})


@cache
def tiles() -> dict[str, tuple[int, int]]:
    """Column and row of each authority (line), in the grid's "odd-r" form: rows count from the bottom."""
    with GRID.open(encoding="utf-8", newline="") as rows:
        return {line(row["gss"]): (int(row["q"]), int(row["r"])) for row in csv.DictReader(rows)}


def short_names(names: Iterable[str]) -> dict[str, str]:
    """A name of at most six signs for each, no two alike: "Leeds", "N Lincs" is "N Lin"."""
    listed = list(dict.fromkeys(names))
    made: dict[str, str] = {}
    for keep in (4, 3, 5, 2, 6):
        left = [name for name in listed if name not in made]
        tried = {name: _short(name, keep) for name in left}
        times = Counter(tried.values()) + Counter(made.values())
        made |= {name: short for name, short in tried.items() if times[short] == 1}
    for name in listed:
        if name not in made:
            made[name] = next(one for n in range(1, 99) if (one := f"{_short(name, 4)}{n}") not in made.values())
    return made


def _short(name: str, keep: int) -> str:
    words = [
        word for word in name.replace(",", "").replace(".", "").replace("-", " ").split() if word.lower() not in SMALL
    ]
    points = ""
    while len(words) > 1 and words[0].lower() in POINTS:
        points += POINTS[words.pop(0).lower()]
    if points:
        return f"{points} {words[0][: keep - 1]}"
    if len(words) == 1:
        return f"{words[0][:keep]}s" if words[0].endswith("shire") else words[0][: keep + 1]
    return words[0][:keep] + "".join(word[0] for word in words[1:])[: 6 - keep]
