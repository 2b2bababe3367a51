"""What goes to a worker and what comes back: paths out, plain rows in; no spaCy object ever travels."""

from pathlib import Path
from typing import NamedTuple

from pipeline.readers.inputs import shown
from pipeline.records import Failure


class Task(NamedTuple):
    """A file to annotate, its place among the inputs, and a hash that changes with its bytes and its sidecar's.

    origin: URL of the folder of a store that `path` is relative to, "" for a file of this machine.
    skip: so many of its documents are done, as an earlier try went on until there.
    """

    number: int
    path: Path
    root: Path
    content: str
    origin: str = ""
    skip: int = 0

    @property
    def name(self) -> str:
        """The file's path as records and failures give it."""
        return shown(self.path.relative_to(self.root))


class Line(NamedTuple):
    """A record as it will stand in the output (with its line break), and the document that it is of."""

    sha256: str
    path: str
    json: bytes


class Outcome(NamedTuple):
    """What a file, or a document of it, gave; not `lasting` where the next run may do better with the same bytes.

    causes: the traceback of each failure that is a fault of ofsight's own.
    """

    lines: list[Line]
    failures: list[Failure]
    lasting: bool = True
    causes: tuple[str, ...] = ()


class Limits(NamedTuple):
    """What one document may take before it is given up: seconds of wall time, megabytes of a worker's memory."""

    seconds: float = 300.0
    megabytes: int = 4000
