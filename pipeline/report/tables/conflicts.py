"""Table `conflicts`: two statements of one judgement that differ, and which source outranks."""

from collections.abc import Iterator
from datetime import date

from pipeline.report.load import Row
from pipeline.report.reconcile import RANK, Conflict
from pipeline.report.study import Study
from pipeline.report.table import (
    AREA,
    AUTHORITY,
    EVIDENCE,
    Column,
    Table,
    area_cells,
    authority_cells,
    evidence_cells,
)

COLUMNS = {
    **AUTHORITY,
    **AREA,
    "conflict": Column(
        "text", "within_document, between_documents, or area_not_in_report (the report has no such grade)"
    ),
    "date": Column("date", "Last day of the inspection, or date of the verdict"),
    "outranks": Column("text", "Why the first statement holds: a higher kind of source, or the earlier statement"),
    "grade": Column("grade", "Grade that holds; empty where the report gives none"),
    "missing_reason": Column("text", "Why the report gives none"),
    "kind": Column("text", "Kind of the document of the grade that holds"),
    **EVIDENCE,
    "other_grade": Column("grade", "Grade that differs"),
    "other_status": Column("text", "current, or previous where an earlier verdict is told"),
    "other_kind": Column("text", "Kind of the document that differs"),
    "other_quote": Column("text", "Its words"),
    "other_document": Column("text", "Its id"),
    "other_path": Column("text", "Its path"),
    "other_page": Column("count", "Its page"),
    "other_link": Column("link", "Where to read it"),
}


def rows(study: Study) -> Iterator[Row]:
    def kind(row: Row) -> str:
        return str(study.material.document(row["document"])["kind"])

    for conflict in sorted(study.reconciled.conflicts, key=lambda one: (one.line, one.day or date.min, one.area)):
        held, other = conflict.held, conflict.other
        row = {
            **authority_cells(conflict.line, conflict.day),
            **area_cells(conflict.area),
            "conflict": conflict.kind,
            "date": conflict.day.isoformat() if conflict.day else None,
            "outranks": _why(kind(held) if held else "inspection_report", kind(other), conflict),
            "other_grade": other["grade"],
            "other_status": other["status"],
            "other_kind": kind(other),
            **{f"other_{key}": other[key] for key in ("quote", "document", "path", "page", "link")},
        }
        if held is not None:
            row |= {"grade": held["grade"], "kind": kind(held), **evidence_cells(held)}
        elif conflict.inspection is not None:
            document = conflict.inspection.documents[0]
            row["missing_reason"] = conflict.inspection.missing[conflict.area]
            row |= {"kind": document["kind"], "document": document["document"], "path": document["path"]}
        yield row


def _why(held: str, other: str, conflict: Conflict) -> str:
    if conflict.kind == "within_document":
        return "first in the document"
    if RANK[held] < RANK[other]:
        return f"{held} over {other}"
    return "the inspection's own report" if conflict.inspection else "no higher source"


TABLE = Table("conflicts", "Where statements differ", COLUMNS, rows)
