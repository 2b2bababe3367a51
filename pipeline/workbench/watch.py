"""Watches pattern files: every save is checked and held against the last state without faults."""

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from watchfiles import watch as file_changes

from pipeline.patterns import Fault, FaultyPatterns
from pipeline.workbench.check import faults
from pipeline.workbench.corpus import Corpus
from pipeline.workbench.diff import Effect, diff


class Seen(NamedTuple):
    """What a save did: faults, or its effect (None at the start and where nothing changed)."""

    faults: list[Fault]
    effect: Effect | None
    message: str


def watch(patterns: Path, corpus: Corpus, gold: Path | None, saves: Iterable[object] | None = None) -> Iterator[Seen]:
    """Give what each save of a pattern file did; while files have faults, the last good state is kept.

    saves: yields once a save; by default the file system's own notices.
    """
    with tempfile.TemporaryDirectory() as folder:
        good = Path(folder) / "good"
        found = faults(patterns)
        if not found:
            _copy(patterns, good)
        yield Seen(found, None, f"watching {patterns}, {len(corpus)} documents; save a pattern file, Ctrl-C ends it")
        for _ in saves if saves is not None else file_changes(patterns, raise_interrupt=False):
            found = faults(patterns)
            if found:
                yield Seen(found, None, f"{len(found)} faults; the last good rules are kept")
                continue
            if not good.exists():
                _copy(patterns, good)
                yield Seen([], None, "no faults now")
                continue
            try:
                effect = diff(good, patterns, corpus, gold)
            except FaultyPatterns as error:  # saved again while it was read
                yield Seen(error.faults, None, "the last good rules are kept")
                continue
            if effect.edit:
                _copy(patterns, good)
                yield Seen([], effect, "watching")


def _copy(patterns: Path, good: Path) -> None:
    shutil.rmtree(good, ignore_errors=True)
    good.mkdir()
    for file in sorted(patterns.glob("*.jsonl")):
        shutil.copy(file, good / file.name)
