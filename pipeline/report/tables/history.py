"""Table `history`: one row a fact, over all inspections; a missing grade says why."""

from collections.abc import Iterator
from datetime import date

from pipeline.report.frameworks import areas_of
from pipeline.report.load import Row
from pipeline.report.reconcile import Fact, Inspection
from pipeline.report.study import Study
from pipeline.report.table import (
    AREA,
    AUTHORITY,
    EVIDENCE,
    FRAMEWORK,
    GRADE,
    INSPECTION,
    Column,
    Table,
    area_cells,
    authority_cells,
    fact_cells,
    framework_cells,
    inspection_cells,
)
from pipeline.vocabulary import AREAS

COLUMNS = {
    **AUTHORITY,
    **AREA,
    **GRADE,
    "missing_reason": Column(
        "text", "Why there is no grade: not_judged, combined_judgement, not_in_framework, not_found"
    ),
    "date": Column(
        "date",
        "Date of the verdict, as exact as known: the inspection's last day where a report is at hand; empty: unknown",
    ),
    "date_from": Column("text", "inspection_end, stated_inspection, stated_publication or published"),
    "not_before": Column("date", "First day on which a verdict of unknown date can have been given"),
    "not_after": Column("date", "Last day on which a verdict of unknown date can have been given"),
    "inspection_start": Column("date", "First day of the inspection, where a report of it is at hand"),
    "inspection_end": Column("date", "Last day of the inspection, where a report of it is at hand"),
    **FRAMEWORK,
    "movement": Column("text", "first, up, down, same, or not_comparable (adequate against requires improvement)"),
    "previous_grade": Column("grade", "Grade before; empty for a first verdict"),
    "previous_date": Column("date", "Date of the grade before"),
    "break_before": Column(
        "text", "Change of framework since the area's last fact: sif_2013, ilacs_2018, care_leavers_2023"
    ),
    "basis": Column(
        "text", "report: the inspection's own; told: by another document; told_later: as an earlier verdict"
    ),
    "witnesses": Column("count", "Further statements of the same fact in other documents, or later"),
    "disputed": Column("flag", "True where a statement differs (see table conflicts)"),
    "rule": Column("text", "Rule that found the judgement"),
    **INSPECTION,
    **EVIDENCE,
}


def rows(study: Study) -> Iterator[Row]:
    order = tuple(AREAS)
    entries: list[tuple[tuple[str, int, date, int], Row]] = []
    for fact in study.reconciled.facts:
        entries.append(((fact.line, order.index(fact.area), fact.day or date.min, 0), _fact_row(study, fact)))
    for inspection in study.reconciled.inspections:
        for area in areas_of(inspection.framework):
            if area in inspection.missing:
                key = (inspection.line, order.index(area), inspection.end, 1)
                entries.append((key, _missing_row(inspection, area)))
    return (row for _, row in sorted(entries, key=lambda entry: entry[0]))


def _fact_row(study: Study, fact: Fact) -> Row:
    return {
        **fact_cells(study, fact),
        "date_from": fact.date_from,
        "not_before": fact.bounds[0].isoformat() if fact.bounds[0] else None,
        "not_after": fact.bounds[1].isoformat() if fact.bounds[1] else None,
        **_visit(fact.inspection),
        "break_before": fact.crossed,
    }


def _missing_row(inspection: Inspection, area: str) -> Row:
    return {
        **authority_cells(inspection.gss, inspection.end),
        **area_cells(area),
        "missing_reason": inspection.missing[area],  # type: ignore[index]
        "date": inspection.end.isoformat(),
        "date_from": "inspection_end",
        **_visit(inspection),
        **framework_cells(inspection.framework),
        "basis": "report",
        "witnesses": 0,
        "disputed": False,
        **inspection_cells(inspection.documents[0]),
        **{key: inspection.documents[0][key] for key in ("document", "path", "link")},
    }


def _visit(inspection: Inspection | None) -> Row:
    if inspection is None:
        return {}
    return {
        "inspection_start": inspection.start.isoformat() if inspection.start else None,
        "inspection_end": inspection.end.isoformat(),
    }


FOR_READERS = (
    *("authority", "region", "area_label", "date", "grade", "missing_reason", "movement", "previous_grade"),
    *("previous_date", "break_before", "framework_label", "published", "inspection_type", "lead_inspector", "basis"),
    *("disputed", "quote", "link", "page"),
)

TABLE = Table("history", "Facts over all inspections", COLUMNS, rows, FOR_READERS)
