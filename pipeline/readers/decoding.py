"""Bytes to characters, whatever the encoding; what is no text is told apart."""

import codecs
import re
from typing import Final

from pipeline.readers.document import Unreadable

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED: Final = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?([\w.:-]{2,40})""", re.IGNORECASE)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd]")

MOST_CONTROL: Final = 0.005
"""Share of control and undecodable characters up to which bytes are still a (somewhat damaged) text."""


def decoded(data: bytes) -> str:
    """The characters of a text file.

    Tried in turn: a byte order mark, UTF-16 without one (every other byte is zero), UTF-8, the charset that an HTML or
    XML head declares, and cp1252, in which no byte is an error.

    Raises:
        Unreadable: the bytes are no text.
    """
    text = _decoded(data)
    sample = text[:100_000]
    if len(_CONTROL.findall(sample)) > MOST_CONTROL * len(sample):
        raise Unreadable("is not a text: it holds binary data of an unknown kind")
    return text


def _decoded(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    head = data[:2000]
    for zeros, encoding in ((head[1::2], "utf-16-le"), (head[::2], "utf-16-be")):
        if len(head) >= 8 and zeros.count(0) > 0.7 * len(zeros) and head.count(0) < 0.6 * len(head):
            return data.decode(encoding, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if declared := _DECLARED.search(data[:2048]):
        try:
            return data.decode(declared[1].decode("ascii"), "replace")
        except (LookupError, ValueError):
            pass
    return data.decode("cp1252", "replace")
