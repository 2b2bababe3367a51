"""What a report says that an earlier one did not."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple

import pandas as pd

from pipeline.report.errors import ReportError
from pipeline.report.load import Row, load
from pipeline.report.reconcile import reconcile
from pipeline.report.table import Column, Study, Table
from pipeline.report.tables import documents, history

COLUMNS: Final = {
    "change": Column("text", "new, gone or changed"),
    "gss": Column("text", "ONS (GSS) code of the authority"),
    "authority": Column("text", "Official name of the authority"),
    "area": Column("text", "Code of the judgement area"),
    "area_label": Column("text", "Wording of the judgement area"),
    "date": Column("text", "Date of the verdict"),
    "grade_before": Column("text", "Grade in the earlier report"),
    "grade_after": Column("text", "Grade now"),
    "path": Column("text", "Document of the grade (the earlier one where it is gone)"),
}
KEY: Final = ["gss", "area", "date"]


class Changes(NamedTuple):
    """`facts`: rows of COLUMNS; paths of documents (known by their bytes); new verdicts by kind of movement."""

    since: str
    facts: list[Row]
    documents_new: list[str]
    documents_gone: list[str]
    movements: dict[str, int]


def changes_table(changes: Changes) -> Table:
    """The changed verdicts as a table of the report."""
    return Table("changes", "Verdicts changed since the earlier report", COLUMNS, lambda _: changes.facts)


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
        rows.append(
            {
                "change": "changed" if was and new else "new" if new else "gone",
                **{name: shown[name] for name in ("gss", "authority", "area", "area_label", "date", "path")},
                "grade_before": was["grade"] if was else None,
                "grade_after": new["grade"] if new else None,
            }
        )
    fresh = {tuple(row[name] for name in KEY) for row in rows if row["change"] == "new"}
    moved = frames["movements"]
    kinds = [kind for *key, kind in moved[[*KEY, "movement"]].itertuples(index=False, name=None) if tuple(key) in fresh]
    old, now = (
        dict(zip(table["document"], table["path"], strict=True)) for table in (before_documents, frames["documents"])
    )
    return Changes(
        str(earlier),
        rows,
        sorted(path for identity, path in now.items() if identity not in old),
        sorted(path for identity, path in old.items() if identity not in now),
        {kind: kinds.count(kind) for kind in dict.fromkeys(kinds)},
    )


def _earlier(place: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    if place.is_dir() and (place / "history.parquet").is_file():
        return pd.read_parquet(place / "history.parquet"), pd.read_parquet(place / "documents.parquet")
    if place.is_dir() and not any(place.glob("part-*.jsonl")):
        raise ReportError(
            f"{place}: no earlier report here (no history.parquet); name a report's folder or a records file"
        )
    material = load([place])
    study = Study(material, reconcile(material))
    return history.TABLE.frame(study), documents.TABLE.frame(study)


def _by_key(frame: pd.DataFrame) -> dict[tuple[str, ...], Row]:
    judged = frame[frame["grade"].notna() & (frame["basis"] != "told_later")]
    return {tuple(row[name] for name in KEY): row for row in judged.to_dict("records")}  # type: ignore[misc]
