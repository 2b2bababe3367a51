"""Where a document can be read: at its address, else as a file in a folder of documents."""

import hashlib
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from urllib.parse import quote, urlsplit

from pipeline.records import Record

FindSource = Callable[[Record], str | None]


def address(record: Record) -> str | None:
    """The web address that the record's metadata gives; None for none, and for what is no web address."""
    url = record["meta"]["url"]
    return url if url and urlsplit(url).scheme in ("http", "https") else None


def address_or_file(folders: Iterable[Path], output: Path) -> FindSource:
    """Finds addresses, and for documents without one their files in `folders`, as links of a report in `output`."""
    places = tuple(folders)
    return lambda record: address(record) or _file(record, places, output)


def _file(record: Record, folders: tuple[Path, ...], output: Path) -> str | None:
    for folder in folders:
        place = folder / record["source"]["path"]
        if place.is_file() and _digest(place) == record["source"]["sha256"]:
            return quote(Path(os.path.relpath(place.resolve(), output.resolve())).as_posix())
    return None


def _digest(file: Path) -> str:
    with file.open("rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest()


def page_link(link: str | None, page: int | None) -> str | None:
    """The link opened at a page, as viewers of PDFs read it (RFC 8118)."""
    return f"{link}#page={page}" if link and page and "#" not in link else link
