"""Table `documents`: what was read, one row a document."""

from collections.abc import Iterator

from pipeline.report.dates import period
from pipeline.report.load import Row
from pipeline.report.study import Study
from pipeline.report.table import AUTHORITY, FRAMEWORK, Column, Table, authority_cells, framework_cells
from pipeline.report.tables.unplaced import unplaced_documents

COLUMNS = {
    "document": Column("text", "Id of the document: the same bytes give the same id"),
    "path": Column("text", "Path under the folder that was read"),
    "title": Column("text", "Title"),
    "kind": Column("text", "inspection_report, news, press_release, statistics, minutes or other"),
    "publisher": Column("text", "Publisher"),
    "published": Column("date", "Day of publication (ISO), empty where the document does not say"),
    **FRAMEWORK,
    "inspection_start": Column("date", "First day of the inspection"),
    "inspection_end": Column("date", "Last day of the (first) visit"),
    "inspection_type": Column("text", "standard or short, where the report says so"),
    "lead_inspector": Column("text", "Lead inspector"),
    "theme": Column("text", "What a joint targeted area inspection looked at in depth"),
    "outcome": Column("text", "Of an area SEND inspection: positive, inconsistent or widespread_failings"),
    **AUTHORITY,
    "url": Column("link", "Address, where known"),
    "link": Column("link", "Where to read it: its address, else its file"),
    "pages": Column("count", "Pages; 0 where the document has none"),
    "characters": Column("count", "Length of the reading text in code points"),
    "judgements": Column("count", "Judgements found"),
    "findings": Column("count", "Findings found"),
    "tallies": Column("count", "Tallies found"),
    "placed": Column("flag", "False where nothing of the document stands in the report (see table unplaced)"),
    "media_type": Column("text", "Media type, told by content"),
    "sha256": Column("text", "Hash of the document's bytes"),
    "version": Column("text", "Version of ofsight that read the document"),
    "patterns": Column("text", "Hash of the pattern files that it used"),
}


def rows(study: Study) -> Iterator[Row]:
    unplaced = {row["document"] for row, _ in unplaced_documents(study)}
    for document in study.material.documents:
        when = period(document["inspection_end"] or document["published"])
        row = {key: document[key] for key in COLUMNS if key in document}
        yield {
            **row,
            **authority_cells(document["gss"], when.last if when else None),
            **framework_cells(document["framework"]),
            "placed": document["document"] not in unplaced,
        }


TABLE = Table("documents", "Documents read", COLUMNS, rows)
