"""Tables `summary` and `standing`: what counts now by authority and area, and what was set aside."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from pipeline.report.load import Row
from pipeline.report.reconcile import Fact, Inspection
from pipeline.report.standing import counting, run, worst
from pipeline.report.study import Study
from pipeline.report.table import Table, authority_cells, fact_cells, inspection_cells
from pipeline.vocabulary import Area

NOW: Final[tuple[Area, ...]] = ("help_and_protection", "children_in_care", "care_leavers", "leadership")


def standing_rows(study: Study) -> Iterator[Row]:
    newest = newest_inspections(study.reconciled.inspections)
    for (line, area), series in study.standings.items():
        held, inspection = series[-1], newest.get(line)
        row: Row = {"area": area, "state": held.state, "missing_reason": held.missing}
        row["newest_inspection_end"] = inspection.end.isoformat() if inspection else None
        yield row | _verdict(study, held.fact, line, inspection.end if inspection else None)


def _verdict(study: Study, fact: Fact | None, line: str, inspected: date | None) -> Row:
    if fact is None:
        return {**authority_cells(line, inspected), "witnesses": 0, "disputed": False}
    held = run(fact)
    return {**fact_cells(study, fact), "since": held.since, "inspections_in_row": held.inspections}


def newest_inspections(inspections: list[Inspection]) -> dict[str, Inspection]:
    """The newest inspection of each authority; a review of the board (LSCB) alone only where there is no other."""
    newest: dict[str, Inspection] = {}
    for inspection in inspections:
        if inspection.line not in newest or not inspection.board_only:
            newest[inspection.line] = inspection
    return newest


def summary_rows(study: Study) -> Iterator[Row]:
    for line in dict.fromkeys(line for line, _ in study.standings):
        grades = counting(study.standings, line)
        lowest = worst(grades.values())
        facts = [study.standings[line, area][-1].fact for area in grades]
        newest = max((fact for fact in facts if fact), key=lambda fact: fact.day or date.min, default=None)
        document = study.material.document(newest.source["document"]) if newest else None
        yield {
            **authority_cells(line, study.today),
            "worst_grade": lowest,
            "worst_areas": " ".join(area for area, grade in grades.items() if grade == lowest),
            "overall_effectiveness": grades.get("overall_effectiveness"),
            **{area: grades.get(area) for area in NOW},
            "newest_date": newest.date if newest else None,
            **(inspection_cells(document) if newest and newest.basis == "report" else {}),
            **({key: newest.source[key] for key in ("link", "path")} if newest else {}),
        }


SUMMARY_TABLE = Table("summary", "What counts now, one row an authority", summary_rows)
FOR_READERS = (
    *("authority", "region", "area_label", "grade", "state", "date", "since", "inspections_in_row", "previous_grade"),
    *("previous_date", "movement", "missing_reason", "framework_label", "published", "inspection_type"),
    *("lead_inspector", "disputed", "quote", "link", "page"),
)

STANDING_TABLE = Table("standing", "What counts now, by authority and area", standing_rows, FOR_READERS)
