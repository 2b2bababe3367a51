"""Table `movements`: each verdict against the authority's one before it in the same area."""

from collections.abc import Iterator

from pipeline.report.frameworks import movement
from pipeline.report.load import Row
from pipeline.report.reconcile import Fact
from pipeline.report.table import (
    AREA,
    AUTHORITY,
    EVIDENCE,
    Column,
    Study,
    Table,
    area_cells,
    authority_cells,
    evidence_cells,
)

COLUMNS = {
    **AUTHORITY,
    **AREA,
    "movement": Column("text", "first, up, down, same, or not_comparable (adequate against requires improvement)"),
    "from_grade": Column("text", "Grade before; empty for a first verdict"),
    "to_grade": Column("text", "Grade after"),
    "from_date": Column("text", "Date of the verdict before"),
    "date": Column("text", "Date of the verdict after"),
    "from_framework": Column("text", "Framework before"),
    "framework": Column("text", "Framework after"),
    "crosses_break": Column("text", "Change of framework between the two: sif_2013, ilacs_2018, care_leavers_2023"),
    "basis": Column("text", "report: the inspection's own; told: by another document"),
    **EVIDENCE,
}


def rows(study: Study) -> Iterator[Row]:
    return (_row(fact.before, fact) for fact in study.reconciled.facts if fact.basis != "told_later")


def _row(earlier: Fact | None, fact: Fact) -> Row:
    row = {
        **authority_cells(fact.gss, fact.day),
        **area_cells(fact.area),
        "movement": movement(earlier.grade if earlier else None, fact.grade),
        "to_grade": fact.grade,
        "date": fact.date,
        "framework": fact.framework,
        "basis": fact.basis,
        **evidence_cells(fact.source),
    }
    if earlier is not None:
        row |= {
            "from_grade": earlier.grade,
            "from_date": earlier.date,
            "from_framework": earlier.framework,
            "crosses_break": fact.crossed,
        }
    return row


TABLE = Table("movements", "Up, down, same or first, by area", COLUMNS, rows)
