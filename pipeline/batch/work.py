"""What a worker does with one file: read it, run the pipeline over it, hand back plain rows."""

import io

import jsonlines
import orjson
from spacy.language import Language

from pipeline.batch.cache import Cache, documents_of
from pipeline.batch.task import Line, Outcome, Task
from pipeline.language import annotate
from pipeline.readers.document import Document
from pipeline.records import Failure


def annotate_file(nlp: Language, task: Task, cache: Cache | None) -> Outcome:
    """Every record and every failure of a file; whatever the file holds, the only error raised is MemoryError."""
    lines: list[Line] = []
    failures: list[Failure] = []
    for read in documents_of(task, cache):
        if not isinstance(read, Document):
            failures.append(read)
            continue
        try:
            record = annotate(nlp, read)
            lines.append(Line(read.sha256, read.path, json_line(record)))
        except MemoryError:
            raise
        except Exception as error:
            failures.append({"path": read.path, "reason": f"ofsight failed on it ({type(error).__name__}: {error})"})
    if not lines and not failures:
        failures.append({"path": task.name, "reason": "holds no document"})
    return Outcome(lines, failures)


def json_line(row: object) -> bytes:
    """A row as one line of JSONL."""
    line = io.BytesIO()
    jsonlines.Writer(line, dumps=orjson.dumps).write(row)
    return line.getvalue()
