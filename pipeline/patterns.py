"""Reads the pattern files: one JSON object a line, one pattern a line.

The files hold the knowledge of the field; whatever is wrong in them is reported with file and line, all faults at once.
"""

import hashlib
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from pipeline import files
from pipeline.errors import UserError
from pipeline.expansion import CannotExpand, is_expanded, phrases
from pipeline.inflection import PARTS

_PACKAGED: Final = Path(__file__).parent / "data" / "patterns"

DEFAULT_PATTERNS: Final = _PACKAGED if _PACKAGED.is_dir() else Path(__file__).parent.parent / "patterns"
"""The shipped pattern files: inside an installed package, or beside it in a checkout."""

FRAMES: Final = "frames.jsonl"
"""The file of frames, whose lines have a form of their own (see `frame_file.py`)."""

REQUIRED_KEYS: Final = ("label", "pattern", "id")
OPTIONAL_KEYS: Final = ("forms", "direction", "reach", "until", "examples", "counter", "note")
KEYS: Final = REQUIRED_KEYS + OPTIONAL_KEYS

DIRECTIONS: Final = ("forward", "backward", "both")
OUTCOMES: Final = ("concern", "strength", "none")

_ID: Final = re.compile(r"[^\s/]+/[^\s/]+")

MOST_BYTES: Final = 50_000_000
"""The biggest pattern file that is read."""

MOST_OPTIONAL: Final = 8
"""Tokens of a token pattern that may have an OP: the ways in which it can match multiply with each."""

MOST_TIMES: Final = 24
"""How often an OP may ask for a token to be repeated."""


