"""Brings pattern files into order: lines sorted by label and id, the words that inflect in the table of forms."""

import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from pipeline.expansion import inflecting_words
from pipeline.inflection import write_table
from pipeline.patterns import DEFAULT_PATTERNS, load_patterns, pattern_files
from pipeline.workbench.guide import with_table


def tidy(directory: Path) -> list[str]:
    """Sort the pattern files of a folder, and renew what is made from those of the package; what was changed.

    That is the table of forms, and the table of labels in the guide.

    Raises:
        FaultyPatterns: a line cannot be read; nothing is changed then.
        OSError: a file cannot be written; it is then as it was.
    """
    patterns = load_patterns(directory)
    changed = [file.name for file in pattern_files(directory) if _sort(file)]
    if directory.resolve() == DEFAULT_PATTERNS.resolve():
        words = {word for pattern in patterns for word in inflecting_words(pattern)}
        if write_table(words):
            changed.append("the table of forms")
        guide = directory / "README.md"
        written = guide.read_text("utf-8")
        if (renewed := with_table(written)) != written:
            write_whole(guide, renewed)
            changed.append("the guide's table of labels")
    return changed


def write_whole(path: Path, content: str) -> None:
    """Write a file whole or not at all, with the permissions that it has."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(content)
        if path.exists():
            os.chmod(name, path.stat().st_mode)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


def sort_key(line: str) -> tuple[str, str]:
    """Where a line stands in its file: by label, then by id."""
    row = json.loads(line)
    return row["label"], row["id"]


def _sort(file: Path) -> bool:
    lines = list(_lines(file))
    content = "".join(f"{line}\n" for line in sorted(lines, key=sort_key))
    if file.read_text("utf-8") == content:
        return False
    write_whole(file, content)
    return True


def _lines(file: Path) -> Iterator[str]:
    return (line for line in file.read_text("utf-8").removeprefix("\ufeff").split("\n") if line.strip())
