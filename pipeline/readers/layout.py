"""Reading text and its blocks: the one place where line breaks, bullets and white space get their meaning.

`reading_text` brings any text to the form that `readers.document.Document` demands; `blocks_of` reads the blocks back
from a text in that form (and makes the best of one that is not).
"""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Final

from pipeline.readers.document import Block, BlockKind

BULLET: Final = "• "

LONGEST_HEADING: Final = 130
"""Code points; the longest headings of inspection reports, an area's full name with its grade, stay below."""

LONGEST_QUESTION_OR_LEAD_IN: Final = 60
"""Code points up to which a block that ends with a question mark or a colon is still a heading."""

LONGEST_BARE_ITEM: Final = 200
"""Code points up to which a line without an end of sentence may be an item of a list that shows no bullets."""

SHARE_OF_WRAPPED_BREAKS: Final = 0.25
"""From this share of line breaks inside a sentence on, the lines of a text are taken to be wrapped."""

ROOM_LEFT: Final = 0.8
"""A line whose next word would have ended within this share of the text's width was broken on purpose."""

SHORTEST_REPEAT: Final = 40
"""Code points from which on a paragraph that repeats the one before it is a caption set twice."""

_INVISIBLE: Final = re.compile(
    r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\uffff]"
)
_BROKEN_CHARACTER: Final = re.compile(r"[\ud800-\udfff]")
_SOFT_HYPHEN: Final = re.compile(r"\u00ad(?:[^\S\n]*\n[^\S\n]*)?")
_LINE_ENDS: Final = re.compile(r"\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_SPACES: Final = re.compile(r"(?: (?=[^\S\n])|[^\S\n ])[^\S\n]*")  # any but a single plain space
_SIGN: Final = r"[•‣◦⁃∙●○▪▫■□◼◻◾◆◇·►▶➢➤❖✓✔\ue000-\uf8ff]"
_BULLETS: Final = re.compile(rf"(?:(?:{_SIGN}|[-*–](?= )) ?)+")
_ONLY_A_SIGN: Final = re.compile(rf"(?:{_SIGN}|[-*–])")
_STUCK_NUMBER: Final = re.compile(r"^(\d{1,3}\.)(?=[^\W\d_]{2})")
_ROW: Final = re.compile(r"(?=.{5,240}$)[^\Wa-z_].*?[^:\s]: (?=.{1,60}$)[^\s:][^:]*[^\s.!?;,:]")
_SENTENCE_END: Final = re.compile(r"[.!?…:;][\"'”’)\]]*$")
_LEADS_IN: Final = ":?"
_LAST_WORD: Final = re.compile(r"\b\w+(?=-$)")
_WORD: Final = re.compile(r"\w+")
_HYPHENABLE: Final = re.compile(r"[\w-]+")
_LETTER: Final = re.compile(r"[^\W\d_]")
_HYPHEN_AT_LINE_END: Final = re.compile(r"\ufffe(?:[^\S\n]*\n[^\S\n]*)?")


def reading_text(raw: str) -> str:
    """The text with its white space, bullets and line breaks brought to one form; no other character is lost.

    Every kind of line end and space becomes one; invisible and control characters go; every bullet sign becomes "• ".
    Lines of a paragraph are joined where the text is hard-wrapped, else each line is a paragraph of its own. A
    paragraph that only repeats the one before it (the caption of a picture and its description) is dropped. Applying
    it again changes nothing.
    """
    return composed(_paragraphs(raw))


def composed(groups: Iterable[list[str]]) -> str:
    """Groups of lines (paragraphs, bullets, rows) set as reading text; rows only count as such within one group."""
    parts: list[str] = []
    before, before_line = "", ""
    for lines in groups:
        rows = _rows(lines)
        for position, line in enumerate(lines):
            if line == before_line and len(line) >= SHORTEST_REPEAT:
                continue
            kind = "bullet" if line.startswith(BULLET) else "row" if position in rows else ""
            joined_row = kind == "row" and position - 1 in rows
            parts.append("" if not parts else "\n" if kind == before == "bullet" or joined_row else "\n\n")
            parts.append(line)
            before, before_line = kind, line
    return "".join(parts)


def blocks_of(text: str) -> tuple[Block, ...]:
    """The blocks of a reading text, in order: each line that holds anything is one.

    bullet: begins with "• "; row: "Area: Grade"-like, in a run of at least two such lines without a blank one between;
    heading: short, without an end of sentence, alone or right above bullets; paragraph: the rest. Lines without an end
    of sentence that follow a lead-in ("Inspectors found:") are bullets that lost their signs, if there are several.
    """
    blocks: list[Block] = []
    for lines in _groups(text):
        group = [(start, line) for start, line in lines if line != BULLET.rstrip()]
        rows = _rows([line for _, line in group])
        for position, (start, line) in enumerate(group):
            kind: BlockKind
            if line.startswith(BULLET):
                start, kind = start + len(BULLET), "bullet"
            elif position in rows:
                kind = "row"
            else:
                alone = position + 1 == len(group) or group[position + 1][1].startswith(BULLET)
                kind = "heading" if alone and is_heading(line) else "paragraph"
            end = start + len(line) - (len(BULLET) if kind == "bullet" else 0)
            if start < end:
                blocks.append(Block(start, end, kind))
    return tuple(_with_bare_bullets(text, blocks))


def _with_bare_bullets(text: str, blocks: list[Block]) -> Iterator[Block]:
    led_in, items = False, list[Block]()
    for block in [*blocks, None]:
        if block is not None and led_in and _is_bare_item(text, block):
            items.append(block)
            continue
        several = len(items) > 1
        yield from (Block(item.start, item.end, "bullet") if several else item for item in items)
        items = []
        if block is not None:
            yield block
            led_in = block.kind in ("heading", "paragraph") and text[block.end - 1] in _LEADS_IN


def _is_bare_item(text: str, block: Block) -> bool:
    if block.kind not in ("heading", "paragraph") or block.end - block.start > LONGEST_BARE_ITEM:
        return False
    return ": " not in text[block.start : block.end] and _SENTENCE_END.search(text, block.start, block.end) is None


def row_of(cells: Iterable[str]) -> str:
    """The cells of a table's row as one line "first: second; third"; cells of whole paragraphs stay paragraphs."""
    filled = [" ".join(cell.split()) for cell in cells]
    filled = [cell for cell in filled if cell]
    if len(filled) < 2 or max(map(len, filled)) > LONGEST_HEADING:
        return "\n\n".join(filled)
    return f"{filled[0].rstrip(' :')}: {'; '.join(filled[1:])}"


def is_heading(line: str) -> bool:
    """Whether a line that stands alone reads as a heading rather than as a (short) paragraph."""
    if len(line) > LONGEST_HEADING or not line[:1].strip() or line[:1].islower():
        return False
    if _LETTER.search(line) is None or line.endswith(","):
        return False
    end = _SENTENCE_END.search(line)
    return end is None or (end[0] in ("?", ":") and len(line) <= LONGEST_QUESTION_OR_LEAD_IN)


def cleaned(raw: str) -> str:
    """One kind of line end, one kind of space, nothing invisible; the lines themselves as they were."""
    text = _LINE_ENDS.sub("\n", _INVISIBLE.sub("", raw))
    text = _HYPHEN_AT_LINE_END.sub("-", _SOFT_HYPHEN.sub("", text))
    return _SPACES.sub(" ", _BROKEN_CHARACTER.sub("\ufffd", text))


def _groups(text: str) -> Iterator[list[tuple[int, str]]]:
    """Runs of lines that hold anything, each line stripped and with its offset."""
    group: list[tuple[int, str]] = []
    start = 0
    for line in text.split("\n"):
        bare = line.strip()
        if bare:
            group.append((start + line.index(bare), bare))
        elif group:
            yield group
            group = []
        start += len(line) + 1
    if group:
        yield group


def _rows(lines: list[str]) -> set[int]:
    """Positions of the lines that are rows of a table: at least two of "name: value" in succession."""
    if len(lines) < 2:
        return set()
    alike = [_is_row(line) for line in lines]
    return {i for i, row in enumerate(alike) if row and (any(alike[max(i - 1, 0) : i]) or any(alike[i + 1 : i + 2]))}


def _is_row(line: str) -> bool:
    return ": " in line and not line.startswith(BULLET) and _ROW.fullmatch(line) is not None


def _paragraphs(raw: str) -> Iterator[list[str]]:
    groups = list(_signed(cleaned(raw)))
    breaks = [pair for group in groups for pair in pairwise(group) if not _kept_apart(*pair)]
    inside = sum(_runs_on(before, after) for before, after in breaks)
    if not breaks or inside < SHARE_OF_WRAPPED_BREAKS * len(breaks):
        yield from groups
        return
    width = max(len(line) for group in groups for line in group if len(group) > 1)
    words: frozenset[str] = frozenset()
    if any(_hyphenated(*pair) for pair in breaks):
        words = frozenset(word.casefold() for group in groups for line in group for word in _HYPHENABLE.findall(line))
    for group in groups:
        parts = [group[0]]
        for before, after in pairwise(group):
            room = len(before) + 1 + len(after.split(" ", 1)[0]) <= ROOM_LEFT * width
            if _kept_apart(before, after) or (room and not _runs_on(before, after)):
                parts += ["\n", after]
            elif _hyphenated(before, after):
                parts[-1] = parts[-1][:-1] if _written_whole(before, after, words) else parts[-1]
                parts.append(after)
            else:
                parts += [" ", after]
        yield "".join(parts).split("\n")


def _signed(text: str) -> Iterator[list[str]]:
    """The groups of lines with every bullet sign made "• ", a sign on a line of its own put before its text."""
    for group in _groups(text):
        lines: list[str] = []
        sign = ""
        for _, line in group:
            if _ONLY_A_SIGN.fullmatch(line):
                sign = BULLET
                continue
            found = _BULLETS.match(line)
            bare = _STUCK_NUMBER.sub(r"\1 ", line[found.end() :] if found else line)
            if bare and not _ONLY_A_SIGN.fullmatch(bare):
                lines.append((BULLET if found else sign) + bare)
                sign = ""
        if lines:
            yield lines


def _kept_apart(before: str, after: str) -> bool:
    return after.startswith(BULLET) or (_is_row(before) and _is_row(after))


def _runs_on(before: str, after: str) -> bool:
    """Whether a sentence plainly runs over the break between two lines."""
    return after[0].islower() and _SENTENCE_END.search(before) is None


def _hyphenated(before: str, after: str) -> bool:
    return before.endswith("-") and before[-2:-1].isalpha() and after[0].islower()


def _written_whole(before: str, after: str, words: frozenset[str]) -> bool:
    """Whether the text itself writes a word, broken by a hyphen at a line's end, without that hyphen and never with."""
    start, rest = _LAST_WORD.search(before), _WORD.match(after)
    if start is None or rest is None:
        return False
    whole, hyphenated = f"{start[0]}{rest[0]}", f"{start[0]}-{rest[0]}"
    return whole.casefold() in words and hyphenated.casefold() not in words
