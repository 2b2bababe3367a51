"""Finds what a text names as strengths and concerns: stretches of clauses that come down on one side."""

from collections.abc import Mapping
from datetime import date

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.components.attribution import Attribution, Attributor
from pipeline.components.evidence import CONTRASTS
from pipeline.components.findings.points import Point
from pipeline.components.findings.prose import told
from pipeline.components.findings.report import stated
from pipeline.components.ruler import labelled
from pipeline.components.text import text_of
from pipeline.records import Finding, Meta
from pipeline.register import authority, successors

Doc.set_extension("ofsight_findings", default=(), force=True)


@Language.component(
    "ofsight_findings",
    requires=["doc._.ofsight_clauses", "doc._.ofsight_scenes", "doc._.ofsight_sections", "doc._.ofsight_speech"],
    assigns=["doc._.ofsight_findings"],
)
def findings(doc: Doc) -> Doc:
    """Set `doc._.ofsight_findings`, in the order of the text.

    A text told by others gives findings only where it is clear which authority they concern.
    """
    text, by_others = text_of(doc), doc._.ofsight_told_by_others
    attribute = Attributor(doc, by_others)
    contrasts = {tag.start: tag.end for tag in labelled(doc._.ofsight_tags, "CONNECTIVE") if tag.code in CONTRASTS}
    points = [_behind_contrast(text, point, contrasts) for point in (told(doc) if by_others else stated(doc))]
    rows = [_row(point, attribute(point.start, point.end)) for point in points]
    if by_others:
        rows = [own for row in rows for own in of_each(row, doc._.ofsight_meta)]
    doc._.ofsight_findings = rows
    return doc


def of_each(row: Finding, meta: Meta | None) -> list[Finding]:
    """A finding of a text told by others, once for each authority of its day: those that followed one abolished."""
    if row["authority"] is None:
        return []
    published = meta["published"] if meta else None
    known = authority(row["authority"]["gss"])
    if published is None or known.in_force_to is None or date.fromisoformat(published) <= known.in_force_to:
        return [row]
    heirs = [{"gss": one.gss, "name": one.name} for one in successors(known.gss)]
    return [{**row, "authority": heir} for heir in heirs] or [row]  # type: ignore[typeddict-item]


def _behind_contrast(text: str, point: Point, contrasts: Mapping[int, int]) -> Point:
    """The point without the words of contrast that open it ("Although", "However,")."""
    start = point.start
    while start in contrasts:
        start = contrasts[start]
        while start < point.end and not text[start].isalnum():
            start += 1
    return point._replace(start=start) if point.start < start < point.end else point


def _row(point: Point, said: Attribution) -> Finding:
    return {
        "start": point.start,
        "end": point.end,
        "polarity": point.polarity,
        "authority": said.authority,
        "area": said.area,
        "themes": said.themes,
        "speaker": said.speaker,
        "body": [],
        "place": None,
        "cues": [
            {"start": tag.start, "end": tag.end, "pattern": tag.pattern} for tag in point.cues if tag.end <= point.end
        ],
    }
