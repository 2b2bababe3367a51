"""The first page of a report as its kinds read it: title lines, labelled lines, the salutation and date of a letter."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

from pipeline.readers.dates import iso_date
from pipeline.readers.document import Block

FIRST_BLOCKS: Final = 25
"""Blocks among which a title stands."""

FIRST_CHARACTERS: Final = 4000
"""Characters in which title, dates and authority stand."""

LONGEST_TITLE: Final = 300

LETTER_BLOCKS: Final = 12
"""Blocks among which a letter's date and salutation stand."""

_SALUTATION: Final = re.compile(r"Dear\b")


@dataclass(frozen=True)
class Front:
    """A document's text and blocks, asked for what stands on a report's first page."""

    text: str
    blocks: Sequence[Block]

    @cached_property
    def first(self) -> str:
        """The characters in which everything stands that a front tells."""
        return self.text[:FIRST_CHARACTERS]

    @cached_property
    def lines(self) -> list[str]:
        """The words of the first blocks."""
        return [self.words(block) for block in self.blocks[:FIRST_BLOCKS]]

    def words(self, block: Block) -> str:
        return self.text[block.start : block.end]

    def titles(self, wording: re.Pattern[str], before: int = FIRST_CHARACTERS) -> Iterator[str]:
        """Of the first blocks those that are short enough for a title, hold this wording and end before an offset."""
        above = (self.words(block) for block in self.blocks[:FIRST_BLOCKS] if block.end <= before)
        return (line for line in above if len(line) <= LONGEST_TITLE and wording.search(line))

    @cached_property
    def salutation(self) -> str | None:
        """The line with which a letter greets those it is sent to."""
        return next((line for line in self.lines[:LETTER_BLOCKS] if _SALUTATION.match(line)), None)

    @cached_property
    def letter_date(self) -> date | None:
        """The day that stands alone above a letter."""
        found = (iso_date(line) for line in self.lines[:LETTER_BLOCKS] if len(line) <= LONGEST_TITLE)
        return next((date.fromisoformat(day) for day in found if day), None)

    @cached_property
    def heading(self) -> str | None:
        """The first heading, which is the title of a document that is no report."""
        return next((self.words(block) for block in self.blocks[:3] if block.kind == "heading"), None)

    def has_heading(self, wording: re.Pattern[str]) -> bool:
        """Whether a heading of the whole document is this wording."""
        return any(block.kind == "heading" and wording.fullmatch(self.words(block)) for block in self.blocks)
