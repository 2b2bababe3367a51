"""What keeps a report from being written; each message says what is wrong and how to mend it."""

from typing import Final

from pipeline.errors import UserError

FAULTS_SHOWN: Final = 20


class ReportError(UserError, ValueError):
    """The report cannot be written as asked."""


class RecordsError(ReportError):
    """The records cannot be reported on; `faults` holds one `file:line: what, and how to mend it` each."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        more = len(faults) - FAULTS_SHOWN
        super().__init__("\n".join(faults[:FAULTS_SHOWN] + ([f"... and {more} more"] if more > 0 else [])))
