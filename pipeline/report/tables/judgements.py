"""Table `judgements`: every statement of a grade, facts or not, one row a statement with its evidence."""

from collections.abc import Iterator

from pipeline.report.dates import period
from pipeline.report.load import Row
from pipeline.report.study import Study
from pipeline.report.table import (
    AREA,
    AUTHORITY,
    EVIDENCE,
    FRAMEWORK,
    GRADE,
    Column,
    Table,
    area_cells,
    authority_cells,
    evidence_cells,
    framework_cells,
    grade_cells,
)
from pipeline.report.tables.unplaced import unplaced_judgements

COLUMNS = {
    **AUTHORITY,
    **AREA,
    **GRADE,
    "status": Column("text", "current, previous, negated or hypothetical; only the first two are facts"),
    "date": Column("date", "Date of the verdict, as exact as the document gives it"),
    "date_from": Column("text", "inspection_end, stated_inspection, stated_publication or published"),
    **FRAMEWORK,
    "kind": Column("text", "Kind of the document"),
    "placed": Column("flag", "False for a statement that is no fact and bears none out (see table unplaced)"),
    "disagrees": Column("flag", "True where the document states another grade for the area elsewhere"),
    "rule": Column("text", "Rule that found the judgement"),
    **EVIDENCE,
}


def rows(study: Study) -> Iterator[Row]:
    unplaced = {id(row) for row, _ in unplaced_judgements(study)}
    for judgement in study.material.judgements:
        document = study.material.document(judgement["document"])
        value, source = _date(judgement, document)
        when = period(value)
        yield {
            **authority_cells(judgement["gss"], when.last if when else None),
            **area_cells(judgement["area"]),
            **grade_cells(judgement["grade"]),
            "status": judgement["status"],
            "date": value,
            "date_from": source,
            **framework_cells(judgement["framework"]),
            "kind": document["kind"],
            "placed": id(judgement) not in unplaced,
            "disagrees": judgement["disagrees"],
            "rule": judgement["rule"],
            **evidence_cells(judgement),
        }


def _date(judgement: Row, document: Row) -> tuple[str | None, str | None]:
    if judgement["status"] == "current" and document["kind"] == "inspection_report" and document["inspection_end"]:
        return document["inspection_end"], "inspection_end"
    if judgement["stated_date"]:
        return judgement["stated_date"], f"stated_{judgement['stated_of']}"
    if judgement["status"] == "current" and document["published"]:
        return document["published"], "published"
    return None, None


FOR_READERS = ("authority", "area_label", "grade", "status", "date", "kind", "placed", "quote", "link", "page", "path")

TABLE = Table("judgements", "Every statement of a grade", COLUMNS, rows, FOR_READERS)
