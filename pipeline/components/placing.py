"""What the place of a sentence says of it: its section's role, and whether it opens a block."""

from collections.abc import Sequence
from typing import Final

from pipeline.components.stretches import numbers_at
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
    """Looks up, by the number of a sentence, its section's role and the kind of the block that it opens."""

    def __init__(
        self, sections: Sequence[Section], blocks: Sequence[Block], sentences: Sequence[tuple[int, int]]
    ) -> None:
        starts = [start for start, _ in sentences]
        roles = [section["role"] for section in sections]
        self._roles = [roles[max(0, at)] for at in numbers_at([section["start"] for section in sections], starts)]
        self._opened: dict[int, BlockKind] = {}
        self._whole: set[int] = set()
        befores = numbers_at(starts, [block.start - 1 for block in blocks])
        lasts = numbers_at(starts, [block.end - 1 for block in blocks])
        for block, before, last in zip(blocks, befores, lasts, strict=True):
            if before < last:
                self._opened[before + 1] = block.kind
            if before + 1 == last:
                self._whole.add(last)

    def role(self, number: int) -> SectionRole:
        """The role of the section that the sentence stands in."""
        return self._roles[number]

    def opens(self, number: int) -> BlockKind | None:
        """The kind of the block whose first sentence this is, None for any later sentence of a block."""
        return self._opened.get(number)

    def is_whole_block(self, number: int) -> bool:
        """Whether the sentence is all that its block says."""
        return number in self._whole
