"""Tries a command on a small disk with ever more room, until there is enough; what came of each try is left as JSON.

A program for a namespace of its own, in which it may mount the disk: see `tries`.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from typer.testing import CliRunner

from pipeline.batch import local
from pipeline.cli import app
from pipeline.language import load

ALONE = ("unshare", "--map-root-user", "--mount")
PAGE = 4096


class Try(NamedTuple):
    """What came of a command on a disk with so many free pages: its status and what it said.

    changed: files that are not as they were before it. odd: those that are neither so nor as the command leaves them
    where there is room enough.
    """

    pages: int
    status: int
    said: str
    changed: list[str]
    odd: list[str]


def tries(disk: Path, before: list[str], command: list[str], step: int = 1) -> list[Try]:
    """The command's tries on a disk that is mounted at `disk`, after the command `before`; the last has room enough.

    step: pages of room by which one try differs from the next.
    """
    given = [str(disk), str(step), json.dumps(before), json.dumps(command)]
    subprocess.run([*ALONE, sys.executable, __file__, *given], check=True, timeout=600)
    return [Try(*one) for one in json.loads(_told(disk).read_text())]


def _told(disk: Path) -> Path:
    return disk.with_suffix(".json")


def _main(disk: Path, step: int, before: list[str], command: list[str]) -> None:
    nlp = load()
    vars(local)["loaded"] = lambda patterns: nlp
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(disk)], check=True)
    os.environ |= {"TMPDIR": str(disk / "tmp"), "OFSIGHT_CACHE": str(disk / "cache")}
    kept = disk.with_suffix(".kept")
    (disk / "tmp").mkdir()
    assert _run(before)[0] < 2
    shutil.copytree(disk, kept)
    earlier = _files(disk)
    assert _run(command)[0] < 2
    whole, done = _files(disk), list[Try]()
    while not done or done[-1].status >= 2:
        for one in disk.iterdir():
            shutil.rmtree(one) if one.is_dir() else one.unlink()
        shutil.copytree(kept, disk, dirs_exist_ok=True)
        pages = step * len(done)
        _fill(disk, pages)
        status, said = _run(command)
        now = _files(disk)
        changed = sorted(name for name, content in earlier.items() if now.get(name) != content)
        odd = sorted(name for name, content in now.items() if content not in (earlier.get(name), whole.get(name)))
        done.append(Try(pages, status, said, changed, odd))
    _told(disk).write_text(json.dumps(done))


def _run(command: list[str]) -> tuple[int, str]:
    done = CliRunner().invoke(app, command)
    return done.exit_code, done.output


def _fill(disk: Path, pages: int) -> None:
    """Leave so many pages of the disk free."""
    with (disk / "filler").open("wb", buffering=0) as filler:
        try:
            while True:
                filler.write(bytes(PAGE))
        except OSError:
            filler.truncate(filler.tell() // PAGE * PAGE - pages * PAGE)


def _files(disk: Path) -> dict[str, bytes]:
    found = (file for file in disk.rglob("*") if file.is_file() and file.name != "filler")
    return {file.relative_to(disk).as_posix(): file.read_bytes() for file in found}


if __name__ == "__main__":
    _main(Path(sys.argv[1]), int(sys.argv[2]), json.loads(sys.argv[3]), json.loads(sys.argv[4]))
