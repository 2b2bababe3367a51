"""Cuts a text at its headings and tells each section's judgement area and role."""

from typing import Final, get_args

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.components.ruler import Tag
from pipeline.readers.document import Block
from pipeline.readers.layout import blocks_of
from pipeline.records import Section
from pipeline.vocabulary import AREAS, Area, SectionRole

Doc.set_extension("blocks", default=None, force=True)
Doc.set_extension("sections", default=(), force=True)

ROLES: Final = frozenset(get_args(SectionRole))


@Language.component("ofsight_sections", requires=["doc._.tags"], assigns=["doc._.sections", "doc._.blocks"])
def sections(doc: Doc) -> Doc:
    """Set `doc._.sections` from the headings among `doc._.blocks` (recomputed from the text where no reader gave them)."""
    if doc._.blocks is None:
        doc._.blocks = blocks_of(doc.text)
    doc._.sections = cut(doc.text, doc._.blocks, doc._.tags)
    return doc


def cut(text: str, blocks: tuple[Block, ...], tags: list[Tag]) -> list[Section]:
    """The sections of a text, which together cover it.

    A heading that names an area opens that area. One that only names a role ("Areas for improvement") keeps the area
    of the heading above it, except where its role concerns the whole document.
    """
    found: list[Section] = []
    area: Area | None = None
    role: SectionRole = "body"
    heading, start = "", 0
    by_start = [tag for tag in tags if tag.label in ("JUDGEMENT_AREA", "SECTION_ROLE")]
    position = 0
    for block in blocks:
        if block.kind != "heading":
            continue
        while position < len(by_start) and by_start[position].start < block.start:
            position += 1
        inside = position
        named: list[Tag] = []
        while inside < len(by_start) and by_start[inside].start < block.end:
            named.append(by_start[inside])
            inside += 1
        position = inside
        if block.start > start:
            found.append({"start": start, "end": block.start, "heading": heading, "area": area, "role": role})
        heading, start = text[block.start : block.end], block.start
        area, role = _next(area, role, named)
    found.append({"start": start, "end": len(text), "heading": heading, "area": area, "role": role})
    return found


def _next(area: Area | None, role: SectionRole, named: list[Tag]) -> tuple[Area | None, SectionRole]:
    areas = [tag.code for tag in named if tag.label == "JUDGEMENT_AREA" and tag.code in AREAS]
    roles = [tag.code for tag in named if tag.label == "SECTION_ROLE" and tag.code in ROLES]
    new_role: SectionRole = roles[0] if roles else "body"  # type: ignore[assignment]
    if areas:
        return areas[0], new_role  # type: ignore[return-value]
    if roles:
        return (None if new_role in _OF_THE_WHOLE else area), new_role
    return area, role if role in _OF_THE_WHOLE else "body"


_OF_THE_WHOLE: Final = frozenset({"recommendation", "previous", "definition", "table"})
