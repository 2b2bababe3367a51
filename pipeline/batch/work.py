"""What a worker does: load the pipeline once; read a file, run the pipeline over it, hand back plain rows."""

import gc
from functools import lru_cache
from pathlib import Path

import orjson
from spacy.language import Language

from pipeline.batch.cache import Cache, documents_of
from pipeline.batch.task import Line, Outcome, Task
from pipeline.language import annotate, load
from pipeline.patterns import patterns_hash
from pipeline.readers.document import Document
from pipeline.readers.inputs import writable
from pipeline.records import Failure


def loaded(patterns: Path) -> Language:
    """The pipeline of these patterns, loaded once a process, however many parts a run's output has."""
    return _loaded(patterns, patterns_hash(patterns))


@lru_cache(maxsize=1)
def _loaded(patterns: Path, fingerprint: str) -> Language:
    nlp = load(patterns)
    gc.freeze()  # it lives as long as the process: no search for garbage need look through it, or copy its pages
    return nlp


def annotate_file(nlp: Language, task: Task, cache: Cache | None) -> Outcome:
    """Every record and every failure of a file; whatever the file holds, the only error raised is MemoryError."""
    lines: list[Line] = []
    failures: list[Failure] = []
    try:
        for read in documents_of(task, cache):
            if isinstance(read, Document):
                _annotate(nlp, read, lines, failures)
            else:
                failures.append(read)
    except OSError as error:
        reason = writable(f"could not be fetched ({error.strerror})")
        return Outcome([], [{"path": task.name, "reason": reason}], lasting=False)
    if not lines and not failures:
        failures.append({"path": task.name, "reason": "holds no document"})
    return Outcome(lines, failures)


def _annotate(nlp: Language, document: Document, lines: list[Line], failures: list[Failure]) -> None:
    try:
        lines.append(Line(document.sha256, document.path, json_line(annotate(nlp, document))))
    except MemoryError:
        raise
    except Exception as error:
        cause = error.__cause__ or error  # spaCy wraps what a component raises in advice of its own
        reason = writable(f"ofsight failed on it ({type(cause).__name__}: {cause})")
        failures.append({"path": document.path, "reason": reason})


def json_line(row: object) -> bytes:
    """A row as one line of JSONL."""
    return orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE)
