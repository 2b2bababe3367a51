"""All that the report's tables and its page draw on, worked out once."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from pipeline.report.dates import period
from pipeline.report.frameworks import graded
from pipeline.report.load import Material, Row
from pipeline.report.reconcile import Reconciled, reconcile
from pipeline.report.standing import Series, standings
from pipeline.report.themes import Profile, profiles


@dataclass(frozen=True)
class Study:
    """The facts as the records give them, as reconciled, as they stand on the data's last day, and by theme."""

    material: Material

    @cached_property
    def reconciled(self) -> Reconciled:
        return reconcile(self.material)

    @cached_property
    def today(self) -> date:
        """The newest day that the documents know of: the day for which the report speaks."""
        told = [row[key] for row in self.material.documents for key in ("inspection_end", "published")]
        days = [when.last for value in told if (when := period(value))]
        days += [fact.day for fact in self.reconciled.facts if fact.day]
        return min(max(days, default=date.today()), date.today())

    @cached_property
    def standings(self) -> Series:
        return standings(self.reconciled, self.today)

    @cached_property
    def profiles(self) -> list[Profile]:
        return profiles(self.material, self.reconciled.inspections)

    @cached_property
    def visits(self) -> list[Row]:
        """Reports that give no grades: visits, joint inspections, area SEND inspections; oldest first."""
        found = [
            row
            for row in self.material.documents
            if row["kind"] == "inspection_report" and row["gss"] and not graded(row["framework"])
        ]
        return sorted(found, key=lambda row: (visit_date(row) or "", row["path"]))


def visit_date(row: Row) -> str | None:
    """When a document speaks: its inspection's last day, else its first, else its publication."""
    told: str | None = row["inspection_end"] or row["inspection_start"] or row["published"]
    return told
