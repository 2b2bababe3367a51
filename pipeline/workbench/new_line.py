"""Makes a pattern line of words: what it would change is tried on a copy of the files before it is written."""

import json
import re
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

from pipeline.errors import UserError
from pipeline.expansion import Phrase, phrases
from pipeline.files import write_whole
from pipeline.language import load
from pipeline.patterns import FaultyPatterns, Pattern, load_patterns, parse_line
from pipeline.workbench.changes import Change, Edit, affected, differences
from pipeline.workbench.check import faults_alone
from pipeline.workbench.corpus import Result, Text, result_of
from pipeline.workbench.gate import refuse_faulty
from pipeline.workbench.own_texts import try_all
from pipeline.workbench.tidy import content_of, lines_of, sort_key

Row = dict[str, Any]

LONGEST: Final = 4.0
"""Seconds after which no further document is tried: who waits longer for an answer loses the thread."""

ALL_FORMS: Final = "*"

_SLUG: Final = re.compile(r"[^a-z0-9]+")


class NoLine(UserError, ValueError):
    """The words cannot be made a line, or a line cannot be taken out; the message says why."""


class Trial(NamedTuple):
    """What a line would do. tried: how many of the `affected` documents, which hold its words, there was time for."""

    row: Row
    file: str
    faults: Sequence[str]
    phrases: Sequence[Phrase] = ()
    affected: int = 0
    tried: int = 0
    changes: Sequence[Change] = ()


def row_of(label: str, code: str, phrase: str, forms: str = "", example: str = "", outcome: str = "") -> Row:
    """A line as its file will have it, but for the name that makes its id.

    forms: "*" for all words, or those named, each with its part of speech behind a colon where that is needed.
    """
    row: Row = {"label": label, "pattern": " ".join(phrase.split()), "id": code.strip()}
    if named := forms.split():
        parted = dict(one.split(":", 1) for one in named if ":" in one)
        row["forms"] = True if named == [ALL_FORMS] else parted if len(parted) == len(named) else named
    if text := " ".join(example.split()):
        row["examples"] = {outcome: [text]} if outcome else [text]
    return row


def place_for(row: Row, directory: Path) -> tuple[str, Row]:
    """The file that a line belongs in, that with the most lines of its label, and the line with an id of its own.

    Raises:
        NoLine: the files have a line for these words already, or none of its label.
        FaultyPatterns: the files cannot be read.
    """
    label, phrase, code = row["label"], row["pattern"], row["id"]
    held = load_patterns(directory)
    sizes = Counter(one.file for one in held if one.label == label)
    if not sizes:
        raise NoLine(f"no file of {directory} has lines of the label {label}")
    if same := next((one for one in held if one.label == label and phrase in phrases(one)), None):
        raise NoLine(f"there is a {label} line for {phrase!r} already: {same.id} ({same.place})")
    slug = _SLUG.sub("-", phrase.lower().replace("'", "").replace("’", "")).strip("-")
    ids = (f"{code}/{slug}{suffix}" for suffix in ("", *(f"-{n}" for n in range(2, len(held) + 3))))
    taken = {one.id for one in held}
    return sizes.most_common(1)[0][0], {**row, "id": next(id for id in ids if id not in taken)}


def write(row: Row, directory: Path) -> Pattern:
    """Write a line in its sorted place in its file.

    Raises:
        NoLine: the files have a line for these words already, none of its label, or the line cannot be read.
        FaultyPatterns: the files cannot be read.
        OSError: the file cannot be written; it is then as it was.
    """
    name, whole = place_for(row, directory)
    return _insert(whole, directory / name)


def _insert(row: Row, file: Path) -> Pattern:
    written = json.dumps(row, ensure_ascii=False)
    lines = sorted([*lines_of(file), written], key=sort_key)
    pattern, faults = parse_line(written, file.name, lines.index(written) + 1)
    if pattern is None:
        raise NoLine("; ".join(one.message for one in faults))
    write_whole(file, content_of(lines).encode())
    return pattern


def take_out(pattern: Pattern, directory: Path) -> None:
    """Take a line out of its file again.

    Raises:
        NoLine: it is not there as it was written.
        OSError: the file cannot be written; it is then as it was.
    """
    file = directory / pattern.file
    lines = lines_of(file)
    left = [line for line in lines if parse_line(line, pattern.file, pattern.line)[0] != pattern]
    if len(left) != len(lines) - 1:
        raise NoLine(f"{pattern.id} does not stand in {pattern.file} as it was written; git undoes what was done since")
    write_whole(file, content_of(left).encode())


def try_line(row: Row, directory: Path, texts: Sequence[Text], before: Callable[[int], Result]) -> Trial:
    """What a line would change in texts, of which `before` tells by number what the files make of them without it.

    Faults of the line by itself are told at once; those that it makes together with other lines, `write_sound` finds.
    """
    try:
        name, whole = place_for(row, directory)
        pattern, wrong = parse_line(json.dumps(whole, ensure_ascii=False), name, 0)
        if pattern is None or (wrong := faults_alone(pattern)):
            return Trial(whole, name, [one.message for one in wrong])
        with _copy(directory) as folder:
            _insert(whole, folder / name)
            nlp = load(folder)
    except NoLine as error:
        return Trial(row, "", [str(error)])
    except FaultyPatterns as error:
        return Trial(row, "", [f"mend this first: {one}" for one in error.faults])
    failed = [f"{one.kind} {one.text!r}: {one.why}" for one in try_all(nlp, [pattern]) if not one.passed]
    holding = affected(Edit(added={pattern.id: pattern}), texts)
    changes: list[Change] = []
    tried = 0
    end = time.monotonic() + LONGEST
    for number in holding:
        if tried and time.monotonic() > end:
            break
        text = texts[number]
        changes.extend(differences(text.name, text.document.text, before(number), result_of(nlp, text.document)))
        tried += 1
    return Trial(whole, name, failed, phrases(pattern), len(holding), tried, changes)


def write_sound(row: Row, directory: Path) -> Pattern:
    """Write a line, if the files have no fault with it.

    Raises:
        NoLine, OSError: as `write` does.
        FaultyPatterns: the files have faults then; it holds all of them, and nothing is written.
    """
    with _copy(directory) as folder:
        write(row, folder)
        refuse_faulty(folder)
    return write(row, directory)


@contextmanager
def _copy(directory: Path) -> Iterator[Path]:
    """A folder with the pattern files, that is gone afterwards."""
    with tempfile.TemporaryDirectory() as room:
        yield Path(shutil.copytree(directory, Path(room) / "tried", ignore=shutil.ignore_patterns("*.md", ".*")))
