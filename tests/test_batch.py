"""The batch run: every input accounted for, the same bytes however it is run, and nothing ever half written."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import orjson
import pytest
from cache_made import checked
from spacy.language import Language
from spacy.tokens import Doc
from typer.testing import CliRunner, Result

from pipeline.batch import local
from pipeline.batch.cache import Cache
from pipeline.batch.ledger import journal_file, ledger_file
from pipeline.batch.output import Outputs, failures_file
from pipeline.batch.task import Outcome, Task
from pipeline.batch.verify import faults_of
from pipeline.batch.work import annotate_file
from pipeline.cli import app
from pipeline.language import load
from pipeline.patterns import DEFAULT_PATTERNS
from pipeline.readers.document import Document
from pipeline.records import Record, json_schema

OURS = Path(__file__).parents[1] / "corpus" / "documents"
STORY = "Kent was rated good by Ofsted in {year}. Inspectors said that social workers know their children well."


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = checked(tmp_path / "cache")
    monkeypatch.setenv("OFSIGHT_CACHE", str(folder))
    return folder


@pytest.fixture(autouse=True)
def _loaded_once(nlp: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "loaded", lambda patterns: nlp if patterns == DEFAULT_PATTERNS else load(patterns))
    monkeypatch.setattr("pipeline.workbench.check.faults", lambda patterns: [])


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    """A folder of small stories, and some that cannot be read."""
    folder = tmp_path / "in"
    (folder / "deeper").mkdir(parents=True)
    for number in range(12):
        (folder / f"story{number:02}.txt").write_text(STORY.format(year=2010 + number))
    (folder / "deeper" / "empty.pdf").write_bytes(b"")
    (folder / "junk.bin").write_bytes(bytes(range(256)) * 20)
    return folder


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["extract", *map(str, arguments)])


def records_of(output: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.read_text("utf-8").splitlines()]


def paths_of(output: Path) -> list[str]:
    return [record["source"]["path"] for record in records_of(output)]


def reasons_of(output: Path) -> dict[str, str]:
    return {row["path"]: row["reason"] for row in records_of(failures_file(output))}


def test_every_input_is_a_record_or_a_failure(inputs: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.jsonl"
    result = run(inputs, "--output", output)
    assert result.exit_code == 1
    assert paths_of(output) == [f"story{number:02}.txt" for number in range(12)]
    assert set(reasons_of(output)) == {"deeper/empty.pdf", "junk.bin"}
    assert "14 inputs: 12 records, 2 failures" in result.output


def test_all_read_is_exit_status_0_with_an_empty_failures_file(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text(STORY.format(year=2020))
    output = tmp_path / "new" / "folder" / "out.jsonl"
    assert run(tmp_path / "one.txt", "--output", output).exit_code == 0
    assert failures_file(output).read_bytes() == b""


def test_records_stand_in_the_order_of_the_inputs(inputs: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.jsonl"
    given = [inputs / name for name in ("story07.txt", "story01.txt", "story09.txt")]
    run(*given, "--output", output)
    assert paths_of(output) == ["story07.txt", "story01.txt", "story09.txt"]


def test_one_worker_and_three_write_the_same_bytes(tmp_path: Path) -> None:
    outputs = [tmp_path / "one.jsonl", tmp_path / "three.jsonl"]
    for output, workers in zip(outputs, "13", strict=True):
        run(OURS, "--output", output, "--workers", workers, "--fresh")
    assert outputs[0].read_bytes() == outputs[1].read_bytes()
    assert failures_file(outputs[0]).read_bytes() == failures_file(outputs[1]).read_bytes()


def test_records_of_our_own_corpus_hold_to_the_committed_schema(tmp_path: Path) -> None:
    output = tmp_path / "out.jsonl"
    run(OURS, "--output", output)
    validator = jsonschema.Draft202012Validator(json_schema())
    for record in records_of(output):
        validator.validate(record)
    assert list(faults_of(output)) == []


def test_the_committed_schema_is_the_one_of_the_code() -> None:
    committed = Path(__file__).parents[1] / "pipeline" / "record.schema.json"
    now = json.dumps(json_schema(), indent=2) + "\n"
    assert committed.read_text() == now, "write json_schema() to pipeline/record.schema.json"


def test_the_second_of_two_equal_files_is_a_failure_that_names_the_first(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("a.txt", "b.txt"):
        (folder / name).write_text(STORY.format(year=2020))
    output = tmp_path / "out.jsonl"
    assert run(folder, "--output", output).exit_code == 1
    assert paths_of(output) == ["a.txt"]
    assert "same content as a.txt" in reasons_of(output)["b.txt"]


def test_two_equal_lines_of_a_jsonl_file_are_told_apart_from_one_run_to_the_next(tmp_path: Path) -> None:
    line = json.dumps({"text": STORY.format(year=2020)}) + "\n"
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.jsonl").write_text(line)
    (folder / "b.jsonl").write_text(line + json.dumps({"text": STORY.format(year=2021)}) + "\n")
    output = tmp_path / "out.jsonl"
    run(folder, "--output", output)
    assert paths_of(output) == ["a.jsonl:1", "b.jsonl:2"]
    assert "same content as a.jsonl:1" in reasons_of(output)["b.jsonl:1"]
    (folder / "a.jsonl").unlink()
    assert run(folder, "--output", output).exit_code == 0
    assert paths_of(output) == ["b.jsonl:1", "b.jsonl:2"]


def test_two_equal_files_that_cannot_be_read_both_say_why(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("a.pdf", "b.pdf"):
        (folder / name).write_bytes(b"")
    output = tmp_path / "out.jsonl"
    run(folder, "--output", output)
    reasons = reasons_of(output)
    assert reasons["a.pdf"] == reasons["b.pdf"]


def test_hostile_inputs_each_get_their_line_and_the_run_goes_on(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "empty.txt").write_bytes(b"")
    (folder / "empty.pdf").write_bytes(b"")
    (folder / "false.pdf").write_text("<html><head><title>404 Not Found</title></head><body>Not Found</body></html>")
    (folder / "cp1252.txt").write_bytes(
        STORY.format(year=2019).encode() + " The council’s view – good".encode("cp1252")
    )
    (folder / "utf16.txt").write_bytes(STORY.format(year=2018).encode("utf-16"))
    (folder / "junk.pdf").write_bytes(b"%PDF-1.7\n" + os.urandom(2000))
    (folder / "big.txt").write_text("\n\n".join(STORY.format(year=year) for year in range(20000))[:100_000])
    (folder / "unknown.xyz").write_text(STORY.format(year=2017))
    (folder / "broken.txt").write_text(STORY.format(year=2016))
    (folder / "broken.meta.json").write_text('{"publisher": ')
    (folder / "nothing").mkdir()
    (folder / "round").symlink_to(folder)
    (folder / "a\nb\u202e.txt").write_text(STORY.format(year=2015))
    output = tmp_path / "out.jsonl"
    assert run(folder, tmp_path / "absent", "--output", output).exit_code == 1
    read, failed = set(paths_of(output)), set(reasons_of(output))
    assert {"cp1252.txt", "utf16.txt", "big.txt", "unknown.xyz", "a\nb\u202e.txt"} <= read
    assert {"empty.txt", "empty.pdf", "false.pdf", "junk.pdf", "round", str(tmp_path / "absent")} <= failed
    assert not read & failed
    assert "broken.txt" in read | failed
    assert all(reason and "\n" not in reason and "Traceback" not in reason for reason in reasons_of(output).values())


def test_no_input_at_all_is_exit_status_2_and_leaves_earlier_output_alone(tmp_path: Path) -> None:
    output = tmp_path / "out.jsonl"
    output.write_text("earlier\n")
    (tmp_path / "none").mkdir()
    result = run(tmp_path / "none", "--output", output)
    assert result.exit_code == 2
    assert "holds no file to read" in result.output
    assert output.read_text() == "earlier\n"


def test_faulty_patterns_are_all_told_and_leave_earlier_output_alone(inputs: Path, tmp_path: Path) -> None:
    patterns = tmp_path / "patterns"
    patterns.mkdir()
    (patterns / "grades.jsonl").write_text('not json\n{"label": "GRADE", "pattern": "good"}\n')
    output = tmp_path / "out.jsonl"
    output.write_text("earlier\n")
    result = run(inputs, "--output", output, "--patterns", patterns)
    assert result.exit_code == 2
    assert "grades.jsonl:1: " in result.output
    assert "grades.jsonl:2: " in result.output
    assert output.read_text() == "earlier\n"


def test_a_second_run_takes_over_what_has_not_changed(inputs: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.jsonl"
    run(inputs, "--output", output)
    first = output.read_bytes()
    assert "14 unchanged" in run(inputs, "--output", output).output
    assert output.read_bytes() == first


def test_changes_are_found_by_content_and_give_the_bytes_of_a_fresh_run(inputs: Path, tmp_path: Path) -> None:
    output, fresh = tmp_path / "out.jsonl", tmp_path / "fresh.jsonl"
    run(inputs, "--output", output)
    (inputs / "story03.txt").write_text(STORY.format(year=1999))
    (inputs / "story05.txt").unlink()
    (inputs / "story06.txt").rename(inputs / "a-new-name.txt")
    (inputs / "story08.meta.json").write_text('{"publisher": "A Newspaper"}')
    os.utime(inputs / "story09.txt")
    assert "10 unchanged" in run(inputs, "--output", output).output
    run(inputs, "--output", fresh, "--fresh")
    assert output.read_bytes() == fresh.read_bytes()
    assert failures_file(output).read_bytes() == failures_file(fresh).read_bytes()


def test_another_set_of_patterns_does_all_anew(inputs: Path, tmp_path: Path) -> None:
    patterns = tmp_path / "patterns"
    shutil.copytree(OURS.parents[1] / "patterns", patterns)
    output = tmp_path / "out.jsonl"
    run(inputs, "--output", output, "--patterns", patterns)
    with (patterns / "grades.jsonl").open("a") as file:
        file.write(json.dumps({"label": "GRADE", "pattern": "tip-top", "id": "good/tip-top"}) + "\n")
    assert "unchanged" not in run(inputs, "--output", output, "--patterns", patterns).output
    assert len({record["pipeline"]["patterns"] for record in records_of(output)}) == 1


def test_an_output_changed_by_hand_is_not_taken_over(inputs: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.jsonl"
    run(inputs, "--output", output)
    first = output.read_bytes()
    output.write_bytes(first.replace(b"Kent", b"Bent"))
    assert any("was changed" in fault for fault in faults_of(output))
    run(inputs, "--output", output)
    assert output.read_bytes() == first


def test_an_output_inside_the_input_folder_is_not_read(inputs: Path) -> None:
    output = inputs / "out.jsonl"
    run(inputs, "--output", output)
    first = output.read_bytes()
    run(inputs, "--output", output)
    assert output.read_bytes() == first


def test_text_from_the_cache_gives_the_same_bytes(tmp_path: Path, own_cache: Path) -> None:
    parsed, kept = tmp_path / "parsed.jsonl", tmp_path / "kept.jsonl"
    run(OURS / "reports", "--output", parsed)
    assert list(own_cache.glob("*/*.json"))
    run(OURS / "reports", "--output", kept)
    assert parsed.read_bytes() == kept.read_bytes()


def test_a_broken_cache_entry_counts_as_absent(tmp_path: Path, own_cache: Path) -> None:
    before, after = tmp_path / "before.jsonl", tmp_path / "after.jsonl"
    run(OURS / "reports", "--output", before)
    for entry in own_cache.glob("*/*.json"):
        entry.write_bytes(entry.read_bytes()[:100])
    assert run(OURS / "reports", "--output", after).exit_code == 0
    assert before.read_bytes() == after.read_bytes()


def test_nothing_is_in_place_before_the_whole_is_written(tmp_path: Path) -> None:
    output = tmp_path / "out.jsonl"
    output.write_text("earlier\n")
    with Outputs(output) as outputs:
        outputs.line(b"{}\n")
    assert output.read_text() == "earlier\n"
    assert not failures_file(output).exists()
    assert [path.name for path in tmp_path.iterdir() if path.name != "cache"] == ["out.jsonl"]


@pytest.mark.parametrize("finished", [1, 4, 9])
def test_a_run_killed_in_the_middle_goes_on_and_ends_as_if_undisturbed(
    inputs: Path, tmp_path: Path, finished: int
) -> None:
    output, undisturbed = tmp_path / "out.jsonl", tmp_path / "undisturbed.jsonl"
    run(inputs, "--output", undisturbed)
    output.write_text("earlier\n")
    killed = under_way(inputs, output, 2 * finished)
    killed.kill()
    killed.wait()
    assert output.read_text() == "earlier\n"
    result = run(inputs, "--output", output)
    assert result.exit_code == 1
    assert "unchanged" in result.output
    assert output.read_bytes() == undisturbed.read_bytes()


def test_an_interrupted_run_says_how_to_go_on(inputs: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.jsonl"
    stopped = under_way(inputs, output, 2)
    stopped.send_signal(signal.SIGINT)
    _, told = stopped.communicate(timeout=20)
    assert stopped.returncode == 130
    assert "run the same command again to go on" in told
    assert "Traceback" not in told
    assert not output.exists()


def test_a_torn_journal_entry_is_dropped(inputs: Path, tmp_path: Path) -> None:
    output, undisturbed = tmp_path / "out.jsonl", tmp_path / "undisturbed.jsonl"
    run(inputs, "--output", undisturbed)
    killed = under_way(inputs, output, 6)
    killed.kill()
    killed.wait()
    journal = journal_file(output)
    journal.write_bytes(journal.read_bytes()[:-7])
    run(inputs, "--output", output)
    assert output.read_bytes() == undisturbed.read_bytes()


def test_a_zeroed_page_of_the_journal_is_not_taken_over(inputs: Path, tmp_path: Path) -> None:
    """What some file systems give back after a power loss."""
    output, undisturbed = tmp_path / "out.jsonl", tmp_path / "undisturbed.jsonl"
    run(inputs, "--output", undisturbed)
    killed = under_way(inputs, output, 12)
    killed.kill()
    killed.wait()
    content = journal_file(output).read_bytes()
    for place in range(0, len(content), 2997):
        journal_file(output).write_bytes(
            content[:place] + bytes(len(content[place : place + 300])) + content[place + 300 :]
        )
        output.unlink(missing_ok=True)
        ledger_file(output).unlink(missing_ok=True)
        run(inputs, "--output", output)
        assert output.read_bytes() == undisturbed.read_bytes()


@pytest.mark.parametrize("damage", [lambda old: old.replace(b"good", b"gold"), lambda old: old[:-40] + bytes(40)])
def test_a_text_of_the_cache_that_changed_is_read_anew(
    tmp_path: Path, own_cache: Path, damage: Callable[[bytes], bytes]
) -> None:
    before, after = tmp_path / "before.jsonl", tmp_path / "after.jsonl"
    run(OURS / "reports", "--output", before)
    for entry in own_cache.glob("*/*.json"):
        entry.write_bytes(damage(entry.read_bytes()))
    run(OURS / "reports", "--output", after)
    assert before.read_bytes() == after.read_bytes()


def test_a_ledger_that_changed_is_not_taken_over(inputs: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.jsonl"
    run(inputs, "--output", output)
    failures = failures_file(output).read_bytes()
    ledger = ledger_file(output)
    ledger.write_bytes(ledger.read_bytes().replace(b"is empty", b"is empti"))
    run(inputs, "--output", output)
    assert failures_file(output).read_bytes() == failures


def test_a_file_that_changes_while_it_waits_and_changes_back_keeps_no_record_of_the_other_text(
    inputs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output, file = tmp_path / "out.jsonl", inputs / "story03.txt"

    def changed_meanwhile(nlp: Language, task: Task, cache: Cache | None) -> Iterator[str | Outcome]:
        if task.path == file:
            file.write_text(STORY.format(year=1999))
        return annotate_file(nlp, task, cache)

    with monkeypatch.context() as patched:
        patched.setattr(local, "annotate_file", changed_meanwhile)
        run(inputs, "--output", output)
    assert "in 1999" in output.read_text()
    file.write_text(STORY.format(year=2013))
    run(inputs, "--output", output)
    assert "in 1999" not in output.read_text()


FULL = """
import resource, signal, sys
from pipeline.cli import app
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), int(sys.argv[1])))
app(sys.argv[2:])
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits the size of files by setrlimit")
def test_where_no_file_may_grow_further_the_earlier_output_stays_whole(inputs: Path, tmp_path: Path) -> None:
    """Like a full disk, for which `test_full_disk.py` needs rights that not all machines give."""
    output = tmp_path / "out.jsonl"
    run(inputs, "--output", output)
    size = max(file.stat().st_size for file in (output, ledger_file(output)))
    (inputs / "story00.txt").write_text(STORY.format(year=1999))
    named = [output, failures_file(output), ledger_file(output)]
    before = [file.read_bytes() for file in named]
    for point in range(3):
        command = [sys.executable, "-c", FULL, str(size * point // 3), "extract", str(inputs), "--workers", "1"]
        done = subprocess.run([*command, "--output", str(output)], capture_output=True, text=True, timeout=120)
        assert done.returncode == 2, done.stderr
        assert "too large" in done.stderr
        assert "earlier output is untouched" in done.stderr
        assert [file.read_bytes() for file in named] == before
    assert run(inputs, "--output", output).exit_code == 1
    assert "in 1999" in output.read_text()


SLOW = """
import signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored where the tests run in the background of a shell
from pipeline.batch import work
from pipeline.batch import local
from pipeline.cli import app
quick = work.annotate_file
def slow(*arguments):
    time.sleep(0.25)
    return quick(*arguments)
local.annotate_file = slow
app(sys.argv[1:])
"""


def under_way(inputs: Path, output: Path, lines: int) -> subprocess.Popen[str]:
    """A run of its own, slow enough to be met in the middle, whose journal has this many lines."""
    command = [sys.executable, "-c", SLOW, "extract", str(inputs), "--output", str(output), "--workers", "1"]
    started = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    journal = journal_file(output)
    while not journal.exists() or journal.read_bytes().count(b"\n") < lines:
        assert started.poll() is None, f"the run ended too early: {started.communicate()[1]}"
        time.sleep(0.002)
    return started


def test_a_record_round_trips_through_its_line(inputs: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.jsonl"
    run(inputs, "--output", output)
    lines = output.read_bytes().splitlines(keepends=True)
    assert lines
    for line in lines:
        assert orjson.dumps(orjson.loads(line)) + b"\n" == line


def test_a_failure_of_our_own_keeps_its_cause(tmp_path: Path) -> None:
    def broken(doc: Doc) -> Doc:
        raise KeyError("stong")

    failing = load()
    Language.component("broken", func=broken)
    failing.add_pipe("broken")
    file = tmp_path / "a.txt"
    file.write_text("Kent was rated good.", "utf-8")
    (outcome, *_) = annotate_file(failing, Task(0, file, tmp_path, ""), None)
    assert isinstance(outcome, Outcome)
    assert [one["reason"] for one in outcome.failures] == ["ofsight failed on it (KeyError: 'stong')"]
    (cause,) = outcome.causes
    assert cause.startswith("a.txt\nTraceback")
    assert 'raise KeyError("stong")' in cause


def test_a_failure_of_our_own_is_told_with_its_traceback_in_a_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(nlp: Language, document: Document) -> Record:
        raise KeyError("stong")

    monkeypatch.setattr("pipeline.batch.work.annotate", broken)
    (tmp_path / "a.txt").write_text("Kent was rated good.", "utf-8")
    result = run(tmp_path / "a.txt", "--output", tmp_path / "out.jsonl")
    assert result.exit_code == 1
    assert f"what went wrong inside ofsight in {tmp_path / 'out.log'}" in result.output
    assert 'raise KeyError("stong")' in (tmp_path / "out.log").read_text("utf-8")
