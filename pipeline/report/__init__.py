"""The report: annotated records -> tables, a workbook and one page that opens from disk."""

from pipeline.report.load import RecordsError
from pipeline.report.write import ReportError, Summary, table_text, write_report

__all__ = ["RecordsError", "ReportError", "Summary", "table_text", "write_report"]
