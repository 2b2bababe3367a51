"""Killed at any moment, parent or worker: the earlier output stays whole, the next run ends as if undisturbed.

KILLS=50 in the environment tries more moments than the usual few.
"""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline.batch.output import failures_file

pytestmark = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds workers by /proc")

KILLS = int(os.environ.get("KILLS", "2"))
STORY = "Kent was rated good by Ofsted in {year}. Inspectors said that social workers know their children well."
COMMAND = """
import sys, time
from pipeline.batch import local
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
    assert start(inputs, output).wait(60) == 1
    return output, time.monotonic() - began


def start(inputs: Path, output: Path) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "OFSIGHT_CACHE": str(output.parent / "cache")}
    command = [sys.executable, "-c", COMMAND, "extract", str(inputs), "--output", str(output), "--workers", "2"]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)


def both(output: Path) -> tuple[bytes, bytes]:
    return output.read_bytes(), failures_file(output).read_bytes()


@pytest.mark.parametrize("seed", range(KILLS))
def test_killing_the_run_loses_nothing(
    inputs: Path, undisturbed: tuple[Path, float], tmp_path: Path, seed: int
) -> None:
    expected, seconds = undisturbed
    output = tmp_path / "out.jsonl"
    output.write_text("earlier\n")
    chance = random.Random(seed)
    running = start(inputs, output)
    time.sleep(chance.uniform(0.3, 1.0) * seconds)
    running.kill()
    running.wait()
    assert output.read_bytes() in (b"earlier\n", expected.read_bytes())
    assert start(inputs, output).wait(60) == 1
    assert both(output) == both(expected)


@pytest.mark.parametrize("seed", range(KILLS))
def test_killing_a_worker_loses_nothing(
    inputs: Path, undisturbed: tuple[Path, float], tmp_path: Path, seed: int
) -> None:
    expected, _ = undisturbed
    output = tmp_path / "out.jsonl"
    running = start(inputs, output)
    workers: list[int] = []
    while not workers and running.poll() is None:
        workers = [int(pid) for pid in Path(f"/proc/{running.pid}/task/{running.pid}/children").read_text().split()]
    chance = random.Random(seed)
    time.sleep(chance.uniform(0, 0.5))
    os.kill(chance.choice(workers), signal.SIGKILL)
    assert running.wait(60) == 1
    assert both(output) == both(expected)
