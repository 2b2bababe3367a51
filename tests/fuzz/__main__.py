"""`make fuzz`: 100,000 mutated inputs (another number with FUZZ=N); prints counts, keeps what failed in out/fuzz."""

import os
import shutil
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from multiprocessing import Pool
from pathlib import Path

from fuzz.check import faults_of_documents, faults_of_pattern_lines
from fuzz.rows import faults_of_rows

COUNT = int(os.environ.get("FUZZ", "100000"))
PATTERN_SHARE, ROW_SHARE = 0.2, 0.2
DOCUMENTS_AT_ONCE, LINES_AT_ONCE = 2000, 100
KEPT = Path("out/fuzz")


def main() -> None:
    began = time.monotonic()
    lines, rows = int(COUNT * PATTERN_SHARE), int(COUNT * ROW_SHARE)
    outcomes, faults = Counter[str](), list[str]()
    for start in range(lines + rows, COUNT, DOCUMENTS_AT_ONCE):
        done = in_own_room(_documents, range(start, min(COUNT, start + DOCUMENTS_AT_ONCE)))
        faults += _told(done, outcomes, began)
    with Pool(maxtasksperchild=5) as pool:
        groups = [range(start, min(lines, start + LINES_AT_ONCE)) for start in range(0, lines, LINES_AT_ONCE)]
        for done in pool.imap(partial(in_own_room, _lines), groups):
            faults += _told(done, outcomes, began)
        groups = [
            range(start, min(lines + rows, start + LINES_AT_ONCE))
            for start in range(lines, lines + rows, LINES_AT_ONCE)
        ]
        for done in pool.imap(partial(in_own_room, faults_of_rows), groups):
            faults += _told(done, outcomes, began)
    print(*(f"{count:8,}  {what}" for what, count in sorted(outcomes.items())), sep="\n")
    print(f"{COUNT:,} mutated inputs in {time.monotonic() - began:.0f} s: {len(faults)} faults")
    sys.exit(1 if faults else 0)


def _documents(seeds: Iterable[int], room: Path, outcomes: Counter[str]) -> Iterator[str]:
    return faults_of_documents(seeds, room, os.cpu_count() or 1, outcomes)


def _lines(seeds: Iterable[int], room: Path, outcomes: Counter[str]) -> Iterator[str]:
    return faults_of_pattern_lines(seeds, room, outcomes)


Checked = Callable[[Iterable[int], Path, Counter[str]], Iterator[str]]


def in_own_room(check: Checked, seeds: range) -> tuple[range, list[str], Counter[str]]:
    """The faults and counts of some seeds; the inputs are kept in out/fuzz/SEED where there is a fault."""
    outcomes, faults = Counter[str](), list[str]()
    with tempfile.TemporaryDirectory(prefix="ofsight-fuzz-") as room:
        try:
            faults += check(seeds, Path(room), outcomes)
        except Exception:
            faults.append(traceback.format_exc())
        if faults:
            shutil.copytree(room, KEPT / str(seeds.start), symlinks=True, ignore=_pipes, dirs_exist_ok=True)
    return seeds, faults, outcomes


def _pipes(folder: str, names: list[str]) -> list[str]:
    return [name for name in names if Path(folder, name).is_fifo()]


def _told(done: tuple[range, list[str], Counter[str]], outcomes: Counter[str], began: float) -> list[str]:
    seeds, faults, counts = done
    outcomes += counts
    for fault in faults:
        print(f"seeds {seeds.start}-{seeds.stop - 1}: {fault}", flush=True)
    print(f"{time.monotonic() - began:5.0f} s: seeds {seeds.start}-{seeds.stop - 1} done", file=sys.stderr, flush=True)
    return faults


if __name__ == "__main__":
    main()
