"""Tables of reports: those that give no grades (visits, joint and area SEND inspections), and all counted by year."""

from collections import Counter
from collections.abc import Iterator

from pipeline.report.dates import period
from pipeline.report.load import Row
from pipeline.report.study import Study, visit_date
from pipeline.report.table import (
    AUTHORITY,
    EVIDENCE,
    FRAMEWORK,
    INSPECTION,
    Column,
    Table,
    authority_cells,
    framework_cells,
    inspection_cells,
)

COLUMNS = {
    **AUTHORITY,
    **FRAMEWORK,
    "date": Column("date", "Last day of the visit, else its first, else the day of publication"),
    "inspection_start": Column("date", "First day"),
    "inspection_end": Column("date", "Last day"),
    "theme": Column("text", "What a joint targeted area inspection looked at in depth"),
    "outcome": Column("text", "Of an area SEND inspection: positive, inconsistent or widespread_failings"),
    "previous_end": Column("date", "Last day of the inspection of the same kind before, as the report tells it"),
    "next_due": Column("date", "Day by which an answer is due"),
    "strengths": Column("count", "Strengths found"),
    "concerns": Column("count", "Concerns found"),
    **INSPECTION,
    **EVIDENCE,
}
BY_YEAR = {
    "year": Column("count", "Year of the inspection's last day"),
    **FRAMEWORK,
    "reports": Column("count", "Reports at hand"),
    "authorities": Column("count", "Authorities that they are on"),
}


def rows(study: Study) -> Iterator[Row]:
    found = Counter((finding.document, finding.polarity) for finding in study.material.findings)
    for document in study.visits:
        when = period(visit_date(document))
        yield {
            **authority_cells(document["gss"], when.last if when else None),
            **framework_cells(document["framework"]),
            "date": visit_date(document),
            **{key: document[key] for key in COLUMNS if key in document and key not in AUTHORITY},
            "strengths": found[document["document"], "strength"],
            "concerns": found[document["document"], "concern"],
            **inspection_cells(document),
            **(document["outcome_said"] or {}),
        }


def year_rows(study: Study) -> Iterator[Row]:
    on: dict[tuple[int, str], set[str]] = {}
    reports: Counter[tuple[int, str]] = Counter()
    for document in study.material.documents:
        when = period(visit_date(document))
        if document["kind"] == "inspection_report" and document["gss"] and when:
            key = when.last.year, document["framework"] or ""
            reports[key] += 1
            on.setdefault(key, set()).add(document["gss"])
    for key in sorted(reports):
        yield {
            "year": key[0],
            **framework_cells(key[1] or None),
            "reports": reports[key],
            "authorities": len(on[key]),
        }


TABLE = Table("visits", "Visits, joint and area SEND inspections", COLUMNS, rows)
YEARS_TABLE = Table("reports_per_year", "Reports at hand by year and framework", BY_YEAR, year_rows)
