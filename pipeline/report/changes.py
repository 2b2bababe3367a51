"""What a report says that an earlier one did not."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple

import pandas as pd

from pipeline.report.errors import ReportError
from pipeline.report.load import Row, load
from pipeline.report.reconcile import reconcile
from pipeline.report.table import Column, Study, framed
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
    """`facts`: a table of COLUMNS; documents by path, and verdicts that are new by kind of movement."""

    since: str
    facts: pd.DataFrame
    documents_new: list[str]
    documents_gone: list[str]
    movements: dict[str, int]


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
        old, new = before.get(key), after.get(key)
        if old and new and old["grade"] == new["grade"]:
            continue
        shown = new or old or {}
        rows.append(
            {
                "change": "changed" if old and new else "new" if new else "gone",
                **{name: shown[name] for name in ("gss", "authority", "area", "area_label", "date", "path")},
                "grade_before": old["grade"] if old else None,
                "grade_after": new["grade"] if new else None,
            }
        )
    fresh = {tuple(row[name] for name in KEY) for row in rows if row["change"] == "new"}
    moved = frames["movements"]
    kinds = [kind for *key, kind in moved[[*KEY, "movement"]].itertuples(index=False, name=None) if tuple(key) in fresh]
    old_paths, new_paths = set(before_documents["path"]), set(frames["documents"]["path"])
    return Changes(
        str(earlier),
        framed(COLUMNS, rows),
        sorted(new_paths - old_paths),
        sorted(old_paths - new_paths),
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
