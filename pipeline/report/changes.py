"""What a report says that an earlier one did not."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple

import pandas as pd

from pipeline.report.errors import ReportError
from pipeline.report.load import Row, load
from pipeline.report.study import Study
from pipeline.report.table import AUTHORITY, COLUMNS, Table
from pipeline.report.tables import documents, history

KEY: Final = ["gss", "area", "date"]
KEPT: Final = [name for name in COLUMNS["changes"] if name not in ("change", "what", "grade_in_earlier_report")]


class Changes(NamedTuple):
    """`rows`: verdicts and documents by column; `movements`: new verdicts by kind of movement."""

    since: str
    rows: list[Row]
    movements: Counter[str]

    def count(self, what: str, *kinds: str) -> int:
        return sum(row["what"] == what and row["change"] in kinds for row in self.rows)


def changes_table(changes: Changes | None) -> Table:
    """The changes as a table of the report, empty at a first run."""
    rows = changes.rows if changes else []
    return Table("changes", "What is new or gone since the earlier report", lambda _: rows)


def changes_since(earlier: Path, frames: Mapping[str, pd.DataFrame]) -> Changes:
    """Compare the tables of now with those of an earlier report's folder, or made from an earlier records file.

    Raises:
        RecordsError: `earlier` is a records file that cannot be read.
        ReportError: `earlier` is a folder without a report in it.
    """
    before_history, before_documents = _earlier(earlier)
    before, after = _by_key(before_history), _by_key(frames["history"])
    rows: list[Row] = []
    for key in sorted({*before, *after}):
        was, new = before.get(key), after.get(key)
        if was and new and was["grade"] == new["grade"]:
            continue
        shown = new or was or {}
        change = "changed" if was and new else "new" if new else "gone"
        rows.append(
            {"change": change, "what": "verdict", "grade_in_earlier_report": was["grade"] if was else None}
            | {name: shown.get(name) for name in KEPT}
        )
    movements = Counter(row["movement"] for row in rows if row["change"] == "new")
    old, now = (_by_document(table) for table in (before_documents, frames["documents"]))
    for change, ones, others in (("new", now, old), ("gone", old, now)):
        for identity in sorted(ones.keys() - others.keys(), key=lambda identity: ones[identity]["path"]):
            row = ones[identity]
            cells = {name: row.get(name) for name in (*AUTHORITY, "path", "link")}
            rows.append({"change": change, "what": "document", "date": row["inspection_end"], **cells})
    return Changes(str(earlier), rows, movements)


def _earlier(place: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    if place.is_dir() and (place / "history.csv").is_file():
        return _read(place / "history.csv"), _read(place / "documents.csv")
    if place.is_dir() and not any(place.glob("part-*.jsonl")):
        raise ReportError(f"{place}: no earlier report here (no history.csv); name a report's folder or a records file")
    study = Study(load([place]))
    return history.TABLE.frame(study), documents.TABLE.frame(study)


def _read(file: Path) -> pd.DataFrame:
    """A table as an earlier report wrote it, all cells as text."""
    frame = pd.read_csv(file, dtype=object, keep_default_na=False)
    return frame.where(frame != "", None)


def _by_key(frame: pd.DataFrame) -> dict[tuple[str, ...], Row]:
    judged = frame[frame["grade"].notna() & (frame["basis"] != "told_later")]
    return {tuple(row[name] or "" for name in KEY): row for row in judged.to_dict("records")}  # type: ignore[misc]


def _by_document(frame: pd.DataFrame) -> dict[str, Row]:
    return {row["document"]: row for row in frame.to_dict("records")}  # type: ignore[misc]
