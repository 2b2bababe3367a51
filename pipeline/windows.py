"""Very long documents: cut into windows before they are annotated, their rows joined again afterwards.

So the memory that a document needs grows with its facts, not with the tokens that they are found among.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final, cast

from pipeline.readers.document import Block, Document
from pipeline.records import Record

LONGEST: Final = 1_000_000
"""Code points that are annotated at once: several times the longest inspection report."""

ROWS: Final = ("sections", "entities", "judgements", "findings", "tallies")


def windows(document: Document, longest: int = LONGEST) -> Iterator[tuple[int, Document]]:
    """The document's windows in order, each with its offset in the text; a short document is its only window.

    A window ends before a heading where one stands in its second half, else before a block, else after a sentence, else
    between words. What stands in one window is annotated without regard to the others.
    """
    starts = [block.start for block in document.blocks]
    start, length = 0, len(document.text)
    while length - start > longest:
        end = _end(document, starts, start, start + longest)
        yield start, _part(document, starts, start, end)
        start = end
    yield start, _part(document, starts, start, length)


def joined(parts: Iterator[tuple[int, Record]], document: Document) -> Record:
    """One record from those of the document's windows."""
    _, whole = next(parts)
    for offset, part in parts:
        for rows in ROWS:
            cast(Any, whole)[rows].extend(_moved(row, offset) for row in cast(Any, part)[rows])
    whole["text"], whole["source"] = document.text, document.source
    return whole


def _end(document: Document, starts: list[int], start: int, limit: int) -> int:
    text, blocks = document.text, document.blocks
    middle = (start + limit) // 2
    later_half = range(bisect_right(starts, limit) - 1, bisect_right(starts, middle) - 1, -1)
    at = next((at for at in later_half if blocks[at].kind == "heading"), next(iter(later_half), None))
    if at is not None:
        return text.rfind("\n", start, starts[at]) + 1 or starts[at]
    for mark in ("\n", ". ", " "):
        if (found := text.rfind(mark, middle, limit)) >= 0:
            return found + len(mark)
    return limit


def _part(document: Document, starts: list[int], start: int, end: int) -> Document:
    if (start, end) == (0, len(document.text)):
        return document
    text = document.text[start:end]
    filled = len(text.rstrip())
    first, past = max(0, bisect_right(starts, start) - 1), bisect_right(starts, end - 1)
    clipped = (
        Block(max(0, block.start - start), min(filled, block.end - start), block.kind)
        for block in document.blocks[first:past]
    )
    return replace(document, text=text, blocks=tuple(block for block in clipped if block.start < block.end))


def _moved(row: dict[str, Any], offset: int) -> dict[str, Any]:
    """The row with its own offsets, and those of the rows that it lists, counted from further back."""
    moved = {key: value + offset if key in ("start", "end") else value for key, value in row.items()}
    for key in ("cues", "evidence"):
        if key in moved:
            moved[key] = [_moved(one, offset) for one in moved[key]]
    return moved
