"""What a worker does: load the pipeline once; read a file, run the pipeline over it, hand back plain rows."""

import gc
import traceback
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final

import orjson
from spacy.language import Language

from pipeline.batch.cache import Cache, documents_of
from pipeline.batch.fingerprint import content_fingerprint
from pipeline.batch.task import Line, Outcome, Task
from pipeline.language import annotate, load
from pipeline.patterns import patterns_hash
from pipeline.readers.document import Document
from pipeline.readers.inputs import writable

ALLOCATED: Final = 20_000
"""Objects made before garbage is searched for: a report's ten thousand tags are none, and freed without a search."""


def loaded(patterns: Path) -> Language:
    """The pipeline of these patterns, loaded once a process, however many parts a run's output has."""
    return _loaded(patterns, patterns_hash(patterns))


@lru_cache(maxsize=1)
def _loaded(patterns: Path, fingerprint: str) -> Language:
    nlp = load(patterns)
    gc.freeze()  # it lives as long as the process: no search for garbage need look through it, or copy its pages
    gc.set_threshold(ALLOCATED)
    return nlp


def annotate_file(nlp: Language, task: Task, cache: Cache | None) -> Iterator[str | Outcome]:
    """What each document of a file gives, as it is done; whatever the file holds, the only error raised is MemoryError.

    Yields:
        The path of a document of a container when it is begun, then its Outcome; the parts of a file, one by one.
    """
    number = -1
    try:
        for number, read in enumerate(documents_of(task, cache)):
            if number < task.skip:
                continue
            if not isinstance(read, Document):
                yield Outcome([], [read])
                continue
            if read.path != task.name:
                yield read.path
            yield _annotated(nlp, read)
    except OSError as error:
        reason = writable(f"could not be fetched ({error.strerror})")
        yield Outcome([], [{"path": task.name, "reason": reason}], lasting=False)
        return
    if number < 0:
        yield Outcome([], [{"path": task.name, "reason": "holds no document"}])
    if not task.origin and not _is_as_found(task):
        yield Outcome([], [], lasting=False)


def _is_as_found(task: Task) -> bool:
    """Whether the file still has the content under which its records will be kept."""
    try:
        return content_fingerprint(task.path) == task.content
    except OSError:
        return False


def _annotated(nlp: Language, document: Document) -> Outcome:
    try:
        return Outcome([Line(document.sha256, document.path, json_line(annotate(nlp, document)))], [])
    except MemoryError:
        raise
    except Exception as error:
        cause = error.__cause__ or error  # spaCy wraps what a component raises in advice of its own
        reason = writable(f"ofsight failed on it ({type(cause).__name__}: {cause})")
        told = "".join(traceback.format_exception(cause))
        return Outcome([], [{"path": document.path, "reason": reason}], causes=(f"{document.path}\n{told}",))


def json_line(row: object) -> bytes:
    """A row as one line of JSONL."""
    return orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE)
