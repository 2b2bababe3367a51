"""Runs tasks in processes of this machine, one document a worker at a time, so that one bad document harms no other.

Executors of libraries do not give this: the one of `concurrent.futures` breaks as a whole with one worker and has no
time limit; pebble's has, but for a task, while each document of a container counts alone here and a file goes on after
the document that was given up. Neither sees to it that workers end when this process is killed.
"""

import os
import signal
import sys
import time
from collections import Counter, defaultdict, deque
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing, suppress
from math import inf
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


READY: Final = ""

Message = str | Outcome | None
"""From a worker: READY, the path of a document that it begins, what a document gave, or that the file is done."""


def run(
    tasks: Iterable[Task], patterns: Path, workers: int, limits: Limits, cache: Cache | None
) -> Generator[tuple[Task, Outcome], None, None]:
    """Annotate every task's file; outcomes come as they are ready, in any order."""
    with closing(Pool(patterns, limits, cache)) as pool:
        yield from pool.run(tasks, workers)


class _Worker:
    """A process and the tasks that it holds, the first of which is under way.

    document: the path of the document that it is at, "" where that is the file itself.
    since: when that was begun; never, while the worker is still loading the pipeline.
    """

    def __init__(self, pool: "Pool") -> None:
        context = get_context("fork") if pool.forks else get_context("spawn")
        self.pipe, far_end = context.Pipe()
        not_its_own = [self.pipe, *(worker.pipe for worker in pool.workers)] if pool.forks else []
        self.process = context.Process(
            target=_serve,
            args=(far_end, not_its_own, pool.language, pool.patterns, pool.limits, pool.cache, os.getpid()),
            daemon=True,
        )
        self.process.start()
        far_end.close()
        self.tasks: deque[Task] = deque()
        self.document = ""
        self.since = inf
        self.finished = 0

    def give(self, task: Task) -> None:
        if not self.tasks and self.since < inf:
            self.since = time.monotonic()
        self.tasks.append(task)
        with suppress(OSError):  # that a worker has ended is noticed when its answer is read
            self.pipe.send(task)

    def end(self, patience: float = 0.0) -> int | None:
        """Stop the process; its exit status, negative for the signal that ended it."""
        self.process.join(patience)
        self.process.kill()
        self.process.join()
        self.pipe.close()
        return self.process.exitcode


class Pool:
    """Workers that go on from one run to the next, until they are closed."""

    def __init__(self, patterns: Path, limits: Limits, cache: Cache | None, *, forks: bool = FORKS) -> None:
        self.patterns, self.limits, self.cache, self.forks = patterns, limits, cache, forks
        self.language: Language | None = None
        self.workers: list[_Worker] = []
        self._done: defaultdict[int, list[Outcome]] = defaultdict(list)
        self._tries: Counter[tuple[int, int]] = Counter()
        self._set_aside: list[Task] = []

    def run(self, tasks: Iterable[Task], size: int) -> Generator[tuple[Task, Outcome], None, None]:
        """Annotate every task's file in `size` workers; outcomes come as they are ready, in any order.

        A document that exceeds a limit or ends its worker is tried once more at the end, with no other running beside
        it, and then given up alone: what its file holds before and after it counts.
        """
        yield from self._run(iter(tasks), size)
        suspects, self._set_aside = self._set_aside, []
        for suspect in suspects:
            yield from self._run(iter([suspect]), 1, alone=True)

    def _run(self, tasks: Iterator[Task], size: int, alone: bool = False) -> Iterator[tuple[Task, Outcome]]:
        again: deque[Task] = deque()
        while True:
            self._hand_out(tasks, again, size)
            busy = [worker for worker in self.workers if worker.tasks]
            if not busy:
                return
            ready = set(wait([worker.pipe for worker in busy], TICK))
            for worker in busy:
                if worker.pipe in ready:
                    try:
                        message: Message = worker.pipe.recv()
                    except (EOFError, OSError):
                        reason = _reason(self._end(worker, patience=1.0), self.limits)
                    else:
                        yield from self._take(worker, message)
                        continue
                elif time.monotonic() - worker.since > self.limits.seconds:
                    self._end(worker)
                    reason = f"took longer than {self.limits.seconds:g} seconds"
                else:
                    continue
                culprit = worker.tasks.popleft()
                again.extend(worker.tasks)
                tried = (culprit.number, len(self._done[culprit.number]))
                self._tries[tried] += 1
                if self._tries[tried] < 2:
                    (again if alone else self._set_aside).append(culprit)
                elif worker.document:
                    self._give_up(culprit, worker.document, reason)
                    again.append(culprit)
                else:
                    self._give_up(culprit, culprit.name, reason)
                    yield culprit, self._all_of(culprit)

    def close(self) -> None:
        for worker in list(self.workers):
            self._end(worker)

    def _take(self, worker: _Worker, message: Message) -> Iterator[tuple[Task, Outcome]]:
        if isinstance(message, str) and message != READY:
            worker.document = message
            return
        worker.document, worker.since = "", time.monotonic()
        if isinstance(message, Outcome):
            self._done[worker.tasks[0].number].append(message)
        if message is not None:
            return
        worker.finished += 1
        task = worker.tasks.popleft()
        yield task, self._all_of(task)
        if worker.finished >= RENEWED_AFTER and not worker.tasks:
            self._end(worker)

    def _give_up(self, task: Task, path: str, reason: str) -> None:
        failure: Failure = {"path": path, "reason": f"given up after two tries: {reason}"}
        if (before := len(self._done[task.number])) and path == task.name:
            failure["reason"] += f" (after {before} of its documents)"
        self._done[task.number].append(Outcome([], [failure], lasting=False))

    def _all_of(self, task: Task) -> Outcome:
        parts = self._done.pop(task.number, [])
        return Outcome(
            [line for part in parts for line in part.lines],
            [failure for part in parts for failure in part.failures],
            all(part.lasting for part in parts),
            tuple(cause for part in parts for cause in part.causes),
        )

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
                worker.give(task._replace(skip=len(self._done.get(task.number, ()))))

    def _start(self) -> _Worker:
        if self.forks and self.language is None:
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
    with suppress(EOFError, ConnectionError):  # the parent is gone, with or without something left unread
        pipe.send(READY)
        while True:
            while not pipe.poll(1.0):
                if os.getppid() != parent:
                    return
            task = pipe.recv()
            try:
                for message in annotate_file(nlp, task, cache):
                    if isinstance(message, Outcome) and message.failures and not _had_room(limits.megabytes):
                        message = message._replace(lasting=False)
                    pipe.send(message)
            except MemoryError:
                os._exit(OUT_OF_MEMORY)
            pipe.send(None)


def _had_room(megabytes: int) -> bool:
    """Whether this process never came near its limit, so that no library took a want of memory for a broken file."""
    try:
        import resource
    except ImportError:
        return True
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return most < megabytes * 1024 * 1024 / 2


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
