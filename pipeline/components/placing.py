"""What the place of a sentence says of it: its section's role, and whether it opens a block."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Final

from pipeline.readers.document import Block, BlockKind
from pipeline.records import Section
from pipeline.vocabulary import Polarity, SectionRole

FROM_PLACE: Final[dict[SectionRole, Polarity]] = {
    "strengths": "strength",
    "improvement": "concern",
    "priority_action": "concern",
    "recommendation": "concern",
}
"""Section roles under which each bullet and request is a finding whatever its words."""

SILENT_ROLES: Final = frozenset({"table", "definition", "previous", "about"})
"""Section roles under which nothing is a finding."""


class Places:
    """Looks up, by where a sentence starts, its section's role and the kind of the block that it opens."""

    def __init__(
        self, sections: Sequence[Section], blocks: Sequence[Block], sentences: Sequence[tuple[int, int]]
    ) -> None:
        self._roles = [section["role"] for section in sections]
        self._section_starts = [section["start"] for section in sections]
        self._opened = _opened(blocks, sentences)
        self._whole = _whole(blocks, sentences)

    def role(self, start: int) -> SectionRole:
        """The role of the section that [start] lies in."""
        return self._roles[max(0, bisect_right(self._section_starts, start) - 1)]

    def opens(self, start: int) -> BlockKind | None:
        """The kind of the block whose first sentence starts here, None for any later sentence of a block."""
        return self._opened.get(start)

    def is_whole_block(self, start: int) -> bool:
        """Whether the sentence that starts here is all that its block says."""
        return start in self._whole


def _opened(blocks: Sequence[Block], sentences: Sequence[tuple[int, int]]) -> dict[int, BlockKind]:
    starts = [start for start, _ in sentences]
    found: dict[int, BlockKind] = {}
    for block in blocks:
        at = bisect_left(starts, block.start)
        if at < len(starts) and starts[at] < block.end:
            found[starts[at]] = block.kind
    return found


def _whole(blocks: Sequence[Block], sentences: Sequence[tuple[int, int]]) -> set[int]:
    starts = [start for start, _ in sentences]
    spans = ((bisect_left(starts, block.start), bisect_left(starts, block.end)) for block in blocks)
    return {starts[first] for first, past in spans if past - first == 1}
