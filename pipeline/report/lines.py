"""The lines of a records file, parsed: a very long one in pieces, so that little of it is objects at a time."""

from collections.abc import Iterator
from io import BufferedReader
from itertools import count
from pathlib import Path
from typing import Any, Final

import msgspec
import orjson

LONG: Final = 4_000_000
"""Bytes from which on a line is taken in pieces: several times what the longest inspection report gives."""

AT_ONCE: Final = 10_000
"""Rows of a piece."""

IN_PIECES: Final = ("entities", "judgements", "findings", "tallies")


def lines_of(file: Path) -> Iterator[tuple[str, bytes]]:
    """The lines of a file that are not blank, each with its place as `file:number`."""
    with file.open("rb") as lines:
        for number in count(1):
            line = _line(lines)
            if not line:
                return
            if not line.isspace():
                yield f"{file}:{number}", line


def rows_of(line: bytes) -> Iterator[Any]:
    """What the line holds; of a long record several rows, alike but for the lists of which each has a part.

    Raises:
        ValueError: it is no JSON.
    """
    values = _opened(line) if len(line) >= LONG else None
    try:
        if values is None:
            yield orjson.loads(line)
            return
        lists = {key: values.pop(key) for key in IN_PIECES}
        same = {key: orjson.loads(memoryview(raw)) for key, raw in values.items()} | {key: [] for key in lists}
        yield same
        for key, raw in lists.items():
            rows = msgspec.json.decode(raw, type=list[msgspec.Raw])
            while rows:
                yield same | {key: [orjson.loads(memoryview(row)) for row in rows[:AT_ONCE]]}
                del rows[:AT_ONCE]  # each holds on to some memory until then
    except orjson.JSONDecodeError as error:
        if line.endswith(b"\n"):
            raise ValueError(f"not JSON ({error.msg}); make the file again with `ofsight extract`") from None
        raise ValueError(
            "the last line breaks off in the middle of a record; run `ofsight extract` again, or delete the line to "
            "report without that document"
        ) from None


def _line(lines: BufferedReader) -> bytes:
    """The next line; `readline` alone would hold a long one twice."""
    start, line = lines.tell(), lines.readline(LONG)
    if len(line) < LONG:
        return line
    end = line
    while end and not end.endswith(b"\n"):
        end = lines.readline(LONG)
    length = lines.tell() - start
    lines.seek(start)
    return lines.read(length)


def _opened(line: bytes) -> dict[str, msgspec.Raw] | None:
    """The values of a record, not yet parsed; None where it is no record."""
    try:
        values = msgspec.json.decode(line, type=dict[str, msgspec.Raw])
    except (msgspec.DecodeError, RecursionError):
        return None
    lists = [memoryview(values.get(key, msgspec.Raw())) for key in IN_PIECES]
    return values if all(bytes(start[:1]) == b"[" for start in lists) else None
