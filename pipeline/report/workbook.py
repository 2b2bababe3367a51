"""Writes the tables: CSV, Parquet, and one workbook with a data dictionary; no cell of them can run as a formula."""

import csv
from collections.abc import Iterable, Mapping
from io import StringIO
from itertools import islice
from pathlib import Path
from typing import Any, Final, TextIO

import pandas as pd
import xlsxwriter

from pipeline.report.memory import uncollected
from pipeline.report.safe import inert
from pipeline.report.table import Table

CELL_LIMIT: Final = 32_767
"""UTF-16 units that one cell of a workbook can hold, by the format."""

CUT: Final = " … [cut]"
"""Stands at the end of a text that is too long for a cell; the CSV and Parquet files have all of it."""

ROW_LIMIT: Final = 1_048_575
WIDEST: Final = 60
DICTIONARY: Final = "data_dictionary"

Frames = Mapping[str, pd.DataFrame]


def csv_text(frame: pd.DataFrame) -> str:
    """The table as CSV; text that looks like a formula has an apostrophe before it."""
    out = StringIO()
    _print_csv(frame, out)
    return out.getvalue()


def _print_csv(frame: pd.DataFrame, out: TextIO) -> None:
    lines = csv.writer(out, lineterminator="\n")
    lines.writerow(frame.columns)
    lines.writerows(zip(*(_guarded(_plain(frame[name])) for name in frame.columns), strict=True))


def write_csv(frame: pd.DataFrame, target: Path) -> None:
    """Plain UTF-8, without a byte order mark: spreadsheet users have the workbook."""
    with target.open("w", encoding="utf-8", newline="") as out:
        _print_csv(frame, out)


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
    with uncollected(), xlsxwriter.Workbook(target) as book:
        bold, quoted = book.add_format({"bold": True}), book.add_format({"quote_prefix": True})
        for name, frame in frames.items():
            sheet = book.add_worksheet(name[:31])
            sheet.freeze_panes(1, 0)
            if len(frame):
                sheet.autofilter(0, 0, min(len(frame), ROW_LIMIT), len(frame.columns) - 1)
            for at, column in enumerate(frame.columns):
                sheet.set_column(at, at, _width(frame[column]))
                sheet.write_string(0, at, str(column), bold)
            columns = [_plain(frame[column]) for column in frame.columns]
            for number, row in enumerate(islice(zip(*columns, strict=True), ROW_LIMIT), 1):
                for at, cell in enumerate(row):
                    if cell is None or cell == "":
                        continue
                    if isinstance(cell, str):
                        sheet.write_string(number, at, _fitting(cell), None if inert(cell) == cell else quoted)
                    elif isinstance(cell, bool):
                        sheet.write_boolean(number, at, cell)
                    else:
                        sheet.write_number(number, at, cell)


def _width(column: "pd.Series[Any]") -> int:
    longest = column.head(200).astype("string").str.len().max()
    return min(WIDEST, max(len(str(column.name)), 0 if pd.isna(longest) else int(longest)) + 2)


def _fitting(text: str) -> str:
    """The text as one cell can hold it: cut with a sign where too long, and never taken for ready-made XML.

    XlsxWriter writes a text from "<r>" to "</r>" into the file as it stands (its rich strings); a space ends that.
    """
    if len(text) > CELL_LIMIT // 2 and len(text.encode("utf-16-le")) // 2 > CELL_LIMIT:
        kept = text.encode("utf-16-le")[: 2 * (CELL_LIMIT - len(CUT))]
        text = kept.decode("utf-16-le", errors="ignore") + CUT
    return text + " " if text.startswith("<r>") and text.endswith("</r>") else text


def _guarded(cells: list[Any]) -> list[Any]:
    safe = {cell: inert(cell) for cell in set(cells) if isinstance(cell, str)}
    return [safe.get(cell, cell) for cell in cells]


def _plain(column: "pd.Series[Any]") -> list[Any]:
    return column.astype(object).where(column.notna(), None).tolist()
