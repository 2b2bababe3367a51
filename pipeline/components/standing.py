"""Says of each finding where it stands and whose work it is about."""

from typing import Final, cast, get_args

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.components.ruler import labelled
from pipeline.components.stretches import numbers_at, starting_in
from pipeline.vocabulary import Body

BODIES: Final = cast(tuple[Body, ...], get_args(Body))


@Language.component(
    "ofsight_standing",
    requires=["doc._.ofsight_tags", "doc._.ofsight_sections", "doc._.ofsight_findings"],
    assigns=["doc._.ofsight_findings"],
)
def standing(doc: Doc) -> Doc:
    """Set each finding's `place`, the role of its section, and `body`, the bodies that its words name.

    Words right before it that name who is responsible ("Leeds Council and a health board: ...") count as its own.
    """
    blocks, sections, rows = doc._.ofsight_blocks or (), doc._.ofsight_sections, doc._.ofsight_findings
    named, starts = labelled(doc._.ofsight_tags, "BODY"), [row["start"] for row in rows]
    in_section = numbers_at([section["start"] for section in sections], starts)
    in_block = numbers_at([block.start for block in blocks], starts)
    for row, start, section, block in zip(rows, starts, in_section, in_block, strict=True):
        if sections:
            row["place"] = sections[max(0, section)]["role"]
        if block >= 0 and blocks[block].kind == "bullet":
            first = starting_in(doc._.ofsight_sentences, blocks[block].start, blocks[block].end)[:1]
            start = blocks[block].start if first and first[0][0] == start else start
        if beside := starting_in(named, start, row["end"]):
            codes = {tag.code for tag in beside}
            row["body"] = [code for code in BODIES if code in codes]
    return doc
