"""PDF -> Document: pypdfium2 gives lines with their place on the page, the other modules of this room read them."""

import ctypes
import hashlib
import re
from collections.abc import Iterator

import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

from pipeline.readers.document import PDF, Document, Unreadable
from pipeline.readers.fronts import report_meta
from pipeline.readers.grade_table import grade_at_line_end, with_grade_rows
from pipeline.readers.layout import blocks_of
from pipeline.readers.page_lines import Line, without_contents, without_running_heads
from pipeline.readers.page_text import page_text
from pipeline.readers.ruled_table import Rules, column_edges, rows_rejoined, rules_of, with_cells

_FOOTNOTE_MARK = re.compile(r"(?<!\d)\d{1,2}(?!\d)")
_DIGIT = re.compile(r"\d")
_HYPHEN_AT_LINE_END = "\ufffe"
"""PDFium's sign for a printed hyphen after which it took the line break out."""

_GAP = re.compile(r" +")
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
    pages = rows_rejoined([with_grade_rows(page) for page in without_contents(without_running_heads(printed))])
    text, offsets = page_text(pages)
    blocks = blocks_of(text)
    return Document(
        path=path,
        sha256=hashlib.sha256(data).hexdigest(),
        media_type=PDF,
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
    letters = _Letters(textpage.raw)
    rules = rules_of(_rectangles(page))
    lines = []
    for printed in _PRINTED_LINE.finditer(textpage.get_text_range()):
        if words := printed[0].strip():
            start = printed.start() + printed[0].index(words[0])
            lines.extend(_cells(letters, words.replace(_HYPHEN_AT_LINE_END, "-"), start, rules))
    textpage.close()
    page.close()
    return with_cells(lines, rules)


def _rectangles(page: pypdfium2.PdfPage) -> Iterator[tuple[float, float, float, float]]:
    """What is drawn on the page, each as its left, bottom, right and top edge."""
    edges = [ctypes.c_float() for _ in range(4)]
    pointers = [ctypes.pointer(edge) for edge in edges]
    for index in range(pdfium.FPDFPage_CountObjects(page.raw)):
        drawn = pdfium.FPDFPage_GetObject(page.raw, index)
        if pdfium.FPDFPageObj_GetType(drawn) == pdfium.FPDF_PAGEOBJ_PATH:
            pdfium.FPDFPageObj_GetBounds(drawn, *pointers)
            left, bottom, right, top = (edge.value for edge in edges)
            yield left, bottom, right, top


def _cells(letters: "_Letters", words: str, start: int, rules: Rules) -> list[Line]:
    """One line, or several where a rule runs down through it or a wide gap before a grade shows a table's columns."""
    parted = rules.down and not letters.bold(start)
    for edge in column_edges(rules, letters.origin(start)[1]) if parted else ():
        for gap in _GAP.finditer(words):
            if letters.right(start + gap.start() - 1) <= edge <= letters.origin(start + gap.end())[0]:
                behind = _cells(letters, words[gap.end() :], start + gap.end(), rules)
                return [_line(letters, words[: gap.start()], start), *behind]
    grade = grade_at_line_end(words)
    if grade:
        after = start + grade
        size = letters.size(after)
        left, baseline = letters.origin(after)
        wide = left - letters.right(after - 2) > _WIDE_GAP * size
        if wide or abs(baseline - letters.origin(after - 2)[1]) > 0.25 * size:
            return [_line(letters, words[: grade - 1].rstrip(), start), _line(letters, words[grade:], after)]
    return [_line(letters, words, start)]


def _line(letters: "_Letters", words: str, start: int) -> Line:
    last = start + len(words) - 1
    first_letter = start
    if not words[0].isalpha():
        first_letter += next((offset for offset, sign in enumerate(words) if sign.isalpha()), 0)
    size = letters.size(first_letter)
    left, baseline = letters.origin(start)
    bold = letters.bold(first_letter) and letters.bold(last)
    if _DIGIT.search(words):
        for mark in reversed(list(_FOOTNOTE_MARK.finditer(words))):
            if letters.size(start + mark.start()) < 0.8 * size:
                words = words[: mark.start()] + words[mark.end() :]
    return Line(words.strip(), left, letters.right(last), baseline, size, bold)


class _Letters:
    """How and where each character of a page is printed, by its index.

    PDFium writes its answers into memory that is made once a page, for it is asked half a dozen times a line.
    """

    def __init__(self, textpage: pdfium.FPDF_TEXTPAGE) -> None:
        self._textpage = textpage
        self._matrix = pdfium.FS_MATRIX()
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._to_matrix = ctypes.pointer(self._matrix)
        self._to_x, self._to_y = ctypes.pointer(self._x), ctypes.pointer(self._y)

    def bold(self, index: int) -> bool:
        return bool(pdfium.FPDFText_GetFontWeight(self._textpage, index) >= _BOLD)

    def size(self, index: int) -> float:
        """Font size in points as printed: the nominal size under the scale of the text matrix."""
        pdfium.FPDFText_GetMatrix(self._textpage, index, self._to_matrix)
        matrix = self._matrix
        return float(pdfium.FPDFText_GetFontSize(self._textpage, index) * (abs(matrix.d) or abs(matrix.b) or 1.0))

    def origin(self, index: int) -> tuple[float, float]:
        pdfium.FPDFText_GetCharOrigin(self._textpage, index, self._to_x, self._to_y)
        return self._x.value, self._y.value

    def right(self, index: int) -> float:
        """The right edge; the other edges are not asked for, and overwrite each other."""
        pdfium.FPDFText_GetCharBox(self._textpage, index, self._to_y, self._to_x, self._to_y, self._to_y)
        return self._x.value
