"""Printed lines -> reading text: wrapped lines joined to paragraphs; headings, bullets and table rows kept apart."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from pipeline.readers.document import BlockKind
from pipeline.readers.layout import BULLET, is_heading
from pipeline.readers.page_lines import Line, Page, body_size

_BULLET_SIGN: Final = re.compile(r"(?:(?:[•◼▪■●○◦‣⁃\ue000-\uf8ff]|[-–—―─−](?=\s)|o(?=\s[A-Za-z]))\s*)+")
_DASH: Final = re.compile(r"[-–—―─−]\s")
_NUMBERED: Final = re.compile(r"\d{1,3}\.(?:\d{1,2}\.?)?\s*(?=[A-Z‘“(])")
_LABELLED: Final = re.compile(r"[A-Z][\w’' -]{2,40}\s?:\s*(?=[A-Z\d])")
_FACT: Final = re.compile(rf"{_LABELLED.pattern}[^:]{{1,90}}(?<![.;!?])")
_PRIVATE: Final = re.compile(r"[\ue000-\uf8ff]\s*")
_GLUED_STOP: Final = re.compile(r"\.(?<=[a-z\d)]\.)(?=[A-Z][a-z])")
_SUSPENDED: Final = re.compile(r"(?:and|or|to)\b(?!-)")
_LOOSE_HYPHEN: Final = re.compile(rf"(?<=[A-Za-z]-) (?=[A-Za-z])(?!{_SUSPENDED.pattern})")
_STAND_INS: Final = str.maketrans(
    {"\u2500": "–", "\u2015": "–", "\u2212": "–", "\u0336": "–", "\u0335": "–", "\u00ad": None}
)

_UNDER: Final = "– "
"""Stands before each point of a bullet that has points of its own."""

_INDENT: Final = 8.0
"""Points by which a bullet's own points stand to its right."""

_LONGEST_BOX: Final = 12
"""Blocks that a box holds at most."""

_SHORTEST_PARTED: Final = 40
"""Characters from which on words without an end are the beginning of a sentence, and no label or address."""

_HEADING_LIMIT: Final = 220
"""Characters beyond which even prominent lines are a paragraph."""


class _Draft:
    """A block while its lines are being gathered.

    page_starts: (page, offset in the text) for each page that the block stands on.
    hang: left edge of its wrapped lines, None before there is one.
    """

    def __init__(self, kind: BlockKind, line: Line, text: str, page: int) -> None:
        self.kind = kind
        self.first = self.last = line
        self.text = text
        self.page_starts = [(page, 0)]
        self.hang: float | None = None

    def add(self, line: Line, text: str, page: int) -> None:
        if line.cell and self.last.cell and line.cell.column != self.last.cell.column:
            self.text += ":"
        if self.hang is None and self.last.baseline - line.baseline > 0.5 * line.size:
            self.hang = line.left
        self.text = _joined(self.text, text)
        if page != self.page_starts[-1][0]:
            self.page_starts.append((page, len(self.text) - len(text)))
        self.last = line


def page_text(pages: Sequence[Page]) -> tuple[str, tuple[int, ...]]:
    """The reading text of the pages' lines and the offset at which each page starts in it.

    A single line break stands between bullets, table rows and short lines of one list, else a blank line. Footnotes at
    a page's foot follow the paragraph or list that runs over the page's end.
    """
    parts: list[str] = []
    starts: dict[int, int] = {}
    length = 0
    previous: _Draft | None = None
    for draft in _drafts(pages):
        lead = "" if previous is None else "\n" if _same_list(previous, draft) else "\n\n"
        if draft.kind == "bullet":
            lead += BULLET
        start = length + len(lead)
        parts += (lead, draft.text)
        length = start + len(draft.text)
        previous = draft
        for page, offset in draft.page_starts:
            starts.setdefault(page, start + offset)
    offsets: list[int] = []
    following = length
    for page in reversed(range(len(pages))):
        following = min(starts.get(page, following), following)
        offsets.append(following)
    return "".join(parts), tuple(reversed(offsets))


