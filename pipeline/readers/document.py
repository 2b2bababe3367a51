"""What every reader returns: clean reading text with its layout and metadata."""

from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple

from pipeline.records import Meta, Source

REPLACED: Final = "\ufffd"
"""What stands in a text for bytes that are no character."""

BlockKind = Literal["heading", "paragraph", "bullet", "row"]


class Block(NamedTuple):
    """A layout block: code points [start, end) of the text, its line breaks and bullet sign outside.

    `row` is a line of a grade table (area and grade joined by ": ").
    """

    start: int
    end: int
    kind: BlockKind


@dataclass(frozen=True, slots=True)
class Document:
    """A document as read.

    text: reading text; blocks stand apart by a blank line (bullets and rows of one list by one line break), a bullet
        begins with "• ", no line break stands inside a block.
    pages: offset at which each page starts, () where the document has no pages.
    sha256: of the bytes that the document was read from (of the line, for a line of a JSONL file).
    path: as found, relative to the input root.
    """

    path: str
    sha256: str
    media_type: str
    text: str
    meta: Meta
    blocks: tuple[Block, ...] = ()
    pages: tuple[int, ...] = field(default=())

    @property
    def source(self) -> Source:
        """What its record says of where it came from."""
        source: Source = {"path": self.path, "sha256": self.sha256, "media_type": self.media_type}
        if replaced := self.text.count(REPLACED):
            source["replaced"] = replaced
        return source


class Unreadable(Exception):
    """The input gives no document; the message is the reason in plain words, without the path."""
