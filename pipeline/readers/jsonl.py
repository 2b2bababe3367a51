"""JSONL -> Documents: each line an object with a `text` and any field of `Meta`."""

from collections.abc import Iterator, Mapping
from typing import Final

import orjson

from pipeline.readers.decoding import decoded
from pipeline.readers.document import JSONL, Document, Unreadable
from pipeline.readers.metadata import checked
from pipeline.readers.prose import prose_document
from pipeline.records import Failure

MOST_LOOKED_AT: Final = 5
"""Lines at a file's beginning among which one object tells JSONL."""

OF_A_RECORD: Final = {"schema", "source", "judgements", "findings", "pipeline"}
"""Keys that tell a record of this project from an object that somebody else wrote."""


def is_jsonl(text: str) -> bool:
    """Whether a text is JSON lines: the first character opens an object, and an early line is one."""
    lines = [line for line in text[:1_000_000].split("\n", MOST_LOOKED_AT)[:MOST_LOOKED_AT] if line.strip()]
    return bool(lines) and lines[0].lstrip().startswith("{") and any(_object(line) is not None for line in lines)


def is_json(text: str) -> bool:
    """Whether a text as a whole is one JSON object or list."""
    if not text.lstrip().startswith(("{", "[")):
        return False
    try:
        return isinstance(orjson.loads(text), dict | list)
    except (orjson.JSONDecodeError, UnicodeEncodeError):
        return False


def read_jsonl(data: bytes, path: str) -> Iterator[Document | Failure]:
    """Read each line as a document of its own, "PATH:LINE"; a line that gives none is a Failure, the others go on.

    Fields of `Meta` may stand beside `text` or in an object `meta`; other keys are passed over.

    Raises:
        Unreadable: no line at all has a `text`, or the lines are records of this project.
    """
    lines = [(number, line) for number, line in enumerate(decoded(data).split("\n"), 1) if line.strip()]
    objects = [_object(line) for _, line in lines]
    if any(given is not None and given.keys() >= OF_A_RECORD for given in objects[:MOST_LOOKED_AT]):
        raise Unreadable("holds records that ofsight wrote, not documents: leave it out of the inputs")
    if not any(given is not None and "text" in given for given in objects):
        raise Unreadable('is JSONL without texts: each line must be an object with a "text" field')
    for (number, line), given in zip(lines, objects, strict=True):
        where = f"{path}:{number}"
        try:
            yield _document(line, given, where)
        except Unreadable as fault:
            yield {"path": where, "reason": str(fault)}


def _document(line: str, given: Mapping[str, object] | None, where: str) -> Document:
    if given is None:
        raise Unreadable("is not a JSON object: mend the line")
    text = given.get("text")
    if not isinstance(text, str):
        raise Unreadable('has no "text" field with a text in it')
    beside = given.get("meta")
    stated, faults = checked({**(beside if isinstance(beside, Mapping) else {}), **given})
    if faults:
        raise Unreadable("; ".join(f'"{field}": {message}' for field, message in faults))
    return prose_document(line.strip().encode(), where, JSONL, text, stated)


def _object(line: str) -> Mapping[str, object] | None:
    try:
        given = orjson.loads(line)
    except (orjson.JSONDecodeError, UnicodeEncodeError):
        return None
    return given if isinstance(given, dict) else None
