"""The Document of a text that is not paged, from whatever form it came in."""

import hashlib

from pipeline.readers.document import Block, Document, Unreadable
from pipeline.readers.first_lines import first_lines
from pipeline.readers.fronts import report_meta
from pipeline.readers.layout import blocks_of, reading_text
from pipeline.readers.metadata import Stated, overlaid
from pipeline.records import Meta, empty_meta
from pipeline.vocabulary import Kind


def prose_document(data: bytes, path: str, media_type: str, raw: str, stated: Stated | None = None) -> Document:
    """Set `raw` as reading text; a report's front lines, else headline and date, serve where `stated` gives none.

    Args:
        data: the bytes that the document is known by.
        raw: the text, with line breaks as they came.
        stated: metadata that the format itself carries.

    Raises:
        Unreadable: there is no text.
    """
    text = reading_text(raw)
    if not text:
        raise Unreadable("holds no text")
    blocks = blocks_of(text)
    known = {key: value for key, value in (stated or {}).items() if value is not None}
    meta = overlaid(_found(text, blocks), known)
    return Document(path, hashlib.sha256(data).hexdigest(), media_type, text, meta, blocks)


def _found(text: str, blocks: tuple[Block, ...]) -> Meta:
    report = report_meta(text, blocks)
    if report["kind"] == "inspection_report" and report["inspection"]["start"]:
        return report
    first = first_lines(text, blocks)
    kind: Kind = "news" if first.has_menu and first.headline else "other"
    return {**empty_meta(), "title": first.headline, "published": first.published, "kind": kind}
