"""A file -> Documents: `find` lists the files of the inputs, `read` reads one; each media type has its module."""

import importlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from errno import EFBIG
from pathlib import Path
from typing import Final, cast

from pipeline import files
from pipeline.readers.dates import date_in_name
from pipeline.readers.document import DOCX, HTML, JSONL, MARKDOWN, PDF, PLAIN, Document, Unreadable
from pipeline.readers.inputs import MAX_BYTES, TOO_BIG, find, shown, writable
from pipeline.readers.media_type import media_type
from pipeline.readers.metadata import Stated, authority_named, overlaid
from pipeline.readers.sidecar import read_sidecar
from pipeline.records import Failure, Meta
from pipeline.vocabulary import Kind

__all__ = ["MAX_BYTES", "READERS", "find", "read"]

Reader = Callable[[bytes, str], Document | Iterable[Document | Failure]]
"""Bytes and path -> what they hold; raises Unreadable where that is nothing."""

READERS: Final = {
    PDF: "pdf.read_pdf",
    DOCX: "docx.read_docx",
    JSONL: "jsonl.read_jsonl",
    HTML: "html.read_html",
    MARKDOWN: "markdown.read_markdown",
    PLAIN: "plain.read_plain",
}
"""The function of this package that reads each media type; its module is loaded when a file first asks for it."""


def read(path: Path, root: Path) -> Iterator[Document | Failure]:
    """Read every document of a file; nothing that the file holds raises an error.

    Args:
        path: the file.
        root: the input folder that the documents' paths are relative to.

    Yields:
        Documents, and a Failure (path and reason) for the file or for each part of it that gives none. What the
        sidecar states stands in every Document's metadata.
    """
    name = shown(path.relative_to(root) if path.is_relative_to(root) else path)
    try:
        stated = read_sidecar(path)
        data = _bytes_of(path)
        found = _reader(media_type(data))(data, name)
        named = date_in_name(path.name) if isinstance(found, Document) else None
        for one in (found,) if isinstance(found, Document) else found:
            yield _finished(one, stated, named) if isinstance(one, Document) else one
    except Unreadable as reason:
        yield {"path": name, "reason": writable(str(reason))}


def _bytes_of(path: Path) -> bytes:
    try:
        return files.read(path, MAX_BYTES)
    except OSError as fault:
        raise Unreadable(TOO_BIG if fault.errno == EFBIG else f"cannot be opened ({fault.strerror})") from fault


def _reader(media: str) -> Reader:
    module, function = READERS[media].split(".")
    return cast(Reader, getattr(importlib.import_module(f"{__name__}.{module}"), function))


def _finished(document: Document, stated: Stated, named: str | None) -> Document:
    """The document with what its sidecar states, and what follows from its publisher and from the date in its name."""
    meta = overlaid(document.meta, stated)
    speaks_for_itself = authority_named(meta["publisher"]) if meta["publisher"] else None
    if meta["authority"] is None and "authority" not in stated:
        meta = {**meta, "authority": speaks_for_itself}
    is_guess = document.meta["kind"] == "news" and document.meta["publisher"] is None
    if (meta["kind"] == "other" or is_guess) and "kind" not in stated:
        meta = {**meta, "kind": "press_release" if speaks_for_itself else _kind(meta)}
    if meta["published"]:
        meta = {**meta, "published_from": "sidecar" if stated.get("published") else "document"}
    elif named and "published" not in stated:
        meta = {**meta, "published": named, "published_from": "file_name"}
    return replace(document, meta=meta)


def _kind(meta: Meta) -> Kind:
    """What a text that is neither a report nor an authority's own, and is not said to be anything, most likely is."""
    return "news" if meta["publisher"] or meta["published"] else meta["kind"]
