"""Sidecars: `NAME.meta.json` beside NAME.ext states metadata that outrank what the document gives."""

import difflib
import json
import re
from pathlib import Path
from typing import Final, NoReturn

from pipeline import files
from pipeline.readers.document import Unreadable
from pipeline.readers.metadata import FIELDS, Stated, checked

ENDING: Final = ".meta.json"

MAX_BYTES: Final = 1_000_000


def sidecar_of(path: Path) -> Path:
    """Where the sidecar of a document stands, whether or not there is one."""
    return path.with_name(path.stem + ENDING)


def is_sidecar(path: Path) -> bool:
    """Whether a file is a sidecar by its name."""
    return path.name.endswith(ENDING)


def read_sidecar(path: Path) -> Stated:
    """What a document's sidecar states, {} where it has none.

    Args:
        path: the document's own path.

    Raises:
        Unreadable: the sidecar is broken; one line `file:line: what, and how to mend it` for each fault.
    """
    beside = sidecar_of(path)
    try:
        text = files.read(beside, MAX_BYTES).decode("utf-8-sig")
    except FileNotFoundError:
        return {}
    except UnicodeDecodeError:
        raise Unreadable(f"{beside.name}: is not UTF-8: save it as UTF-8") from None
    except OSError as fault:
        raise Unreadable(f"{beside.name}: cannot be read ({fault.strerror}): replace or delete it") from None
    given = _parsed(beside.name, text)
    stated, faults = checked(given)
    told = [(field, f'"{field}": {message}') for field, message in faults]
    told += [(key, _unknown(key)) for key in given if key not in FIELDS]
    if told:
        lines = sorted((_line_of(key, text), message) for key, message in told)
        raise Unreadable("; ".join(f"{beside.name}:{line}: {message}" for line, message in lines))
    return stated


def _parsed(name: str, text: str) -> dict[str, object]:
    def unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
        keys = [key for key, _ in pairs]
        for key in keys:
            if keys.count(key) > 1:
                raise Unreadable(f'{name}:{_line_of(key, text)}: "{key}" stands there twice: keep one')
        return dict(pairs)

    def no_number(value: str) -> NoReturn:
        raise Unreadable(f"{name}:{_line_of(value, text)}: {value} is not JSON: put it in quotation marks")

    try:
        given = json.loads(text, object_pairs_hook=unique, parse_constant=no_number)
    except json.JSONDecodeError as fault:
        raise Unreadable(f"{name}:{fault.lineno}: is not JSON ({fault.msg.lower()}): mend the line") from None
    except (RecursionError, ValueError):
        raise Unreadable(f"{name}:1: is nested too deeply or holds too long a number: write plain fields") from None
    if not isinstance(given, dict):
        raise Unreadable(f'{name}:1: must be one object such as {{"publisher": "A Newspaper"}}')
    return given


def _unknown(key: str) -> str:
    near = difflib.get_close_matches(key, FIELDS, 1)
    return f'unknown key "{key[:40]}": ' + (
        f'did you mean "{near[0]}"?' if near else f"known keys are {', '.join(FIELDS)}"
    )


def _line_of(key: str, text: str) -> int:
    found = re.search(re.escape(json.dumps(key, ensure_ascii=False)) + r"\s*:", text) or re.search(re.escape(key), text)
    return text.count("\n", 0, found.start()) + 1 if found else 1
