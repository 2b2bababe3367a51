"""Outputs in a store: made on this machine as any other, then put there whole with their ledger.

What a stopped run had finished stays in the user's cache folder, so the same command goes on from there. Once an output
is in the store nothing of it is kept here; another machine takes it over by the ledger beside it.
"""

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pipeline.batch.cache import default_folder
from pipeline.batch.ledger import journal_file, ledger_file
from pipeline.batch.manifest import MANIFEST, PART, parts_of
from pipeline.batch.output import failures_file
from pipeline.batch.storage import Place, fetch, is_file, names_in, put
from pipeline.files import no_special


@contextmanager
def staged(output: Place) -> Iterator[Path]:
    """Where to write an output; what the body has finished goes into the store at its end, after an error nothing.

    Raises:
        CannotRun: the store's package is not installed.
        OSError: the store cannot be read or written.
    """
    if isinstance(output, Path):
        yield output
        return
    folder = default_folder() / "outputs" / hashlib.sha256(output.url.encode()).hexdigest()[:16]
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / output.name
    beside = [failures_file(file), file, ledger_file(file)]
    if not ledger_file(file).exists():
        with suppress(FileNotFoundError):
            for one in reversed(beside):
                fetch(output.with_name(one.name), one)
    yield file
    for one in beside:
        put(one, output.with_name(one.name))
    for one in (*beside, journal_file(file)):
        one.unlink(missing_ok=True)
    with suppress(OSError):
        folder.rmdir()


@contextmanager
def copied(records: Place) -> Iterator[Path]:
    """A records file with what stands beside it, or a folder of all its parts, on this machine while the body runs.

    Raises:
        CannotRun: the store's package is not installed, or the parts are not complete.
        OSError: the store cannot be read, or has no such file.
    """
    if isinstance(records, Path):
        no_special(records)
        if records.is_dir():
            parts_of(records)
        yield records
        return
    with tempfile.TemporaryDirectory(prefix="ofsight-") as room:
        copy = Path(room) / records.name
        if is_file(records) or not (names := names_in(records)):
            fetch(records, copy)
            for beside in (failures_file(copy), ledger_file(copy)):
                with suppress(FileNotFoundError):
                    fetch(records.with_name(beside.name), beside)
        else:
            copy.mkdir()
            for name in names:
                if name == MANIFEST or PART.match(name.removeprefix(".")):
                    fetch(records / name, copy / name)
            parts_of(copy)
        yield copy
