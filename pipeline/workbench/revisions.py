"""Pattern files as they were: a folder, or the state of the folder in a git revision."""

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import UserError


class NoSuchState(UserError, ValueError):
    """Neither a folder nor a revision that holds pattern files."""


@contextmanager
def patterns_as_of(state: str, patterns: Path) -> Iterator[Path]:
    """A folder with the pattern files of `state`: itself where it is a folder, else as `patterns` was in that revision.

    Raises:
        NoSuchState: it is neither.
    """
    if Path(state).is_dir():
        yield Path(state)
        return
    names = _git(patterns, "ls-tree", "--name-only", state, "./").decode().split("\n")
    files = [name for name in names if name.endswith(".jsonl")]
    if not files:
        raise NoSuchState(f"{state}: holds no pattern files of {patterns}")
    with tempfile.TemporaryDirectory() as folder:
        for name in files:
            (Path(folder) / name).write_bytes(_git(patterns, "show", f"{state}:./{name}"))
        yield Path(folder)


def _git(folder: Path, *arguments: str) -> bytes:
    if arguments[1].startswith("-") and arguments[0] == "show":
        raise NoSuchState(f"{arguments[1]}: no revision")
    try:
        done = subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, check=False)
    except OSError as error:
        raise NoSuchState("git is not here; name two folders instead") from error
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().split("\n")[0]
        raise NoSuchState(f"{arguments[-2] if len(arguments) > 2 else arguments[-1]}: {said}")
    return done.stdout
