"""PDF -> Document: pypdfium2 gives lines with their place on the page, the other modules of this room read them."""

import ctypes
import hashlib
import re

import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

from pipeline.readers.document import Document, Unreadable
from pipeline.readers.grade_table import grade_at_line_end, with_grade_rows
from pipeline.readers.layout import blocks_of
from pipeline.readers.page_lines import Line, without_contents, without_running_heads
from pipeline.readers.page_text import page_text
from pipeline.readers.report_front import report_meta

MEDIA_TYPE = "application/pdf"

_FOOTNOTE_MARK = re.compile(r"(?<!\d)\d{1,2}(?!\d)")
_DIGIT = re.compile(r"\d")
_HYPHEN_AT_LINE_END = "\ufffe"
"""PDFium's sign for a printed hyphen after which it took the line break out."""

_PRINTED_LINE = re.compile(rf"[^\r\n{_HYPHEN_AT_LINE_END}]+{_HYPHEN_AT_LINE_END}?")
_WIDE_GAP = 0.6
"""Widths of the type from which on a space is the gap between two columns (a word space has about a third)."""

_BOLD = 600
"""Font weight from which on type is bold."""


def read_pdf(data: bytes, path: str) -> Document:
    """Read a PDF with a text layer.

    Args:
        data: the file's bytes.
        path: as found, relative to the input root; it goes into the Document unchanged.

    Raises:
        Unreadable: encrypted, broken, without pages or without a text layer.
    """
    printed = page_lines(data)
    if not any(printed):
        raise Unreadable("the PDF has no text layer: a scan must first go through text recognition (OCR)")
    pages = [with_grade_rows(page) for page in without_contents(without_running_heads(printed))]
    text, offsets = page_text(pages)
    blocks = blocks_of(text)
    return Document(
        path=path,
        sha256=hashlib.sha256(data).hexdigest(),
        media_type=MEDIA_TYPE,
        text=text,
        meta=report_meta(text, blocks),
        blocks=blocks,
        pages=offsets,
    )


def page_lines(data: bytes) -> list[list[Line]]:
    """The printed lines of each page, in reading order.

    Raises:
        Unreadable: encrypted, broken or without pages.
    """
    if not data:
        raise Unreadable("the file is empty")
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise Unreadable(_reason(error, data)) from error
    try:
        return [_lines_of(document, number) for number in range(len(document))]
    finally:
        document.close()


def _reason(error: pypdfium2.PdfiumError, data: bytes) -> str:
    """Why PDFium opened nothing; its error code may be that of an earlier file, so the bytes must agree."""
    if error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY) and b"/Encrypt" in data:
        return "the PDF is encrypted: save a copy without a password"
    return "not a readable PDF: it is broken, has no pages or is a file of another kind"


def _lines_of(document: pypdfium2.PdfDocument, number: int) -> list[Line]:
    try:
        page = document[number]
        textpage = page.get_textpage()
    except pypdfium2.PdfiumError as error:
        raise Unreadable(f"page {number + 1} of the PDF is broken") from error
    lines = []
    for printed in _PRINTED_LINE.finditer(textpage.get_text_range()):
        if words := printed[0].strip():
            start = printed.start() + printed[0].index(words[0])
            lines.extend(_cells(textpage.raw, words.replace(_HYPHEN_AT_LINE_END, "-"), start))
    textpage.close()
    page.close()
    return lines


def _cells(textpage: pdfium.FPDF_TEXTPAGE, words: str, start: int) -> list[Line]:
    """One line, or two where a wide gap before a grade shows the columns of a table."""
    grade = grade_at_line_end(words)
    if grade:
        after = start + grade
        size = _size(textpage, after)
        left, baseline = _origin(textpage, after)
        wide = left - _right(textpage, after - 2) > _WIDE_GAP * size
        if wide or abs(baseline - _origin(textpage, after - 2)[1]) > 0.25 * size:
            return [_line(textpage, words[: grade - 1].rstrip(), start), _line(textpage, words[grade:], after)]
    return [_line(textpage, words, start)]


def _line(textpage: pdfium.FPDF_TEXTPAGE, words: str, start: int) -> Line:
    last = start + len(words) - 1
    first_letter = start + next((offset for offset, sign in enumerate(words) if sign.isalpha()), 0)
    size = _size(textpage, first_letter)
    left, baseline = _origin(textpage, start)
    bold = _bold(textpage, first_letter) and _bold(textpage, last)
    if _DIGIT.search(words):
        for mark in reversed(list(_FOOTNOTE_MARK.finditer(words))):
            if _size(textpage, start + mark.start()) < 0.8 * size:
                words = words[: mark.start()] + words[mark.end() :]
    return Line(words.strip(), left, _right(textpage, last), baseline, size, bold)


def _bold(textpage: pdfium.FPDF_TEXTPAGE, index: int) -> bool:
    return bool(pdfium.FPDFText_GetFontWeight(textpage, index) >= _BOLD)


def _size(textpage: pdfium.FPDF_TEXTPAGE, index: int) -> float:
    """Font size in points as printed: the nominal size under the scale of the text matrix."""
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(textpage, index, matrix)
    return float(pdfium.FPDFText_GetFontSize(textpage, index) * (abs(matrix.d) or abs(matrix.b) or 1.0))


def _origin(textpage: pdfium.FPDF_TEXTPAGE, index: int) -> tuple[float, float]:
    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetCharOrigin(textpage, index, x, y)
    return x.value, y.value


def _right(textpage: pdfium.FPDF_TEXTPAGE, index: int) -> float:
    left, right, bottom, top = ctypes.c_double(), ctypes.c_double(), ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetCharBox(textpage, index, left, right, bottom, top)
    return right.value
