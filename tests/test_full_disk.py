"""A disk that is full at any point of a run: the earlier output stays whole, nothing half made is left, one is told."""

import subprocess
from pathlib import Path

import pytest
from disk_made import ALONE, tries
from typer.testing import CliRunner

from pipeline.cli import app

STORY = (
    "Kent was rated good by Ofsted in {year}. Inspectors said that social workers know their children well. "
    "Plans are not always clear."
)
PAGE = "<html><title>Kent</title><body><article><h1>Kent</h1>{body}</article></body></html>"

POINTS = 20
"""At least so many amounts of room are tried that are not enough."""


def may_mount(folder: Path) -> bool:
    try:
        return subprocess.run([*ALONE, "mount", "-t", "tmpfs", "tmpfs", folder], capture_output=True).returncode == 0
    except OSError:
        return False


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    folder = tmp_path / "disk"
    folder.mkdir()
    if not may_mount(folder):
        pytest.skip("needs Linux, and the right to mount a disk in a namespace of one's own")
    return folder


@pytest.fixture
def inputs(tmp_path: Path) -> list[Path]:
    """Two folders of the same documents, some of which differ, and one that cannot be read."""
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder, later in zip(folders, (0, 50), strict=True):
        folder.mkdir()
        for number in range(40):
            (folder / f"{number:02}.txt").write_text(STORY.format(year=1960 + number + later * (number % 2)))
        paragraphs = "".join(f"<p>{STORY.format(year=1950 + later + number)}</p>" for number in range(30))
        (folder / "page.html").write_text(PAGE.format(body=paragraphs))
        (folder / "empty.txt").write_text("")
    return folders


def test_of_records_the_earlier_stay(disk: Path, inputs: list[Path]) -> None:
    before, command = (["extract", str(one), "--output", str(disk / "out.jsonl"), "--workers", "1"] for one in inputs)
    *refused, done = tries(disk, before, command, step=2)
    assert len(refused) >= POINTS
    assert done.odd == []
    for one in refused:
        assert one.status == 2
        assert f"{disk / 'out.jsonl'}: no space left on device; make room there" in one.said
        assert "earlier output is untouched" in one.said
        assert {*one.changed, *one.odd} <= {".out.journal"}, one


def test_of_parts_each_is_whole(disk: Path, inputs: list[Path]) -> None:
    shared = ("--output", str(disk / "out"), "--shard-size", "30", "--workers", "1")
    before, command = (["extract", str(one), *shared] for one in inputs)
    *refused, done = tries(disk, before, command)
    assert len(refused) >= POINTS
    assert done.odd == []
    for one in refused:
        assert one.status == 2
        assert f"{disk / 'out'}: no space left on device; make room there" in one.said
        assert "untouched" not in one.said
        assert all(name.endswith(".journal") for name in one.odd), one
        assert "out/manifest.json" in one.changed, "what is not complete must not pass for it"


def test_of_a_report_the_earlier_stays(disk: Path, inputs: list[Path], tmp_path: Path) -> None:
    records = [tmp_path / f"{one.name}.jsonl" for one in inputs]
    for folder, file in zip(inputs, records, strict=True):
        assert CliRunner().invoke(app, ["extract", str(folder), "--output", str(file), "--workers", "1"]).exit_code == 1
    before, command = (["report", str(file), "--output", str(disk / "out")] for file in records)
    *refused, _ = tries(disk, before, command, step=5)
    assert len(refused) >= POINTS
    for one in refused:
        assert one.status == 2
        assert f"{disk / 'out'}: No space left on device; the earlier report, if any, is untouched" in one.said
        assert one.changed == one.odd == []
