"""A cache folder in which the shipped patterns count as checked, which takes each run seconds where it has none."""

import tempfile
from functools import cache
from pathlib import Path

import pytest

from pipeline.patterns import DEFAULT_PATTERNS
from pipeline.workbench.gate import refuse_faulty


def checked(folder: Path) -> Path:
    """The folder, made where it is absent, with the mark that a run leaves when it has checked the shipped patterns.

    That they are sound is what `test_patterns_check.py` shows.
    """
    mark = folder / _mark()
    mark.parent.mkdir(parents=True, exist_ok=True)
    mark.touch()
    return folder


@cache
def _mark() -> Path:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patched:
        patched.setenv("OFSIGHT_CACHE", folder)
        patched.setattr("pipeline.workbench.check.faults", lambda patterns: [])
        refuse_faulty(DEFAULT_PATTERNS)
        (mark,) = (file for file in Path(folder).rglob("*") if file.is_file())
        return mark.relative_to(folder)
