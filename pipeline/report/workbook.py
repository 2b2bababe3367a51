"""Writes the tables: CSV, Parquet, and one workbook with a data dictionary; no cell of them can run as a formula."""

import csv
from collections.abc import Iterable, Mapping
from io import StringIO
from pathlib import Path
from typing import Any, Final, TextIO

import pandas as pd
import xlsxturbo
from xlsxturbo.types import CellValueOptions, SheetOptions

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
    sheets = [_sheet(name, frame.head(ROW_LIMIT).reset_index(drop=True)) for name, frame in frames.items()]
    xlsxturbo.dfs_to_xlsx(sheets, target, freeze_panes=True, header_format={"bold": True})


def _sheet(name: str, frame: pd.DataFrame) -> tuple[pd.DataFrame, str, SheetOptions]:
    widths = {at: _width(frame[column]) for at, column in enumerate(frame.columns)}
    fitting = frame.apply(_fitting_column)
    return fitting, name[:31], {"autofilter": len(frame) > 0, "column_widths": widths, "cells": _quoted(fitting)}


def _fitting_column(column: "pd.Series[Any]") -> "pd.Series[Any]":
    cut = {text: _fitting(text) for text in _texts(column) if _fitting(text) != text}
    return column.replace(cut) if cut else column


def _quoted(frame: pd.DataFrame) -> dict[str, CellValueOptions]:
    """The cells, by their reference, that a spreadsheet would take for a formula as soon as somebody edits them."""
    quoted: dict[str, CellValueOptions] = {}
    for at, name in enumerate(frame.columns):
        formulas = {text for text in _texts(frame[name]) if inert(text) != text}
        for row in frame.index[frame[name].isin(formulas)] if formulas else ():
            quoted[f"{_letters(at)}{row + 2}"] = {"value": str(frame.at[row, name]), "quote_prefix": True}
    return quoted


def _texts(column: "pd.Series[Any]") -> set[str]:
    """Every text of the column once."""
    return set(column.dropna().tolist()) if column.dtype == "string" else set()


def _letters(column: int) -> str:
    """A spreadsheet's name of a column counted from 0: A to Z, AA and on."""
    before, last = divmod(column, 26)
    return (_letters(before - 1) if before else "") + chr(ord("A") + last)


def _width(column: "pd.Series[Any]") -> int:
    longest = column.head(200).astype("string").str.len().max()
    return min(WIDEST, max(len(str(column.name)), 0 if pd.isna(longest) else int(longest)) + 2)


def _fitting(text: str) -> str:
    """The text as one cell can hold it: cut with a sign where too long, and never taken for ready-made XML.

    The format's writer takes a text from "<r>" to "</r>" for ready-made rich text; a space ends that.
    """
    if len(text) > CELL_LIMIT // 2 and len(text.encode("utf-16-le")) // 2 > CELL_LIMIT:
        kept = text.encode("utf-16-le")[: 2 * (CELL_LIMIT - len(CUT))]
        text = kept.decode("utf-16-le", errors="ignore") + CUT
    return text + " " if text.startswith("<r>") and text.endswith("</r>") else text


def _guarded(cells: list[Any]) -> list[Any]:
    formulas = {cell: inert(cell) for cell in set(cells) if isinstance(cell, str) and inert(cell) != cell}
    return [formulas.get(cell, cell) for cell in cells] if formulas else cells


def _plain(column: "pd.Series[Any]") -> list[Any]:
    return [None if cell is pd.NA else cell for cell in column.tolist()]
