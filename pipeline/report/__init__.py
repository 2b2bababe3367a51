"""The report: annotated records -> tables, a workbook and one page that opens from disk."""

from pipeline.report.errors import RecordsError, ReportError
from pipeline.report.write import Summary, frames, table_text, write_report

__all__ = ["RecordsError", "ReportError", "Summary", "frames", "table_text", "write_report"]
