"""Shows what was tagged as spaCy entities and as the record's own."""

from typing import Final

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from pipeline.components.ruler import Tag
from pipeline.records import Entity

ENTITY_LABELS: Final = frozenset({"AUTHORITY", "STANDIN", "GRADE", "JUDGEMENT_AREA", "FRAMEWORK", "THEME"})
"""What counts as an entity; cues are shown with the finding or judgement that rests on them."""


@Language.component("ofsight_entities", requires=["doc._.tags"], assigns=["doc.ents"])
def entities(doc: Doc) -> Doc:
    """Set `doc.ents`: of entities that overlap, the longest."""
    doc.ents = filter_spans(  # type: ignore[assignment]
        [
            Span(doc, tag.token_start, tag.token_end, label=tag.label, span_id=tag.pattern, kb_id=tag.code)
            for tag in doc._.tags
            if tag.label in ENTITY_LABELS
        ]
    )
    return doc


def rows(tags: list[Tag]) -> list[Entity]:
    """The record's entities, overlapping ones too, in the order of the text."""
    return [
        {"start": tag.start, "end": tag.end, "label": tag.label, "id": tag.code, "pattern": tag.pattern}
        for tag in tags
        if tag.label in ENTITY_LABELS
    ]
