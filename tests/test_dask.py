"""The same work on a Dask cluster: the same bytes, also when a worker is killed in the middle."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from cache_made import checked
from cluster_made import address, scheduler_started, wait_until, worker
from typer.testing import CliRunner, Result

from pipeline.cli import app

pytest.importorskip("distributed")

STORY = "Kent was rated good by Ofsted in {year}. Inspectors said that social workers know their children well."


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OFSIGHT_CACHE", str(checked(tmp_path / "cache")))


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("in")
    for number in range(60):
        (folder / f"{number:03}.txt").write_text(STORY.format(year=1960 + number))
    (folder / "empty.txt").write_text("")
    return folder


@pytest.fixture(scope="module")
def here(inputs: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The records that this machine writes."""
    output = tmp_path_factory.mktemp("here") / "here.jsonl"
    assert run(inputs, output).exit_code == 1
    return output.read_bytes()


@pytest.fixture
def scheduler(tmp_path: Path) -> Iterator[Path]:
    """A scheduler on loopback; the file by which workers and clients find it."""
    file = tmp_path / "scheduler.json"
    with scheduler_started(file):
        yield file


def run(inputs: Path, output: Path, *options: str) -> Result:
    return CliRunner().invoke(app, ["extract", str(inputs), "--output", str(output), *options])


def test_a_cluster_writes_the_bytes_that_this_machine_writes(
    inputs: Path, here: bytes, tmp_path: Path, scheduler: Path
) -> None:
    there = tmp_path / "there.jsonl"
    with worker(scheduler), worker(scheduler):
        assert run(inputs, there, "--engine", "dask", "--scheduler", address(scheduler)).exit_code == 1
    assert there.read_bytes() == here


def test_a_cluster_reads_and_writes_a_store(inputs: Path, here: bytes, tmp_path: Path, scheduler: Path) -> None:
    there = tmp_path / "there"
    options = ["--engine", "dask", "--scheduler", address(scheduler), "--shard-size", "30"]
    with worker(scheduler), worker(scheduler):
        stored = ["extract", f"local://{inputs}", "--output", f"local://{there}", *options]
        assert CliRunner().invoke(app, stored).exit_code == 1
    assert b"".join(part.read_bytes() for part in sorted(there.glob("part-?????.jsonl"))) == here


def test_a_worker_killed_in_the_middle_costs_nothing(
    inputs: Path, here: bytes, tmp_path: Path, scheduler: Path
) -> None:
    there = tmp_path / "there.jsonl"
    command = [sys.executable, "-c", "from pipeline.cli import app; app()", "extract", str(inputs)]
    command += ["--output", str(there)]
    with worker(scheduler) as doomed, worker(scheduler):
        running = subprocess.Popen(
            [*command, "--engine", "dask", "--scheduler", address(scheduler)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        journal = tmp_path / ".there.journal"
        wait_until(lambda: journal.exists() and journal.stat().st_size > 1000)
        doomed.kill()
        assert running.wait(120) == 1
    assert there.read_bytes() == here


def test_a_worker_with_other_patterns_is_refused(inputs: Path, tmp_path: Path, scheduler: Path) -> None:
    """The worker sees another folder under the same name, as on a machine that was not brought up to date."""
    patterns = tmp_path / "patterns"
    patterns.mkdir()
    line = {"label": "GRADE", "pattern": "good", "id": "good/good"}
    (patterns / "grades.jsonl").write_text(json.dumps(line) + "\n")
    code = (
        "import sys; from pathlib import Path; from pipeline.batch import cluster;"
        "cluster.pipeline_fingerprint = lambda patterns: 'what another machine has';"
        "from pipeline.cli import app; app()"
    )
    command = [sys.executable, "-c", code, "extract", str(inputs), "--output", str(tmp_path / "out.jsonl")]
    options = ["--patterns", str(patterns), "--engine", "dask", "--scheduler", address(scheduler)]
    with worker(scheduler):
        done = subprocess.run([*command, *options], capture_output=True, text=True, timeout=120)
    assert done.returncode == 2
    assert "differ from those of this run" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_document_that_hangs_is_given_up_on_a_cluster_too(
    inputs: Path, here: bytes, tmp_path: Path, scheduler: Path
) -> None:
    """The readers of the worker's machine hang on one file; its other documents are as here."""
    there, inputs = tmp_path / "there.jsonl", shutil.copytree(inputs, tmp_path / "in")
    (inputs / "hangs.txt").write_text("It hangs.")
    site = tmp_path / "site"
    site.mkdir()
    (site / "sitecustomize.py").write_text(
        "import time\nfrom pipeline.readers import plain\nread = plain.read_plain\n"
        "plain.read_plain = lambda data, path: time.sleep(600) if path == 'hangs.txt' else read(data, path)\n"
    )
    with worker(scheduler, PYTHONPATH=os.pathsep.join(filter(None, [str(site), os.environ.get("PYTHONPATH")]))):
        options = ["--scheduler", address(scheduler), "--time-limit", "1"]
        assert run(inputs, there, "--engine", "dask", *options).exit_code == 1
    told = (tmp_path / "there.failures.jsonl").read_text()
    assert '{"path":"hangs.txt","reason":"given up after two tries: took longer than 1 seconds"}' in told
    assert there.read_bytes() == here


def test_a_cluster_without_workers_is_told_and_not_waited_for_without_end(
    inputs: Path, tmp_path: Path, scheduler: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("pipeline.batch.cluster.SECONDS_WITHOUT_WORKERS", 5)
    monkeypatch.setattr("pipeline.batch.cluster.TICK", 0.6)
    result = run(inputs, tmp_path / "out.jsonl", "--engine", "dask", "--scheduler", address(scheduler))
    assert result.exit_code == 2
    assert "has no workers: start some" in result.output
    assert "waiting for workers" in caplog.text


def test_no_scheduler_at_the_address_is_one_line(inputs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.batch.cluster.SECONDS_TO_CONNECT", 1)
    result = run(inputs, tmp_path / "out.jsonl", "--engine", "dask", "--scheduler", "tcp://127.0.0.1:9")
    assert result.exit_code == 2
    assert "no Dask scheduler answers at tcp://127.0.0.1:9" in result.output
    assert isinstance(result.exception, SystemExit)
