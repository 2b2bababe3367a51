"""Table `latest`: the newest grade by authority and area, and whether the newest inspection still gave one."""

from collections import defaultdict
from collections.abc import Iterator

from pipeline.report.load import Row
from pipeline.report.reconcile import Fact, Inspection
from pipeline.report.table import (
    AREA,
    AUTHORITY,
    EVIDENCE,
    FRAMEWORK,
    GRADE,
    Column,
    Study,
    Table,
    area_cells,
    authority_cells,
    evidence_cells,
    framework_cells,
    grade_cells,
)
from pipeline.vocabulary import AREAS, Area

COLUMNS = {
    **AUTHORITY,
    **AREA,
    **GRADE,
    "missing_reason": Column(
        "text", "Why no document gives a grade: not_judged, combined_judgement, not_in_framework, not_found"
    ),
    "date": Column("text", "Date of the newest verdict; empty where no document tells it"),
    **FRAMEWORK,
    "newest_inspection_end": Column("text", "Last day of the authority's newest inspection with a report at hand"),
    "in_newest_inspection": Column(
        "flag", "False where the newest inspection gave no grade and an older one stands here"
    ),
    "newest_missing_reason": Column("text", "Why the newest inspection gave no grade for the area"),
    "basis": Column("text", "report: the inspection's own; told: by another document"),
    "witnesses": Column("count", "Further statements of the same fact"),
    "disputed": Column("flag", "True where a statement differs (see table conflicts)"),
    "rule": Column("text", "Rule that found the judgement"),
    **EVIDENCE,
}


def rows(study: Study) -> Iterator[Row]:
    facts: dict[str, dict[Area, Fact]] = defaultdict(dict)
    for fact in study.reconciled.facts:
        if fact.basis != "told_later":
            facts[fact.line][fact.area] = fact
    newest = newest_inspections(study.reconciled.inspections)
    for line in sorted({**facts, **newest}):
        inspection = newest.get(line)
        for area in AREAS:
            yield _row(line, area, facts[line].get(area), inspection)


def newest_inspections(inspections: list[Inspection]) -> dict[str, Inspection]:
    """The newest inspection of each authority; a review of the board (LSCB) alone only where there is no other."""
    newest: dict[str, Inspection] = {}
    for inspection in inspections:
        if inspection.line not in newest or set(inspection.facts) != {"lscb"}:
            newest[inspection.line] = inspection
    return newest


def _row(line: str, area: Area, fact: Fact | None, inspection: Inspection | None) -> Row:
    row: Row = {**area_cells(area)}
    if inspection is not None:
        row["newest_inspection_end"] = inspection.end.isoformat()
        row["newest_missing_reason"] = inspection.missing.get(area)
    if fact is None:
        return (
            row
            | authority_cells(inspection.gss if inspection else line, inspection.end if inspection else None)
            | {
                "missing_reason": inspection.missing[area] if inspection else "not_found",
                "in_newest_inspection": False if inspection else None,
                "witnesses": 0,
                "disputed": False,
            }
        )
    newer = inspection is None or (fact.day is not None and fact.day >= inspection.end)
    return row | {
        **authority_cells(fact.gss, fact.day),
        **grade_cells(fact.grade),
        "date": fact.date,
        **framework_cells(fact.framework),
        "in_newest_inspection": newer,
        "newest_missing_reason": None if newer else row.get("newest_missing_reason"),
        "basis": fact.basis,
        "witnesses": len(fact.witnesses),
        "disputed": fact.disputed,
        "rule": fact.source["rule"],
        **evidence_cells(fact.source),
    }


TABLE = Table("latest", "Newest grade by authority and area", COLUMNS, rows)
