"""Reads `frames.jsonl`: how verdicts and counts are told, and the small words of which such telling is made.

A line is a frame ({"frame", "shape", "examples", "counter"}) or a class of words ({"class", "words"}).
"""

import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from pipeline.components.frames.shapes import CLASSES, FaultyShape, compiled
from pipeline.patterns import DEFAULT_PATTERNS, FRAMES, Fault, FaultyPatterns

_KEYS: Final = frozenset({"frame", "shape", "examples", "counter", "note", "class", "words"})
_FEWEST_EXAMPLES: Final = 2


class FrameLine(NamedTuple):
    """A frame with the sentences that it must read, each with the facts that it states, and those that it must not."""

    name: str
    shape: str
    examples: dict[str, list[str]]
    counter: list[str]
    line: int


class FrameFile(NamedTuple):
    """The frames in their order, and each small word with its class; a word may be of several."""

    frames: list[FrameLine]
    classes: list[tuple[str, str]]


def load_frames(directory: Path) -> FrameFile:
    """The frames and word classes of a folder of pattern files; the shipped ones where it has no such file.

    Raises:
        FaultyPatterns: with every fault of the file.
    """
    own = directory / FRAMES
    told, faults = read_frames((own if own.exists() else DEFAULT_PATTERNS / FRAMES).read_text("utf-8"))
    if faults:
        raise FaultyPatterns(faults)
    return told


@lru_cache(maxsize=2)
def read_frames(content: str) -> tuple[FrameFile, list[Fault]]:
    """The frames and word classes of a file's content, and everything that is wrong in it."""
    told = FrameFile([], [])
    faults: list[Fault] = []
    names: dict[str, int] = {}
    for number, line in enumerate(content.splitlines(), start=1):
        if not line.strip():
            continue
        wrong = list(_faults_of(line, names))
        faults.extend(Fault(FRAMES, number, kind, message) for kind, message in wrong)
        if wrong:
            continue
        row: dict[str, Any] = json.loads(line)
        if "class" in row:
            told.classes.extend((word, row["class"]) for word in row["words"].split())
        else:
            names[row["frame"]] = number
            told.frames.append(
                FrameLine(row["frame"], row["shape"], row.get("examples", {}), row.get("counter", []), number)
            )
    return told, faults


def frame_faults(directory: Path) -> list[Fault]:
    """What `check` says of the file: its faults, and frames that too few sentences show."""
    file = directory / FRAMES
    told, faults = read_frames(file.read_text("utf-8") if file.exists() else "")
    message = "a frame needs two examples with the facts that they state, and a counter-example"
    few = (one for one in told.frames if len(one.examples) < _FEWEST_EXAMPLES or not one.counter)
    return sorted([*faults, *(Fault(FRAMES, one.line, "no_examples", message) for one in few)])


def _faults_of(line: str, names: dict[str, int]) -> Iterator[tuple[str, str]]:
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        yield "not_json", f"not JSON at column {error.colno} ({error.msg}); see a neighbouring line for the form"
        return
    if not isinstance(row, dict) or not ({"frame", "shape"} <= row.keys() or {"class", "words"} <= row.keys()):
        forms = '{"frame": ..., "shape": ..., "examples": ..., "counter": ...} or {"class": ..., "words": ...}'
        yield "missing_key", f"write {forms}"
        return
    for key in row.keys() - _KEYS:
        yield "unknown_key", f"unknown key {key!r}; a line may have {', '.join(sorted(_KEYS))}"
    if "class" in row:
        if row["class"] not in CLASSES:
            known = ", ".join(sorted(CLASSES))
            yield "unknown_class", f"no shape names the class {row['class']!r}; write one of {known}"
        return
    if stands := names.get(row["frame"]):
        yield "duplicate_id", f"{row['frame']!r} stands at line {stands} already; give this frame its own name"
    try:
        compiled(str(row["shape"]))
    except FaultyShape as fault:
        yield "faulty_shape", str(fault)
