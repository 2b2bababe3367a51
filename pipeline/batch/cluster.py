"""Runs tasks on a Dask cluster: paths go out, plain rows come back; each worker builds the pipeline once.

Needs the extra `ofsight[dask]`. Workers read the inputs and the pattern files by the same paths as this process.
"""

import logging
from asyncio import CancelledError as CancelledInLoop
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from functools import lru_cache
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import Any, Final

from spacy.language import Language

from pipeline.batch.cache import Cache
from pipeline.batch.errors import NoCluster
from pipeline.batch.fingerprint import pipeline_fingerprint
from pipeline.batch.task import Outcome, Task
from pipeline.batch.work import annotate_file, loaded
from pipeline.records import Failure

SECONDS_TO_CONNECT: Final = 10

AHEAD: Final = 4
"""Tasks a thread that are with the scheduler at once; the rest wait here, so that memory does not grow with inputs."""


SAID_BY_US: Final = ("distributed.client", "distributed.utils", "distributed.batched", "tornado.application")
"""Loggers that print tracebacks of a lost connection, of which the user is told in one line."""

_ONE_AT_A_TIME: Final = Lock()
"""A worker may have several threads, and a spaCy pipeline is not made for that."""


def run(
    tasks: Iterable[Task], patterns: Path, workers: int, scheduler: str | None, cache: Cache | None
) -> Generator[tuple[Task, Outcome], None, None]:
    """Annotate every task's file on the cluster at `scheduler`, or on a local one that is started for the run.

    Outcomes come as they are ready, in any order. A document that ends its workers is given up by Dask after some tries
    and becomes a failure.

    Raises:
        NoCluster: Dask is not installed, no scheduler answers or it is lost, or a worker's patterns or code differ.
    """
    try:
        from distributed import Client, as_completed
    except ImportError:
        raise NoCluster("--engine dask needs the extra: pip install 'ofsight[dask]'") from None

    for logger in SAID_BY_US:
        logging.getLogger(logger).setLevel(logging.CRITICAL + 1)
    with _client(Client, scheduler, workers) as client:
        fingerprint = pipeline_fingerprint(patterns)
        waiting = iter(tasks)
        given: dict[str, Task] = {}

        def give(count: int) -> Iterator[Any]:
            for task in islice(waiting, count):
                future = client.submit(_annotate, task, patterns, fingerprint, cache, pure=False)
                given[future.key] = task
                yield future

        threads = sum(client.nthreads().values()) or workers
        outcomes = as_completed(list(give(threads * AHEAD)), loop=client.loop)  # type: ignore[no-untyped-call]
        for future in outcomes:
            task = given.pop(future.key)
            with _loss_told(scheduler):
                outcome = _outcome(future, task)
            yield task, outcome
            for more in give(1):
                outcomes.add(more)  # type: ignore[no-untyped-call]


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


def _annotate(task: Task, patterns: Path, fingerprint: str, cache: Cache | None) -> Outcome:
    with _ONE_AT_A_TIME:
        return annotate_file(_language(patterns, fingerprint), task, cache)


@lru_cache(maxsize=1)
def _language(patterns: Path, fingerprint: str) -> Language:
    if pipeline_fingerprint(patterns) != fingerprint:
        raise NoCluster(f"a worker's patterns in {patterns}, or its ofsight, differ from those of this run")
    return loaded(patterns)
