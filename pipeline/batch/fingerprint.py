"""Hashes that tell whether work done earlier still stands: of a file's content, of the readers, of the pipeline."""

import hashlib
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Final

import pipeline
from pipeline import files
from pipeline.patterns import patterns_hash
from pipeline.readers.sidecar import MAX_BYTES, sidecar_of

READING: Final = ("readers", "files.py", "data", "records.py", "register.py", "vocabulary.py")
READING_LIBRARIES: Final = ("pypdfium2", "trafilatura", "lxml", "python-docx")

TAGGING: Final = ("components", "expansion.py", "inflection", "language.py", "patterns.py", "windows.py")
TAGGING_LIBRARIES: Final = ("spacy",)


@cache
def readers_fingerprint() -> str:
    """sha256 (hex) over all that decides what text and metadata a file gives."""
    return code_fingerprint(READING, READING_LIBRARIES)


def pipeline_fingerprint(patterns: Path) -> str:
    """sha256 (hex) over all that decides what record a file gives, the pattern files included."""
    parts = (readers_fingerprint(), code_fingerprint(TAGGING, TAGGING_LIBRARIES), patterns_hash(patterns))
    return hashlib.sha256(" ".join(parts).encode()).hexdigest()


def content_fingerprint(path: Path) -> str:
    """sha256 (hex) over a file's bytes and its sidecar's, or over why the sidecar cannot be read.

    Raises:
        OSError: the file cannot be read.
    """
    with files.opened(path) as file:
        own = hashlib.file_digest(file, "sha256").hexdigest()
    try:
        beside = hashlib.sha256(files.read(sidecar_of(path), MAX_BYTES)).hexdigest()
    except FileNotFoundError:
        return own
    except OSError as error:
        beside = str(error.strerror)
    return hashlib.sha256(f"{own} {beside}".encode()).hexdigest()


def code_fingerprint(parts: Iterable[str], libraries: Iterable[str] = ()) -> str:
    """sha256 (hex) over files and folders of the package, and over the versions of libraries."""
    home = Path(pipeline.__file__).parent
    digest = hashlib.sha256(pipeline.__version__.encode())
    for part in parts:
        below = home / part
        for file in sorted(below.rglob("*.*")) if below.is_dir() else [below]:
            if file.suffix != ".pyc":
                digest.update(f"\0{file.relative_to(home).as_posix()}\0".encode() + file.read_bytes())
    for library in libraries:
        digest.update(f"\0{library} {version(library)}".encode())
    return digest.hexdigest()
