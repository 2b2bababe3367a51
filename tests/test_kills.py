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
from cache_made import checked
from cluster_made import Started, address, scheduler_started, worker

from pipeline.batch.output import failures_file

pytestmark = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds workers by /proc")

KILLS = int(os.environ.get("KILLS", "4"))
KINDS = ("the run", "a worker", "the run on a cluster", "the scheduler", "a worker of the cluster")
STORY = "Kent was rated good by Ofsted in {year}. Inspectors said that social workers know their children well."
Content = dict[str, bytes]
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
def undisturbed(inputs: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[bool, Content], float]:
    """The content of a run that nobody disturbed, in one file and in parts, and its seconds."""
    room, content, began = tmp_path_factory.mktemp("undisturbed"), dict[bool, Content](), time.monotonic()
    for in_parts in (False, True):
        output = output_in(room, in_parts)
        assert start(inputs, output, *options_for(in_parts)).wait(120) == 1
        content[in_parts] = content_of(output)
    return content, (time.monotonic() - began) / 2


@pytest.fixture
def processes() -> Iterator[ExitStack]:
    with ExitStack() as started:
        yield started


def output_in(room: Path, in_parts: bool) -> Path:
    return room / ("parts" if in_parts else "out.jsonl")


def options_for(in_parts: bool) -> list[str]:
    return ["--shard-size", "11"] if in_parts else []


def content_of(output: Path) -> Content:
    """What the files of an output hold, by name."""
    files = output.glob("[!.]*") if output.is_dir() else filter(Path.exists, (output, failures_file(output)))
    return {file.name: file.read_bytes() for file in files}


def start(inputs: Path, output: Path, *options: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "OFSIGHT_CACHE": str(checked(output.parent / "cache"))}
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
    inputs: Path,
    undisturbed: tuple[dict[bool, Content], float],
    tmp_path: Path,
    processes: ExitStack,
    seed: int,
) -> None:
    kind, in_parts, chance = KINDS[seed % len(KINDS)], seed % 2 == 1, random.Random(seed)
    expected, seconds = undisturbed[0][in_parts], undisturbed[1]
    output, options, cluster = output_in(tmp_path, in_parts), options_for(in_parts), list[Started]()
    if not in_parts:
        output.write_text("earlier\n")
    earlier = content_of(output)
    if "cluster" in kind or "scheduler" in kind:
        pytest.importorskip("distributed")
        file = tmp_path / "scheduler.json"
        cluster = [processes.enter_context(scheduler_started(file))]
        cluster += [processes.enter_context(worker(file)) for _ in range(2)]
        options += ["--engine", "dask", "--scheduler", address(file)]
    run = start(inputs, output, *options)
    if kind == "a worker":
        os.kill(worker_of(run, chance), signal.SIGKILL)
    else:
        time.sleep(chance.uniform(0.3, 1.2) * seconds)
        doomed = {"the scheduler": 0, "a worker of the cluster": 1}.get(kind)
        (run if doomed is None else cluster[doomed]).kill()
    run.wait(120)
    assert "Traceback" not in said_by_run(output).read_text()
    left = content_of(output)
    if left != expected:
        assert kind in KINDS[:1] + KINDS[2:4], "a lost worker must not end the run"
        assert left == earlier if not in_parts else left.items() <= expected.items() and "manifest.json" not in left
        assert start(inputs, output, *options_for(in_parts)).wait(120) == 1
    assert content_of(output) == expected
