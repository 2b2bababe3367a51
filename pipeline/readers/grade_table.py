"""Rows of a grade table: areas and grades, each wrapped over lines in its own column, put together again."""

import re
from collections.abc import Sequence

from pipeline.readers.page_lines import Line
from pipeline.vocabulary import GRADES

GRADE_WORDINGS = (*GRADES.values(), "Requires improvement to be good", "Not judged")
"""The wordings that Ofsted's grade tables print in the grade column."""

_FOLDED = {wording.casefold() for wording in GRADE_WORDINGS}
_PIECES = {
    " ".join(words[start:end])
    for words in (wording.split() for wording in _FOLDED)
    for start in range(len(words))
    for end in range(start + 1, len(words) + 1)
}
_BEGINNINGS = {" ".join(words[:end]) for words in map(str.split, GRADE_WORDINGS) for end in range(1, len(words) + 1)}
_LAST_WORDS = {beginning.split()[-1].casefold() for beginning in _BEGINNINGS}
_AT_LINE_END = re.compile(rf"(?<=\S )(?:{'|'.join(sorted(_BEGINNINGS, key=len, reverse=True))})\.?$", re.I)

_COLUMN_SHIFT = 100.0
"""Points by which a grade column stands right of the page's leftmost line."""


def grade_at_line_end(words: str) -> int | None:
    """Offset of the grade, or of a grade's first words, that ends a printed line after others; None without one.

    Where the space before it is wide, a table's second column begins there.
    """
    if words.rsplit(" ", 1)[-1].rstrip(".").casefold() not in _LAST_WORDS:
        return None
    found = _AT_LINE_END.search(words)
    return found.start() if found else None


def with_grade_rows(page: Sequence[Line]) -> list[Line]:
    """The page's lines with each grade table row as one line "Area: Grade" in the place of the row's first line."""
    grades = _grade_cells(page)
    if not grades:
        return list(page)
    column = min(page[cell[0]].left for cell in grades)
    areas = _area_cells(page, column, {index for cell in grades for index in cell})
    rows = _rows(page, areas, grades)
    row_of = {index: number for number, area in rows.items() for index in (*area, *grades[number])}
    placed: list[Line] = []
    done: set[int] = set()
    for index, line in enumerate(page):
        number = row_of.get(index)
        if number is None:
            placed.append(line)
        elif number not in done:
            done.add(number)
            placed.append(_row(page, rows[number], grades[number]))
    return placed


def _row(page: Sequence[Line], area: list[int], grade: list[int]) -> Line:
    area_text = " ".join(page[index].text for index in area).rstrip(" .:")
    grade_text = " ".join(page[index].text for index in grade).rstrip(" .")
    first = page[area[0]]
    return first._replace(text=f"{area_text}: {grade_text}", right=page[grade[0]].right, row=True)


def _grade_cells(page: Sequence[Line]) -> list[list[int]]:
    """Indexes of the lines of each cell in the grade column, the cell's words together being a grade."""
    if not page:
        return []
    margin = min(line.left for line in page)
    cells: list[list[int]] = []
    pieces = [
        index
        for index, line in enumerate(page)
        if line.left > margin + _COLUMN_SHIFT and line.text.rstrip(".").casefold() in _PIECES
    ]
    for index in sorted(pieces, key=lambda index: (-page[index].baseline, page[index].left)):
        line = page[index]
        for cell in cells:
            last = page[cell[-1]]
            joined = " ".join(page[i].text for i in [*cell, index]).rstrip(".").casefold()
            beneath = abs(last.left - line.left) < 5 and 0 < last.baseline - line.baseline < 1.8 * line.size
            if beneath and any(wording.startswith(joined) for wording in _FOLDED):
                cell.append(index)
                break
        else:
            cells.append([index])
    return [cell for cell in cells if " ".join(page[i].text for i in cell).rstrip(".").casefold() in _FOLDED]


def _area_cells(page: Sequence[Line], column: float, taken: set[int]) -> list[list[int]]:
    """Groups of lines left of the grade column that follow each other at the distance of wrapped lines."""
    cells: list[list[int]] = []
    for index, line in enumerate(page):
        if index in taken or line.right > column + 2:
            continue
        last = page[cells[-1][-1]] if cells else None
        wrapped = last is not None and 0 < last.baseline - line.baseline < 1.5 * line.size
        if wrapped and not re.match(r"\d", line.text):
            cells[-1].append(index)
        else:
            cells.append([index])
    return cells


def _rows(page: Sequence[Line], areas: list[list[int]], grades: list[list[int]]) -> dict[int, list[int]]:
    """By number of the grade cell, the lines of the area beside it; a grade with no area beside it has no row.

    An area cell taller than one grade cell beside it holds several areas: each of its lines goes to the grade at its
    height, or the last one above. A grade set off from its row by up to a line still takes the nearest free area.
    """
    rows: dict[int, list[int]] = {}
    free: list[list[int]] = []
    for area in areas:
        beside = _beside(page, area, grades)
        for index in area:
            if beside:
                slack = 0.6 * page[index].size
                above = [n for n in beside if page[grades[n][0]].baseline > page[index].baseline - slack]
                rows.setdefault(above[-1] if above else beside[0], []).append(index)
        if not beside:
            free.append(area)
    for number, cell in enumerate(grades):
        if number not in rows and free:
            near = min(free, key=lambda area: _apart(page, area, cell))
            if _apart(page, near, cell) < 1.5 * page[cell[0]].size:
                rows[number] = near
                free.remove(near)
    return rows


def _beside(page: Sequence[Line], area: list[int], grades: list[list[int]]) -> list[int]:
    """Numbers of the grade cells that overlap the area cell in height."""
    top, bottom = page[area[0]].baseline, page[area[-1]].baseline
    slack = 0.6 * page[area[0]].size
    return [
        number
        for number, cell in enumerate(grades)
        if page[cell[-1]].baseline - slack < top and page[cell[0]].baseline + slack > bottom
    ]


def _apart(page: Sequence[Line], area: list[int], grade: list[int]) -> float:
    """Points between the middles of two cells."""
    middles = [(page[cell[0]].baseline + page[cell[-1]].baseline) / 2 for cell in (area, grade)]
    return abs(middles[0] - middles[1])
