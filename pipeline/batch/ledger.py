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

from pipeline import files
from pipeline.batch.errors import CannotRun
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
    """An input in the journal or the ledger; the key is "" where its lines must not be taken over another time.

    sum: over the lines themselves, which follow the entry in the journal.
    """

    key: str
    heads: list[Head]
    failures: list[Failure]
    sum: str = ""


class Done(NamedTuple):
    """What is known of a finished input: its lines (from `offset` on in `file`) and its failures.

    lasting: false where the next run may do better.
    """

    file: BinaryIO
    offset: int
    heads: list[Head]
    failures: list[Failure]
    lasting: bool = True

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
        with files.opened(ledger_file(output)) as file:
            totals: dict[str, Any] = orjson.loads(file.readline())
            return totals
    except (OSError, ValueError):
        return None


class Ledger:
    """The finished inputs of an output by key, those of this run included; holds the output's lock while open."""

    def __init__(self, output: Path, *, fresh: bool = False) -> None:
        """Open what is known of an output; with `fresh`, forget it.

        Raises:
            CannotRun: another run holds the lock.
        """
        self._output = output
        self._done: dict[str, Done] = {}
        self._previous: BinaryIO | None = None
        self._journal = locked(journal_file(output), output)
        if fresh:
            self._journal.truncate(0)
        else:
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

    def add(self, key: str, outcome: Outcome) -> None:
        """Put a finished input into the journal; one that the next run shall try again serves this run only."""
        heads = [Head(line.sha256, line.path, len(line.json)) for line in outcome.lines]
        content = b"".join(line.json for line in outcome.lines)
        head = _as_line(Entry(key if outcome.lasting else "", heads, outcome.failures, _sum_of(content)))
        self._journal.seek(0, os.SEEK_END)
        offset = self._journal.tell() + len(head)
        self._journal.write(head + content)
        self._journal.flush()
        self._done[key] = Done(self._journal, offset, heads, outcome.failures, outcome.lasting)

    def forget_journal(self) -> None:
        """Drop what the journal holds, once the ledger tells it."""
        self._journal.truncate(0)

    def _read_ledger(self) -> None:
        """Take over a finished output, where ledger and output are byte by byte as they were written."""
        try:
            with files.opened(ledger_file(self._output)) as ledger:
                totals, lines = orjson.loads(ledger.readline()), ledger.read()
            self._previous = files.opened(self._output)
            if totals["entries"] != _sum_of(lines):
                return
            if totals["sha256"] != hashlib.file_digest(self._previous, "sha256").hexdigest():
                return
            offset = 0
            for line in lines.splitlines():
                entry = _parsed(line)
                if entry.key:
                    self._done[entry.key] = Done(self._previous, offset, entry.heads, entry.failures)
                offset += sum(head.size for head in entry.heads)
        except (OSError, KeyError, TypeError, ValueError):
            self._done.clear()

    def _read_journal(self) -> None:
        """Take over what a stopped run had finished; an entry that is not whole, and what follows it, is dropped."""
        whole = self._journal.seek(0)
        while line := self._journal.readline():
            try:
                entry = _parsed(line)
            except (KeyError, TypeError, ValueError):
                break
            offset = self._journal.tell()
            content = self._journal.read(sum(head.size for head in entry.heads))
            if _sum_of(content) != entry.sum:
                break
            if entry.key:
                self._done[entry.key] = Done(self._journal, offset, entry.heads, entry.failures)
            whole = offset + len(content)
        self._journal.truncate(whole)


def ledger_of(written: list[Entry], totals: dict[str, Any]) -> bytes:
    """The content of a ledger: what an output holds, input by input in its order, after its figures for `verify`."""
    lines = b"".join(map(_as_line, written))
    return orjson.dumps({**totals, "entries": _sum_of(lines)}) + b"\n" + lines


def _as_line(entry: Entry) -> bytes:
    """An entry as a line that begins with a sum over the rest of it."""
    row = orjson.dumps(
        {"key": entry.key, "lines": [tuple(head) for head in entry.heads], "failures": entry.failures, "sum": entry.sum}
    )
    return f"{_sum_of(row)} ".encode() + row + b"\n"


def _parsed(line: bytes) -> Entry:
    told, _, rest = line.rstrip(b"\n").partition(b" ")
    if told.decode() != _sum_of(rest):
        raise ValueError("the line is not as it was written")
    row = orjson.loads(rest)
    return Entry(row["key"], [Head(*head) for head in row["lines"]], row["failures"], row["sum"])


def _sum_of(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=8).hexdigest()


def locked(file: Path, output: Path) -> BinaryIO:
    """A file that one process at a time has open; it stays when the run ends, empty or not.

    Raises:
        CannotRun: another run has it open, and so writes to the output.
    """
    opened = os.fdopen(os.open(file, os.O_RDWR | os.O_CREAT, 0o666), "r+b")
    if fcntl is not None:
        try:
            fcntl.lockf(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)  # unlike flock, not held by workers that outlive us
        except OSError:
            opened.close()
            raise CannotRun(f"{output}: another run is writing to it; wait for it, or name another output") from None
    return opened
