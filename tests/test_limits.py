"""A document that hangs or ends its worker costs nobody else anything."""

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from spacy.language import Language

from pipeline.batch import local
from pipeline.batch.task import Limits, Line, Outcome, Task
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

    def annotate(nlp: object, task: Task, cache: object) -> Iterator[Outcome]:
        with (tmp_path / "tries").open("a") as tries:
            tries.write(f"{task.name}\n")
        if task.number == 4:
            evil()
        yield Outcome([], [Failure(path=task.name, reason="seen")])

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


@pytest.mark.parametrize("read", [True, False])
def test_a_worker_ends_in_silence_when_its_run_is_gone_whatever_was_left_unread(read: bool) -> None:
    ours, its = multiprocessing.Pipe()
    life = (its, [ours], Language(), DEFAULT_PATTERNS, Limits(), None, os.getpid())
    worker = multiprocessing.get_context("fork").Process(target=local._serve, args=life)
    worker.start()
    its.close()
    assert ours.poll(30)
    if read:
        ours.recv()
    ours.close()
    worker.join(30)
    assert worker.exitcode == 0


def container(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, evil: Callable[[int], None], seconds: float) -> Outcome:
    """What a file of eight documents gives, the parts of which do `evil` before they are done."""

    def annotate(nlp: object, task: Task, cache: object) -> Iterator[str | Outcome]:
        for number in range(task.skip, 8):
            yield f"{task.name}:{number}"
            evil(number)
            yield Outcome([Line(str(number), f"{task.name}:{number}", b"{}\n")], [])

    monkeypatch.setattr(local, "annotate_file", annotate)
    monkeypatch.setattr(local, "loaded", lambda patterns: object())
    task = Task(0, tmp_path / "all.jsonl", tmp_path, "")
    ((_, outcome),) = local.run([task], DEFAULT_PATTERNS, 2, Limits(seconds=seconds), None)
    return outcome


def test_the_documents_of_a_container_count_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    outcome = container(monkeypatch, tmp_path, lambda number: time.sleep(0.3), seconds=1.5)
    assert len(outcome.lines) == 8
    assert outcome.failures == []


def test_a_document_of_a_container_that_hangs_costs_no_other(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    outcome = container(monkeypatch, tmp_path, lambda number: time.sleep(60 * (number in (2, 5))), seconds=0.5)
    assert [line.sha256 for line in outcome.lines] == list("013467")
    assert [failure["path"] for failure in outcome.failures] == ["all.jsonl:2", "all.jsonl:5"]
    assert {failure["reason"] for failure in outcome.failures} == {
        "given up after two tries: took longer than 0.5 seconds"
    }
    assert not outcome.lasting


def test_a_container_whose_reading_ends_its_worker_is_given_up_with_what_was_read_kept(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def annotate(nlp: object, task: Task, cache: object) -> Iterator[str | Outcome]:
        for number in range(task.skip, 3):
            yield f"{task.name}:{number}"
            yield Outcome([Line(str(number), f"{task.name}:{number}", b"{}\n")], [])
        os.kill(os.getpid(), signal.SIGKILL)

    monkeypatch.setattr(local, "annotate_file", annotate)
    monkeypatch.setattr(local, "loaded", lambda patterns: object())
    task = Task(0, tmp_path / "all.jsonl", tmp_path, "")
    ((_, outcome),) = local.run([task], DEFAULT_PATTERNS, 1, Limits(), None)
    assert len(outcome.lines) == 3
    assert [failure["path"] for failure in outcome.failures] == ["all.jsonl"]


def test_a_failure_of_a_worker_near_its_memory_limit_is_no_lasting_verdict(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Libraries tell a want of memory as a broken file."""

    def annotate(nlp: object, task: Task, cache: object) -> Iterator[Outcome]:
        if task.number:
            bytearray(2_048_000_000)[::4096] = bytes(500_000)
        yield Outcome([], [Failure(path=task.name, reason="is a broken Word document")])

    monkeypatch.setattr(local, "annotate_file", annotate)
    monkeypatch.setattr(local, "loaded", lambda patterns: object())
    for number, lasting in ((0, True), (1, False)):
        task = Task(number, tmp_path / "a.docx", tmp_path, "")
        ((_, outcome),) = local.run([task], DEFAULT_PATTERNS, 1, Limits(megabytes=3500), None)
        assert outcome.lasting is lasting
