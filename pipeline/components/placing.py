"""What the place of a sentence says of it: its section's role, and whether it opens a block."""

from collections.abc import Sequence
from typing import Final

from pipeline.components.stretches import section_at, starting_in
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
        self._sections = sections
        self._opened: dict[int, BlockKind] = {}
        self._whole: set[int] = set()
        for block in blocks:
            own = [start for start, _ in starting_in(sentences, block.start, block.end)]
            if own:
                self._opened[own[0]] = block.kind
            if len(own) == 1:
                self._whole.update(own)

    def role(self, start: int) -> SectionRole:
        """The role of the section that [start] lies in."""
        section = section_at(self._sections, start)
        assert section is not None
        return section["role"]

    def opens(self, start: int) -> BlockKind | None:
        """The kind of the block whose first sentence starts here, None for any later sentence of a block."""
        return self._opened.get(start)

    def is_whole_block(self, start: int) -> bool:
        """Whether the sentence that starts here is all that its block says."""
        return start in self._whole
