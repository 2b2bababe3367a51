"""Builds the whole report in a room of its own, and moves it into its place when all of it is made."""

import json
import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pandas as pd

from pipeline.report.changes import Changes, changes_since, changes_table
from pipeline.report.compare import compared
from pipeline.report.errors import ReportError
from pipeline.report.load import Material, load
from pipeline.report.memory import uncollected
from pipeline.report.page import render_page
from pipeline.report.sources import address_or_file
from pipeline.report.study import Study
from pipeline.report.table import Table
from pipeline.report.tables import TABLES
from pipeline.report.workbook import PACKAGE, csv_text, package, write_csv, write_workbook

PAGE: Final = "index.html"
WORKBOOK: Final = "report.xlsx"

ROOM: Final = ".being-made"
"""A folder in that of the report, so that its files can be moved there wherever that is; the next report clears it."""

NOT_IN_WORKBOOK: Final = ("findings", "ilacs_summary", "ilacs_history")
"""Too long for people to read in a workbook, or in another's form, whose use is to be a file of their own."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What was written: rows by table, unplaced rows by what they are, changes against an earlier run if any."""

    page: Path
    rows: dict[str, int]
    movements: Counter[str]
    unplaced: Counter[str]
    changes: Changes | None


def frames(material: Material) -> dict[str, pd.DataFrame]:
    """Every table of the report by name."""
    study = Study(material)
    return {table.name: table.frame(study) for table in TABLES}


def table_text(records: Sequence[Path], name: str, compare: Path | None = None) -> str:
    """One table as CSV text, for pipes.

    Raises:
        RecordsError: see `load`.
        ReportError: no table of this name.
    """
    tables = [*TABLES, *([compared(compare)] if compare else [])]
    chosen = [table for table in tables if table.name == name]
    if not chosen:
        raise ReportError(f"no table {name!r}; there are {', '.join(table.name for table in tables)}")
    return csv_text(chosen[0].frame(Study(load(records))))


@uncollected()
def write_report(
    records: Sequence[Path],
    output: Path,
    *,
    compare: Path | None = None,
    since: Path | None = None,
    documents: Sequence[Path] = (),
) -> Summary:
    """Write all tables (CSV files with their description, a workbook) and the page to the folder `output`.

    compare: a published table to hold against ours. since: the folder of an earlier report, or an earlier records file;
    without it, the report that `output` holds already. documents: folders with the files that were read, to link to.

    Raises:
        RecordsError: see `load`; nothing is written.
        ReportError: `output` holds something else than a report or cannot be written, `compare` or `since` cannot be
            read.
    """
    _refuse_foreign(output)
    study = Study(load(records, address_or_file(documents, output)))
    tables: list[Table] = [*TABLES, *([compared(compare)] if compare else [])]
    frames = {table.name: table.frame(study) for table in tables}
    earlier = since or (output if (output / PACKAGE).is_file() else None)
    changes = changes_since(earlier, frames) if earlier else None
    tables.append(changes_table(changes))
    frames["changes"] = tables[-1].frame(study)
    with _told_plainly(output), _when_whole(output) as folder:
        for table in tables:
            write_csv(frames[table.name], folder / f"{table.name}.csv")
        (folder / PACKAGE).write_bytes(package(tables, frames))
        write_workbook([table for table in tables if table.name not in NOT_IN_WORKBOOK], frames, folder / WORKBOOK)
        page = render_page(study, frames, tables, changes)
        (folder / PAGE).write_text(page, encoding="utf-8")
    history = frames["history"]
    return Summary(
        output / PAGE,
        {name: len(frame) for name, frame in frames.items()},
        Counter(history["movement"].dropna().tolist()),
        Counter(frames["unplaced"]["what"].tolist()),
        changes,
    )


def _refuse_foreign(output: Path) -> None:
    if output.exists() and not output.is_dir():
        raise ReportError(f"{output}: is a file; name a folder for the report")
    if output.is_dir() and any(file.name != ROOM for file in output.iterdir()) and not (output / PACKAGE).is_file():
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
    room = output / ROOM
    output.mkdir(parents=True, exist_ok=True)
    try:
        shutil.rmtree(room, ignore_errors=True)  # a report that was killed leaves it
        room.mkdir()
        yield room
        made = sorted(room.iterdir())
        gone = _own_tables(output) - {file.name for file in made}
        for file in made:
            file.replace(output / file.name)
        for name in gone:
            (output / name).unlink(missing_ok=True)
    finally:
        shutil.rmtree(room, ignore_errors=True)
        with suppress(OSError):  # it goes if nothing came to stand in it
            output.rmdir()


def _own_tables(output: Path) -> set[str]:
    """Names of the tables that an earlier report wrote, by its description."""
    try:
        resources = json.loads((output / PACKAGE).read_bytes())["resources"]
        return {Path(str(resource["path"])).name for resource in resources}
    except (OSError, ValueError, LookupError, TypeError):
        return set()
