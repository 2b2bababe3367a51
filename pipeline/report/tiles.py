"""England as one tile an authority: where each stands on the map, and the short name that fits in it."""

import csv
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from pipeline.report.places import line

GRID: Final = Path(__file__).parents[1] / "data" / "tile_grid.csv"


class Tile(NamedTuple):
    """Column and row in the grid's "odd-r" form, rows counted from the bottom, and a name of at most six signs."""

    column: int
    row: int
    short: str


@cache
def tiles() -> dict[str, Tile]:
    """The tile of each authority (line)."""
    with GRID.open(encoding="utf-8", newline="") as rows:
        return {line(row["gss"]): Tile(int(row["q"]), int(row["r"]), row["short"]) for row in csv.DictReader(rows)}
