"""Extracted text kept by content: a file whose bytes were read once by the same readers is not parsed again.

The folder may be deleted at any time, and any number of runs may use it at once: entries are written aside and moved
into place whole, each with a sum over its content, and one that cannot be read counts as absent. (A cache of a library
such as diskcache keeps its entries in a database, which the workers of a cluster cannot share over a network's file
system, and unpickles them, which lets whoever can write to the folder run code.)
"""

import hashlib
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, NamedTuple

import orjson

from pipeline.batch.fingerprint import content_fingerprint
from pipeline.batch.storage import at_hand
from pipeline.batch.task import Task
from pipeline.files import write_whole
from pipeline.readers import read
from pipeline.readers.document import DOCX, HTML, PDF, Block, Document
from pipeline.records import Failure

WORTH_KEEPING: Final = frozenset({PDF, DOCX, HTML})
"""Media types that take longer to parse than a kept text takes to load."""

MOST_BYTES: Final = 1_000_000_000


class Cache(NamedTuple):
    """A folder of kept texts, and the fingerprint of the readers whose texts count."""

    folder: Path
    readers: str


def default_folder() -> Path:
    """Where texts are kept: $OFSIGHT_CACHE, else a folder `ofsight` in the user's cache folder.

    Where the system knows of no home, it is a place that nothing can be written to, and so nothing is kept.
    """
    if named := os.environ.get("OFSIGHT_CACHE"):
        return Path(named)
    try:
        return Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "ofsight"
    except RuntimeError:
        return Path(os.devnull) / "ofsight"


def documents_of(task: Task, cache: Cache | None) -> Iterator[Document | Failure]:
    """What `read` gives for the task's file, from the cache where it is there.

    Raises:
        OSError: the file is in a store and could not be fetched.
    """
    if cache is not None and (kept := _load(_place(task, cache), task)):
        yield kept
        return
    with at_hand(task.path, task.root, task.origin) as (path, root):
        if cache is None:
            yield from read(path, root)
            return
        found = list(read(path, root))
        if len(found) == 1 and isinstance(document := found[0], Document) and document.media_type in WORTH_KEEPING:
            with suppress(OSError):
                if task.origin or content_fingerprint(path) == task.content:  # not changed while it was read
                    _keep(_place(task, cache), document)
        yield from found


def prune(cache: Cache) -> None:
    """Delete the entries that were used longest ago until the rest fits."""
    entries: list[tuple[float, int, Path]] = []
    for file in cache.folder.glob("*/*.json"):
        with suppress(OSError):
            status = file.stat()
            entries.append((status.st_mtime, status.st_size, file))
    excess = sum(size for _, size, _ in entries) - MOST_BYTES
    for _, size, file in sorted(entries):
        if excess <= 0:
            break
        with suppress(OSError):
            file.unlink()
        excess -= size


def _place(task: Task, cache: Cache) -> Path:
    return cache.folder / cache.readers[:16] / f"{task.content}.json"


def _load(place: Path, task: Task) -> Document | None:
    try:
        told, _, content = place.read_bytes().partition(b"\n")
        if told != _sum_of(content):
            return None
        row: dict[str, Any] = orjson.loads(content)
        os.utime(place)
        blocks = tuple(Block(*block) for block in row["blocks"])
        return Document(**{**row, "path": task.name, "blocks": blocks, "pages": tuple(row["pages"])})
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _keep(place: Path, document: Document) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    content = orjson.dumps(document, default=tuple)
    write_whole(place, _sum_of(content) + b"\n" + content)


def _sum_of(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=16).hexdigest().encode()
