"""Memory over many small documents: `python bench/many.py [COUNT]` makes them, runs `extract` and prints what it held.

Megabytes are resident, of the process that gives out the work and of its biggest worker, each time another tenth of the
documents is done. Linux only, as it reads /proc.
"""

import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

OFSIGHT = Path(sys.executable).with_name("ofsight")
COUNCILS = ("Kent", "Leeds", "Halton", "Oldham", "Swindon", "Cornwall", "Sandwell", "Bradford")
GRADES = ("outstanding", "good", "requires improvement to be good", "inadequate")
REMARKS = (
    "Inspectors said that social workers know their children well.",
    "Too many children wait too long for an assessment.",
    "Care leavers are well supported, but their plans are variable.",
    "Managers do not yet record supervision consistently.",
)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    with tempfile.TemporaryDirectory(prefix="ofsight-many-") as room:
        folder, output = Path(room) / "in", Path(room) / "out.jsonl"
        folder.mkdir()
        for number in range(count):
            (folder / f"{number:06}.txt").write_text(story(number))
        command = [str(OFSIGHT), "extract", str(folder), "--output", str(output), "--workers", "2", "--fresh"]
        journal = Path(room) / ".out.journal"
        began, tenths, most = time.monotonic(), 0, 0
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as run:
            size_of_one = 0.0
            while run.poll() is None:
                time.sleep(0.5)
                size = journal.stat().st_size if journal.exists() else 0
                own, workers = resident(run.pid), [resident(pid) for pid in children(run.pid)]
                most = max(most, own, *workers, 0)
                size_of_one = size_of_one or (size / lines(journal) if size > 1_000_000 else 0.0)
                done = size / size_of_one / count if size_of_one else 0.0
                if workers and done >= tenths / 10:
                    tenths = int(done * 10) + 1
                    print(f"{done:4.0%} {time.monotonic() - began:6.0f} s  {own:5} MB  {max(workers):5} MB", flush=True)
        print(f"{count:,} documents in {time.monotonic() - began:.0f} s, at most {most} MB in a process")


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
