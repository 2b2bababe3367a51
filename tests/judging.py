"""How the tests of judgements read small texts."""

from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.readers.document import Block
from pipeline.readers.layout import blocks_of
from pipeline.records import Meta, empty_meta
from pipeline.register import by_name

Row = tuple[str | None, str, str, str]


def annotated(nlp: Language, text: str, blocks: tuple[Block, ...] | None = None, **meta: Any) -> Doc:
    """The text through the whole pipeline; `meta` as a sidecar would give it, an authority by its name."""
    known: Meta = {**empty_meta(), **meta}  # type: ignore[typeddict-item]
    if "authority" in meta:
        authority = by_name(meta["authority"])
        assert authority is not None
        known["authority"] = {"gss": authority.gss, "name": authority.name}
    doc = nlp.make_doc(text)
    doc._.ofsight_meta = known
    doc._.ofsight_blocks = blocks_of(text) if blocks is None else blocks
    return nlp(doc)


def row(judgement: dict[str, Any]) -> Row:
    """Authority (plain name), area, grade and status."""
    name = judgement["authority"]["name"] if judgement["authority"] else None
    return name, judgement["area"], judgement["grade"], judgement["status"]


def judged(nlp: Language, text: str, **meta: Any) -> set[Row]:
    """What the text judges."""
    return {row(judgement) for judgement in annotated(nlp, text, **meta)._.ofsight_judgements}
