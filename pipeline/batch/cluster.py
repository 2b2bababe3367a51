"""Runs tasks on a Dask cluster: paths go out, plain rows come back.

Needs the extra `ofsight[dask]`. Workers read the inputs and the pattern files by the same paths as this process; each
thread of a worker has a process of its own for the documents, so that the same limits hold as on this machine.
"""

import logging
import time
from asyncio import CancelledError as CancelledInLoop
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from functools import lru_cache
from itertools import islice
from multiprocessing import current_process
from pathlib import Path
from queue import Empty, Queue
from threading import local as of_thread
from typing import Any, Final

from pipeline.batch.cache import Cache
from pipeline.batch.errors import NoCluster
from pipeline.batch.fingerprint import pipeline_fingerprint
from pipeline.batch.local import Pool
from pipeline.batch.task import Limits, Outcome, Task
from pipeline.records import Failure

SECONDS_TO_CONNECT: Final = 10

SECONDS_WITHOUT_WORKERS: Final = 120
"""How long a cluster may be without any worker before the run is given up."""

TICK: Final = 5
"""Seconds between two looks at whether the cluster has workers."""

AHEAD: Final = 4
"""Tasks a thread that are with the scheduler at once; the rest wait here, so that memory does not grow with inputs."""


SAID_BY_US: Final = ("distributed.client", "distributed.utils", "distributed.batched", "tornado.application")
"""Loggers that print tracebacks of a lost connection, of which the user is told in one line."""

_of_thread: Final = of_thread()
"""The pool of each thread of a worker, kept from one task to the next."""


def run(
    tasks: Iterable[Task], patterns: Path, workers: int, scheduler: str | None, limits: Limits, cache: Cache | None
) -> Generator[tuple[Task, Outcome], None, None]:
    """Annotate every task's file on the cluster at `scheduler`, or on a local one that is started for the run.

    Outcomes come as they are ready, in any order. A document that ends its workers is given up by Dask after some tries
    and becomes a failure.

    Raises:
        NoCluster: Dask is not installed, no scheduler answers or it is lost, it has no workers, or a worker's patterns
            or code differ.
    """
    try:
        from distributed import Client
    except ImportError:
        raise NoCluster("--engine dask needs the extra: pip install 'ofsight[dask]'") from None

    for logger in SAID_BY_US:
        logging.getLogger(logger).setLevel(logging.CRITICAL + 1)
    with _client(Client, scheduler, workers) as client:
        fingerprint = pipeline_fingerprint(patterns)
        waiting = iter(tasks)
        given: dict[str, tuple[Task, Any]] = {}
        done = Queue[Any]()

        def give(count: int) -> None:
            for task in islice(waiting, count):
                future = client.submit(_annotate, task, patterns, fingerprint, limits, cache, pure=False)
                given[future.key] = task, future  # a future that nobody holds is not worked on
                future.add_done_callback(done.put)

        with _loss_told(scheduler):
            give((sum(client.nthreads().values()) or workers) * AHEAD)
        while given:
            with _loss_told(scheduler):
                future = _next(done, client)
                task, _ = given.pop(future.key)
                outcome = _outcome(future, task)
            yield task, outcome
            give(1)


def _next(done: "Queue[Any]", client: Any) -> Any:
    """The next future that is done.

    Raises:
        NoCluster: there has been no worker for too long.
    """
    since = time.monotonic()
    while True:
        try:
            return done.get(timeout=TICK)
        except Empty:
            if client.nthreads():
                since = time.monotonic()
                continue
        address = client.scheduler.address
        if time.monotonic() - since > SECONDS_WITHOUT_WORKERS:
            raise NoCluster(f"the Dask scheduler at {address} has no workers: start some with `dask worker {address}`")
        logging.getLogger(__name__).warning("waiting for workers: none has joined the Dask scheduler at %s", address)


@contextmanager
def _loss_told(scheduler: str | None) -> Iterator[None]:
    """What Dask raises when its scheduler is lost, in one line for the user."""
    try:
        yield
    except (OSError, CancelledError, CancelledInLoop) as error:
        where = f" at {scheduler}" if scheduler else ""
        what = f"the Dask scheduler{where} was lost ({type(error).__name__})"
        raise NoCluster(f"{what}; run the same command again to go on (earlier output is untouched)") from error


def _client(client: Any, scheduler: str | None, workers: int) -> Any:
    if scheduler is not None:
        if not scheduler.rpartition(":")[2].isdigit():
            raise NoCluster(f"{scheduler} is no address of a scheduler; such are tcp://127.0.0.1:8786")
        try:
            return client(scheduler, set_as_default=False, timeout=SECONDS_TO_CONNECT)
        except (OSError, ValueError) as error:
            raise NoCluster(f"no Dask scheduler answers at {scheduler} ({type(error).__name__})") from error
    return client(n_workers=workers, threads_per_worker=1, dashboard_address=None, set_as_default=False)


def _outcome(future: Any, task: Task) -> Outcome:
    error = future.exception()
    if error is None:
        outcome: Outcome = future.result()
        return outcome
    if isinstance(error, NoCluster):
        raise error
    failure: Failure = {"path": task.name, "reason": f"given up by the cluster ({type(error).__name__}: {error})"}
    return Outcome([], [failure], lasting=False)


def _annotate(task: Task, patterns: Path, fingerprint: str, limits: Limits, cache: Cache | None) -> Outcome:
    _see_to_same(patterns, fingerprint)
    ((_, outcome),) = _pool(patterns, fingerprint, limits, cache).run([task], 1)
    return outcome


@lru_cache(maxsize=1)
def _see_to_same(patterns: Path, fingerprint: str) -> None:
    if pipeline_fingerprint(patterns) != fingerprint:
        raise NoCluster(f"a worker's patterns in {patterns}, or its ofsight, differ from those of this run")


def _pool(*made_of: Any) -> Pool:
    """This thread's own process for documents: started anew, not forked, since other threads may hold locks."""
    kept: tuple[Any, Pool] | None = getattr(_of_thread, "pool", None)
    if kept is not None and kept[0] == made_of:
        return kept[1]
    if kept is not None:
        kept[1].close()
    current_process()._config["daemon"] = False  # type: ignore[attr-defined]  # else a worker of Dask may start none
    patterns, _, limits, cache = made_of
    _of_thread.pool = made_of, Pool(patterns, limits, cache, forks=False)
    return _pool(*made_of)
