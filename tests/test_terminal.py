"""Whatever is named, and wherever output goes: one line for people, never a traceback, never waiting without end."""

import json
import os
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from cache_made import checked
from spacy.language import Language
from typer.testing import CliRunner

from pipeline.batch import local
from pipeline.cli import app

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")

STORY = "Kent was rated good by Ofsted in 2019. Leaders “know” their children well."


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory, nlp: Language) -> Path:
    """A folder with documents and with their records, which all tests begin with a copy of."""
    folder = tmp_path_factory.mktemp("read")
    (folder / "docs").mkdir()
    (folder / "docs" / "a.txt").write_text(STORY)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(local, "loaded", lambda patterns: nlp)
        patched.chdir(folder)
        assert CliRunner().invoke(app, ["extract", "docs", "--output", "records"]).exit_code == 0
    return folder


@pytest.fixture(autouse=True)
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nlp: Language, read: Path) -> Iterator[Path]:
    """A folder with one thing of each kind, which the command runs in; whoever waits for 30 seconds has failed."""
    monkeypatch.setenv("OFSIGHT_CACHE", str(checked(tmp_path / "cache")))
    monkeypatch.setattr(local, "loaded", lambda patterns: nlp)
    monkeypatch.setattr("pipeline.workbench.gate.refuse_faulty", lambda patterns: None)
    monkeypatch.chdir(tmp_path)
    shutil.copytree(read, tmp_path, dirs_exist_ok=True)
    (tmp_path / "text").write_text("not a record\n")
    (tmp_path / "bytes").write_bytes(bytes(range(256)) * 9)
    (tmp_path / "empty").write_bytes(b"")
    (tmp_path / "objects").write_text('{"a": 1}\n[]\n')
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "device").symlink_to("/dev/zero")
    (tmp_path / "gold").write_text(json.dumps({"doc": "a.txt", "findings": []}) + "\n")

    def too_long(*_: object) -> None:
        raise AssertionError("it waits")

    before = signal.signal(signal.SIGALRM, too_long)
    signal.alarm(60)
    yield tmp_path
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def told(*arguments: str) -> str:
    """What a command that cannot be done says."""
    result = CliRunner().invoke(app, list(arguments))
    assert isinstance(result.exception, SystemExit), repr(result.exception)
    assert result.exit_code in (1, 2), result.output
    assert result.output.strip()
    return result.output


SPECIAL = ("pipe", "device")
NO_RECORDS = ("text", "bytes", "objects", *SPECIAL)


@pytest.mark.parametrize("named", [*NO_RECORDS, "absent", "docs"])
@pytest.mark.parametrize(
    "command",
    [
        ["verify", "NAMED"],
        ["report", "NAMED", "--output", "out"],
        ["report", "records", "--output", "out", "--since", "NAMED"],
        ["report", "records", "--output", "out", "--compare", "NAMED"],
        ["evaluate", "NAMED", "records"],
        ["evaluate", "gold", "NAMED"],
        ["patterns", "suggest", "NAMED"],
        ["patterns", "view", "NAMED", "a.txt", "--output", "page.html"],
        ["patterns", "export", "prodigy", "NAMED", "--output", "out"],
        ["patterns", "import", "prodigy", "NAMED", "--gold", "out"],
        ["patterns", "check", "--patterns", "NAMED"],
        ["patterns", "stats", "--gold", "NAMED", "--limit", "1"],
        ["extract", "docs", "--output", "out", "--patterns", "NAMED"],
    ],
    ids=" ".join,
)
def test_what_is_not_what_it_should_be_is_named(command: list[str], named: str) -> None:
    assert Path(named).name in told(*[named if one == "NAMED" else one for one in command])


@pytest.mark.parametrize(
    "place", ["pipe", "device", "text/out.jsonl", "/proc/none/out.jsonl", "n" * 250 + ".jsonl", ""]
)
def test_an_output_that_cannot_be_is_named_with_a_remedy(place: str) -> None:
    assert "; " in told("extract", "docs", "--output", place) or not place
    assert stat.S_ISFIFO(Path("pipe").stat().st_mode)


@pytest.mark.parametrize("named", ["absent", "pipe", "device", "n" * 300, "docs/a.txt/b", "a\0b"])
def test_an_input_that_cannot_be_read_is_told_and_the_others_are_read(named: str) -> None:
    result = CliRunner().invoke(app, ["extract", named, "docs", "--output", "out.jsonl"])
    assert result.exit_code == 1, result.output
    assert len(Path("out.jsonl").read_text().splitlines()) == 1
    assert len(Path("out.failures.jsonl").read_text().splitlines()) == 1


@pytest.mark.parametrize("place", ["/proc/none", "/dev/null", "text", "/dev/full/x"])
def test_a_cache_that_cannot_be_used_is_done_without(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OFSIGHT_CACHE", place)
    assert CliRunner().invoke(app, ["extract", "docs", "--output", "out.jsonl"]).exit_code == 0


def test_without_a_home_nothing_is_kept_and_all_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(path: Path) -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("OFSIGHT_CACHE")
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(Path, "expanduser", nobody)
    assert CliRunner().invoke(app, ["extract", "docs", "--output", "out.jsonl"]).exit_code == 0


COMMANDS = (
    "--help",
    "extract docs --output records",
    "verify records",
    "report records --only judgements",
    "report records --output out",
    "evaluate gold records",
    "patterns explain Kent",
)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(("stream", "statuses"), [("full", (0, 2)), ("closed", (0,)), ("cp1252", (0,))])
def test_standard_output_may_be_closed_full_or_of_another_encoding(
    command: str, stream: str, statuses: tuple[int, ...]
) -> None:
    signal.alarm(0)  # starting a process is not what is timed
    arguments = [sys.executable, "-c", "from pipeline.cli import app; app()", *command.split()]
    where = {"full": ">/dev/full", "closed": ">&-", "cp1252": ">shown"}[stream]
    done = subprocess.run(
        ["sh", "-c", f'"$@" {where}', "sh", *arguments],
        env={**os.environ, "PYTHONIOENCODING": "cp1252" if stream == "cp1252" else "utf-8"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert "Traceback" not in done.stderr
    assert done.returncode in statuses, done.stderr
    if done.returncode == 2:
        assert "standard output: no space left on device" in done.stderr


def test_make_takes_a_folder_with_a_space_in_its_name(tmp_path: Path) -> None:
    given = ["CORPUS=my docs", "OUT=my out.jsonl", "READY=", "OFSIGHT=echo"]
    done = subprocess.run(
        ["make", "-n", "extract", *given], cwd=Path(__file__).parents[1], capture_output=True, text=True, check=True
    )
    assert 'extract "my docs" --output "my out.jsonl"' in done.stdout
