"""DOCX -> Document: headings, lists and tables as blocks, metadata from the core properties."""

import io
import zipfile
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

import docx
from docx.oxml.ns import qn

from pipeline.readers.document import DOCX, Document, Unreadable, unreadable
from pipeline.readers.layout import BULLET, row_of
from pipeline.readers.metadata import Stated
from pipeline.readers.prose import prose_document

MAX_UNPACKED: Final = 200_000_000
"""Bytes that the parts of the archive may unpack to, all together."""

MAX_PARTS: Final = 5_000

_TEXT_BOX: Final = qn("w:txbxContent")
_LEFT_OUT: Final = {
    qn("w:del"),
    qn("w:moveFrom"),
    _TEXT_BOX,
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}
_AS_CHARACTER: Final = {qn("w:tab"): " ", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}


def read_docx(data: bytes, path: str) -> Document:
    """Read a Word document; deleted and moved-away text, headers, footers and notes are left out.

    Raises:
        Unreadable: broken, encrypted or no Word document, too big when unpacked, or without text.
    """
    check_unpacked_size(data)
    with unreadable("is a broken Word document: open it in a word processor and save it again"):
        word = docx.Document(io.BytesIO(data))
        raw = "\n\n".join(_Lists(word).blocks_in(word.element.body))
        title = " ".join((word.core_properties.title or "").split())
    stated: Stated = {"title": title} if title and title != "Word Document" else {}  # the word processor's own title
    return prose_document(data, path, DOCX, raw, stated)


def check_unpacked_size(data: bytes) -> None:
    """Refuse an archive that would fill the memory.

    Raises:
        Unreadable: encrypted, too many parts, or too much in them.
    """
    with unreadable("is a broken ZIP archive: fetch the file again"):
        parts = zipfile.ZipFile(io.BytesIO(data)).infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise Unreadable("is encrypted: save a copy without a password")
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise Unreadable(f"unpacks to more than {MAX_UNPACKED // 1_000_000} MB or {MAX_PARTS} parts: not opened")


class _Lists:
    """Walks the blocks of a Word document, keeping count of its numbered lists."""

    def __init__(self, word: Any) -> None:
        self._styles = {style.style_id: style for style in word.styles}
        self._formats = _list_formats(word)
        self._numbers: Counter[str] = Counter()

    def blocks_in(self, parent: Any) -> Iterator[str]:
        for child in parent:
            if child.tag == qn("w:p"):
                if text := _text_of(child).strip():
                    yield self._sign(child) + text
                for box in child.iter(_TEXT_BOX):
                    if not any(above.tag in _LEFT_OUT for above in box.iterancestors()):
                        yield from self.blocks_in(box)
            elif child.tag == qn("w:tbl"):
                yield "\n".join(self._row(row) for row in child.iter(qn("w:tr")) if row.getparent() is child)
            elif child.tag not in _LEFT_OUT and isinstance(child.tag, str):
                yield from self.blocks_in(child)

    def _row(self, row: Any) -> str:
        cells = [list(self.blocks_in(cell)) for cell in row.xpath("./w:tc | ./w:sdt/w:sdtContent/w:tc")]
        if all(len(cell) < 2 for cell in cells):
            return row_of("".join(cell) for cell in cells)
        return "\n\n".join(block for cell in cells for block in cell)

    def _sign(self, paragraph: Any) -> str:
        style = self._styles.get(paragraph.style)
        if style is not None and style.name.startswith(("Heading", "Title")):
            return ""
        numbering = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        if numbering is None and style is not None:
            numbering = style.element.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        if numbering is None or numbering.numId is None:
            return BULLET if style is not None and style.name.startswith("List Bullet") else ""
        number = str(numbering.numId.val)
        level = str(numbering.ilvl.val) if numbering.ilvl is not None else "0"
        form = self._formats.get((number, level), "")
        if form == "decimal" and level == "0":
            self._numbers[number] += 1
            return f"{self._numbers[number]}. "
        return BULLET if form == "bullet" else ""


def _list_formats(word: Any) -> dict[tuple[str, str], str]:
    """The number format ("bullet", "decimal", ...) by list and level."""
    if not any(relation.reltype.endswith("/numbering") for relation in word.part.rels.values()):
        return {}
    numbering = word.part.numbering_part.element
    abstract = {one.get(qn("w:abstractNumId")): one for one in numbering.iterchildren(qn("w:abstractNum"))}
    return {
        (one.get(qn("w:numId")), level.get(qn("w:ilvl"))): level.find(qn("w:numFmt")).get(qn("w:val"))
        for one in numbering.iterchildren(qn("w:num"))
        for level in abstract[one.find(qn("w:abstractNumId")).get(qn("w:val"))].iterchildren(qn("w:lvl"))
        if level.find(qn("w:numFmt")) is not None
    }


def _text_of(element: Any) -> str:
    parts = []
    for child in element:
        if child.tag == qn("w:t"):
            parts.append(child.text or "")
        elif child.tag in _AS_CHARACTER:
            parts.append(_AS_CHARACTER[child.tag])
        elif child.tag not in _LEFT_OUT and child.tag != qn("w:pPr") and isinstance(child.tag, str):
            parts.append(_text_of(child))
    return "".join(parts)
