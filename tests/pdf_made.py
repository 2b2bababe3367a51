"""Tiny PDFs written by hand, for tests."""

from collections.abc import Sequence
from typing import NamedTuple


class Print(NamedTuple):
    """Words printed at a place, in points from the page's left and bottom edge."""

    left: float
    baseline: float
    words: str
    size: float = 12
    bold: bool = False


class Drawn(NamedTuple):
    """A filled rectangle, in points from the page's left and bottom edge."""

    left: float
    bottom: float
    width: float
    height: float


def pdf_of(*pages: Sequence[Print | Drawn], encrypted: bool = False) -> bytes:
    """A PDF of these pages in Helvetica; words in Windows-1252."""
    fonts = [
        f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>".encode()
        for name in ("Helvetica", "Helvetica-Bold")
    ]
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", *fonts]
    kids = []
    for page in pages:
        stream = b"\n".join(map(_shown, page))
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>" % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids))
    out = b"%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    key = b"<" + b"00" * 32 + b">"
    locked = (
        b" /Encrypt << /Filter /Standard /V 1 /R 2 /O %s /U %s /P -4 >> /ID [%s %s]" % (key, key, key, key)
        if encrypted
        else b""
    )
    size = len(objects) + 1
    return b"%sxref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R%s >>\nstartxref\n%d\n%%%%EOF\n" % (
        out, size, table, size, locked, len(out),
    )  # fmt: skip


def _shown(one: Print | Drawn) -> bytes:
    if isinstance(one, Drawn):
        return b"%g %g %g %g re f" % one
    words = one.words.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)").encode("cp1252")
    font = b"F2" if one.bold else b"F1"
    return b"BT /%s %g Tf %g %g Td (%s) Tj ET" % (font, one.size, one.left, one.baseline, words)
