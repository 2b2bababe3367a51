"""Shows what was found where users of spaCy look for it: entities, span groups, sentence starts; and as records do."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import Any, Final

import numpy as np
from spacy.attrs import IDX, SENT_START
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.training import Example
from spacy.util import filter_spans

from pipeline.components.ruler import Tag, labelled
from pipeline.components.scoring import Score, score
from pipeline.records import Entity

ENTITY_LABELS: Final = frozenset({"AUTHORITY", "STANDIN", "GRADE", "JUDGEMENT_AREA", "FRAMEWORK", "THEME"})
"""What counts as an entity; cues are shown with the finding or judgement that rests on them."""

STARTS: Final = 1
INSIDE: Final = -1
"""spaCy's marks of a sentence's first token and of its others. Set all at once, for Token.is_sent_start looks through
the whole text at each call."""


@Language.factory(
    "ofsight_entities",
    requires=["doc._.ofsight_tags", "doc._.ofsight_sentences", "doc._.ofsight_findings"],
    assigns=["doc.ents", "doc.spans", "token.is_sent_start"],
    default_config={"scorer": {"@scorers": "ofsight.Scorer.v1"}},
    default_score_weights={"ents_f": 0.25, "findings_f": 0.25, "judgements_f": 0.25, "tallies_f": 0.25},
)
def entities(nlp: Language, name: str, scorer: Score | None) -> "Entities":
    """The factory `ofsight_entities`; `scorer` is what `nlp.evaluate` asks."""
    return Entities(scorer)


class Entities:
    """The component `ofsight_entities`: shows what was found, and scores it."""

    def __init__(self, scorer: Score | None = score) -> None:
        self.scorer = scorer

    def __call__(self, doc: Doc) -> Doc:
        """Set `doc.ents`, `doc.spans["findings"]` and the sentence starts of `doc.sents`; records need none of them."""
        starts: list[int] = doc.to_array(IDX).tolist()
        _mark_sentences(doc, starts)
        doc.spans["findings"] = [
            Span(doc, bisect_right(starts, row["start"]) - 1, bisect_left(starts, row["end"]), row["polarity"].upper())
            for row in doc._.ofsight_findings
        ]
        doc.set_ents(_entities(doc), default="outside")
        return doc

    def score(self, examples: Iterable[Example], **settings: Any) -> dict[str, Any]:
        """See `pipeline.components.scoring`."""
        return self.scorer(examples, **settings) if self.scorer else {}


def _mark_sentences(doc: Doc, starts: list[int]) -> None:
    if doc._.ofsight_sentences:
        first_tokens = np.searchsorted(starts, [start for start, _ in doc._.ofsight_sentences])
        marks = np.full(len(doc), INSIDE, dtype=np.int64)
        marks[first_tokens[first_tokens < len(doc)]] = STARTS
        doc.from_array([SENT_START], marks.view(np.uint64))  # type: ignore[arg-type]  # a column of one attribute


def _entities(doc: Doc) -> list[Span]:
    """Of entities that overlap, the longest, then the first."""
    key = doc.vocab.strings.add
    return filter_spans(
        Span(doc, tag.token_start, tag.token_end, label=key(tag.label), span_id=key(tag.pattern), kb_id=key(tag.code))
        for tag in labelled(doc._.ofsight_tags, *ENTITY_LABELS)
    )


def rows(tags: list[Tag]) -> list[Entity]:
    """The record's entities, overlapping ones too, in the order of the text."""
    return [
        {"start": tag.start, "end": tag.end, "label": tag.label, "id": tag.code, "pattern": tag.pattern}
        for tag in labelled(tags, *ENTITY_LABELS)
    ]
