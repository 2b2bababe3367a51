"""Tables of reports: those that give no grades (visits, joint and area SEND inspections), and all counted by year."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from pipeline.report.dates import period
from pipeline.report.load import Row
from pipeline.report.study import Study, visit_date
from pipeline.report.table import AUTHORITY, COLUMNS, Table, authority_cells, inspection_cells


def rows(study: Study) -> Iterator[Row]:
    found = Counter((finding.document, finding.polarity) for finding in study.material.findings)
    for document in study.visits:
        when = period(visit_date(document))
        yield {
            **authority_cells(document["gss"], when.last if when else None),
            "date": visit_date(document),
            **{key: document[key] for key in COLUMNS["visits"] if key in document and key not in AUTHORITY},
            "strengths": found[document["document"], "strength"],
            "concerns": found[document["document"], "concern"],
            **inspection_cells(document),
            **(document["outcome_said"] or {}),
        }


def year_rows(study: Study) -> Iterator[Row]:
    on: defaultdict[tuple[int, str], list[str]] = defaultdict(list)
    for document in study.material.documents:
        when = period(visit_date(document))
        if document["kind"] == "inspection_report" and document["gss"] and when:
            on[when.last.year, document["framework"] or ""].append(document["gss"])
    for (year, framework), codes in sorted(on.items()):
        yield {"year": year, "framework": framework or None, "reports": len(codes), "authorities": len(set(codes))}


TABLE = Table("visits", "Visits, joint and area SEND inspections", rows)
YEARS_TABLE = Table("reports_per_year", "Reports at hand by year and framework", year_rows)
