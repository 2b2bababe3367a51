"""Builds the whole report beside its place, and puts it there when all of it is made."""

import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pandas as pd

from pipeline.report.changes import Changes, changes_since, changes_table
from pipeline.report.charts import charts
from pipeline.report.compare import compared
from pipeline.report.drawing import Draw, artist
from pipeline.report.errors import ReportError
from pipeline.report.load import Material, load
from pipeline.report.memory import uncollected
from pipeline.report.page import render_page
from pipeline.report.reconcile import reconcile
from pipeline.report.table import Study, Table
from pipeline.report.tables import TABLES
from pipeline.report.workbook import DICTIONARY, csv_text, dictionary, write_csv, write_parquet, write_workbook

PAGE: Final = "index.html"
WORKBOOK: Final = "report.xlsx"
MARK: Final = f"{DICTIONARY}.csv"
"""The file that tells a folder of ours from another's."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What was written: rows by table, unplaced rows by what they are, changes against an earlier run if any."""

    page: Path
    rows: dict[str, int]
    movements: dict[str, int]
    unplaced: Counter[str]
    changes: Changes | None = None


def frames(material: Material) -> dict[str, pd.DataFrame]:
    """Every table of the report by name."""
    study = Study(material, reconcile(material))
    return {table.name: table.frame(study) for table in TABLES}


def table_text(records: Sequence[Path], name: str, compare: Path | None = None) -> str:
    """One table as CSV text, for pipes.

    Raises:
        RecordsError: see `load`.
        ReportError: no table of this name.
    """
    study = _study(records)
    tables = [*TABLES, *([compared(compare)] if compare else [])]
    chosen = [table for table in tables if table.name == name]
    if not chosen:
        raise ReportError(f"no table {name!r}; there are {', '.join(table.name for table in tables)}")
    return csv_text(chosen[0].frame(study))


@uncollected()
def write_report(
    records: Sequence[Path], output: Path, *, compare: Path | None = None, since: Path | None = None
) -> Summary:
    """Write all tables (CSV, Parquet, workbook with data dictionary) and the page to the folder `output`.

    compare: a published table to hold against ours. since: the folder of an earlier report, or an earlier records file;
    without it, the report that `output` holds already.

    Raises:
        RecordsError: see `load`; nothing is written.
        ReportError: `output` holds something else than a report or cannot be written, `compare` or `since` cannot be
            read.
    """
    _refuse_foreign(output)
    with artist() as draw:
        return _written(_study(records), output, draw, compare, since)


def _written(study: Study, output: Path, draw: Draw, compare: Path | None, since: Path | None) -> Summary:
    tables: list[Table] = [*TABLES, *([compared(compare)] if compare else [])]
    earlier = since or (output if (output / MARK).is_file() else None)
    frames = {table.name: table.frame(study) for table in tables}
    changes = changes_since(earlier, frames) if earlier else None
    if since and changes:
        tables.append(changes_table(changes))
        frames["changes"] = tables[-1].frame(study)
    drawing = draw(charts(study, frames))
    meanings = dictionary(tables)
    sheets = {table.name: frames[table.name][list(table.sheet or table.columns)] for table in tables}
    with _told_plainly(output), _when_whole(output) as folder, ThreadPoolExecutor(max_workers=1) as beside:
        workbook = beside.submit(write_workbook, {DICTIONARY: meanings, **sheets}, folder / WORKBOOK)
        for name, frame in {**frames, DICTIONARY: meanings}.items():
            write_csv(frame, folder / f"{name}.csv")
            write_parquet(frame, folder / f"{name}.parquet")
        page = render_page(study, frames, tables, changes if since else None, drawing)
        (folder / PAGE).write_text(page, encoding="utf-8")
        workbook.result()
    return Summary(
        output / PAGE,
        {name: len(frame) for name, frame in frames.items()},
        Counter(frames["movements"]["movement"].tolist()),
        Counter(frames["unplaced"]["what"].tolist()),
        changes,
    )


def _study(records: Sequence[Path]) -> Study:
    material = load(records)
    return Study(material, reconcile(material))


def _refuse_foreign(output: Path) -> None:
    if output.exists() and not output.is_dir():
        raise ReportError(f"{output}: is a file; name a folder for the report")
    if output.is_dir() and any(output.iterdir()) and not (output / MARK).is_file():
        raise ReportError(f"{output}: holds files that are no report; name a new or empty folder")


@contextmanager
def _told_plainly(output: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        place, what = error.filename or output, error.strerror or error
        raise ReportError(f"{place}: {what}; the earlier report, if any, is untouched") from error


@contextmanager
def _when_whole(output: Path) -> Iterator[Path]:
    """A folder to fill, whose files go to `output` when all went well: they replace the earlier report's, no others."""
    output.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{output.name}-", dir=output.parent, ignore_cleanup_errors=True) as room:
        yield Path(room)
        made = sorted(Path(room).iterdir())
        gone = _own_files(output) - {file.name for file in made}
        output.mkdir(exist_ok=True)
        for file in made:
            file.replace(output / file.name)
        for name in gone:
            (output / name).unlink(missing_ok=True)


def _own_files(output: Path) -> set[str]:
    """Names of the files that an earlier report wrote, by its data dictionary."""
    if not (output / MARK).is_file():
        return set()
    tables = pd.read_csv(output / MARK)["table"].unique()
    return {f"{table}.{ending}" for table in tables for ending in ("csv", "parquet")}
