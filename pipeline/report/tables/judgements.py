"""Table `judgements`: every statement of a grade, facts or not, one row a statement with its evidence."""

from collections.abc import Iterator

from pipeline.report.dates import period
from pipeline.report.load import Row
from pipeline.report.study import Study
from pipeline.report.table import Table, authority_cells, evidence_cells
from pipeline.report.tables.unplaced import unplaced_judgements


def rows(study: Study) -> Iterator[Row]:
    unplaced = {id(row) for row, _ in unplaced_judgements(study)}
    for judgement in study.material.judgements:
        document = study.material.document(judgement["document"])
        value, source = _date(judgement, document)
        when = period(value)
        yield {
            **authority_cells(judgement["gss"], when.last if when else None),
            **{key: judgement[key] for key in ("area", "grade", "status", "framework", "disagrees", "rule")},
            "date": value,
            "date_from": source,
            "kind": document["kind"],
            "placed": id(judgement) not in unplaced,
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

TABLE = Table("judgements", "Every statement of a grade", rows, FOR_READERS)
