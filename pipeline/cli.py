"""The command line: parse options, call one function, print what it says.

Nothing heavy is imported before a command runs. Exit status: 0 all well, 1 something failed, 2 nothing could be done.
"""

import logging
import os
import signal
import sys
from collections.abc import Generator, Iterable
from contextlib import ExitStack
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline import __version__, files
from pipeline.patterns import DEFAULT_PATTERNS
from pipeline.terminal import Commands, fail, told
from pipeline.workbench.commands import app as patterns_app
from pipeline.workbench.commands import console as table_console
from pipeline.workbench.commands import review

if TYPE_CHECKING:
    from rich.console import Console

    from pipeline.batch.task import Outcome, Task

app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.add_typer(patterns_app, name="patterns")
app.command()(review)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"ofsight {__version__}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_version, help="Print the version and stop.")
    ] = False,
) -> None:
    """Turns what is written about Ofsted's inspections of children's services into data with evidence."""


class EngineName(StrEnum):
    """Where `extract` has its work done."""

    local = "local"
    dask = "dask"


Patterns = Annotated[Path, typer.Option("--patterns", metavar="DIR", help="The folder of pattern files.")]
Records = Annotated[Path, typer.Argument(metavar="FILE.jsonl", help="What `extract` wrote.", callback=files.no_special)]
OR_URL = "a path, or a URL such as s3://..."


@app.command()
def extract(
    inputs: Annotated[list[str], typer.Argument(metavar="INPUT...", help=f"Files, or folders of files: {OR_URL}.")],
    output: Annotated[str, typer.Option(metavar="FILE.jsonl", help=f"Where the records go: {OR_URL}.")],
    patterns: Patterns = DEFAULT_PATTERNS,
    workers: Annotated[int | None, typer.Option(min=1, metavar="N", help="Processes; by default one a core.")] = None,
    engine: Annotated[EngineName, typer.Option(help="This machine, or a Dask cluster.")] = EngineName.local,
    scheduler: Annotated[str | None, typer.Option(metavar="ADDRESS", help="Of a cluster that runs already.")] = None,
    time_limit: Annotated[float, typer.Option(min=0.1, metavar="SECONDS", help="What one document may take.")] = 300,
    memory_limit: Annotated[int, typer.Option(min=500, metavar="MB", help="What one worker may take.")] = 4000,
    shard_size: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Write part-00000.jsonl, ... to the folder --output.")
    ] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Do all anew; take nothing over from earlier runs.")] = False,
) -> None:
    """Annotate documents: one record a line, and FILE.failures.jsonl for what could not be read."""
    from pipeline.batch.cache import Cache, default_folder, prune
    from pipeline.batch.errors import Stopped
    from pipeline.batch.extract import CAUSES
    from pipeline.batch.extract import extract as run_extract
    from pipeline.batch.fingerprint import readers_fingerprint
    from pipeline.batch.output import failures_file
    from pipeline.batch.shards import extract_shards
    from pipeline.batch.storage import place_of
    from pipeline.batch.task import Limits
    from pipeline.workbench.gate import refuse_faulty

    given, place = list(map(place_of, inputs)), place_of(output)
    in_parts = shard_size is not None or output.endswith("/") or (isinstance(place, Path) and place.is_dir())
    untouched = "" if in_parts or not isinstance(place, Path) else " (earlier output is untouched)"
    limits = Limits(time_limit, memory_limit)
    cache = None if fresh else Cache(default_folder(), readers_fingerprint())

    if scheduler is not None and engine is not EngineName.dask:
        fail("--scheduler goes with --engine dask")

    def run(tasks: "Iterable[Task]") -> "Generator[tuple[Task, Outcome], None, None]":
        if engine is EngineName.dask:
            from pipeline.batch import cluster

            return cluster.run(tasks, patterns, workers or _cores(), scheduler, limits, cache)
        from pipeline.batch import local

        return local.run(tasks, patterns, workers or _cores(), limits, cache)

    log = _log_file(place, in_parts) if isinstance(place, Path) else logging.StreamHandler()
    CAUSES.addHandler(log)
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        refuse_faulty(patterns)
        if in_parts:
            summary = extract_shards(given, place, patterns, run, _console(), size=shard_size or 1000, fresh=fresh)
        else:
            summary = run_extract(given, place, patterns, run, _console(), fresh=fresh)
    except Stopped as stopped:
        fail(f"{stopped}; run the same command again to go on from there{untouched}", status=130)
    except OSError as error:
        error.filename = error.filename or str(place)
        fail(f"{told(error)}; then run the same command again to go on from there{untouched}")
    finally:
        signal.signal(signal.SIGTERM, before)
        CAUSES.removeHandler(log)
        log.close()
    if cache is not None:
        prune(cache)
    again = f" ({summary.reused} unchanged since an earlier run)" if summary.reused else ""
    typer.echo(f"{summary.inputs} inputs: {summary.records} records, {summary.failures} failures{again}")
    typer.echo(f"records in {place}")
    if summary.failures:
        where = place / "part-*.failures.jsonl" if in_parts else failures_file(place)
        typer.echo(f"failures with their reasons in {where}")
        if isinstance(log, logging.FileHandler) and Path(log.baseFilename).is_file():
            typer.echo(f"what went wrong inside ofsight in {log.baseFilename}")
        raise typer.Exit(1)


