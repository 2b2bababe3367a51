"""Tables `documents` and `failures`: what was read, one row a document, and what gave no record, with the reason."""

from collections.abc import Iterator

from pipeline.report.dates import period
from pipeline.report.load import Row
from pipeline.report.study import Study
from pipeline.report.table import COLUMNS, Table, authority_cells
from pipeline.report.tables.unplaced import unplaced_documents


def rows(study: Study) -> Iterator[Row]:
    unplaced = {row["document"] for row, _ in unplaced_documents(study)}
    for document in study.material.documents:
        when = period(document["inspection_end"] or document["published"])
        yield {
            **{key: document[key] for key in COLUMNS["documents"] if key in document},
            **authority_cells(document["gss"], when.last if when else None),
            "placed": document["document"] not in unplaced,
        }


TABLE = Table("documents", "Documents read", rows)
FAILURES_TABLE = Table("failures", "Documents that could not be read", lambda study: study.material.failures)
