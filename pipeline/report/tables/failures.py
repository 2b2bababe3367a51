"""Table `failures`: inputs that gave no record, and why."""

from pipeline.report.table import Column, Table

COLUMNS = {
    "path": Column("text", "Path under the folder that was read"),
    "reason": Column("text", "Why the document could not be read"),
}

TABLE = Table("failures", "Documents that could not be read", COLUMNS, lambda study: study.material.failures)