def _same_list(before: _Draft, after: _Draft) -> bool:
    """Whether two blocks are of one list: bullets, table rows, or short lines with numbers as in an address."""
    if before.kind != after.kind:
        return False
    return before.kind in ("bullet", "row") or (before.kind == "paragraph" and _address_like(before, after))


def _address_like(*drafts: _Draft) -> bool:
    return all(is_heading(draft.text) and any(map(str.isdigit, draft.text)) for draft in drafts)


def _drafts(pages: Sequence[Page]) -> list[_Draft]:
    usual = body_size(pages)
    margin = _right_margin(pages, usual)
    drafts: list[_Draft] = []
    waiting: list[_Draft] = []
    for number, page in enumerate(pages):
        body, footnotes = _split_footnotes(page, usual)
        for line in body:
            text, kind = _kind(line, usual, drafts[-1] if drafts else None)
            if not text or (text.isdigit() and line.size < 0.8 * usual):
                continue
            if text[0].islower() and kind == "paragraph" and (parted := _parted_by_box(drafts, number)):
                drafts.remove(parted)
                drafts.append(parted)
            if drafts and _continues(drafts[-1], line, text, kind, margin, drafts[-1].page_starts[-1][0] != number):
                drafts[-1].add(line, text, number)
                continue
            inside_list = kind == "bullet" and drafts and drafts[-1].kind == "bullet"
            if not inside_list:
                drafts += waiting
                waiting = []
            drafts.append(_Draft(kind, line, text, number))
        for line in footnotes:
            text = _clean(line.text)
            if text.isdigit():
                continue
            if waiting and text and (text[0].islower() or not _ends_short(waiting[-1].last, text, margin)):
                waiting[-1].add(line, text, number)
            elif text:
                waiting.append(_Draft("paragraph", line, text, number))
    drafts += waiting
    for before, after in pairwise(drafts):
        facts = before.kind in ("paragraph", "row") and after.kind == "paragraph"
        if facts and _FACT.fullmatch(before.text) and _FACT.fullmatch(after.text):
            before.kind = after.kind = "row"
    return drafts


def _split_footnotes(page: Page, usual: float) -> tuple[Page, Page]:
    """The page's lines without those in small type at its foot, and those."""
    first = len(page)
    while first > 0 and page[first - 1].size < usual - 1.2 and not page[first - 1].row:
        first -= 1
    return (page[:first], page[first:]) if first else (page, ())


def _kind(line: Line, usual: float, before: _Draft | None) -> tuple[str, BlockKind]:
    """The line's clean text (without its bullet sign) and the kind of block that it would begin."""
    if line.row:
        return _clean(line.text), "row"
    bullet = _BULLET_SIGN.match(line.text)
    if line.cell or (bullet and before is not None and _is_under(before, line)):
        return _clean(f"{_UNDER}{line.text[bullet.end() :]}" if bullet else line.text), "bullet"
    if bullet and not (_DASH.match(line.text) and before is not None and _mid_sentence(before, line)):
        return _clean(line.text[bullet.end() :]), "bullet"
    text = _clean(line.text)
    prominent = line.bold or line.size > usual + 0.6
    if prominent and not _LABELLED.match(text) and any(sign.isalpha() for sign in text):
        return text, "heading"
    return text, "paragraph"


