"""Changes inputs at random, so that the same seed gives the same bytes."""

import io
import re
import zipfile
from collections.abc import Sequence
from random import Random

HOSTILE = (
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\r", b"\n\n\n", b"\t", b"\x0c", b"\xe2\x80\xae", b"\xc2\xa0",
    b"\xef\xbf\xbe", b"\xed\xa0\x80", b"\xf0\x9f\x98\x80", b"e\xcc\x81" * 40, b"\xe2\x80\x9c", b"\xe2\x80\x9d",
    b"(" * 500, b"[" * 500, b"{" * 500, b'"', b"\\", b"\\ud800", b"&#0;", b"&#xFFFF;", b"<!--", b"]]>",
    b"<table>" * 60, b"<div>" * 300, b"</p>", b"<script>", b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>",
    b"%s%n", b"=1+1", b"-" * 3000, b"a" * 5000, b"9" * 400, b"1e999", b"-1", b"NaN", b"null", b"2024-02-30",
    b"31 February 2024", b"0000-00-00", b"endobj", b"stream\n", b" 0 R", b"/Length 99999999", b"/Kids [2 0 R]",
    b"[2 0 R 2 0 R]", b"%PDF-1.7", b"PK\x03\x04", b"---\n", b"# ", b"|", b"*" * 100, b"\xe2\x80\xa2 ", b". ", b"; ",
    b", but ", b" and " * 200, b" respectively",
)  # fmt: skip
"""Bytes that parsers stumble over, and signs that this project's rules look for."""

MOST_BYTES = 60_000


def mutated(data: bytes, chance: Random, others: Sequence[bytes]) -> bytes:
    """The input with a few changes; `others` are what parts are spliced in from."""
    if data.startswith(b"PK\x03\x04") and chance.random() < 0.7:
        return _one_part_mutated(data, chance, others)
    for _ in range(chance.choice((1, 1, 2, 3, 5, 8))):
        data = chance.choice(CHANGES)(data, chance, others)[:MOST_BYTES]
    return data


def _one_part_mutated(archive: bytes, chance: Random, others: Sequence[bytes]) -> bytes:
    """A ZIP archive that is sound but for the content of one file in it, most often the text."""
    named = "word/document.xml" if chance.random() < 0.6 else chance.choice(sorted(parts_of(archive)))
    return with_part(archive, named, mutated(parts_of(archive)[named], chance, others))


def parts_of(archive: bytes) -> dict[str, bytes]:
    """The files of a ZIP archive by name."""
    with zipfile.ZipFile(io.BytesIO(archive)) as source:
        return {name: source.read(name) for name in source.namelist()}


def with_part(archive: bytes, named: str, content: bytes) -> bytes:
    """A ZIP archive with another content of one of its files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as target:
        for name, part in {**parts_of(archive), named: content}.items():
            target.writestr(name, part)
    return packed.getvalue()


def _place(data: bytes, chance: Random, longest: int = 200) -> slice:
    start = chance.randrange(len(data) + 1)
    return slice(start, min(len(data), start + chance.randrange(longest)))


def _flip(data: bytes, chance: Random, others: Sequence[bytes]) -> bytes:
    changed = bytearray(data)
    for _ in range(min(len(changed), chance.choice((1, 3, 20)))):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _delete(data: bytes, chance: Random, others: Sequence[bytes]) -> bytes:
    place = _place(data, chance)
    return data[: place.start] + data[place.stop :]


def _cut(data: bytes, chance: Random, others: Sequence[bytes]) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def _insert(data: bytes, chance: Random, others: Sequence[bytes]) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + chance.choice(HOSTILE) + data[at:]


def _repeat(data: bytes, chance: Random, others: Sequence[bytes]) -> bytes:
    place = _place(data, chance)
    return data[: place.stop] + data[place] * chance.choice((1, 3, 100)) + data[place.stop :]


def _splice(data: bytes, chance: Random, others: Sequence[bytes]) -> bytes:
    other = chance.choice(others)
    at = chance.randrange(len(data) + 1)
    return data[:at] + other[_place(other, chance, 2000)] + data[at:]


def _shuffle(data: bytes, chance: Random, others: Sequence[bytes]) -> bytes:
    """Words, lines or elements in another order."""
    parts = re.split(chance.choice((rb"(\s+)", rb"(\n+)", rb"(?=<)", rb"(?=[,.;:])")), data)
    for _ in range(chance.randrange(1, 10)):
        one, other = chance.randrange(len(parts)), chance.randrange(len(parts))
        parts[one], parts[other] = parts[other], parts[one]
    return b"".join(parts)


CHANGES = (_flip, _delete, _cut, _insert, _insert, _repeat, _splice, _splice, _shuffle, _shuffle)
