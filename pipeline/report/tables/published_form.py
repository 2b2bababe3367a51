"""Tables `ilacs_summary` and `ilacs_history`: inspections in the columns and formats of the sector's published summary.

Councils' workbooks are fed by such a file; one of these can stand in its place.
"""

from collections.abc import Iterator
from datetime import date
from typing import Final

from pipeline.register import register
from pipeline.report.dates import period
from pipeline.report.frameworks import Missing
from pipeline.report.load import Row
from pipeline.report.places import code_on
from pipeline.report.reconcile import Inspection
from pipeline.report.study import Study
from pipeline.report.table import Table
from pipeline.report.tables.standing import newest_inspections
from pipeline.report.themes import neighbours
from pipeline.vocabulary import Area

GRADE_COLUMNS: Final[dict[str, Area]] = {
    "overall_effectiveness_grade": "overall_effectiveness",
    "impact_of_leaders_grade": "leadership",
    "help_and_protection_grade": "help_and_protection",
    "in_care_grade": "children_in_care",
    "care_leavers_grade": "care_leavers",
}
MISSING_WORDS: Final[dict[Missing, str]] = {
    "combined_judgement": "inspection_pre_dates_judgement",
    "not_in_framework": "not_reported_post_reform",
    "not_judged": "data_unreadable",
    "not_found": "data_unreadable",
}
REGION_CODES: Final = {
    "East of England": "E",
    "East Midlands": "EM",
    "London": "GL",
    "North East": "NE",
    "North West": "NW",
    "South East": "SE",
    "South West": "SW",
    "West Midlands": "WM",
    "Yorkshire and the Humber": "YH",
}


def history_rows(study: Study) -> Iterator[Row]:
    return (_row(one) for one in study.reconciled.inspections if one.framework == "ilacs")


def summary_rows(study: Study) -> Iterator[Row]:
    newest = newest_inspections([one for one in study.reconciled.inspections if one.framework == "ilacs"])
    return (_row(one) for one in newest.values() if register()[one.line].in_force(None))


def _row(inspection: Inspection) -> Row:
    document = inspection.documents[0]
    authority = register()[code_on(inspection.line, inspection.end)]
    near = [register()[gss].dfe for gss in neighbours(inspection.line)]
    grades = {
        column: inspection.facts[area].grade.replace("_", " ")
        if area in inspection.facts
        else MISSING_WORDS[inspection.missing[area]]
        for column, area in GRADE_COLUMNS.items()
    }
    published = period(document["published"])
    return {
        "urn": authority.ofsted_urn,
        "la_code": authority.dfe,
        "region_code": REGION_CODES.get(authority.region),
        "la_code_new": authority.gss,
        "stat_neighbours": ", ".join(near),
        "local_authority": authority.name.lower(),
        "inspection_link": document["link"],
        **grades,
        "inspection_framework": document["inspection_type"],
        "inspector_name": document["lead_inspector"],
        "inspection_start_date": _day(inspection.start),
        "inspection_end_date": _day(inspection.end),
        "publication_date": _day(published.first) if published and published.precision == "day" else None,
    }


def _day(day: date | None) -> str | None:
    return day.strftime("%d/%m/%Y") if day else None


SUMMARY_TABLE = Table("ilacs_summary", "Newest ILACS inspections in the sector's published form", summary_rows)
HISTORY_TABLE = Table("ilacs_history", "All ILACS inspections in the sector's published form", history_rows)
