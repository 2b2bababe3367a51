"""The report's tables: one module a table or a small family, one line here each."""

from typing import Final

from pipeline.report.table import Table
from pipeline.report.tables import (
    conflicts,
    documents,
    findings,
    history,
    judgements,
    neighbours,
    published_form,
    standing,
    tallies,
    unplaced,
    visits,
)

TABLES: Final[tuple[Table, ...]] = (
    standing.SUMMARY_TABLE,
    standing.STANDING_TABLE,
    history.TABLE,
    neighbours.TABLE,
    findings.REPEATED_TABLE,
    findings.MUST_IMPROVE_TABLE,
    findings.NATIONAL_TABLE,
    findings.THEMES_TABLE,
    visits.TABLE,
    visits.YEARS_TABLE,
    judgements.TABLE,
    tallies.TABLE,
    unplaced.TABLE,
    conflicts.TABLE,
    documents.TABLE,
    documents.FAILURES_TABLE,
    published_form.SUMMARY_TABLE,
    published_form.HISTORY_TABLE,
    findings.FINDINGS_TABLE,
)
"""In the order of the workbook's sheets."""
