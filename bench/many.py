"""Memory over many small documents: `python bench/many.py [COUNT]` makes them, runs `extract` and prints what it held.

Linux only, as it reads /proc.
"""

import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

OFSIGHT = Path(sys.executable).with_name("ofsight")
COUNCILS = ("Kent", "Leeds", "Halton", "Oldham", "Swindon", "Cornwall", "Sandwell", "Bradford")
GRADES = ("outstanding", "good", "requires improvement to be good", "inadequate")
REMARKS = (
    "Inspectors said that social workers know their children well.",
    "Too many children wait too long for an assessment.",
    "Care leavers are well supported, but their plans are variable.",
    "Managers do not yet record supervision consistently.",
)


class Held(NamedTuple):
    """Megabytes resident when `done` of the documents (0 to 1) were annotated, after so many seconds."""

    done: float
    seconds: float
    parent: int
    worker: int


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    for held in memory_over(count):
        print(f"{held.done:4.0%} {held.seconds:6.0f} s  {held.parent:5} MB  {held.worker:5} MB", flush=True)


def memory_over(count: int) -> Iterator[Held]:
    """What `extract` with two workers holds, each time another tenth of so many small documents is done."""
    with tempfile.TemporaryDirectory(prefix="ofsight-many-") as room:
        folder, output = Path(room) / "in", Path(room) / "out.jsonl"
        folder.mkdir()
        for number in range(count):
            (folder / f"{number:06}.txt").write_text(story(number))
        command = [str(OFSIGHT), "extract", str(folder), "--output", str(output), "--workers", "2", "--fresh"]
        journal = Path(room) / ".out.journal"
        began, tenths, size_of_one = time.monotonic(), 1, 0.0
        parent = worker = 0
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as run:
            while run.poll() is None:
                time.sleep(0.2)
                size = journal.stat().st_size if journal.exists() else 0
                now = [resident(run.pid), *(resident(pid) for pid in children(run.pid))]
                if len(now) > 1:
                    parent, worker = now[0], max(now[1:])
                size_of_one = size_of_one or (size / lines(journal) if size > 1_000_000 else 0.0)
                if size_of_one and size / size_of_one / count >= tenths / 10:
                    yield Held(tenths / 10, time.monotonic() - began, parent, worker)
                    tenths = int(size / size_of_one / count * 10) + 1
        if run.returncode:
            sys.exit(f"{command} ended with status {run.returncode}")
        yield Held(1.0, time.monotonic() - began, parent, worker)


def story(number: int) -> str:
    """A short text of its own, with a name that no other has."""
    chance = random.Random(number)
    name = "".join(chance.choices("abcdefghijklmnoprstuw", k=8)).title()
    told = f"{chance.choice(COUNCILS)} was rated {chance.choice(GRADES)} by Ofsted in {chance.randrange(2013, 2025)}."
    return f"{told} {' '.join(chance.sample(REMARKS, 2))} {name} council, number {number}, was not inspected.\n"


def lines(journal: Path) -> int:
    """Entries in a journal: each has a line of its own and one a record."""
    return max(1, journal.read_bytes().count(b"\n") // 2)


def resident(pid: int) -> int:
    """Megabytes that a process holds in memory, 0 where it has ended."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1_000_000
    except (OSError, IndexError):
        return 0


def children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


if __name__ == "__main__":
    main()