class Example(NamedTuple):
    """A text that a line is tried on; `outcome` is what its sentence is then found to be, "" where none is stated."""

    text: str
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Pattern:
    """One line of a pattern file.

    `pattern` is a phrase, or spaCy token attributes a token; `id` is "<code>/<slug>", and `code` (a GSS code, a grade,
    an area, a theme, a class of cue) is what the words stand for. `forms` are the words that inflect, all of them or
    those named, by part of speech where that is given; `expansion.phrases` tells what the line stands for.
    `direction`, `reach` and `until` say what a cue acts on: how far in words, and what ends it.
    """

    label: str
    pattern: str | tuple[dict[str, Any], ...]
    id: str
    examples: tuple[Example, ...] = ()
    counter: tuple[Example, ...] = ()
    file: str = ""
    line: int = 0
    forms: bool | tuple[str, ...] | Mapping[str, str] = False
    direction: str = ""
    reach: int | None = None
    until: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """What the words stand for: the id up to its slash."""
        return self.id.partition("/")[0]

    @property
    def place(self) -> str:
        """`file:line`."""
        return f"{self.file}:{self.line}"

    def fault(self, kind: str, message: str) -> "Fault":
        """Something wrong in this line."""
        return Fault(self.file, self.line, kind, message)

    @property
    def acting(self) -> dict[str, Any]:
        """What the line says of what it acts on, by key."""
        given = {"direction": self.direction, "reach": self.reach, "until": list(self.until)}
        return {key: value for key, value in given.items() if value}


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """Something wrong in a pattern file; `kind` is a stable code, `message` says what and how to mend it."""

    file: str
    line: int
    kind: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class FaultyPatterns(UserError, ValueError):
    """The pattern files cannot be used; `faults` holds every fault found."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


PatternSource = Callable[[], Iterable[Pattern]]
"""What a spaCy config names as the place that patterns come from."""


def pattern_files(directory: Path) -> list[Path]:
    """The files of pattern lines of a folder, in the order of their names; the file of frames is none."""
    return sorted(file for file in directory.glob("*.jsonl") if file.name != FRAMES)


def load_patterns(directory: Path = DEFAULT_PATTERNS) -> list[Pattern]:
    """Read every pattern of a folder, in the order of files and lines.

    Raises:
        FaultyPatterns: where a line cannot be read or two lines share an id; it lists all such lines.
    """
    return list(_patterns_of(directory, patterns_hash(directory)))


@lru_cache(maxsize=1)
def _patterns_of(directory: Path, content: str) -> list[Pattern]:
    """The patterns of a folder, parsed once as long as its content (a hash) stays the same."""
    patterns, faults = read_patterns(directory)
    if faults:
        raise FaultyPatterns(faults)
    return patterns


def read_patterns(directory: Path) -> tuple[list[Pattern], list[Fault]]:
    """Read the patterns of a folder and, apart, the faults of the lines that could not be read."""
    if not pattern_files(directory):
        message = "no pattern file (*.jsonl) here; name the folder that holds them"
        return [], [Fault(str(directory), 0, "no_files", message)]
    patterns: list[Pattern] = []
    faults: list[Fault] = []
    first_use: dict[str, Pattern] = {}
    for read, own in read_lines(directory):
        faults.extend(own)
        if read is None:
            continue
        earlier = first_use.setdefault(read.id, read)
        if earlier is read:
            patterns.append(read)
        else:
            faults.append(id_used_twice(read, earlier))
    return patterns, faults


def id_used_twice(pattern: Pattern, earlier: Pattern) -> Fault:
    """The fault of a line whose id an earlier line has."""
    message = f"id {pattern.id!r} is already used at {earlier.place}; give this line its own id"
    return pattern.fault("duplicate_id", message)


def patterns_hash(directory: Path = DEFAULT_PATTERNS) -> str:
    """sha256 (hex) over the names and bytes of the pattern files."""
    digest = hashlib.sha256()
    for file in sorted(directory.glob("*.jsonl")):
        try:
            content = files.read(file, MOST_BYTES)
        except OSError as error:  # told as a fault when the file is read
            content = str(error).encode()
        digest.update(f"{file.name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def read_lines(directory: Path) -> Iterator[tuple[Pattern | None, list[Fault]]]:
    """Each line of the pattern files as a Pattern with the faults of its form; None where it cannot be used."""
    for file in pattern_files(directory):
        try:
            text = io.StringIO(files.read(file, MOST_BYTES).decode(), newline=None).read()
        except UnicodeDecodeError as error:
            yield None, [Fault(file.name, 0, "not_utf8", f"not UTF-8 at byte {error.start}; save the file as UTF-8")]
        except OSError as error:
            yield None, [Fault(file.name, 0, "not_readable", f"cannot be read ({error.strerror})")]
        else:
            for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
                if line.strip():
                    yield parse_line(line, file.name, number)


def parse_line(line: str, file: str, number: int) -> tuple[Pattern | None, list[Fault]]:
    """One line of a pattern file: the Pattern, None where it cannot be used, and every fault of its form."""
    faults: list[Fault] = []

    def fault(kind: str, message: str) -> None:
        faults.append(Fault(file, number, kind, message))

    try:
        row = _READ_JSON(line)
    except json.JSONDecodeError as error:
        fault("not_json", f"not JSON at column {error.colno} ({error.msg}); see a neighbouring line for the form")
        return None, faults
    except RecursionError:
        fault("not_json", "not JSON that can be read (nested too deep); see a neighbouring line for the form")
        return None, faults
    if not isinstance(row, _Pairs):
        fault("not_object", 'not a JSON object; write {"label": ..., "pattern": ..., "id": ...}')
        return None, faults
    if half := _HALF_ESCAPED.search(line):
        try:
            json.dumps(row, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            fault("half_a_sign", f"{half[0]} is half of a sign and no text; write the sign itself")
            return None, faults
    for key in row.repeated:
        fault("repeated_key", f"key {key!r} stands twice; delete one of them")
    _check_keys(row, fault)
    _check_values(row, fault)
    pattern = row.get("pattern")
    if faults or not isinstance(pattern, str | list):
        return None, faults
    if isinstance(pattern, list):
        pattern = tuple(dict(token) for token in pattern)
    forms = row.get("forms", False)
    read = Pattern(
        row["label"],
        pattern,
        row["id"],
        _examples(row.get("examples", ())),
        _examples(row.get("counter", ())),
        file,
        number,
        tuple(forms) if isinstance(forms, list) else forms,
        row.get("direction", ""),
        row.get("reach"),
        tuple(row.get("until", ())),
    )
    if is_expanded(read):
        try:
            phrases(read)
        except CannotExpand as error:
            fault("cannot_expand", f"{pattern!r}: {error}")
            return None, faults
    return read, faults


def _examples(value: Any) -> tuple[Example, ...]:
    if not isinstance(value, dict):
        return tuple(map(Example, value))
    return tuple(Example(text, outcome) for outcome, texts in value.items() for text in texts)


class _Pairs(dict[str, Any]):
    """A JSON object that knows which of its keys were repeated."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        keys = [key for key, _ in pairs]
        self.repeated = sorted({key for key in keys if keys.count(key) > 1}) if len(keys) != len(self) else []


_HALF_ESCAPED: Final = re.compile(r"\\u[Dd][89A-Fa-f][\dA-Fa-f]{2}")
"""A JSON escape that stands for a sign only together with another one beside it."""

_READ_JSON: Final = json.JSONDecoder(object_pairs_hook=_Pairs).decode


