"""Who was judged what, in which area: verdicts from layout and prose, settled into the record's judgements."""

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.components.judgements import prose, report
from pipeline.components.judgements.settle import settled
from pipeline.components.text import text_of
from pipeline.records import empty_meta

Doc.set_extension("judgements", default=(), force=True)


@Language.component(
    "ofsight_judgements",
    requires=["doc._.tags", "doc._.sentences", "doc._.sections", "doc._.authority"],
    assigns=["doc._.judgements"],
)
def judgements(doc: Doc) -> Doc:
    """Set `doc._.judgements`: rows of the record, in the order of the text.

    A report's verdicts are read from its layout only. It also recalls earlier inspections and defines grades; those are
    another report's facts, told by that report.
    """
    meta = doc._.meta or empty_meta()
    if meta["kind"] == "inspection_report":
        found = report.verdicts(text_of(doc), doc._.blocks, doc._.tags, doc._.sections, doc._.sentences, meta["framework"] is not None)
    elif any(tag.label == "GRADE" for tag in doc._.tags):
        starts = [block.start for block in doc._.blocks]
        told = prose.verdicts(text_of(doc), doc._.tags, doc._.sentences, starts, doc._.authority, doc._.in_passing)
        found = [verdict for verdict in told if verdict.authority or doc._.authority]
    else:
        found = []
    doc._.judgements = settled(found, doc._.authority, meta, doc._.tags)
    return doc
