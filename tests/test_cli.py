"""The command line: quick to start, clear when something is wrong, the same exit status everywhere."""

import copy
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cache_made import checked
from typer.testing import CliRunner, Result

from pipeline.cli import app
from pipeline.records import SCHEMA, empty_meta

OURS = Path(__file__).parents[1] / "corpus" / "documents"
COMMANDS = (
    ["extract"],
    ["report"],
    ["evaluate"],
    ["verify"],
    ["patterns"],
    ["patterns", "check"],
)


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys; from typer.testing import CliRunner; from pipeline.cli import app\n"
        f"for command in {[[], *COMMANDS]!r}:\n"
        "    result = CliRunner().invoke(app, [*command, '--help'])\n"
        "    assert result.exit_code == 0, result.output\n"
        "    heavy = {'spacy', 'pandas', 'numpy', 'xlsxwriter', 'trafilatura'} & sys.modules.keys()\n"
        "    assert not heavy, (command, heavy)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["extract"],
        ["extract", "somewhere"],
        ["extract", "somewhere", "--output", "x.jsonl", "--workers", "0"],
        ["extract", "somewhere", "--output", "x.jsonl", "--no-such-option"],
        ["report", "x.jsonl"],
        ["report", "no-such-file.jsonl", "--output", "x"],
        ["evaluate", "no-such-file.jsonl", "no-such-file.jsonl"],
        ["verify", "no-such-file.jsonl"],
        ["no-such-command"],
    ],
    ids=" ".join,
)
def test_what_cannot_be_done_is_exit_status_2_without_a_traceback(arguments: list[str]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.output.strip()
    assert isinstance(result.exception, SystemExit)


def test_an_output_that_cannot_be_written_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = run("extract", OURS, "--output", tmp_path / "file" / "out.jsonl")
    assert result.exit_code == 2
    assert "Traceback" not in result.output


RECORD: dict[str, Any] = {
    "schema": SCHEMA,
    "id": "0" * 16,
    "source": {"path": "a.txt", "sha256": "0" * 64, "media_type": "text/plain"},
    "meta": empty_meta(),
    "text": "Kent was rated good.",
    "pages": [],
    "sections": [],
    "entities": [],
    "judgements": [],
    "findings": [],
    "tallies": [],
    "pipeline": {"version": "0", "patterns": "0"},
}


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (lambda row: row["findings"].append({"start": 0}), "findings"),
        (lambda row: row["pages"].append(99), "outside"),
        (lambda row: row.pop("text"), "text"),
        (lambda row: row["pages"].extend([9, 3]), "pages"),
    ],
)
def test_verify_names_the_line_and_what_is_wrong_with_it(tmp_path: Path, damage, told: str) -> None:  # type: ignore[no-untyped-def]
    record = copy.deepcopy(RECORD)
    file = tmp_path / "records.jsonl"
    file.write_text(json.dumps(record) + "\n")
    assert run("verify", file).exit_code == 0
    damage(record)
    file.write_text(json.dumps(record) + "\nnot json\n")
    result = run("verify", file)
    assert result.exit_code == 1
    assert f"{file}:1: " in result.output
    assert told in result.output
    assert f"{file}:2: is not JSON" in result.output


def of_schema_1(record: dict[str, Any]) -> dict[str, Any]:
    """The record as the first version wrote it, with a finding and a tally of its own."""
    span = {"start": 0, "end": 4}
    meta = {key: value for key, value in record["meta"].items() if key in OLD_META}
    finding: dict[str, Any] = {"polarity": "strength", "authority": None, "area": None, "themes": []}
    finding |= {"speaker": "other", "cues": []}
    tally = {"count": 1, "percent": None, "of": None, "grade": "good", "area": None, "as_of": None}
    old = {"schema": 1, "meta": {**meta, "inspection": {"start": "2019-07-01", "end": None}}}
    return {**record, **old, "findings": [{**span, **finding}], "tallies": [{**span, **tally}]}


OLD_META = ("title", "publisher", "url", "published", "kind", "framework", "lead_inspector", "authority")


def test_records_of_the_first_schema_are_still_verified_and_reported(tmp_path: Path) -> None:
    file = tmp_path / "records.jsonl"
    file.write_text(json.dumps(of_schema_1(RECORD)) + "\n")
    assert run("verify", file).exit_code == 0
    assert run("report", file, "--output", tmp_path / "out").exit_code == 0
    (findings,) = (tmp_path / "out").rglob("findings.csv")
    assert "Kent" in findings.read_text()


def test_a_record_of_the_first_schema_that_is_damaged_is_named(tmp_path: Path) -> None:
    file = tmp_path / "records.jsonl"
    file.write_text(json.dumps({**of_schema_1(RECORD), "meta": None}) + "\n")
    assert f"{file}:1: meta: " in run("verify", file).output


def test_extract_refuses_what_check_finds_in_the_same_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OFSIGHT_CACHE", str(tmp_path / "cache"))
    patterns = tmp_path / "patterns"
    patterns.mkdir()
    lines = [{"label": "GRADE", "pattern": "good", "id": f"good/good-{number}"} for number in (1, 2)]
    (patterns / "grades.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    told = run("patterns", "check", "--patterns", patterns).output.splitlines()
    refused = run("extract", OURS, "--output", tmp_path / "out.jsonl", "--patterns", patterns)
    assert refused.exit_code == 2
    assert refused.output.splitlines()
    assert set(refused.output.splitlines()) <= set(told)


def test_extract_leaves_the_signals_of_its_process_as_they_were(tmp_path: Path) -> None:
    before = signal.getsignal(signal.SIGTERM)
    run("extract", OURS, "--output", tmp_path / "out.jsonl", "--patterns", tmp_path / "no-such-folder")
    assert signal.getsignal(signal.SIGTERM) is before


def test_no_command_opens_a_connection(tmp_path: Path) -> None:
    """Workers talk to their parent through pairs of sockets without an address; nothing connects or asks a name.

    urllib3, which trafilatura loads, tries at import whether this machine has IPv6 by binding to no port of ::1.
    """
    code = (
        "import json, sys\n"
        "def watch(event, arguments):\n"
        "    if event == 'socket.bind' and arguments[1] == ('::1', 0):\n"
        "        return\n"
        "    if event in ('socket.connect', 'socket.bind', 'socket.getaddrinfo', 'socket.sendto', 'urllib.Request'):\n"
        "        sys.stderr.write(f'NETWORK {event} {arguments}\\n')\n"
        "sys.addaudithook(watch)\n"
        "from pipeline.cli import app\n"
        "for command in json.loads(sys.argv[1]):\n"
        "    assert app(command, standalone_mode=False) in (None, 0, 1)\n"
    )
    output = tmp_path / "out.jsonl"
    environment = {**os.environ, "OFSIGHT_CACHE": str(checked(tmp_path / "cache"))}
    commands = [
        ["extract", str(OURS), "--output", str(output)],
        ["report", str(output), "--output", str(tmp_path / "report")],
        ["patterns", "check"],
    ]
    command = [sys.executable, "-c", code, json.dumps(commands)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    assert "NETWORK" not in done.stderr
    assert (tmp_path / "report" / "index.html").exists()
