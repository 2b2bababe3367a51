"""Shows what was tagged as spaCy entities and as the record's own."""

from typing import Final

from spacy.language import Language
from spacy.tokens import Doc, Span

from pipeline.components.ruler import Tag
from pipeline.records import Entity

ENTITY_LABELS: Final = frozenset({"AUTHORITY", "STANDIN", "GRADE", "JUDGEMENT_AREA", "FRAMEWORK", "THEME"})
"""What counts as an entity; cues are shown with the finding or judgement that rests on them."""


@Language.component("ofsight_entities", requires=["doc._.tags"], assigns=["doc.ents"])
def entities(doc: Doc) -> Doc:
    """Set `doc.ents`: of entities that overlap, the longest, then the first."""
    free = bytearray(b"\1" * len(doc))
    key = doc.vocab.strings.add
    spans: list[Span] = []
    tagged = [tag for tag in doc._.tags if tag.label in ENTITY_LABELS]
    for tag in sorted(tagged, key=_longest_first):
        start, end = tag.token_start, tag.token_end
        if free[start] and free[end - 1]:
            free[start:end] = bytes(end - start)
            spans.append(Span(doc, start, end, label=key(tag.label), span_id=key(tag.pattern), kb_id=key(tag.code)))
    doc.set_ents(spans, default="outside")
    return doc


def _longest_first(tag: Tag) -> tuple[int, int]:
    return tag.token_start - tag.token_end, tag.token_start


def rows(tags: list[Tag]) -> list[Entity]:
    """The record's entities, overlapping ones too, in the order of the text."""
    return [
        {"start": tag.start, "end": tag.end, "label": tag.label, "id": tag.code, "pattern": tag.pattern}
        for tag in tags
        if tag.label in ENTITY_LABELS
    ]
