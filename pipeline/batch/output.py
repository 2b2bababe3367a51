"""The records file and what stands beside it, written aside and moved into place together when all is whole."""

import hashlib
import os
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Self, overload

import jsonlines
import orjson

from pipeline.batch.ledger import ledger_file
from pipeline.batch.storage import Place
from pipeline.records import Failure


@overload
def failures_file(output: Path) -> Path: ...
@overload
def failures_file(output: Place) -> Place: ...
def failures_file(output: Place) -> Place:
    """NAME.failures.jsonl beside NAME.jsonl."""
    return output.with_name(output.name.removesuffix(".jsonl") + ".failures.jsonl")


def log_file(output: Path) -> Path:
    """NAME.log beside NAME.jsonl, for what goes wrong inside ofsight."""
    return output.with_suffix(".log")


class Outputs:
    """Takes lines and failures in order; `commit` puts all files into place, leaving without it changes nothing."""

    def __init__(self, output: Path) -> None:
        self.output = output
        self.records = self.failures = 0
        self.sha256 = hashlib.sha256()
        self._aside: list[tuple[BinaryIO, Path, Path]] = []

    def __enter__(self) -> Self:
        self._lines = self._open(self.output)
        self._failures = self._open(failures_file(self.output))
        self._ledger = self._open(ledger_file(self.output))
        self._failure_writer = jsonlines.Writer(self._failures, dumps=orjson.dumps)
        return self

    def __exit__(self, *exception: object) -> None:
        for file, aside, _ in self._aside:
            with suppress(OSError):  # a full disk refuses once more what it has not taken
                file.close()
            aside.unlink(missing_ok=True)

    def line(self, json: bytes) -> None:
        self._lines.write(json)
        self.sha256.update(json)
        self.records += 1

    def failure(self, failure: Failure) -> None:
        self._failure_writer.write(failure)
        self.failures += 1

    def commit(self, ledger: bytes) -> None:
        """Put the files into place with the ledger that tells of them.

        Raises:
            OSError: they cannot be written; the earlier ones are as they were.
        """
        self._ledger.write(ledger)
        for file, _, _ in self._aside:
            file.flush()
            os.fsync(file.fileno())
        for _, aside, place in reversed(self._aside):
            os.replace(aside, place)
        _sync_folder(self.output.parent)

    def _open(self, place: Path) -> BinaryIO:
        aside = place.with_name(f".{place.name}.partial")
        file = aside.open("wb")
        self._aside.append((file, aside, place))
        return file


def _sync_folder(folder: Path) -> None:
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
