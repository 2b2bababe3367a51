"""Finds the faults of pattern files."""

from pathlib import Path

from pipeline.patterns import Fault, read_patterns


def faults_in(directory: Path) -> list[Fault]:
    """Every fault of the pattern files of a folder, in the order of files and lines.

    A line that can be read must tag its own `examples`, and must not tag its `counter` texts.
    """
    _, faults = read_patterns(directory)
    return sorted(faults)
