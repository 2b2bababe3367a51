"""What earlier runs have done for an output, so that it need not be done again.

Beside `NAME.jsonl` stand two hidden files. The journal takes every finished document at once and outlives a run that
was stopped; the ledger tells, of a finished output, which lines came from which input. Both name inputs by a key over
all that decides their records.
"""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, Self

import orjson

from pipeline.batch.errors import OutputInUse
from pipeline.batch.task import Outcome
from pipeline.records import Failure

try:
    import fcntl
except ImportError:  # Windows has no such locks; two runs on one output are then not told apart
    fcntl = None  # type: ignore[assignment]


class Head(NamedTuple):
    """A line of the output without its content: the document that it is of, and its length in bytes."""

    sha256: str
    path: str
    size: int


class Entry(NamedTuple):
    """An input in the journal or the ledger; the key is "" where its lines must not be taken over another time."""

    key: str
    heads: list[Head]
    failures: list[Failure]


class Done(NamedTuple):
    """What is known of a finished input: its lines (from `offset` on in `file`) and its failures."""

    file: BinaryIO
    offset: int
    heads: list[Head]
    failures: list[Failure]

    def lines(self) -> Iterable[tuple[Head, bytes]]:
        """Each line with its head, as written."""
        self.file.seek(self.offset)
        for head in self.heads:
            yield head, self.file.read(head.size)


def journal_file(output: Path) -> Path:
    return output.with_name(f".{output.name.removesuffix('.jsonl')}.journal")


def ledger_file(output: Path) -> Path:
    return output.with_name(f".{output.name.removesuffix('.jsonl')}.ledger")


def totals_of(output: Path) -> dict[str, Any] | None:
    """The figures that were noted when the output was finished; None where there are none."""
    try:
        with ledger_file(output).open("rb") as file:
            totals: dict[str, Any] = orjson.loads(file.readline())
            return totals
    except (OSError, ValueError):
        return None


class Ledger:
    """The finished inputs of an output by key, those of this run included; holds the output's lock while open."""

    def __init__(self, output: Path, *, fresh: bool = False) -> None:
        """Open what is known of an output; with `fresh`, forget it.

        Raises:
            OutputInUse: another run holds the lock.
        """
        self._output = output
        self._done: dict[str, Done] = {}
        self._previous: BinaryIO | None = None
        self._journal = os.fdopen(os.open(journal_file(output), os.O_RDWR | os.O_CREAT, 0o666), "r+b")
        _lock(self._journal, output)
        if fresh:
            self._journal.truncate(0)
            ledger_file(output).unlink(missing_ok=True)
        self._read_ledger()
        self._read_journal()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._journal.close()
        if self._previous is not None:
            self._previous.close()

    def find(self, key: str) -> Done | None:
        return self._done.get(key)

    def add(self, key: str, outcome: Outcome) -> Done:
        """Put a finished input into the journal."""
        heads = [Head(line.sha256, line.path, len(line.json)) for line in outcome.lines]
        head = _as_line(Entry(key, heads, outcome.failures))
        self._journal.seek(0, os.SEEK_END)
        offset = self._journal.tell() + len(head)
        self._journal.write(head)
        self._journal.writelines(line.json for line in outcome.lines)
        self._journal.flush()
        done = self._done[key] = Done(self._journal, offset, heads, outcome.failures)
        return done

    def finish(self, written: list[Entry], totals: dict[str, Any]) -> None:
        """Note what the output now holds, input by input in its order, and drop the journal's content.

        totals: figures of the output for `verify`.
        """
        status = self._output.stat()
        place = ledger_file(self._output)
        aside = place.with_name(f"{place.name}.partial")
        with aside.open("wb") as file:
            file.write(orjson.dumps({"size": status.st_size, "mtime_ns": status.st_mtime_ns, **totals}) + b"\n")
            file.writelines(map(_as_line, written))
            file.flush()
            os.fsync(file.fileno())
        os.replace(aside, place)
        self._journal.truncate(0)

    def _read_ledger(self) -> None:
        """Take over a finished output, where the ledger speaks of the file as it is now."""
        try:
            entries = ledger_file(self._output).read_bytes().splitlines()
            status = self._output.stat()
            totals = orjson.loads(entries[0])
            if totals["size"] != status.st_size:
                return
            if totals["mtime_ns"] != status.st_mtime_ns and totals["sha256"] != _hash_of(self._output):
                return
            self._previous = self._output.open("rb")
            offset = 0
            for line in entries[1:]:
                key, heads, failures = _parsed(line)
                if key:
                    self._done[key] = Done(self._previous, offset, heads, failures)
                offset += sum(head.size for head in heads)
        except (OSError, IndexError, KeyError, TypeError, ValueError):
            self._done.clear()

    def _read_journal(self) -> None:
        """Take over what a stopped run had finished; an entry that breaks off, and what follows it, is dropped."""
        whole = self._journal.seek(0)
        end = self._journal.seek(0, os.SEEK_END)
        self._journal.seek(0)
        while line := self._journal.readline():
            try:
                key, heads, failures = _parsed(line)
            except (KeyError, TypeError, ValueError):
                break
            offset = self._journal.tell()
            past = offset + sum(head.size for head in heads)
            if past > end:
                break
            self._done[key] = Done(self._journal, offset, heads, failures)
            whole = self._journal.seek(past)
        self._journal.truncate(whole)


def _as_line(entry: Entry) -> bytes:
    row = {"key": entry.key, "lines": [tuple(head) for head in entry.heads], "failures": entry.failures}
    return orjson.dumps(row) + b"\n"


def _parsed(line: bytes) -> Entry:
    row = orjson.loads(line)
    return Entry(row["key"], [Head(*head) for head in row["lines"]], row["failures"])


def _hash_of(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _lock(file: BinaryIO, output: Path) -> None:
    if fcntl is not None:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # unlike flock, not held by workers that outlive us
        except OSError:
            file.close()
            raise OutputInUse(f"{output}: another run is writing to it; wait for it, or name another output") from None
