"""The batch run: inputs -> records in their order, whatever the engine, and a failure for each that gave none."""

import hashlib
import logging
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Final, NamedTuple

from rich.console import Console

from pipeline.batch.errors import CannotRun, Stopped
from pipeline.batch.fingerprint import content_fingerprint, pipeline_fingerprint
from pipeline.batch.ledger import Entry, Head, Ledger, ledger_of
from pipeline.batch.output import Outputs
from pipeline.batch.overlap import files_of, without_own
from pipeline.batch.progress import ProgressShown
from pipeline.batch.staging import staged
from pipeline.batch.storage import Place, Source, sources
from pipeline.batch.task import Outcome, Task
from pipeline.files import no_special
from pipeline.patterns import load_patterns
from pipeline.readers.inputs import shown
from pipeline.records import Failure

CAUSES: Final = logging.getLogger(__name__)
"""Is told the traceback of each failure that is a fault of ofsight's own."""

Engine = Callable[[Iterable[Task]], Generator[tuple[Task, Outcome], None, None]]
"""Runs tasks and gives each with its outcome, in any order."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run did: every input is in `records` or `failures`, at least once (a JSONL file gives several).

    sha256: of the records file.
    """

    inputs: int
    records: int
    failures: int
    reused: int
    sha256: str


class _Input(NamedTuple):
    """An input as found: a file, keyed by all that decides its records, a twin of an earlier one, or a failure."""

    number: int
    name: str
    key: str = ""
    task: Task | None = None
    twin: int | None = None
    failure: Failure | None = None


def extract(
    inputs: Iterable[Place], output: Place, patterns: Path, engine: Engine, console: Console, *, fresh: bool = False
) -> Summary:
    """Annotate all files of the inputs into `output` and the failures file beside it, here or in a store.

    What an earlier run, finished or stopped, did with the same content, patterns and code is taken over; `fresh` does
    all anew. Both files are replaced together at the end; until then, and after any error, the earlier ones stay.

    Raises:
        FaultyPatterns: the pattern files cannot be used.
        CannotRun: there is no file in the inputs, another run is writing to the output, the output would overwrite an
            input, or a store's package is absent.
        Stopped: the user or the system told the run to stop.
        OSError: the output cannot be written.
    """
    load_patterns(patterns)
    inputs = list(inputs)
    found = without_own(found_in(inputs), inputs, files_of(output))
    if isinstance(output, Path):
        no_special(output)
    with staged(output) as file:
        return extract_found(found, file, patterns, engine, console, fresh=fresh, first_path={})


def found_in(inputs: Iterable[Place]) -> list[Source | Failure]:
    """Everything there is in the inputs.

    Raises:
        CannotRun: no file at all, or a store's package is not installed.
    """
    found = list(sources(inputs))
    if not any(isinstance(one, Source) for one in found):
        raise CannotRun("\n".join(f"{one['path']}: {one['reason']}" for one in found if isinstance(one, dict)))
    return found


def extract_found(
    found: list[Source | Failure],
    output: Path,
    patterns: Path,
    engine: Engine,
    console: Console,
    *,
    fresh: bool,
    first_path: dict[str, str],
) -> Summary:
    """Annotate what was found, as `extract` does.

    first_path: the documents (sha256 and path) that are in an output already; those of this one are added to it.
    """
    output.parent.mkdir(parents=True, exist_ok=True)
    with Ledger(output, fresh=fresh) as ledger:
        with ProgressShown(len(found), console) as progress:
            run = _Run(found, pipeline_fingerprint(patterns), ledger, progress)
            try:
                _do(run, engine)
            except KeyboardInterrupt:
                raise Stopped(progress.done, len(found)) from None
        return _write(run, output, first_path)


def _do(run: "_Run", engine: Engine) -> None:
    tasks = run.tasks()
    first = next(tasks, None)
    if first is None:  # then not even the pipeline need be loaded
        return
    with closing(engine(chain([first], tasks))) as outcomes:
        for task, outcome in outcomes:
            run.take(task, outcome)


class _Run:
    """The inputs of one run on their way from found to done."""

    def __init__(self, found: list[Source | Failure], pipeline: str, ledger: Ledger, progress: ProgressShown) -> None:
        self.found, self.pipeline, self.ledger, self.progress = found, pipeline, ledger, progress
        self.inputs: list[_Input] = []
        self._first_of: dict[str, int] = {}

    def tasks(self) -> Iterator[Task]:
        """What is left to do; looks at each input only when it is asked for the next task."""
        for number, one in enumerate(self.found):
            self.inputs.append(seen := self._look_at(number, one))
            if seen.task is None:
                self.progress.advance(failed=True)
            elif done := self.ledger.find(seen.key):
                self.progress.advance(failed=bool(done.failures), reused=True)
            else:
                yield seen.task

    def take(self, task: Task, outcome: Outcome) -> None:
        """Keep what a task gave."""
        self.ledger.add(self.inputs[task.number].key, outcome)
        for cause in outcome.causes:
            CAUSES.error("ofsight failed on %s", cause)
        self.progress.advance(failed=bool(outcome.failures))

    def given(self, one: _Input) -> tuple[Iterable[tuple[Head, bytes]], list[Failure]]:
        """The lines and the failures that an input gave, once all tasks are done."""
        if one.failure is not None:
            return (), [one.failure]
        if one.twin is not None:
            first = self.inputs[one.twin]
            _, failures = self.given(first)
            same: list[Failure] = [{"path": one.name, "reason": failure["reason"]} for failure in failures]
            return (), same or [_same_as(first.name, one.name)]
        done = self.ledger.find(one.key)
        assert done is not None
        return done.lines(), done.failures

    def _look_at(self, number: int, one: Source | Failure) -> _Input:
        if isinstance(one, dict):
            return _Input(number, one["path"], failure=one)
        name = shown(one.path.relative_to(one.root))
        try:
            content = one.stamp or content_fingerprint(one.path)
        except OSError as error:
            return _Input(number, name, failure={"path": name, "reason": f"cannot be opened ({error.strerror})"})
        first = self._first_of.setdefault(content, number)
        if first != number:
            return _Input(number, name, twin=first)
        key = hashlib.sha256(f"{self.pipeline} {content} {name}".encode()).hexdigest()
        return _Input(number, name, key, Task(number, one.path, one.root, content, one.origin))


def _write(run: _Run, output: Path, first_path: dict[str, str]) -> Summary:
    """Set the output together from what its inputs gave; a document that stands there already becomes a failure."""
    entries: list[Entry] = []
    with Outputs(output) as outputs:
        for one, (lines, failures) in zip(run.inputs, map(run.given, run.inputs), strict=True):
            heads: list[Head] = []
            repeated: list[Failure] = []
            for head, line in lines:
                if head.sha256 in first_path:
                    repeated.append(_same_as(first_path[head.sha256], head.path))
                    continue
                first_path[head.sha256] = head.path
                outputs.line(line)
                heads.append(head)
            for failure in [*failures, *repeated]:
                outputs.failure(failure)
            done = run.ledger.find(one.key)
            again = repeated or done is None or not done.lasting
            entries.append(Entry("" if again else one.key, heads, [*failures, *repeated]))
        totals = {"records": outputs.records, "failures": outputs.failures, "sha256": outputs.sha256.hexdigest()}
        outputs.commit(ledger_of(entries, totals))
    run.ledger.forget_journal()
    return Summary(len(run.inputs), outputs.records, outputs.failures, run.progress.reused, outputs.sha256.hexdigest())


def _same_as(first: str, path: str) -> Failure:
    return {"path": path, "reason": f"has the same content as {first}, which is in the output"}
