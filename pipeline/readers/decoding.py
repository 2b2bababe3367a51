"""Bytes to characters, whatever the encoding; what is no text is told apart."""

import codecs
import re
from contextlib import suppress
from typing import Final

from pipeline.readers.document import REPLACED, Unreadable

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED: Final = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?([\w.:-]{2,40})""", re.IGNORECASE)
_IN_HTML: Final = re.compile(r"utf-8|cp\d|iso8859|ascii|koi8|mac|gb|big5|shift_jis|euc")
"""Python's names of the encodings that web pages come in; its other codecs (punycode, escapes) are no charsets."""

_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd]")

MOST_CONTROL: Final = 0.005
"""Share of control and undecodable characters up to which bytes are still a (somewhat damaged) text."""

FEW: Final = 4
SHARE_OF_FEW: Final = 0.1
"""So few, up to this share, are no sign of binary data even where the text is short."""

_NOT_ASCII: Final = bytes(range(128, 256))


def decoded(data: bytes) -> str:
    """The characters of a text file.

    Tried in turn: a byte order mark, UTF-16 without one (every other byte is zero), UTF-8 (with REPLACED for its bad
    bytes, where most of what is not ASCII is sound UTF-8), the charset that an HTML or XML head declares, and cp1252,
    in which no byte is an error.

    Raises:
        Unreadable: the bytes are no text.
    """
    text = _decoded(data)
    sample = text[:100_000]
    strange = len(_CONTROL.findall(sample))
    if strange > max(MOST_CONTROL * len(sample), min(FEW, SHARE_OF_FEW * len(sample))):
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
    except UnicodeDecodeError as fault:
        cut_off = fault.end == len(data) and fault.end - fault.start > 1
    text = data.decode("utf-8", "replace")
    bad = text.count(REPLACED)
    ascii = len(data.translate(None, _NOT_ASCII))
    if len(text) - ascii - bad >= bad or (cut_off and bad == 1):
        return text
    return data.decode(_declared(data) or "cp1252", "replace")


def _declared(data: bytes) -> str | None:
    if declared := _DECLARED.search(data[:2048]):
        with suppress(LookupError):
            name = codecs.lookup(declared[1].decode("ascii", "replace")).name
            if _IN_HTML.match(name):
                return "cp1252" if name in ("ascii", "iso8859-1") else name  # as browsers take them
    return None
