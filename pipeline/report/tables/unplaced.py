"""Table `unplaced`: what was read and stands nowhere else in the report, and why."""

from collections.abc import Iterator
from typing import Final, Literal

from pipeline.report.load import Row
from pipeline.report.study import Study
from pipeline.report.table import Table, authority_cells, evidence_cells, finding_cells

Reason = Literal[
    "no_authority", "negated", "hypothetical", "contradicted", "not_in_framework", "no_facts", "none_placed"
]

REASONS: Final[dict[Reason, str]] = {
    "no_authority": "The document does not make clear which authority is meant",
    "negated": "Says what the verdict is not",
    "hypothetical": "Aspired to, required or predicted, not given",
    "contradicted": "Another statement of the same verdict outranks it (see table conflicts)",
    "not_in_framework": "The inspections of its time judged no such area",
    "no_facts": "The document has no verdict, finding or number of authorities in it",
    "none_placed": "All that the document says is in this list",
}


def unplaced_judgements(study: Study) -> Iterator[tuple[Row, Reason]]:
    """Statements of a grade that are neither a fact nor bear one out."""
    misfits = {id(row) for row in study.reconciled.misfits}
    contradicted = {id(conflict.other) for conflict in study.reconciled.conflicts}
    for row in study.material.judgements:
        if row["status"] == "negated":
            yield row, "negated"
        elif row["status"] == "hypothetical":
            yield row, "hypothetical"
        elif id(row) in misfits:
            yield row, "not_in_framework"
        elif id(row) in contradicted:
            yield row, "contradicted"
        elif row["gss"] is None:
            yield row, "no_authority"


def unplaced_documents(study: Study) -> Iterator[tuple[Row, Reason]]:
    """Documents of which no fact stands in the report; a report on an authority is a fact by itself."""
    out = {id(row) for row, _ in unplaced_judgements(study)}
    speaking = {row["document"] for row in study.material.judgements if id(row) not in out}
    speaking |= {finding.document for finding in study.material.findings if finding.gss}
    speaking |= {row["document"] for row in study.material.tallies}
    for row in study.material.documents:
        if row["document"] not in speaking and not (row["gss"] and row["kind"] == "inspection_report"):
            yield row, "none_placed" if row["judgements"] or row["findings"] else "no_facts"


def rows(study: Study) -> Iterator[Row]:
    for document, reason in unplaced_documents(study):
        yield {
            **_told("document", reason),
            **authority_cells(document["gss"], None),
            **{key: document[key] for key in ("document", "path")},
        }
    for row, reason in unplaced_judgements(study):
        yield {
            **_told("judgement", reason),
            **authority_cells(row["gss"], None),
            **{key: row[key] for key in ("area", "grade", "status")},
            **evidence_cells(row),
        }
    for finding in study.material.findings:
        if finding.gss is None:
            yield {
                **_told("finding", "no_authority"),
                "area": finding.area,
                **finding_cells(study, finding),
            }


def _told(what: str, reason: Reason) -> Row:
    return {"what": what, "reason": reason, "reason_label": REASONS[reason]}


TABLE = Table("unplaced", "What stands nowhere else, and why", rows)
