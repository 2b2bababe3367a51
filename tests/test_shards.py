"""An output in parts: together they hold what one file would, and a manifest says that they are complete."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from pipeline.batch import local
from pipeline.batch.shards import LOCK
from pipeline.cli import app
from pipeline.report.load import load

STORY = "Kent was rated good by Ofsted in {year}."


@pytest.fixture
def inputs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nlp: object) -> Path:
    monkeypatch.setenv("OFSIGHT_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(local, "loaded", lambda patterns: nlp)
    monkeypatch.setattr("pipeline.workbench.check.faults", lambda patterns: [])
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(10):
        (folder / f"{number}.txt").write_text(STORY.format(year=2010 + number % 9))
    (folder / "empty.txt").write_text("")
    return folder


def run(inputs: Path, output: Path, *options: str) -> Result:
    return CliRunner().invoke(app, ["extract", str(inputs), "--output", str(output), *options])


def joined(folder: Path, pattern: str) -> bytes:
    return b"".join(part.read_bytes() for part in sorted(folder.glob(pattern)))


def test_the_parts_together_are_the_one_file(inputs: Path, tmp_path: Path) -> None:
    whole, parts = tmp_path / "whole.jsonl", tmp_path / "parts"
    run(inputs, whole)
    result = run(inputs, parts, "--shard-size", "4")
    assert result.exit_code == 1
    assert "11 inputs: 9 records, 2 failures" in result.output
    assert joined(parts, "part-?????.jsonl") == whole.read_bytes()
    assert joined(parts, "part-?????.failures.jsonl") == (tmp_path / "whole.failures.jsonl").read_bytes()


def test_the_manifest_counts_what_the_parts_hold(inputs: Path, tmp_path: Path) -> None:
    parts = tmp_path / "parts"
    run(inputs, parts, "--shard-size", "4")
    manifest = json.loads((parts / "manifest.json").read_text())
    assert [part["inputs"] for part in manifest["parts"]] == [4, 4, 3]
    for part in manifest["parts"]:
        assert len((parts / part["file"]).read_bytes().splitlines()) == part["records"]
    assert (manifest["inputs"], manifest["records"], manifest["failures"]) == (11, 9, 2)


def test_a_smaller_corpus_leaves_no_part_of_the_bigger_one(inputs: Path, tmp_path: Path) -> None:
    parts = tmp_path / "parts"
    run(inputs, parts, "--shard-size", "4")
    for number in range(2, 10):
        (inputs / f"{number}.txt").unlink()
    assert "2 records" in run(inputs, parts, "--shard-size", "4").output
    assert [part.name for part in sorted(parts.glob("part-*"))] == ["part-00000.failures.jsonl", "part-00000.jsonl"]


def test_the_report_reads_a_folder_of_parts(inputs: Path, tmp_path: Path) -> None:
    parts = tmp_path / "parts"
    run(inputs, parts, "--shard-size", "4")
    material = load([parts])
    assert len(material.documents) == 9
    assert len(material.failures) == 2


def test_parts_do_not_go_where_a_file_is(inputs: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    assert run(inputs, tmp_path / "file", "--shard-size", "4").exit_code == 2
    assert (tmp_path / "file").read_text() == "mine"


def test_two_runs_do_not_write_to_one_folder_at_once(inputs: Path, tmp_path: Path) -> None:
    parts = tmp_path / "parts"
    parts.mkdir()
    code = "import sys, time; from pathlib import Path; from pipeline.batch.ledger import locked\n"
    code += "held = locked(Path(sys.argv[1]), Path('x')); print('held', flush=True); time.sleep(60)"
    holder = subprocess.Popen([sys.executable, "-c", code, str(parts / LOCK)], stdout=subprocess.PIPE, text=True)
    with holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        result = run(inputs, parts, "--shard-size", "4")
        holder.kill()
    assert result.exit_code == 2
    assert "another run is writing to it" in result.output
    assert list(parts.glob("part-*")) == []


def without_manifest(parts: Path) -> None:
    (parts / "manifest.json").unlink()


def without_a_part(parts: Path) -> None:
    (parts / "part-00001.jsonl").unlink()


def with_a_part_too_many(parts: Path) -> None:
    (parts / "part-00009.jsonl").write_bytes((parts / "part-00001.jsonl").read_bytes())


def with_another_manifest(parts: Path) -> None:
    (parts / "manifest.json").write_text("[]")


@pytest.mark.parametrize(
    "damage",
    [without_manifest, without_a_part, with_a_part_too_many, with_another_manifest],
    ids=lambda one: one.__name__,
)
@pytest.mark.parametrize("command", ["report", "verify"])
def test_a_folder_whose_parts_are_not_complete_is_refused(
    inputs: Path, tmp_path: Path, damage: Callable[[Path], None], command: str
) -> None:
    parts = tmp_path / "parts"
    run(inputs, parts, "--shard-size", "4")
    options = ["--output", str(tmp_path / "report")] if command == "report" else []
    damage(parts)
    result = CliRunner().invoke(app, [command, str(parts), *options])
    assert result.exit_code == 2, result.output
    assert "part-0000" in result.output or "manifest.json" in result.output


def test_verify_holds_the_parts_against_the_manifest(inputs: Path, tmp_path: Path) -> None:
    parts = tmp_path / "parts"
    run(inputs, parts, "--shard-size", "4")
    assert CliRunner().invoke(app, ["verify", str(parts)]).exit_code == 0
    part = parts / "part-00001.jsonl"
    part.write_bytes(part.read_bytes().splitlines(keepends=True)[0])
    result = CliRunner().invoke(app, ["verify", str(parts)])
    assert result.exit_code == 1
    assert f"{part}: " in result.output
