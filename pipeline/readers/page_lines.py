"""The lines of a PDF's pages with their geometry, and what stands on a page without belonging to its text."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

Page = Sequence["Line"]

_EDGE_LINES = 3
"""How many lines from a page's top and bottom can be a running head or foot."""

_SAME_PLACE = 6.0
"""Points within which two lines stand at the same height of their pages."""

_SHORTEST_GLUED = 12
"""Characters from which on a running line is told from the words that it is glued to."""

_NUMBER = re.compile(r"\d+")
_CONTENTS_LINE = re.compile(r"\D.*?[ .…]\s?(\d{1,3})")


class Cell(NamedTuple):
    """A cell of a table of paragraphs, by the numbers of its row and column."""

    row: int
    column: int


class Line(NamedTuple):
    """A printed line, or one cell of a table's line.

    text: single spaces, no break, no footnote digits.
    left, right, baseline: points from the page's left and bottom edge.
    size: font size in points; bold: first and last character are bold.
    row: the line is a whole row of a grade table, "Area: Grade".
    cell: the cell that it stands in, of a table whose cells are paragraphs.
    """

    text: str
    left: float
    right: float
    baseline: float
    size: float
    bold: bool = False
    row: bool = False
    cell: Cell | None = None


def body_size(pages: Sequence[Page]) -> float:
    """The font size in which most characters of the document are set; 0.0 for a document without lines."""
    characters: Counter[float] = Counter()
    for page in pages:
        for line in page:
            characters[round(line.size, 1)] += len(line.text)
    return characters.most_common(1)[0][0] if characters else 0.0


def without_running_heads(pages: Sequence[Page]) -> list[list[Line]]:
    """The pages without running heads, running feet and page numbers.

    A running line is one that repeats, digits aside, at the same height on two pages in five (and on at least two),
    among the outermost lines of the page. Where other words are glued to it, only the repeated part goes. A page's top
    or bottom line that is nothing but the page's number goes in any case. A page that stands there twice counts once:
    its repetition makes none of its lines a running one.
    """
    seen: Counter[tuple[str, int]] = Counter()
    distinct = {tuple(_NUMBER.sub("#", line.text) for line in page): page for page in pages}.values()
    for page in distinct:
        seen.update({place for line in _edge_lines(page) for place in _places(line)})
    needed = max(2, 0.4 * len(distinct))
    running = {place for place, count in seen.items() if count >= needed}
    at_height: dict[int, list[str]] = {}
    for shape, band in running:
        if len(shape) >= _SHORTEST_GLUED:
            at_height.setdefault(band, []).append(shape)
    cleaned = []
    for number, page in enumerate(pages, start=1):
        edge = {line: _rest(line, running, at_height) for line in _edge_lines(page)}
        edge.update((line, "") for line in _outermost(page) if line.text == str(number))
        kept = (line._replace(text=edge[line]) if line in edge else line for line in page)
        cleaned.append([line for line in kept if line.text])
    return cleaned if any(cleaned) else [list(page) for page in pages]


def without_contents(pages: Sequence[Page]) -> list[list[Line]]:
    """The pages without a table of contents: lines ending in rising page numbers, with what stands above them."""
    return [list(page[_contents_end(page, len(pages)) :]) for page in pages]


def _contents_end(page: Page, page_count: int) -> int:
    entries = [
        (index, int(match[1]))
        for index, line in enumerate(page)
        if line.text[-1].isdigit() and (match := _CONTENTS_LINE.fullmatch(line.text))
    ]
    numbers = [number for _, number in entries]
    rising = numbers == sorted(numbers) and all(0 < number <= page_count for number in numbers)
    if len(entries) < 4 or not rising or len(entries) < 0.4 * (entries[-1][0] + 1):
        return 0
    return entries[-1][0] + 1


def _edge_lines(page: Page) -> list[Line]:
    by_height = sorted(page, key=lambda line: line.baseline)
    return by_height[:_EDGE_LINES] + by_height[_EDGE_LINES:][-_EDGE_LINES:]


def _outermost(page: Page) -> list[Line]:
    by_height = sorted(page, key=lambda line: line.baseline)
    return by_height[:1] + by_height[-1:]


def _places(line: Line) -> tuple[tuple[str, int], tuple[str, int]]:
    """Shape and height of a line; two neighbouring height bands, so that a shift within a band's edge still matches."""
    shape = _NUMBER.sub("#", line.text)
    band = int(line.baseline / _SAME_PLACE)
    return (shape, band), (shape, band + 1)


def _rest(line: Line, running: set[tuple[str, int]], at_height: dict[int, list[str]]) -> str:
    """The line's text without the running line that it is, or that is glued to its start or end."""
    places = _places(line)
    if not running.isdisjoint(places):
        return ""
    for _, band in places:
        for shape in at_height.get(band, ()):
            running_text = re.escape(shape).replace(r"\#", r"\d+")
            rest = re.sub(rf"^{running_text}(?:\s*\d+)?|{running_text}$", "", line.text)
            if rest != line.text:
                return rest.strip()
    return line.text