@app.command()
def fetch(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where the PDFs go, each with its sidecar.")],
    authority: Annotated[str | None, typer.Option(metavar="NAME", help="Only this authority's reports.")] = None,
    kind: Annotated[
        list[str] | None, typer.Option(metavar="KIND", help="Only this kind of report; repeatable.")
    ] = None,
    since: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Published then or later.")] = None,
    pause: Annotated[float, typer.Option(min=0, metavar="SECONDS", help="Between two requests.")] = 1.0,
) -> None:
    """Bring Ofsted's published reports, those that are not there yet; run again, it goes on where it stopped."""
    from pipeline.fetch import Wanted
    from pipeline.fetch import fetch as fetched
    from pipeline.fetch.progress import shown
    from pipeline.fetch.site import KIND_CODES

    unknown = [one for one in kind or () if one not in KIND_CODES]
    if unknown:
        fail(f'unknown kind "{unknown[0]}"; the kinds are {", ".join(KIND_CODES)}')
    wanted = Wanted(authority, frozenset(kind or ()), since.date() if since else None)
    try:
        counts, faults = shown(fetched(folder, wanted, pause), _console())
    except OSError as error:
        fail(f"{error.filename or folder}: {error.strerror or error}; what was fetched stays, run it again to go on")
    except KeyboardInterrupt:
        fail("stopped; what was fetched stays, run the same command again to go on", status=130)
    for fault in faults:
        _warn(fault)
    typer.echo(
        f"{counts['fetched']} reports fetched, {counts['kept']} there already, {len(faults)} faults; in {folder}"
    )
    if faults:
        raise typer.Exit(1)


@app.command()
def evaluate(
    gold: Annotated[
        Path, typer.Argument(metavar="GOLD.jsonl", help="What should be found.", callback=files.no_special)
    ],
    records: Records,
    misses: Annotated[bool, typer.Option("--misses", help="List what was missed and what was falsely found.")] = False,
    details: Annotated[bool, typer.Option("--details", help="Figures by theme and by document as well.")] = False,
    against: Annotated[
        Path | None, typer.Option(metavar="FILE.jsonl", help="Records of before: what is better and worse now.")
    ] = None,
) -> None:
    """Score records against gold: precision, recall and F1 a kind of fact, and how well found facts are labelled."""
    from pipeline.workbench import score_table as tables
    from pipeline.workbench.evaluate import evaluate as scores_of

    scores = scores_of(gold, records)
    before = scores_of(gold, against) if against is not None else None
    console = table_console()
    if before is not None:
        console.print(tables.score_changes(before, scores))
    else:
        console.print(tables.score_table(scores))
        console.print(tables.label_table(scores))
    if details:
        console.print(tables.theme_table(scores))
        console.print(tables.document_table(scores))
    if misses:
        told = tables.misses(scores.misses) if before is None else tables.mended_and_broken(before, scores)
        for line in told:
            console.print(line, soft_wrap=True)
        typer.echo("\n`ofsight patterns explain DOCUMENT:OFFSET` tells why")
    typer.echo(f"scored on {scores.documents} documents of gold; {len(scores.absent)} have no record")
    for one in scores.absent:
        _warn(f"no record: {one}")
    for quote in scores.unlocated:
        _warn(f"not in the text: {quote}")


@app.command()
def verify(
    records: Annotated[str, typer.Argument(metavar="FILE.jsonl", help=f"What `extract` wrote: {OR_URL}.")],
) -> None:
    """Check a records file: schema, offsets, counts, and that it is as it was written."""
    from pipeline.batch.staging import copied
    from pipeline.batch.storage import place_of
    from pipeline.batch.verify import faults_of

    with copied(place_of(records)) as file:
        faults = list(faults_of(file))
    for fault in faults:
        _warn(fault.replace(str(file), records))
    if faults:
        raise typer.Exit(1)
    typer.echo(f"{records}: all well")


@app.command()
def report(
    records: Annotated[list[str], typer.Argument(metavar="FILE.jsonl...", help=f"What `extract` wrote: {OR_URL}.")],
    output: Annotated[Path | None, typer.Option(metavar="DIR", help="The folder for the report.")] = None,
    only: Annotated[str | None, typer.Option(metavar="TABLE", help="Print one table as CSV, write nothing.")] = None,
    compare: Annotated[
        Path | None,
        typer.Option(metavar="CSV", help="A published table to hold against ours.", callback=files.no_special),
    ] = None,
    since: Annotated[
        Path | None,
        typer.Option(metavar="OUT", help="An earlier report or records file.", callback=files.no_special),
    ] = None,
    documents: Annotated[
        list[Path] | None, typer.Option(metavar="DIR", help="The documents, to link to those without an address.")
    ] = None,
) -> None:
    """Tables, a workbook and one page from the records."""
    if (output is None) == (only is None):
        fail("name either a folder with --output, or one table with --only")
    from pipeline.batch.staging import copied
    from pipeline.batch.storage import place_of
    from pipeline.report import ReportError, table_text, write_report
    from pipeline.report.summary import summary_grid

    with ExitStack() as copies:
        files = [copies.enter_context(copied(place_of(one))) for one in records]
        try:
            if only is not None:
                typer.echo(table_text(files, only, compare).encode(), nl=False)
                return
            assert output is not None
            summary = write_report(files, output, compare=compare, since=since, documents=documents or ())
        except ReportError as error:
            told = str(error)
            for file, named in zip(files, records, strict=True):
                told = told.replace(str(file), named)
            fail(told)
    _console().print(summary_grid(summary))


def _log_file(output: Path, in_parts: bool) -> logging.FileHandler:
    """Writes what is logged to a file beside the records, which it makes when there is something to write."""
    from pipeline.batch.output import log_file

    file = output / "extract.log" if in_parts else log_file(output)
    handler = logging.FileHandler(file, delay=True, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    return handler


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _console() -> "Console":
    from rich.console import Console

    return Console(file=sys.stderr, highlight=False, markup=False)


def _warn(text: str) -> None:
    typer.echo(text, err=True)
