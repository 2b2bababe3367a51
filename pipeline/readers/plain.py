"""Plain text -> Document."""

from pipeline.readers.decoding import decoded
from pipeline.readers.document import PLAIN, Document
from pipeline.readers.prose import prose_document


def read_plain(data: bytes, path: str) -> Document:
    """Read a plain text in any common encoding, its lines wrapped or one a paragraph.

    Raises:
        Unreadable: binary data, or no text.
    """
    return prose_document(data, path, PLAIN, decoded(data))
