"""A run whose output is a folder of parts, so that no file and no memory holds it all.

`part-00000.jsonl`, `part-00001.jsonl`, ... each hold so many inputs in their order, each with its failures file, and
`manifest.json` says that they are complete. Each part is resumed and taken over like an output of its own.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import orjson
from rich.console import Console

from pipeline.batch.errors import CannotRun
from pipeline.batch.extract import Engine, Summary, extract_found, found_in
from pipeline.batch.ledger import journal_file, ledger_file, locked
from pipeline.batch.manifest import MANIFEST, PART, is_part
from pipeline.batch.output import failures_file
from pipeline.batch.overlap import files_of, refuse_around, without_own
from pipeline.batch.staging import staged
from pipeline.batch.storage import Place, names_in, remove, write
from pipeline.patterns import load_patterns, patterns_hash

LOCK: Final = ".parts.lock"
COUNTS: Final = ("inputs", "records", "failures")


def extract_shards(
    inputs: Iterable[Place],
    folder: Place,
    patterns: Path,
    engine: Engine,
    console: Console,
    *,
    size: int,
    fresh: bool = False,
) -> Summary:
    """Annotate all files of the inputs into parts of `size` inputs.

    While the folder is being written it holds no manifest; parts of an earlier run that are no longer needed go at the
    end. Raises what `extract` raises.
    """
    load_patterns(patterns)
    if isinstance(folder, Path) and folder.exists() and not folder.is_dir():
        raise CannotRun(f"{folder}: is a file; name a folder for the parts")
    inputs = list(inputs)
    refuse_around(inputs, folder)
    found = without_own(found_in(inputs), inputs, _written(folder))
    with _alone(folder):
        remove(folder / MANIFEST)
        first_path: dict[str, str] = {}
        parts: list[dict[str, Any]] = []
        reused = 0
        for number, start in enumerate(range(0, len(found), size)):
            part, some = folder / f"part-{number:05}.jsonl", found[start : start + size]
            with staged(part) as file:
                done = extract_found(some, file, patterns, engine, console, fresh=fresh, first_path=first_path)
            parts.append({"file": part.name, **{key: getattr(done, key) for key in (*COUNTS, "sha256")}})
            reused += done.reused
        _remove_others(folder, {part["file"] for part in parts})
        totals = {key: sum(part[key] for part in parts) for key in COUNTS}
        manifest = {"schema": 1, **totals, "patterns": patterns_hash(patterns), "parts": parts}
        write(folder / MANIFEST, orjson.dumps(manifest, option=orjson.OPT_INDENT_2) + b"\n")
        return Summary(**totals, reused=reused, sha256="")


@contextmanager
def _alone(folder: Place) -> Iterator[None]:
    """Keep other runs out of a folder of this machine; a store has no locks.

    Raises:
        CannotRun: another run writes to it.
    """
    if not isinstance(folder, Path):
        yield
        return
    folder.mkdir(parents=True, exist_ok=True)
    with locked(folder / LOCK, folder):
        yield


def _written(folder: Place) -> dict[Place, Place]:
    """The files of an earlier run in the folder, each with the one that tells whether we made it."""
    parts = sorted({match[0] for name in names_in(folder) if (match := PART.match(name))})
    written: dict[Place, Place] = {}
    for part in parts:
        written |= files_of(folder / f"{part}.jsonl")
    return written | {folder / MANIFEST: next(iter(written.values()), folder)}


def _remove_others(folder: Place, needed: set[str]) -> None:
    for name in names_in(folder):
        if name not in needed and is_part(name):
            part = Path(name)
            for file in (failures_file(part), ledger_file(part), journal_file(part), part):
                remove(folder / file.name)
