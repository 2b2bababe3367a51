"""What every reader returns: clean reading text with its layout and metadata."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from pipeline.records import Meta, Source

PDF: Final = "application/pdf"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
JSONL: Final = "application/jsonl"
HTML: Final = "text/html"
MARKDOWN: Final = "text/markdown"
PLAIN: Final = "text/plain"
"""The media types that there are readers for."""

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
    pages: tuple[int, ...] = ()

    @property
    def source(self) -> Source:
        """What its record says of where it came from."""
        source: Source = {"path": self.path, "sha256": self.sha256, "media_type": self.media_type}
        if replaced := self.text.count(REPLACED):
            source["replaced"] = replaced
        return source


class Unreadable(Exception):
    """The input gives no document; the message is the reason in plain words, without the path."""


@contextmanager
def unreadable(reason: str) -> Iterator[None]:
    """Whatever a library raises on an odd file becomes Unreadable; want of memory stays, as no fault of the file."""
    try:
        yield
    except (MemoryError, Unreadable):
        raise
    except Exception as fault:
        raise Unreadable(reason) from fault
