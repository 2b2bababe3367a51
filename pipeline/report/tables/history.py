"""Table `history`: one row a fact, over all inspections; a missing grade says why."""

from collections.abc import Iterator
from datetime import date

from pipeline.report.frameworks import areas_of
from pipeline.report.load import Row
from pipeline.report.reconcile import Fact, Inspection
from pipeline.report.study import Study
from pipeline.report.table import Table, authority_cells, fact_cells, inspection_cells
from pipeline.vocabulary import AREAS


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
        "area": area,
        "missing_reason": inspection.missing[area],  # type: ignore[index]
        "date": inspection.end.isoformat(),
        "date_from": "inspection_end",
        **_visit(inspection),
        "framework": inspection.framework,
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

TABLE = Table("history", "Facts over all inspections", rows, FOR_READERS)
