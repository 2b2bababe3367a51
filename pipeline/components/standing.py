"""Says of each finding where it stands and whose work it is about."""

from bisect import bisect_left, bisect_right
from typing import Final, cast, get_args

from spacy.language import Language
from spacy.tokens import Doc

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
    sections = doc._.ofsight_sections
    section_starts = [section["start"] for section in sections]
    block_starts = [block.start for block in doc._.ofsight_blocks]
    named = [tag for tag in doc._.ofsight_tags if tag.label == "BODY"]
    named_starts = [tag.start for tag in named]
    leads = _leads(doc)
    for row in doc._.ofsight_findings:
        row["place"] = sections[max(0, bisect_right(section_starts, row["start"]) - 1)]["role"] if sections else None
        block = block_starts[bisect_right(block_starts, row["start"]) - 1] if block_starts else 0
        start = block if leads.get(block) == row["start"] else row["start"]
        codes = {tag.code for tag in named[bisect_left(named_starts, start) : bisect_left(named_starts, row["end"])]}
        row["body"] = [code for code in BODIES if code in codes]
    return doc


def _leads(doc: Doc) -> dict[int, int]:
    """By start of each bullet whose first sentence starts later, where that is."""
    sentence_starts = [start for start, _ in doc._.ofsight_sentences]
    found: dict[int, int] = {}
    for block in doc._.ofsight_blocks:
        at = bisect_left(sentence_starts, block.start)
        if block.kind == "bullet" and at < len(sentence_starts) and block.start < sentence_starts[at] < block.end:
            found[block.start] = sentence_starts[at]
    return found
