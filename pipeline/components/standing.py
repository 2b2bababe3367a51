"""Says of each finding where it stands and whose work it is about."""

from typing import Final, cast, get_args

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.components.ruler import labelled
from pipeline.components.stretches import number_at, section_at, starting_in
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
    blocks, sentences = doc._.ofsight_blocks, doc._.ofsight_sentences
    named = labelled(doc._.ofsight_tags, "BODY")
    for row in doc._.ofsight_findings:
        section = section_at(doc._.ofsight_sections, row["start"])
        row["place"] = section["role"] if section else None
        start = row["start"]
        block = blocks[number_at(blocks, start)] if blocks else None
        if block and block.kind == "bullet":
            first = starting_in(sentences, block.start, block.end)[:1]
            start = block.start if first and first[0][0] == start else start
        codes = {tag.code for tag in starting_in(named, start, row["end"])}
        row["body"] = [code for code in BODIES if code in codes]
    return doc
