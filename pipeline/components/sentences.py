"""Finds the sentences of each block; no sentence runs from one block into the next."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.components.ruler import Tag, labelled
from pipeline.components.stretches import starting_in, starting_in_each
from pipeline.components.text import text_of
from pipeline.readers.document import Block
from pipeline.records import Section

Doc.set_extension("ofsight_sentences", default=(), force=True)

_BULLET: Final = "\u25aa"
_ROMAN: Final = "ivx"

_END: Final = re.compile(
    r"[.!?…]"
    rf"(?:[.!?…]*[\"'\u2019\u201d)\]]*\s+(?=[\"'\u2018\u201c(\[]?[A-Z0-9{_BULLET}])"
    r"|(?:(?<=[.!?])[\"'\u2019\u201d]\s+(?=[\u2018\u201c])|(?=[A-Z][a-z]+\s)))"
)
"""Begins with one character set, which `re` looks for several times faster than for two ways of beginning."""

_NUMBER: Final = re.compile(r"\(?\d{1,3}(?:\.\d{1,2})?[.)]\s+(?=\S)")
_ENUMERATOR: Final = re.compile(rf"\(?(?:[a-z]|[{_ROMAN}]{{1,4}}|\d{{1,3}}(?:\.\d{{1,2}})?)\.")
"""What numbers an item or a heading, as all of its first word: "a.", "iv.", "3."."""

LONGEST_ENUMERATOR: Final = 7

LONGEST_RESPONSIBLE: Final = 250
"""Code points of the words before a point that name who is responsible ("Leeds Council and a health board: ")."""

LONGEST: Final = 1200
"""Code points beyond which words are no sentence (the longest of a report have 800): rules look at each part of it
beside each other one, so that a page without a full stop would take minutes."""

_REFERENCE: Final = re.compile(r"[\s\d]*\d")


@Language.component(
    "ofsight_sentences",
    requires=["doc._.ofsight_tags", "doc._.ofsight_blocks", "doc._.ofsight_sections"],
    assigns=["doc._.ofsight_sentences"],
)
def sentences(doc: Doc) -> Doc:
    """Set `doc._.ofsight_sentences`, [(start, end)] in code points."""
    doc._.ofsight_sentences = split(text_of(doc), doc._.ofsight_blocks, doc._.ofsight_tags, doc._.ofsight_sections)
    return doc


def split(
    text: str, blocks: tuple[Block, ...], tags: list[Tag], sections: list[Section] | tuple[()] = ()
) -> list[tuple[int, int]]:
    """The sentences of the blocks, in order.

    A paragraph's leading number ("29. ") and the bodies responsible for a bullet belong to none, an item's letter
    ("a. ") to its sentence; a heading that a paragraph has swallowed is one of its own.
    """
    shortened = {tag.end: tag.code for tag in labelled(tags, "ABBREVIATION")}
    bodies = [tag for tag in labelled(tags, "BODY") if tag.code == "health"]
    headed = {section["start"]: section["start"] + len(section["heading"]) for section in sections}
    found: list[tuple[int, int]] = []
    for block in blocks:
        start = block.start
        heading_end = headed.get(start, block.end)
        if start < heading_end < block.end:
            found.append((start, heading_end))
            start = _next_word(text, heading_end, block.end)
        if block.kind != "heading" and (number := _NUMBER.match(text, start, block.end)):
            start = number.end()
        if block.kind == "bullet":
            start = _after_responsible(text, block, bodies)
        for end in _END.finditer(text, start, block.end):
            only_numbers = end.start() - block.start < LONGEST_ENUMERATOR and _ENUMERATOR.fullmatch(
                text, block.start, end.start() + 1
            )
            if not only_numbers and not _is_shortened(text, end.start() + 1, shortened):
                found.extend(_cut(text, start, end.start() + len(end.group().rstrip())))
                start = end.end()
        if start < block.end:
            found.extend(_cut(text, start, block.end))
    return found


def _after_responsible(text: str, block: Block, bodies: list[Tag]) -> int:
    """Where a bullet's words begin, behind a health body and others that are only named as responsible for it."""
    colon = text.find(": ", block.start, min(block.end, block.start + LONGEST_RESPONSIBLE))
    if colon < 0 or ". " in text[block.start : colon] or not text[colon + 2].isupper():
        return block.start
    return colon + 2 if starting_in(bodies, block.start, colon) else block.start


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentence, or its pieces where it is too long: cut after a comma or semicolon, else between words."""
    while end - start > LONGEST:
        middle, limit = start + LONGEST // 2, start + LONGEST
        past = max(text.rfind(sign, middle, limit) for sign in (", ", "; ")) + 1 or text.rfind(" ", middle, limit)
        piece = past if past > 0 else limit
        yield start, piece
        start = _next_word(text, piece, end)
    if start < end:
        yield start, end


def _is_shortened(text: str, stop: int, shortened: dict[int, str]) -> bool:
    """Whether the full stop that ends at `stop` only shortens a word."""
    kind = shortened.get(stop) or shortened.get(stop - 1)
    return kind is not None and (kind != "before_number" or _REFERENCE.match(text, stop) is not None)


def _next_word(text: str, start: int, end: int) -> int:
    while start < end and text[start].isspace():
        start += 1
    return start


def tags_of_sentences(doc: Doc) -> list[Sequence[Tag]]:
    """The tags that start in each sentence of a Doc."""
    return starting_in_each(doc._.ofsight_tags, doc._.ofsight_sentences)
