"""Writes the tables: CSV files with their description, and a workbook; no cell of them can run as a formula."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any, Final, TextIO

import orjson
import pandas as pd
import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from pipeline import __version__
from pipeline.report.safe import inert
from pipeline.report.table import Column, Kind, Table
from pipeline.vocabulary import GRADES

CELL_LIMIT: Final = 32_767
"""UTF-16 units that one cell of a workbook can hold, by the format."""

LINK_LIMIT: Final = 2_079
"""Signs that a link of a workbook can have, by the format."""

LINKS_LIMIT: Final = 65_530
"""Links that one sheet can have, by the format."""

CUT: Final = " … [cut]"
"""Stands at the end of a text that is too long for a cell; the CSV files have all of it."""

ROW_LIMIT: Final = 1_048_575
WIDEST: Final = 60
PACKAGE: Final = "datapackage.json"
DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")

GRADE_COLOURS: Final = {
    "outstanding": ("#1a4f8b", "#ffffff"),
    "good": ("#2b7a4b", "#ffffff"),
    "adequate": ("#d9c26a", "#1d1d1b"),
    "requires_improvement": ("#f0a830", "#1d1d1b"),
    "inadequate": ("#a3241c", "#ffffff"),
}
"""Ground and letters of each grade, here as on the page."""

TYPES: Final[dict[Kind, dict[str, str]]] = {
    "text": {"type": "string"},
    "grade": {"type": "string"},
    "link": {"type": "string", "format": "uri-reference"},
    "date": {"type": "string"},
    "count": {"type": "integer"},
    "number": {"type": "number"},
    "flag": {"type": "boolean", "trueValues": ["True"], "falseValues": ["False"]},  # type: ignore[dict-item]
}
"""Kinds of columns in the terms of Frictionless; dates are texts there, as some are a year or a month only."""

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


def package(tables: Iterable[Table], frames: Frames) -> bytes:
    """The tables' description as a Frictionless data package (datapackage.org, version 1), as JSON."""
    described = {
        "name": "ofsight-report",
        "title": "Inspections of children's services: the tables of a report",
        "profile": "tabular-data-package",
        "version": __version__,
        "resources": [
            {
                "name": table.name,
                "title": table.title,
                "path": f"{table.name}.csv",
                "profile": "tabular-data-resource",
                "encoding": "utf-8",
                "rows": len(frames[table.name]),
                "schema": {
                    "fields": [
                        {"name": name, "description": column.what, **TYPES[column.kind]}
                        | ({"constraints": {"enum": list(GRADES)}} if column.kind == "grade" else {})
                        for name, column in table.columns.items()
                    ],
                    "missingValues": [""],
                },
            }
            for table in tables
        ],
    }
    return orjson.dumps(described, option=orjson.OPT_INDENT_2)


def write_workbook(tables: Sequence[Table], frames: Frames, target: Path) -> None:
    """One sheet a table, the header frozen and filterable: real dates, grades in their colours, links, no formulas.

    Raises:
        OSError: it cannot be written; files that it was made of may be left beside it.
    """
    options = {"constant_memory": True, "strings_to_urls": False, "tmpdir": str(target.parent)}
    with _system_errors(), xlsxwriter.Workbook(str(target), options) as book:
        formats = {
            "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}),
            "date": book.add_format({"num_format": "d mmm yyyy", "align": "left"}),
            "share": book.add_format({"num_format": "0.0%"}),
            "quoted": book.add_format({"quote_prefix": True}),
            "link": book.get_default_url_format(),
        } | {
            grade: book.add_format({"bg_color": ground, "font_color": letters})
            for grade, (ground, letters) in GRADE_COLOURS.items()
        }
        for table in tables:
            names = list(table.sheet or table.columns)
            columns = {name: table.columns[name] for name in names}
            _fill(book.add_worksheet(table.name[:31]), columns, frames[table.name][names].head(ROW_LIMIT), formats)


@contextmanager
def _system_errors() -> Iterator[None]:
    try:
        yield
    except FileCreateError as error:  # holds the one that the system gave
        raise error.args[0] from None


def _fill(sheet: Worksheet, columns: Mapping[str, Column], frame: pd.DataFrame, formats: Mapping[str, Format]) -> None:
    for at, (name, column) in enumerate(columns.items()):
        sheet.set_column(at, at, _width(name, column, frame[name]))
    sheet.freeze_panes(1, 1 if len(columns) > 1 else 0)
    for at, name in enumerate(columns):
        sheet.write_string(0, at, name, formats["head"])
    if len(frame):
        sheet.autofilter(0, 0, len(frame), len(columns) - 1)
    kinds = [column.kind for column in columns.values()]
    linked = len(frame) * kinds.count("link") <= LINKS_LIMIT
    cells = zip(*(_plain(frame[name]) for name in columns), strict=True)
    for row, line in enumerate(cells, 1):
        for at, (kind, cell) in enumerate(zip(kinds, line, strict=True)):
            if cell is not None:
                _write(sheet, row, at, kind if kind != "link" or linked else "text", cell, formats)


def _write(sheet: Worksheet, row: int, at: int, kind: Kind, cell: Any, formats: Mapping[str, Format]) -> None:
    if kind == "flag":
        sheet.write_boolean(row, at, cell)
    elif kind in ("count", "number"):
        sheet.write_number(row, at, cell, formats["share"] if kind == "number" else None)
    elif kind == "date" and DAY.fullmatch(cell):
        sheet.write_datetime(row, at, date.fromisoformat(cell), formats["date"])
    elif kind == "grade" and cell in GRADE_COLOURS:
        sheet.write_string(row, at, GRADES[cell], formats[cell])
    elif kind == "link" and len(cell) <= LINK_LIMIT:
        sheet.write_url(row, at, cell if "://" in cell else f"external:{cell}", formats["link"], "open")
    else:
        sheet.write_string(row, at, _fitting(cell), formats["quoted"] if inert(cell) != cell else None)


def _width(name: str, column: Column, cells: "pd.Series[Any]") -> int:
    if column.kind in ("date", "link"):
        return 13
    longest = cells.head(200).astype("string").str.len().max()
    return min(WIDEST, max(min(len(name), 18), 0 if pd.isna(longest) else int(longest)) + 3)


def _fitting(text: str) -> str:
    """The text as one cell can hold it: cut with a sign where too long, and never taken for ready-made XML.

    XlsxWriter takes a text from "<r>" to "</r>" for ready-made rich text; a space ends that.
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