def _continues(draft: _Draft, line: Line, text: str, kind: BlockKind, margin: float, new_page: bool) -> bool:
    """Whether the line goes on with the block rather than beginning one of its own."""
    last = draft.last
    if line.cell or last.cell:
        return bool(line.cell and last.cell and line.cell.row == last.cell.row)
    if kind == "bullet" and text.startswith(_UNDER):
        return True
    if kind in ("bullet", "row") or draft.kind == "row" or abs(last.size - line.size) > 1.2:
        return False
    step = last.baseline - line.baseline
    unfinished = text[0].islower() and not _finished(draft.text)
    if draft.kind == "heading" and len(draft.text) < _HEADING_LIMIT:
        if kind == "heading" and not new_page:
            return 0 < step < (2.2 if unfinished else 1.45 if last.bold == line.bold else 1.3) * line.size
        return False
    if last.bold != line.bold and kind == "heading":
        return False
    indent = draft.first.left if draft.hang is None else draft.hang
    if line.left < indent - 5:
        return False
    if unfinished or (abs(step) < 0.5 * line.size and line.left >= last.right):
        return True
    apart = not new_page and not -0.5 * line.size < step < 1.55 * line.size
    if apart or (_ends_short(last, text, margin) and (_finished(draft.text) or _LABELLED.match(text))):
        return False
    outdented = line.left <= draft.first.left + 3
    numbered_list = _finished(draft.text) or _ends_short(last, text, margin) or _NUMBERED.match(draft.text)
    return not (_NUMBERED.match(text) and outdented and numbered_list)


def _parted_by_box(drafts: list[_Draft], page: int) -> _Draft | None:
    """The block of the page before whose sentence has not ended, where a box with a heading is printed behind it."""
    if not drafts or not _finished(drafts[-1].text):
        return None
    for before, after in pairwise(drafts[:-_LONGEST_BOX:-1][::-1]):
        same_page = before.page_starts[-1][0] == after.page_starts[0][0] == page - 1
        if same_page and after.kind == "heading" and before.kind in ("bullet", "paragraph") and _ends_open(before.text):
            return before
    return None


def _ends_open(text: str) -> bool:
    """Whether a text of several words ends in the middle of a sentence."""
    return text[-1:].islower() and len(text) > _SHORTEST_PARTED


def _is_under(draft: _Draft, line: Line) -> bool:
    """Whether a line with a bullet sign is a point of the bullet before it: set off to its right, after a colon."""
    if draft.kind != "bullet" or line.left < draft.first.left + _INDENT:
        return False
    return draft.text.endswith(":") or _UNDER in draft.text


def _mid_sentence(draft: _Draft, line: Line) -> bool:
    """Whether the line stands under the wrapped lines of a block whose sentence has not ended."""
    hangs = abs(line.left - draft.hang) < 3 if draft.hang is not None else _NUMBERED.match(draft.text) is not None
    return hangs and not _finished(draft.text)


def _ends_short(line: Line, following: str, margin: float) -> bool:
    """Whether the first word of the following line would have had room on this line."""
    first_word = following.split(" ", 1)[0]
    return line.right + 0.62 * line.size * (len(first_word) + 1) < margin


def _right_margin(pages: Sequence[Page], usual: float) -> float:
    """The right edge that full lines of body text reach (their 90th percentile)."""
    edges = sorted(line.right for page in pages for line in page if abs(line.size - usual) < 0.6)
    return edges[int(0.9 * (len(edges) - 1))] if edges else 0.0


def _finished(text: str) -> bool:
    """Whether the text ends like a sentence, or with the colon or semicolon before a list."""
    return text.rstrip("’”\"')")[-1:] in tuple(".!?:;")


def _clean(text: str) -> str:
    if not text.isascii():
        text = _PRIVATE.sub("", text.translate(_STAND_INS))
    text = _GLUED_STOP.sub(". ", " ".join(text.split()))
    if "- " in text:
        text = _LOOSE_HYPHEN.sub("", text)
    number = _NUMBERED.match(text)
    return f"{number[0].rstrip()} {text[number.end() :]}" if number else text


def _joined(text: str, following: str) -> str:
    """Two lines of a block as one; a hyphen at the line's end belongs to the word."""
    before = text[-2:-1]
    if text.endswith("-") and before.isalnum() and not _SUSPENDED.match(following):
        return text + following
    if text.endswith(("–", "/")) and before.isdigit() and following[:1].isdigit():
        return text + following
    return text + following if following[0] in ".,;:)" else f"{text} {following}"
