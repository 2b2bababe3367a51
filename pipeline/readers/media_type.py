"""What a file is, told by its content and not by its name."""

import io
import re
import zipfile
from typing import Final

from pipeline.readers.decoding import decoded
from pipeline.readers.document import DOCX, HTML, JSONL, MARKDOWN, PDF, PLAIN, Unreadable, unreadable
from pipeline.readers.jsonl import is_json, is_jsonl

PDF_JUNK: Final = 1024
"""Bytes that may stand before a PDF's first words, as PDF readers allow."""

_PDF: Final = re.compile(rb"%PDF-[12]\.\d")
_OTHERS: Final[tuple[tuple[bytes, str], ...]] = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old or encrypted office file: save it as .docx without a password"),
    (b"{\\rtf", "an RTF file: save it as .docx"),
    (b"\x89PNG\r\n", "a picture (PNG): its text must first go through text recognition (OCR)"),
    (b"\xff\xd8\xff", "a picture (JPEG): its text must first go through text recognition (OCR)"),
    (b"GIF8", "a picture (GIF): its text must first go through text recognition (OCR)"),
    (b"\x1f\x8b", "a gzip archive: unpack it first"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive: unpack it first"),
    (b"Rar!\x1a\x07", "a RAR archive: unpack it first"),
    (b"PAR1", "a Parquet table, not a document"),
    (b"SQLite format 3\x00", "a database, not a document"),
)
_HTML: Final = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?>(?:<!--.*?-->\s*)*)<(?:!doctype\s+html|html|head|body|title|meta|article|main|section|div|p|h[1-3]|table)\b",
    re.IGNORECASE | re.DOTALL,
)
_MARKDOWN: Final = re.compile(
    r"\A---[ \t]*\n[\w\"'-]+[ \t]*:"  # front matter
    r"|^#{1,6} \S|^(?:={3,}|-{3,})[ \t]*$"  # headings
    r"|\]\((?:https?:|/|#)|(?<!\*)\*\*[^\s*][^*\n]*\*\*"  # links, bold words
    r"|^\|?(?: *:?-{3,}:? *\|)+",  # tables
    re.MULTILINE,
)

LOOKED_AT: Final = 20_000
"""Code points of a text's beginning in which signs of Markdown are looked for."""


def media_type(data: bytes) -> str:
    """The media type of a file's bytes, one that there is a reader for.

    Raises:
        Unreadable: empty, or of a kind that no reader reads; the reason says which and what to do.
    """
    if not data:
        raise Unreadable("is empty (0 bytes): fetch it again")
    if _PDF.search(data, 0, PDF_JUNK):
        return PDF
    if data.startswith(b"PK\x03\x04"):
        return _in_archive(data)
    for magic, kind in _OTHERS:
        if data.startswith(magic):
            raise Unreadable(f"is {kind}")
    text = decoded(data)
    if _HTML.match(text[:LOOKED_AT]):
        return HTML
    if is_jsonl(text):
        return JSONL
    if is_json(text):
        raise Unreadable('is JSON, but not JSONL: write one object with a "text" field on each line')
    return MARKDOWN if _MARKDOWN.search(text[:LOOKED_AT].replace("\r\n", "\n")) else PLAIN


def _in_archive(data: bytes) -> str:
    with unreadable("is a broken ZIP archive or office file: fetch it again"):
        names = set(zipfile.ZipFile(io.BytesIO(data)).namelist())
    if "word/document.xml" in names:
        return DOCX
    if "xl/workbook.xml" in names or "ppt/presentation.xml" in names:
        raise Unreadable("is a spreadsheet or a set of slides, not a document: save its text as .docx or .txt")
    if "content.xml" in names:
        raise Unreadable("is an OpenDocument file: save it as .docx")
    raise Unreadable("is a ZIP archive: unpack it first")
