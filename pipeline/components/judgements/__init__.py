"""Who was judged what, in which area: verdicts from layout and prose, settled into the record's judgements.

Each judgement names the rule that found it:

- `report_table`: a row of a report's table of grades ("Overall effectiveness: Good").
- `report_heading`: a heading that states area and grade and nothing else, on one line or on two.
- `report_sentence`: a sentence that states area and grade and nothing else ("Children's services in X are good.").
- a frame of `patterns/frames.jsonl`, by its name (`verdict/judged`: "Leeds was rated good").

The `report_` rules read layout, in any kind of document; frames read all documents but inspection reports.
One fact that several places state is one judgement, with the rule of the first place and the evidence of all.
"""

from typing import Final

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.components.judgements import prose, report
from pipeline.components.judgements.settle import settled
from pipeline.components.judgements.status import times_minuted
from pipeline.components.judgements.verdict import Verdict
from pipeline.components.ruler import labelled
from pipeline.components.text import text_of
from pipeline.records import empty_meta
from pipeline.vocabulary import FRAMEWORK_AREAS

_MINUTES: Final = 2
"""So often must a text say what a meeting heard, to be its minutes."""

Doc.set_extension("ofsight_judgements", default=(), force=True)


@Language.component(
    "ofsight_judgements",
    requires=["doc._.ofsight_tags", "doc._.ofsight_sentences", "doc._.ofsight_sections", "doc._.ofsight_authority"],
    assigns=["doc._.ofsight_judgements"],
)
def judgements(doc: Doc) -> Doc:
    """Set `doc._.ofsight_judgements`: rows of the record, in the order of the text.

    A report's verdicts are read from its layout only: its prose also defines grades and recalls earlier inspections,
    which are the facts of other reports. All other texts are read as prose too. What its framework does not grade, no
    report grades.
    """
    meta = doc._.ofsight_meta or empty_meta()
    found: list[Verdict] = []
    if labelled(doc._.ofsight_tags, "GRADE"):
        is_report = meta["kind"] == "inspection_report"
        of_whole = not is_report or meta["framework"] is not None
        found = report.verdicts(doc, of_whole)
        if not is_report:
            found = _with_prose(doc, found, meta["kind"] == "minutes")
        elif meta["framework"] is not None:
            found = [verdict for verdict in found if verdict.area in FRAMEWORK_AREAS[meta["framework"]]]
    doc._.ofsight_judgements = settled(text_of(doc), found, doc._.ofsight_authority, meta, doc._.ofsight_tags)
    return doc


def _with_prose(doc: Doc, laid_out: list[Verdict], is_minutes: bool) -> list[Verdict]:
    """What running text says, and of the layout's verdicts those that it does not repeat.

    A verdict that names no authority counts only where the whole text names none: then its reader knows whose it is.
    """
    kinds = {block.start: block.kind for block in doc._.ofsight_blocks}
    defined = [
        (section["start"], section["end"]) for section in doc._.ofsight_sections if section["role"] == "definition"
    ]
    stated = [one for one in doc._.ofsight_stated if not any(a <= one.start < b for a, b in defined)]
    text, own = text_of(doc), doc._.ofsight_authority
    is_minutes = is_minutes or times_minuted(doc._.ofsight_tags) >= _MINUTES
    told = prose.verdicts(text, stated, kinds, own, is_minutes)
    counted = (tag for tag in labelled(doc._.ofsight_tags, "COUNTED") if tag.code == "authority")
    names = labelled(doc._.ofsight_tags, "AUTHORITY") or any(text[tag.end - 1] == "s" for tag in counted)
    if own is None and names:
        told = [verdict for verdict in told if verdict.authority]
    known = {(verdict.area, verdict.grade) for verdict in told}
    return told + [verdict for verdict in laid_out if (verdict.area, verdict.grade) not in known]
