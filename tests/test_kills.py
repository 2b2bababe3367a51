"""Killed at any moment, run, worker or scheduler: the earlier output stays whole, the next run ends as if undisturbed.

KILLS=50 in the environment tries more moments than the usual few.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from cluster_made import Started, address, scheduler_started, worker

from pipeline.batch.output import failures_file

pytestmark = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds workers by /proc")

KILLS = int(os.environ.get("KILLS", "4"))
KINDS = ("the run", "a worker", "the run on a cluster", "the scheduler", "a worker of the cluster")
STORY = "Kent was rated good by Ofsted in {year}. Inspectors said that social workers know their children well."
SLOWLY = """
import sys, time
from pipeline.batch import cluster, local
from pipeline.cli import app
quick = local.annotate_file
def slow(*arguments):
    time.sleep(0.02)
    return quick(*arguments)
local.annotate_file = slow
app(sys.argv[1:])
"""


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("in")
    for number in range(60):
        (folder / f"{number:02}.txt").write_text(STORY.format(year=1960 + number))
    (folder / "empty.txt").write_text("")
    return folder


@pytest.fixture(scope="module")
def undisturbed(inputs: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, float]:
    """The output of a run that nobody disturbed, and its seconds."""
    output = tmp_path_factory.mktemp("undisturbed") / "out.jsonl"
    began = time.monotonic()
    assert start(inputs, output).wait(120) == 1
    return output, time.monotonic() - began


@pytest.fixture
def processes() -> Iterator[ExitStack]:
    with ExitStack() as started:
        yield started


def start(inputs: Path, output: Path, *options: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "OFSIGHT_CACHE": str(output.parent / "cache")}
    command = [sys.executable, "-c", SLOWLY, "extract", str(inputs), "--output", str(output), "--workers", "2"]
    with said_by_run(output).open("wb") as said:
        return subprocess.Popen([*command, *options], stdout=said, stderr=said, env=environment)


def said_by_run(output: Path) -> Path:
    return output.with_name("said.txt")


def worker_of(run: subprocess.Popen[bytes], chance: random.Random) -> int:
    workers: list[int] = []
    while not workers and run.poll() is None:
        workers = [int(pid) for pid in Path(f"/proc/{run.pid}/task/{run.pid}/children").read_text().split()]
    time.sleep(chance.uniform(0, 0.5))
    return chance.choice(workers)


@pytest.mark.parametrize("seed", range(KILLS))
def test_killing_loses_nothing(
    inputs: Path, undisturbed: tuple[Path, float], tmp_path: Path, processes: ExitStack, seed: int
) -> None:
    expected, seconds = undisturbed
    kind, chance = KINDS[seed % len(KINDS)], random.Random(seed)
    output, options, cluster = tmp_path / "out.jsonl", list[str](), list[Started]()
    output.write_text("earlier\n")
    if "cluster" in kind or "scheduler" in kind:
        pytest.importorskip("distributed")
        file = tmp_path / "scheduler.json"
        cluster = [processes.enter_context(scheduler_started(file))]
        cluster += [processes.enter_context(worker(file)) for _ in range(2)]
        options = ["--engine", "dask", "--scheduler", address(file)]
    run = start(inputs, output, *options)
    if kind == "a worker":
        os.kill(worker_of(run, chance), signal.SIGKILL)
    else:
        time.sleep(chance.uniform(0.3, 1.2) * seconds)
        doomed = {"the scheduler": 0, "a worker of the cluster": 1}.get(kind)
        (run if doomed is None else cluster[doomed]).kill()
    run.wait(120)
    assert "Traceback" not in said_by_run(output).read_text()
    assert output.read_bytes() in (b"earlier\n", expected.read_bytes())
    if output.read_bytes() == b"earlier\n":
        assert kind in KINDS[:1] + KINDS[2:4], "a lost worker must not end the run"
        assert start(inputs, output).wait(120) == 1
    assert output.read_bytes() == expected.read_bytes()
    assert failures_file(output).read_bytes() == failures_file(expected).read_bytes()
