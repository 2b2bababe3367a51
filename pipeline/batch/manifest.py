"""The manifest of a folder of parts: what stands in it says that they are complete, and how many records each holds."""

import re
from pathlib import Path
from typing import Any, Final

import orjson

from pipeline import files
from pipeline.batch.errors import CannotRun

MANIFEST: Final = "manifest.json"
PART: Final = re.compile(r"part-\d{5}")

MOST_BYTES: Final = 50_000_000

_AGAIN: Final = "run the same `ofsight extract` again to its end, or name its files one by one"


def is_part(name: str) -> bool:
    """Whether a file of a folder of parts holds records."""
    return re.fullmatch(rf"{PART.pattern}\.jsonl", name) is not None


def parts_of(folder: Path) -> dict[Path, dict[str, Any]]:
    """The parts of a folder in their order, each with what its manifest tells of it.

    Raises:
        CannotRun: there is no manifest, or the folder holds other parts than it names.
        OSError: the folder or its manifest cannot be read.
    """
    found = {file for file in folder.iterdir() if is_part(file.name)}
    try:
        told = orjson.loads(files.read(folder / MANIFEST, MOST_BYTES))
        parts = {folder / part["file"]: part for part in told["parts"]}
    except FileNotFoundError:
        if not found:
            raise CannotRun(f"{folder}: is a folder without parts; name what `ofsight extract` wrote") from None
        raise CannotRun(f"{folder}: has no {MANIFEST}, so that its parts are not complete; {_AGAIN}") from None
    except (KeyError, TypeError, ValueError):
        raise CannotRun(f"{folder / MANIFEST}: is not as ofsight wrote it; {_AGAIN}") from None
    if odd := sorted(found ^ parts.keys()):
        what = "is named in the manifest and absent" if odd[0] in parts else "is not named in the manifest"
        raise CannotRun(f"{odd[0]}: {what}; {_AGAIN}")
    return parts
