"""Printed lines -> reading text: wrapped lines joined to paragraphs; headings, bullets and table rows kept apart."""

import re
from collections.abc import Sequence
from typing import Final

from pipeline.readers.document import BlockKind
from pipeline.readers.layout import BULLET
from pipeline.readers.page_lines import Line, Page, body_size

_BULLET_SIGN: Final = re.compile(r"(?:(?:[•◼▪■●○◦‣⁃\ue000-\uf8ff]|[-–](?=\s)|o(?=\s[A-Za-z]))\s*)+")
_NUMBERED: Final = re.compile(r"\d{1,3}\.(?:\d{1,2}\.?)?\s*(?=[A-Z‘“(])")
_LABELLED: Final = re.compile(r"[A-Z][\w’' -]{2,40}\s?:\s*(?=[A-Z\d])")
_SENTENCE_END: Final = re.compile(r"[.!?:;][’”\"')]*$")
_PRIVATE: Final = re.compile(r"[\ue000-\uf8ff]\s*")
_SPACES: Final = re.compile(r"\s+")
_GLUED_STOP: Final = re.compile(r"(?<=[a-z\d)]\.)(?=[A-Z][a-z])")
_SUSPENDED: Final = re.compile(r"(?:and|or|to)\b")
_HYPHEN_AT_LINE_END: Final = re.compile(r"\ufffe(?=(?:and|or|to)\b)")
_STAND_INS: Final = str.maketrans(
    {"\ufffe": "-", "\u2500": "–", "\u2015": "–", "\u2212": "–", "\u0336": "–", "\u0335": "–", "\u00ad": None}
)

_HEADING_LIMIT: Final = 220
"""Characters beyond which even bold lines are a paragraph."""


class _Draft:
    """A block while its lines are being gathered; `page_starts` has (page, offset in the text) for each of its pages."""

    def __init__(self, kind: BlockKind, line: Line, text: str, page: int) -> None:
        self.kind = kind
        self.first = self.last = line
        self.text = text
        self.page_starts = [(page, 0)]
        self.hang: float | None = None

    def add(self, line: Line, text: str, page: int) -> None:
        if self.hang is None:
            self.hang = line.left
        self.text = _joined(self.text, text)
        if page != self.page_starts[-1][0]:
            self.page_starts.append((page, len(self.text) - len(text)))
        self.last = line


def page_text(pages: Sequence[Page]) -> tuple[str, tuple[int, ...]]:
    """The reading text of the pages' lines and the offset at which each page starts in it.

    Footnotes at a page's foot follow the paragraph that runs over the page's end.
    """
    parts: list[str] = []
    starts: dict[int, int] = {}
    length = 0
    previous: BlockKind | None = None
    for draft in _drafts(pages):
        lead = "" if previous is None else "\n" if draft.kind == previous and draft.kind in ("bullet", "row") else "\n\n"
        if draft.kind == "bullet":
            lead += BULLET
        start = length + len(lead)
        parts += (lead, draft.text)
        length = start + len(draft.text)
        previous = draft.kind
        for page, offset in draft.page_starts:
            starts.setdefault(page, start + offset)
    offsets: list[int] = []
    following = length
    for page in reversed(range(len(pages))):
        following = min(starts.get(page, following), following)
        offsets.append(following)
    return "".join(parts), tuple(reversed(offsets))


def _drafts(pages: Sequence[Page]) -> list[_Draft]:
    usual = body_size(pages)
    margin = _right_margin(pages, usual)
    drafts: list[_Draft] = []
    waiting: list[_Draft] = []
    for number, page in enumerate(pages):
        body, footnotes = _split_footnotes(page, usual)
        for line in body:
            text, kind = _kind(line, usual)
            if not text:
                continue
            if drafts and _continues(drafts[-1], line, text, kind, margin, drafts[-1].page_starts[-1][0] != number):
                drafts[-1].add(line, text, number)
                continue
            drafts += waiting
            waiting = []
            drafts.append(_Draft(kind, line, text, number))
        for line in footnotes:
            text = _clean(line.text)
            if waiting and not _ends_short(waiting[-1].last, text, margin):
                waiting[-1].add(line, text, number)
            elif text:
                waiting.append(_Draft("paragraph", line, text, number))
    return drafts + waiting


def _split_footnotes(page: Page, usual: float) -> tuple[Page, Page]:
    """The page's lines without those in small type at its foot, and those."""
    first = len(page)
    while first > 0 and page[first - 1].size < usual - 1.2 and not page[first - 1].row:
        first -= 1
    return (page[:first], page[first:]) if first else (page, ())


def _kind(line: Line, usual: float) -> tuple[str, BlockKind]:
    """The line's clean text (without its bullet sign) and the kind of block that it would begin."""
    if line.row:
        return _clean(line.text), "row"
    bullet = _BULLET_SIGN.match(line.text)
    if bullet:
        return _clean(line.text[bullet.end() :]), "bullet"
    text = _clean(line.text)
    prominent = line.bold or line.size > usual + 0.6
    if prominent and not _LABELLED.match(text) and any(sign.isalpha() for sign in text):
        return text, "heading"
    return text, "paragraph"


def _continues(draft: _Draft, line: Line, text: str, kind: BlockKind, margin: float, new_page: bool) -> bool:
    """Whether the line goes on with the block rather than beginning one of its own."""
    last = draft.last
    if kind in ("bullet", "row") or draft.kind == "row" or (kind == "heading") != (draft.kind == "heading"):
        return False
    if abs(last.size - line.size) > 0.6:
        return False
    step = last.baseline - line.baseline
    if draft.kind == "heading":
        same_block = not new_page and last.bold == line.bold and 0 < step < 1.45 * line.size
        return same_block and len(draft.text) + len(text) < _HEADING_LIMIT
    indent = draft.first.left if draft.hang is None else draft.hang
    if line.left < indent - 5 or (_NUMBERED.match(text) and line.left <= draft.first.left + 3):
        return False
    unfinished = text[0].islower() and not _SENTENCE_END.search(draft.text)
    if unfinished:
        return True
    wrapped = new_page or -0.5 * line.size < step < 1.55 * line.size
    return wrapped and not _ends_short(last, text, margin)


def _ends_short(line: Line, following: str, margin: float) -> bool:
    """Whether the first word of the following line would have had room on this line."""
    first_word = following.split(" ", 1)[0]
    return line.right + 0.62 * line.size * (len(first_word) + 1) < margin


def _right_margin(pages: Sequence[Page], usual: float) -> float:
    """The right edge that full lines of body text reach (their 90th percentile)."""
    edges = sorted(line.right for page in pages for line in page if abs(line.size - usual) < 0.6)
    return edges[int(0.9 * (len(edges) - 1))] if edges else 0.0


def _clean(text: str) -> str:
    text = _HYPHEN_AT_LINE_END.sub("- ", text).translate(_STAND_INS)
    text = _SPACES.sub(" ", _GLUED_STOP.sub(" ", _PRIVATE.sub("", text))).strip()
    number = _NUMBERED.match(text)
    return f"{number[0].rstrip()} {text[number.end() :]}" if number else text


def _joined(text: str, following: str) -> str:
    """Two lines of a block as one; a hyphen at the line's end belongs to the word."""
    before = text[-2:-1]
    if text.endswith("-") and before.isalnum() and not _SUSPENDED.match(following):
        return text + following
    if text.endswith(("–", "/")) and before.isdigit() and following[:1].isdigit():
        return text + following
    return f"{text} {following}"