def _check_keys(row: dict[str, Any], fault: Callable[[str, str], None]) -> None:
    absent = [key for key in REQUIRED_KEYS if key not in row]
    for key in row:
        if key in KEYS:
            continue
        meant = get_close_matches(key.casefold(), KEYS, 1)
        if meant and meant[0] in absent:
            absent.remove(meant[0])
            fault("missing_key", f"key {meant[0]!r} is missing (is {key!r} misspelt?); write {meant[0]!r}")
        elif meant:
            fault("unknown_key", f"unknown key {key!r}; write {meant[0]!r}")
        else:
            fault("unknown_key", f"unknown key {key!r}; the keys are {_listed(KEYS)}")
    for key in absent:
        fault("missing_key", f"key {key!r} is missing; each line needs {_listed(REQUIRED_KEYS)}")


def _check_values(row: dict[str, Any], fault: Callable[[str, str], None]) -> None:
    for key, (is_right, meant) in _VALUES.items():
        if key in row and not is_right(row[key]):
            fault("wrong_type", f"{key!r} must be {meant}")
    if "forms" in row and not _are_forms(row["forms"], row.get("pattern")):
        named = ", ".join(PARTS)
        fault(
            "wrong_type",
            "'forms' must be true, words of the phrase ([\"stride\"]), or these with their part of speech "
            f'({{"stride": "noun"}}; {named})',
        )
    if isinstance(row.get("id"), str) and row["id"].strip() and not _ID.fullmatch(row["id"]):
        fault("bad_id", f'id {row["id"]!r} must be "<code>/<name>", such as "good/rated-good"')
    if "pattern" not in row:
        return
    pattern = row["pattern"]
    if pattern == [] or (isinstance(pattern, str) and not pattern.strip()):
        fault("empty_pattern", "the pattern is empty and would never match; write the words or delete the line")
    elif not isinstance(pattern, str) and not (
        isinstance(pattern, list) and all(isinstance(token, dict) for token in pattern)
    ):
        fault(
            "wrong_type",
            "'pattern' must be a phrase (a text) or a list of token descriptions ([{\"LOWER\": ...}, ...])",
        )
    elif not isinstance(pattern, str):
        _check_bounds(pattern, fault)


def _check_bounds(tokens: list[dict[str, Any]], fault: Callable[[str, str], None]) -> None:
    """What could make the search for a token pattern take for ever."""
    operators = [str(value) for token in tokens for key, value in token.items() if key.upper() == "OP"]
    repeats = [operator for operator in operators if operator not in ("?", "!", "1")]
    if len(operators) > MOST_OPTIONAL or len(repeats) > 1:
        message = (
            f"only {MOST_OPTIONAL} tokens may have an OP, and only one of them may repeat; make several lines of it"
        )
        fault("endless_search", message)
    if any(int(number) > MOST_TIMES for operator in repeats for number in re.findall(r"\d{1,9}", operator)):
        fault("endless_search", f"OP {repeats[0][:20]!r} asks for more than {MOST_TIMES} tokens; write fewer")
    if any("REGEX" in value for token in tokens for value in token.values() if isinstance(value, dict)):
        fault("endless_search", 'REGEX can take for ever; list the words ({"LOWER": {"IN": [...]}})')


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(text, str) for text in value)


def _are_examples(value: Any) -> bool:
    by_outcome = isinstance(value, dict) and value.keys() <= set(OUTCOMES)
    return all(map(_are_texts, value.values())) if by_outcome else _are_texts(value)


def _are_forms(value: Any, pattern: Any) -> bool:
    if not isinstance(pattern, str):
        return False
    parts = value.values() if isinstance(value, dict) else ()
    return (
        value is True or (bool(value) and _are_texts(value)) or (bool(parts) and all(part in PARTS for part in parts))
    )


def _is_named(value: Any) -> bool:
    return isinstance(value, str) and value.strip() != ""


def _listed(keys: Iterable[str]) -> str:
    return ", ".join(repr(key) for key in keys)


_BY_OUTCOME: Final = ", ".join(f'"{outcome}": [...]' for outcome in OUTCOMES)
_TEXTS: Final = f'a list of texts, ["..."], or lists by outcome, {{{_BY_OUTCOME}}}'
_VALUES: Final[dict[str, tuple[Callable[[Any], bool], str]]] = {
    "label": (_is_named, "a text that is not empty"),
    "id": (_is_named, "a text that is not empty"),
    "examples": (_are_examples, _TEXTS),
    "counter": (_are_examples, _TEXTS),
    "direction": (DIRECTIONS.__contains__, f"one of {_listed(DIRECTIONS)}"),
    "reach": (lambda reach: type(reach) is int and reach > 0, "a number of words"),
    "until": (_are_texts, "a list of codes"),
    "note": (lambda note: isinstance(note, str), "a text"),
}
"""What the values of keys must be, each for itself."""
