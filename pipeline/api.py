"""What programs that build on ofsight call: load a pipeline, read documents, annotate them, tabulate their records."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from spacy.language import Language

from pipeline import language
from pipeline.patterns import DEFAULT_PATTERNS
from pipeline.readers import find
from pipeline.readers import read as read_file
from pipeline.readers.document import Document, Unreadable
from pipeline.records import Record

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["annotate", "frame", "load", "read"]


def load(patterns: str | Path = DEFAULT_PATTERNS) -> Language:
    """The pipeline with the pattern files of a folder, by default those that ofsight brings.

    Raises:
        FaultyPatterns: where a pattern file cannot be read.
    """
    return language.load(Path(patterns))


def read(path: str | Path) -> Iterator[Document]:
    """Read a file, or every file of a folder in any depth: PDF, DOCX, HTML, Markdown, plain text, JSONL.

    Raises:
        Unreadable: after the last document, where something gave none; its message has a line for each, with the
            reason.
    """
    failures: list[str] = []
    for found in find([Path(path)]):
        for one in read_file(*found) if isinstance(found, tuple) else (found,):
            if isinstance(one, Document):
                yield one
            else:
                failures.append(f"{one['path']}: {one['reason']}")
    if failures:
        raise Unreadable("\n".join(failures))


def annotate(nlp: Language, document: Document) -> Record:
    """The record of a document, as `ofsight extract` writes it: see `pipeline.records.Record`."""
    return language.annotate(nlp, document)


def frame(records: str | Path | Iterable[Record]) -> "dict[str, pd.DataFrame]":
    """The report's tables by name, from a records file, a folder of shards, or records at hand.

    Raises:
        RecordsError: where something is no record; it lists all faults.
    """
    from pipeline.report import frames
    from pipeline.report.load import load as load_material
    from pipeline.report.load import material_of

    return frames(load_material([Path(records)]) if isinstance(records, str | Path) else material_of(records))
