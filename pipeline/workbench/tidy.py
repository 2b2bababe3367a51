"""Brings pattern files into order: lines sorted by label and id, the words that inflect in the table of forms."""

import json
from collections.abc import Iterable
from pathlib import Path

from pipeline.expansion import inflecting_words
from pipeline.files import write_whole
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
            write_whole(guide, renewed.encode())
            changed.append("the guide's table of labels")
    return changed


def sort_key(line: str) -> tuple[str, str]:
    """Where a line stands in its file: by label, then by id."""
    row = json.loads(line)
    return row["label"], row["id"]


def _sort(file: Path) -> bool:
    content = content_of(sorted(lines_of(file), key=sort_key))
    if file.read_text("utf-8") == content:
        return False
    write_whole(file, content.encode())
    return True


def lines_of(file: Path) -> list[str]:
    """The lines of a pattern file, blank ones left out."""
    return [line for line in file.read_text("utf-8").removeprefix("\ufeff").split("\n") if line.strip()]


def content_of(lines: Iterable[str]) -> str:
    """What a file of these lines holds."""
    return "".join(f"{line}\n" for line in lines)
