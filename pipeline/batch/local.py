"""Runs tasks in processes of this machine, one document a worker at a time, so that one bad document harms no other."""

import os
import signal
import sys
import time
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Final

from spacy.language import Language

from pipeline.batch.cache import Cache
from pipeline.batch.task import Limits, Outcome, Task
from pipeline.batch.work import annotate_file, loaded
from pipeline.records import Failure

AHEAD: Final = 2
"""Tasks that a worker holds, so that it never waits for the next one."""

RENEWED_AFTER: Final = 2000
"""Documents after which a worker is replaced, as its memory of words seen would grow without end."""

OUT_OF_MEMORY: Final = 77
"""Exit status of a worker whose document needed more memory than the limit."""

TICK: Final = 0.5
"""Seconds between two looks at the clock."""

FORKS: Final = sys.platform == "linux"
"""Whether workers start as copies of this process, with the pipeline already loaded."""


def run(
    tasks: Iterable[Task], patterns: Path, workers: int, limits: Limits, cache: Cache | None
) -> Generator[tuple[Task, Outcome], None, None]:
    """Annotate every task's file; outcomes come as they are ready, in any order.

    A document that exceeds a limit or ends its worker is tried once more at the end, with no other running beside it.
    """
    pool = _Pool(patterns, limits, cache)
    try:
        yield from pool.run(iter(tasks), workers)
        for suspect in pool.set_aside:
            yield from pool.run(iter([suspect]), 1, last_try=True)
    finally:
        pool.close()


class _Worker:
    """A process and the tasks that it holds, the first of which is under way since `since`."""

    def __init__(self, pool: "_Pool") -> None:
        context = get_context("fork") if FORKS else get_context("spawn")
        self.pipe, far_end = context.Pipe()
        not_its_own = [self.pipe, *(worker.pipe for worker in pool.workers)] if FORKS else []
        self.process = context.Process(
            target=_serve,
            args=(far_end, not_its_own, pool.language, pool.patterns, pool.limits, pool.cache, os.getpid()),
            daemon=True,
        )
        self.process.start()
        far_end.close()
        self.tasks: deque[Task] = deque()
        self.since = 0.0
        self.finished = 0

    def give(self, task: Task) -> None:
        if not self.tasks:
            self.since = time.monotonic()
        self.tasks.append(task)
        with suppress(OSError):  # that a worker has ended is noticed when its answer is read
            self.pipe.send(task)

    def take(self) -> tuple[Task, Outcome] | None:
        """The task that was under way with its outcome; None where the worker has ended instead."""
        try:
            outcome: Outcome = self.pipe.recv()
        except (EOFError, OSError):
            return None
        self.since = time.monotonic()
        self.finished += 1
        return self.tasks.popleft(), outcome

    def end(self, patience: float = 0.0) -> int | None:
        """Stop the process; its exit status, negative for the signal that ended it."""
        self.process.join(patience)
        self.process.kill()
        self.process.join()
        self.pipe.close()
        return self.process.exitcode


class _Pool:
    def __init__(self, patterns: Path, limits: Limits, cache: Cache | None) -> None:
        self.patterns, self.limits, self.cache = patterns, limits, cache
        self.language: Language | None = None
        self.workers: list[_Worker] = []
        self.set_aside: list[Task] = []

    def run(self, tasks: Iterator[Task], size: int, last_try: bool = False) -> Iterator[tuple[Task, Outcome]]:
        """Run tasks until all are done; a document that fails its worker is set aside, or given up at its last try."""
        again: deque[Task] = deque()
        while True:
            self._hand_out(tasks, again, size)
            busy = [worker for worker in self.workers if worker.tasks]
            if not busy:
                return
            ready = set(wait([worker.pipe for worker in busy], TICK))
            for worker in busy:
                if worker.pipe in ready:
                    if answer := worker.take():
                        yield answer
                        if worker.finished >= RENEWED_AFTER and not worker.tasks:
                            self._end(worker)
                        continue
                    status = self._end(worker, patience=1.0)
                    reason = _reason(status, self.limits)
                elif time.monotonic() - worker.since > self.limits.seconds:
                    self._end(worker)
                    reason = f"took longer than {self.limits.seconds:g} seconds"
                else:
                    continue
                culprit = worker.tasks.popleft()
                again.extend(worker.tasks)
                if last_try:
                    failure: Failure = {"path": culprit.name, "reason": f"given up after two tries: {reason}"}
                    yield culprit, Outcome([], [failure], lasting=False)
                else:
                    self.set_aside.append(culprit)

    def close(self) -> None:
        for worker in list(self.workers):
            self._end(worker)

    def _hand_out(self, tasks: Iterator[Task], again: deque[Task], size: int) -> None:
        """Fill every worker's hands, those with nothing to do first; start workers while there is work for them."""
        for held in range(AHEAD):
            for place in range(size):
                if place < len(self.workers):
                    worker = self.workers[place]
                    if len(worker.tasks) > held or worker.finished + len(worker.tasks) >= RENEWED_AFTER:
                        continue
                task = again.popleft() if again else next(tasks, None)
                if task is None:
                    return
                if place >= len(self.workers):
                    worker = self._start()
                worker.give(task)

    def _start(self) -> _Worker:
        if FORKS and self.language is None:
            self.language = loaded(self.patterns)
        worker = _Worker(self)
        self.workers.append(worker)
        return worker

    def _end(self, worker: _Worker, patience: float = 0.0) -> int | None:
        self.workers.remove(worker)
        return worker.end(patience)


def _serve(
    pipe: Connection,
    not_its_own: list[Connection],
    language: Language | None,
    patterns: Path,
    limits: Limits,
    cache: Cache | None,
    parent: int,
) -> None:
    """A worker's life: it ends when it is told to, when the parent is gone, or when a document ends it."""
    for inherited in not_its_own:
        inherited.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _limit_memory(limits.megabytes)
    nlp = language or loaded(patterns)
    while True:
        while not pipe.poll(1.0):
            if os.getppid() != parent:
                return
        try:
            task = pipe.recv()
        except EOFError:
            return
        try:
            outcome = annotate_file(nlp, task, cache)
        except MemoryError:
            os._exit(OUT_OF_MEMORY)
        with suppress(BrokenPipeError):
            pipe.send(outcome)


def _limit_memory(megabytes: int) -> None:
    """Make allocations beyond the limit fail, where the system can (Unix)."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        most = megabytes * 1024 * 1024
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _reason(status: int | None, limits: Limits) -> str:
    if status == OUT_OF_MEMORY:
        return f"needs more than {limits.megabytes} MB of memory"
    if status is not None and status < 0:
        return f"its worker was ended by {signal.Signals(-status).name}"
    return f"its worker ended with status {status}"
