"""Writes the tables: CSV, Parquet, and one workbook with a data dictionary; no cell of them can run as a formula."""

from collections.abc import Iterable, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, Final

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from pipeline.report.safe import inert
from pipeline.report.table import Table

CELL_LIMIT: Final = 32_000
"""Characters that go into one cell of a workbook (the format's own limit is 32,767)."""

ROW_LIMIT: Final = 1_048_575
WIDEST: Final = 60
DICTIONARY: Final = "data_dictionary"

Frames = Mapping[str, pd.DataFrame]


def csv_text(frame: pd.DataFrame) -> str:
    """The table as CSV; text that looks like a formula has an apostrophe before it."""
    guarded = frame.assign(**{name: frame[name].map(_inert, na_action="ignore") for name in _texts(frame)})
    return str(guarded.to_csv(index=False, lineterminator="\n"))


def write_csv(frame: pd.DataFrame, target: Path) -> None:
    """Plain UTF-8, without a byte order mark: spreadsheet users have the workbook."""
    target.write_text(csv_text(frame), encoding="utf-8", newline="")


def write_parquet(frame: pd.DataFrame, target: Path) -> None:
    frame.to_parquet(target, index=False)


def dictionary(tables: Iterable[Table]) -> pd.DataFrame:
    """One row a column of a table: what it holds."""
    return pd.DataFrame(
        [
            {
                "table": table.name,
                "table_title": table.title,
                "column": name,
                "type": column.kind,
                "meaning": column.what,
            }
            for table in tables
            for name, column in table.columns.items()
        ]
    )


def write_workbook(frames: Frames, target: Path) -> None:
    """One sheet a table, the header frozen and filterable; cells are text, numbers or truth values, never formulas."""
    book = Workbook(write_only=True)
    for name, frame in frames.items():
        sheet = book.create_sheet(name[:31])
        sheet.freeze_panes = "A2"
        for at, column in enumerate(frame.columns, 1):
            longest = frame[column].head(200).astype("string").str.len().max()
            wanted = max(len(str(column)), 0 if pd.isna(longest) else int(longest)) + 2
            sheet.column_dimensions[get_column_letter(at)].width = min(WIDEST, wanted)
        if len(frame):
            sheet.auto_filter.ref = f"A1:{get_column_letter(len(frame.columns))}{len(frame) + 1}"
        head = [WriteOnlyCell(sheet, str(column)) for column in frame.columns]
        for cell in head:
            cell.font = Font(bold=True)
        sheet.append(head)
        columns = [_plain(frame[column]) for column in frame.columns]
        for row in islice(zip(*columns, strict=True), ROW_LIMIT):
            sheet.append([_text_cell(sheet, cell) if isinstance(cell, str) else cell for cell in row])
    book.save(target)


def _text_cell(sheet: Any, text: str) -> Any:
    if inert(text) == text:
        return text[:CELL_LIMIT]
    cell = WriteOnlyCell(sheet, "")
    cell.value, cell.data_type, cell.quotePrefix = text[:CELL_LIMIT], "s", True
    return cell


def _texts(frame: pd.DataFrame) -> list[str]:
    return [str(name) for name in frame.columns if pd.api.types.is_string_dtype(frame[name])]


def _inert(cell: Any) -> Any:
    return inert(cell) if isinstance(cell, str) else cell


def _plain(column: "pd.Series[Any]") -> list[Any]:
    return column.astype(object).where(column.notna(), None).tolist()
