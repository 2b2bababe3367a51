"""Keeps faulty pattern files from a batch run; a set of files that was once found sound is not checked again."""

import hashlib
from contextlib import suppress
from pathlib import Path
from typing import Final

from pipeline.batch.cache import default_folder
from pipeline.batch.fingerprint import code_fingerprint
from pipeline.patterns import FaultyPatterns, load_patterns, patterns_hash

CHECKING: Final = ("workbench", "components", "data", "language.py", "patterns.py", "labels.py", "vocabulary.py")
"""The parts of the package that decide what is a fault."""


def refuse_faulty(patterns: Path) -> None:
    """Return if the pattern files of a folder have no fault.

    Raises:
        FaultyPatterns: they have; it holds the faults that `patterns check` tells.
    """
    load_patterns(patterns)
    checked = hashlib.sha256(f"{code_fingerprint(CHECKING)} {patterns_hash(patterns)}".encode()).hexdigest()
    mark = default_folder() / "sound" / checked[:32]
    with suppress(OSError):  # a folder that cannot be looked into
        if mark.exists():
            return
    from pipeline.workbench.check import faults

    if found := faults(patterns):
        raise FaultyPatterns(found)
    with suppress(OSError):  # then it is only checked again
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.touch()
