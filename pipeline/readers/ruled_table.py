"""Tables of points (priority actions, areas for improvement) between printed rules: their lines gathered row by row.

A row becomes one point of the text. One that a page break parts is put together again.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from pipeline.readers.page_lines import Cell, Line, Page

THICKEST: Final = 2.5
"""Points up to which a printed rectangle is a rule."""

SHORTEST_DOWN: Final = 8.0
SHORTEST_ACROSS: Final = 40.0
"""Points of the shortest rules that may part cells."""

SAME: Final = 3.0
"""Points within which rules stand at the same place or touch."""

HEAD: Final = re.compile(r"(?:responsible body )?(?:areas? for (?:priority action|improvement)|recommendations?)", re.I)
"""What the first row of a table of points says above its columns."""


class Rule(NamedTuple):
    """A rule at `at` (height of one that runs across, distance from the left of one that runs down), in points."""

    at: float
    start: float
    end: float


class Rules(NamedTuple):
    """The rules of a page; those of one line that touch are one."""

    across: list[Rule]
    down: list[Rule]


class _Row(NamedTuple):
    bottom: float
    top: float
    left: float
    right: float
    columns: list[float]


def rules_of(rectangles: Iterable[tuple[float, float, float, float]]) -> Rules:
    """The rules among printed rectangles (left, bottom, right, top)."""
    across, down = list[Rule](), list[Rule]()
    for left, bottom, right, top in rectangles:
        if top - bottom <= THICKEST and right - left > THICKEST:
            across.append(Rule((bottom + top) / 2, left, right))
        elif right - left <= THICKEST and top - bottom > THICKEST:
            down.append(Rule((left + right) / 2, bottom, top))
    return Rules(_joined(across, SHORTEST_ACROSS), _joined(down, SHORTEST_DOWN))


def column_edges(rules: Rules, baseline: float) -> list[float]:
    """Where rules run down through the height of a line, between which its words belong to different cells."""
    return [rule.at for rule in rules.down if rule.start - SAME < baseline < rule.end]


def with_cells(page: Page, rules: Rules) -> list[Line]:
    """The page's lines, those of tables of points marked with their cell and in the order of the cells.

    Rows below 0 are those of the topmost table where it shows no head: it may go on from the page before.
    """
    placed = list(page)
    top = max((line.baseline for line in page), default=0.0)
    count = 0
    for table in _tables(rules):
        lines = [[line for line in page if _inside(line, row)] for row in table]
        above = [line for line in page if 0 < line.baseline - table[0].top < 2 * line.size]
        is_headed = any(HEAD.fullmatch(" ".join(line.text for line in head)) for head in (lines[0], above))
        if not is_headed and not any(line.baseline == top for line in lines[0]):
            continue
        for row, inside in zip(table, lines, strict=True):
            if inside and not all(line.bold for line in inside):
                count += 1
                placed = _gathered(placed, inside, row, count if is_headed else -count)
    return placed


def _gathered(page: list[Line], inside: list[Line], row: _Row, number: int) -> list[Line]:
    """The page with the lines of a row in the place of its first one, cell after cell."""
    first = min(page.index(line) for line in inside)
    cells = [line._replace(cell=Cell(number, _column(line, row))) for line in inside]
    cells.sort(key=lambda line: (line.cell, -line.baseline, line.left))
    before = [line for line in page[:first] if line not in inside]
    return before + cells + [line for line in page[first:] if line not in inside]


def rows_rejoined(pages: Sequence[Page]) -> list[list[Line]]:
    """The pages with their rows numbered through the document, one number for a row that goes on over a page's end."""
    joined: list[list[Line]] = []
    count = 0
    for page in pages:
        before = joined[-1] if joined else []
        table_goes_on = bool(before and before[-1].cell and page and page[0].cell)
        row_goes_on = table_goes_on and _goes_on(before, page)
        numbers: dict[int, int] = {}
        numbered = []
        for line in page:
            if line.cell and (line.cell.row > 0 or table_goes_on):
                if line.cell.row not in numbers:
                    count += bool(numbers) or not row_goes_on
                    numbers[line.cell.row] = count
                numbered.append(line._replace(cell=Cell(numbers[line.cell.row], line.cell.column)))
            else:
                numbered.append(line._replace(cell=None))
        _take_back_first_cells(before, numbered)
        joined.append(numbered)
    return joined


def _goes_on(before: list[Line], page: Page) -> bool:
    """Whether a row at the top of a page is the rest of the one at the foot of the page before."""
    last, first = before[-1].cell if before else None, page[0].cell if page else None
    if last is None or first is None:
        return False
    columns = {line.cell.column: line.text for line in reversed(page) if line.cell and line.cell.row == first.row}
    if last.column not in columns or (last.column > 0 and 0 not in columns):
        return True
    return columns[last.column][0].islower() or before[-1].text[-1:] not in tuple(".!?")


def _take_back_first_cells(before: list[Line], page: list[Line]) -> None:
    """Put what a row's earlier cells hold on the next page behind what they hold on this one."""
    last = before[-1].cell if before else None
    if last is None:
        return
    for line in list(page):
        if line.cell and line.cell.row == last.row and line.cell.column < last.column:
            page.remove(line)
            at = max(place for place, one in enumerate(before) if one.cell and one.cell <= line.cell)
            before.insert(at + 1, line)


def _joined(rules: list[Rule], shortest: float) -> list[Rule]:
    found: list[Rule] = []
    for rule in sorted(rules):
        same = [place for place, one in enumerate(found) if abs(one.at - rule.at) < SAME]
        for place in same:
            one = found[place]
            if rule.start <= one.end + SAME and one.start <= rule.end + SAME:
                found[place] = Rule(one.at, min(one.start, rule.start), max(one.end, rule.end))
                break
        else:
            found.append(rule)
    return [rule for rule in found if rule.end - rule.start >= shortest]


def _tables(rules: Rules) -> list[list[_Row]]:
    """Stacks of rows between rules of the same width, closed on both sides."""
    tables: list[list[_Row]] = []
    for upper, lower in pairwise(sorted(rules.across, reverse=True)):
        row = _row(upper, lower, rules.down)
        if row is None:
            continue
        if tables and abs(tables[-1][-1].bottom - row.top) < SAME:
            tables[-1].append(row)
        else:
            tables.append([row])
    return tables


def _row(upper: Rule, lower: Rule, down: list[Rule]) -> _Row | None:
    if abs(upper.start - lower.start) > 2 * SAME or abs(upper.end - lower.end) > 2 * SAME:
        return None
    middle = (upper.at + lower.at) / 2
    columns = sorted(rule.at for rule in down if rule.start < middle < rule.end)
    edges = [at for at in columns if upper.start - SAME <= at <= upper.end + SAME]
    if len(edges) < 2 or edges[0] > upper.start + 2 * SAME or edges[-1] < upper.end - 2 * SAME:
        return None
    return _Row(lower.at, upper.at, upper.start, upper.end, edges[1:-1])


def _inside(line: Line, row: _Row) -> bool:
    return row.bottom - 1 < line.baseline < row.top and row.left - SAME <= line.left <= row.right


def _column(line: Line, row: _Row) -> int:
    return bisect_right(row.columns, line.left + SAME)
