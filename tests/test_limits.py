"""A document that hangs or ends its worker costs nobody else anything."""

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.batch import local
from pipeline.batch.task import Limits, Outcome, Task
from pipeline.patterns import DEFAULT_PATTERNS
from pipeline.records import Failure

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="workers start as copies only on Linux")


def outcomes(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    evil: Callable[[], None],
    workers: int = 2,
    limits: Limits | None = None,
) -> dict[str, Outcome]:
    """Runs 12 tasks, of which the fifth does `evil`; how each came out, by name."""

    def annotate(nlp: object, task: Task, cache: object) -> Outcome:
        with (tmp_path / "tries").open("a") as tries:
            tries.write(f"{task.name}\n")
        if task.number == 4:
            evil()
        return Outcome([], [Failure(path=task.name, reason="seen")])

    monkeypatch.setattr(local, "annotate_file", annotate)
    monkeypatch.setattr(local, "loaded", lambda patterns: object())
    tasks = [Task(number, tmp_path / f"{number}.txt", tmp_path, "") for number in range(12)]
    done = list(local.run(tasks, DEFAULT_PATTERNS, workers, limits or Limits(), None))
    assert sorted(task.number for task, _ in done) == list(range(12))
    return {task.name: outcome for task, outcome in done}


def reason_of_the_fifth(found: dict[str, Outcome]) -> str:
    for name, outcome in found.items():
        if name != "4.txt":
            assert outcome.failures == [{"path": name, "reason": "seen"}]
    assert not found["4.txt"].lasting
    return found["4.txt"].failures[0]["reason"]


@pytest.mark.parametrize("workers", [1, 2])
def test_one_that_kills_its_worker_is_given_up_after_a_second_try(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, workers: int
) -> None:
    found = outcomes(monkeypatch, tmp_path, lambda: os.kill(os.getpid(), signal.SIGKILL), workers)
    assert reason_of_the_fifth(found) == "given up after two tries: its worker was ended by SIGKILL"
    assert (tmp_path / "tries").read_text().splitlines().count("4.txt") == 2


def test_one_that_hangs_is_given_up_after_a_second_try(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    found = outcomes(monkeypatch, tmp_path, lambda: time.sleep(60), limits=Limits(seconds=0.3))
    assert reason_of_the_fifth(found) == "given up after two tries: took longer than 0.3 seconds"


def test_one_that_needs_too_much_memory_is_given_up_after_a_second_try(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    hoard: list[bytearray] = []
    found = outcomes(
        monkeypatch, tmp_path, lambda: hoard.append(bytearray(3_000_000_000)), limits=Limits(megabytes=2000)
    )
    assert reason_of_the_fifth(found) == "given up after two tries: needs more than 2000 MB of memory"


def test_one_that_kills_its_worker_only_once_is_read_at_the_second_try(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def the_first_time() -> None:
        if (tmp_path / "tries").read_text().splitlines().count("4.txt") == 1:
            os.kill(os.getpid(), signal.SIGKILL)

    found = outcomes(monkeypatch, tmp_path, the_first_time)
    assert found["4.txt"].failures == [{"path": "4.txt", "reason": "seen"}]
    assert found["4.txt"].lasting


def test_workers_are_renewed_and_none_is_left(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(local, "RENEWED_AFTER", 3)
    before = set(multiprocessing.active_children())
    outcomes(monkeypatch, tmp_path, lambda: None)
    assert set(multiprocessing.active_children()) == before
