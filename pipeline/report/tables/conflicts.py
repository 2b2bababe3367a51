"""Table `conflicts`: two statements of one judgement that differ, and which source outranks."""

from collections.abc import Iterator
from datetime import date

from pipeline.report.load import Row
from pipeline.report.reconcile import RANK, Conflict
from pipeline.report.study import Study
from pipeline.report.table import Table, authority_cells, evidence_cells


def rows(study: Study) -> Iterator[Row]:
    def kind(row: Row) -> str:
        return str(study.material.document(row["document"])["kind"])

    for conflict in sorted(study.reconciled.conflicts, key=lambda one: (one.line, one.day or date.min, one.area)):
        held, other = conflict.held, conflict.other
        row = {
            **authority_cells(conflict.line, conflict.day),
            "area": conflict.area,
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


TABLE = Table("conflicts", "Where statements differ", rows)
