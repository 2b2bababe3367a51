"""Reads the pattern files: one JSON object a line, one pattern a line.

The files hold the knowledge of the field; whatever is wrong in them is reported with file and line, all faults at once.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

DEFAULT_PATTERNS: Final = Path(__file__).parent.parent / "patterns"

REQUIRED_KEYS: Final = ("label", "pattern", "id")
OPTIONAL_KEYS: Final = ("examples", "counter", "note")


@dataclass(frozen=True, slots=True)
class Pattern:
    """One line of a pattern file.

    `pattern` is a phrase, or spaCy token attributes a token; `id` is "<code>/<slug>", and `code` (a GSS code, a grade,
    an area, a theme, a class of cue) is what the words stand for.
    """

    label: str
    pattern: str | tuple[dict[str, Any], ...]
    id: str
    examples: tuple[str, ...] = ()
    counter: tuple[str, ...] = ()
    file: str = ""
    line: int = 0

    @property
    def code(self) -> str:
        return self.id.partition("/")[0]


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """Something wrong in a pattern file; `kind` is a stable code, `message` says what and how to mend it."""

    file: str
    line: int
    kind: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class FaultyPatterns(ValueError):
    """The pattern files cannot be used; `faults` holds every fault found."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


def pattern_files(directory: Path) -> list[Path]:
    """The pattern files of a folder, in the order of their names."""
    return sorted(directory.glob("*.jsonl"))


def load_patterns(directory: Path = DEFAULT_PATTERNS) -> list[Pattern]:
    """Read every pattern of a folder, in the order of files and lines.

    Raises:
        FaultyPatterns: where a line cannot be read or two lines share an id; it lists all such lines.
    """
    patterns, faults = read_patterns(directory)
    if faults:
        raise FaultyPatterns(faults)
    return patterns


def read_patterns(directory: Path) -> tuple[list[Pattern], list[Fault]]:
    """Read the patterns of a folder and, apart, the faults of the lines that could not be read."""
    files = pattern_files(directory)
    if not files:
        return [], [Fault(str(directory), 0, "no_files", "no pattern file (*.jsonl) here; name the folder that holds them")]
    patterns: list[Pattern] = []
    faults: list[Fault] = []
    first_use: dict[str, Pattern] = {}
    for file in files:
        for read in _lines(file):
            if isinstance(read, Fault):
                faults.append(read)
                continue
            earlier = first_use.setdefault(read.id, read)
            if earlier is not read:
                where = f"{earlier.file}:{earlier.line}"
                faults.append(
                    Fault(read.file, read.line, "duplicate_id", f"id {read.id!r} is already used at {where}; give this line its own id")
                )
                continue
            patterns.append(read)
    return patterns, faults


def patterns_hash(directory: Path = DEFAULT_PATTERNS) -> str:
    """sha256 (hex) over the names and bytes of the pattern files."""
    digest = hashlib.sha256()
    for file in pattern_files(directory):
        content = file.read_bytes()
        digest.update(f"{file.name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _lines(file: Path) -> Iterator[Pattern | Fault]:
    try:
        text = file.read_text("utf-8")
    except UnicodeDecodeError as error:
        yield Fault(file.name, 0, "not_utf8", f"not UTF-8 at byte {error.start}; save the file as UTF-8")
        return
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield parse_line(line, file.name, number)


def parse_line(line: str, file: str, number: int) -> Pattern | Fault:
    """One line of a pattern file as a Pattern, or the Fault that keeps it from being one."""

    def fault(kind: str, message: str) -> Fault:
        return Fault(file, number, kind, message)

    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        return fault("not_json", f"not JSON at column {error.colno} ({error.msg}); see a neighbouring line for the form")
    if not isinstance(row, dict):
        return fault("not_object", "not a JSON object; write {\"label\": ..., \"pattern\": ..., \"id\": ...}")
    if missing := [key for key in REQUIRED_KEYS if key not in row]:
        return fault("missing_key", f"key {missing[0]!r} is missing; each line needs {_listed(REQUIRED_KEYS)}{_meant(row)}")
    if unknown := [key for key in row if key not in REQUIRED_KEYS + OPTIONAL_KEYS]:
        return fault("unknown_key", f"unknown key {unknown[0]!r}; the keys are {_listed(REQUIRED_KEYS + OPTIONAL_KEYS)}")
    for key in ("label", "id"):
        if not isinstance(row[key], str) or not row[key].strip():
            return fault("wrong_type", f"{key!r} must be a text that is not empty")
    for key in ("examples", "counter"):
        if not isinstance(row.get(key, []), list) or not all(isinstance(text, str) for text in row.get(key, [])):
            return fault("wrong_type", f"{key!r} must be a list of texts, such as [\"...\"]")
    code, slash, slug = row["id"].partition("/")
    if not (code and slash and slug):
        return fault("bad_id", f"id {row['id']!r} must be \"<code>/<name>\", such as \"good/rated-good\"")
    pattern = row["pattern"]
    if isinstance(pattern, str):
        if not pattern.strip():
            return fault("empty_pattern", "the pattern is empty and would never match; write the words or delete the line")
    elif isinstance(pattern, list) and all(isinstance(token, dict) for token in pattern):
        if not pattern:
            return fault("empty_pattern", "the pattern is empty and would never match; write the words or delete the line")
        pattern = tuple(pattern)
    else:
        return fault("wrong_type", "'pattern' must be a phrase (a text) or a list of token descriptions ([{\"LOWER\": ...}, ...])")
    return Pattern(row["label"], pattern, row["id"], tuple(row.get("examples", ())), tuple(row.get("counter", ())), file, number)


def as_row(pattern: Pattern) -> dict[str, Any]:
    """The pattern in spaCy's entity-ruler form."""
    return {
        "label": pattern.label,
        "pattern": pattern.pattern if isinstance(pattern.pattern, str) else list(pattern.pattern),
        "id": pattern.id,
    }


def _listed(keys: Iterable[str]) -> str:
    return ", ".join(repr(key) for key in keys)


def _meant(row: dict[str, Any]) -> str:
    stray = [key for key in row if key not in REQUIRED_KEYS + OPTIONAL_KEYS]
    return f" (is {stray[0]!r} misspelt?)" if stray else ""
