"""A Dask cluster on loopback, its scheduler and workers started by their own commands."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path


class Started(subprocess.Popen[bytes]):
    """A process that is killed at the end of its `with`."""

    def __exit__(self, *exception: object) -> None:
        self.kill()
        self.wait()


def scheduler_started(file: Path) -> Started:
    """A scheduler that can be found by this file."""
    scheduler = _started("dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(file))
    wait_until(file.exists)
    return scheduler


def worker(scheduler: Path, **environment: str) -> Started:
    """A worker of one thread for the scheduler of this file."""
    options = ("--scheduler-file", str(scheduler), "--nthreads", "1", "--no-nanny")
    return _started("dask_worker", *options, **environment)


def address(scheduler: Path) -> str:
    """Where the scheduler of this file listens."""
    found: str = json.loads(scheduler.read_text())["address"]
    return found


def wait_until(true: Callable[[], bool], seconds: int = 300) -> None:
    """Return once it is so.

    Raises:
        TimeoutError: it does not become so.
    """
    for _ in range(seconds * 20):
        if true():
            return
        time.sleep(0.05)
    raise TimeoutError


def _started(module: str, *arguments: str, **environment: str) -> Started:
    command = [sys.executable, "-m", f"distributed.cli.{module}", *arguments, "--no-dashboard"]
    whole = {**os.environ, **environment}
    return Started(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=whole)
