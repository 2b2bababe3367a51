"""Which files there are to read below the inputs that a user names."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from pipeline.readers.sidecar import ENDING, is_sidecar
from pipeline.records import Failure

LONE_SIDECAR: Final = "is a sidecar of no document: give it the document's name, with .meta.json for its ending"

MAX_BYTES: Final = 200_000_000
"""The biggest file that is opened."""

TOO_BIG: Final = f"is bigger than {MAX_BYTES // 1_000_000} MB: split it"

Found = tuple[Path, Path]
"""A file to read and the input root that its name is relative to."""


def find(inputs: Iterable[Path]) -> Iterator[Found | Failure]:
    """Every file of the inputs, in their order, a folder's in the order of their paths; a Failure for what is none.

    Hidden files and sidecars are left out. Links to files inside the folder are read; links that lead out of it, to
    folders or to nowhere are not followed but told, as are pipes and devices, folders that cannot be opened or hold
    nothing to read, and sidecars of no document.
    """
    for given in inputs:
        try:
            yield from _at(given)
        except (OSError, ValueError) as fault:  # ValueError: a name with a zero byte in it
            why = fault.strerror if isinstance(fault, OSError) else fault
            yield {"path": shown(given), "reason": f"cannot be opened ({why})"}


def _at(given: Path) -> Iterator[Found | Failure]:
    if given.is_dir():
        found = False
        for one in _below(given, given, given.resolve()):
            found = True
            yield one
        if not found:
            yield {"path": shown(given), "reason": "the folder holds no file to read"}
    elif given.is_file():
        yield given, given.parent
    else:
        exists = os.path.lexists(given)
        yield {
            "path": shown(given),
            "reason": "is neither a file nor a folder" if exists else "there is no such file or folder",
        }


def shown(path: Path) -> str:
    """A path with `/` between its parts, as text that can always be written: bytes that are no UTF-8 as escapes."""
    return os.fsencode(path.as_posix()).decode("utf-8", "backslashreplace")


def writable(text: str) -> str:
    """The text with halves of surrogate pairs, which UTF-8 cannot write, as escapes."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _below(folder: Path, root: Path, real_root: Path) -> Iterator[Found | Failure]:
    try:
        names = sorted(entry.name for entry in os.scandir(folder) if not entry.name.startswith("."))
    except OSError as fault:
        yield {"path": shown(folder.relative_to(root)), "reason": f"the folder cannot be opened ({fault.strerror})"}
        return
    stems = {Path(name).stem for name in names if not name.endswith(ENDING)}
    for name in names:
        path = folder / name
        if is_sidecar(path):
            if name.removesuffix(ENDING) not in stems:
                yield {"path": shown(path.relative_to(root)), "reason": LONE_SIDECAR}
        elif (why_not := _why_not(path, real_root)) is not None:
            yield {"path": shown(path.relative_to(root)), "reason": why_not}
        elif path.is_dir():
            yield from _below(path, root, real_root)
        else:
            yield path, root


def _why_not(path: Path, real_root: Path) -> str | None:
    try:
        if not path.is_symlink():
            return None if path.is_file() or path.is_dir() else "is a pipe, a socket or a device: not opened"
        target = path.resolve(strict=True)
    except RuntimeError:
        return "is a link that leads round in a circle: not followed"
    except OSError as fault:
        return f"is a link that leads nowhere ({fault.strerror}): not followed"
    if not target.is_relative_to(real_root):
        return "is a link that leads out of the folder: not followed"
    if not target.is_file():
        return "is a link to a folder: not followed, as its files are read where they are"
    return None
