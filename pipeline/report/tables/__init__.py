"""The report's tables: one module a table or a small family, one line here each."""

from typing import Final

from pipeline.report.table import Table
from pipeline.report.tables import (
    conflicts,
    documents,
    failures,
    findings,
    history,
    judgements,
    latest,
    movements,
    tallies,
    unplaced,
)

TABLES: Final[tuple[Table, ...]] = (
    latest.TABLE,
    history.TABLE,
    movements.TABLE,
    judgements.TABLE,
    findings.FINDINGS_TABLE,
    findings.THEMES_TABLE,
    findings.REPEATED_TABLE,
    tallies.TABLE,
    conflicts.TABLE,
    unplaced.TABLE,
    documents.TABLE,
    failures.TABLE,
)
