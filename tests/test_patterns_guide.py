"""The annotators' guide says what is so: its lines are sound, tag their examples, and its commands exist."""

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.language import load
from pipeline.patterns import DEFAULT_PATTERNS, load_patterns
from pipeline.workbench.check import faults
from pipeline.workbench.guide import with_table
from pipeline.workbench.own_texts import try_all

GUIDE = (DEFAULT_PATTERNS / "README.md").read_text("utf-8")
LINES = [line for block in re.findall(r"```json\n(.*?)```", GUIDE, re.DOTALL) for line in block.strip().split("\n")]
MISSED = re.findall(r"^\| (.+) \| (concern|strength) \| `(.+)` \|$", GUIDE, re.MULTILINE)
COMMANDS = [line.split("#")[0].strip() for line in GUIDE.split("\n") if line.startswith("    ofsight ")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped files with the guide's lines added."""
    room = tmp_path_factory.mktemp("patterns")
    for file in DEFAULT_PATTERNS.glob("*.jsonl"):
        (room / file.name).write_bytes(file.read_bytes())
    (room / "zz-guide.jsonl").write_text("\n".join(LINES) + "\n", "utf-8")
    return room


def test_there_are_ten_worked_examples_and_five_commands() -> None:
    assert len(re.findall(r"^\d+\. ", GUIDE, re.MULTILINE)) == 10
    assert len(COMMANDS) == 5 + 3


def test_the_ten_missed_sentences_are_found_by_the_lines_that_were_made_for_them(tmp_path: Path) -> None:
    """Without the lines no sentence comes out as it should; with them each does, by its own line."""
    lines = {one.id: one for one in load_patterns()}
    assert len(MISSED) == 10
    for file in DEFAULT_PATTERNS.glob("*.jsonl"):
        held = file.read_text("utf-8").splitlines()
        made = [line for line in held if not any(f'"id": "{id}"' in line for _, _, id in MISSED)]
        (tmp_path / file.name).write_text("\n".join(made) + "\n", "utf-8")
    now, before = load(), load(tmp_path)
    for sentence, outcome, id in MISSED:
        assert (sentence, outcome) in lines[id].examples
        assert outcome not in {row["polarity"] for row in before(sentence)._.ofsight_findings}
        found = [row for row in now(sentence)._.ofsight_findings if row["polarity"] == outcome]
        assert id in {cue["pattern"] for row in found for cue in row["cues"]}


def test_the_lines_of_the_guide_are_sound(folder: Path) -> None:
    assert [str(one) for one in faults(folder) if one.file == "zz-guide.jsonl"] == []


def test_the_examples_of_the_guide_survive_the_pipeline(folder: Path) -> None:
    own = [one for one in load_patterns(folder) if one.file == "zz-guide.jsonl"]
    tried = list(try_all(load(folder), own))
    assert [(one.text, one.why) for one in tried if not one.passed] == []
    assert len(tried) > len(LINES) / 2


@pytest.mark.parametrize("command", COMMANDS)
def test_the_commands_of_the_guide_run(command: str) -> None:
    result = CliRunner().invoke(app, shlex.split(command)[1:])
    assert result.exit_code in (0, 1), result.output
    assert result.output.strip()


def test_the_table_of_labels_is_that_of_the_code() -> None:
    """Where this fails: `ofsight patterns check --fix`."""
    assert with_table(GUIDE) == GUIDE


def test_every_cue_of_the_guide_says_what_its_sentence_comes_out_as(folder: Path) -> None:
    own = [one for one in load_patterns(folder) if one.file == "zz-guide.jsonl" and one.examples]
    cues = [one for one in own if one.label in ("STRENGTH", "CONCERN", "UNDESIRABLE")]
    assert len(cues) > 4
    assert all(text.outcome for one in cues for text in one.examples)


def test_adding_an_alias_a_cue_and_a_counter_example_goes_as_the_guide_says(tmp_path: Path) -> None:
    """The loop of a new annotator: find, write, check tells what is wrong, mend, diff shows the effect."""
    document = tmp_path / "corpus" / "a.txt"
    document.parent.mkdir()
    document.write_text(
        "The Zubborough Authority was inspected.\n\nVisits are zublate in Hull, inspectors found.", "utf-8"
    )
    old, new = tmp_path / "old", tmp_path / "new"
    for folder in (old, new):
        folder.mkdir()
        (folder / "concerns.jsonl").write_bytes((DEFAULT_PATTERNS / "concerns.jsonl").read_bytes())
    lines: list[dict[str, Any]] = [
        {"label": "AUTHORITY", "pattern": "Zubborough Authority", "id": "E06000010/zubborough"},
        {"label": "CONCERN", "pattern": "zublate", "id": "strong/zublate", "counter": ["Not zublate at all."]},
    ]
    target = new / "zz-own.jsonl"
    target.write_text("\n".join(map(json.dumps, lines)), "utf-8")

    def run(*arguments: str) -> tuple[int, str]:
        result = CliRunner().invoke(app, ["patterns", *arguments])
        return result.exit_code, result.output

    code, said = run("check", "--patterns", str(new))
    assert code == 1
    assert "zz-own.jsonl:2: its counter-example 'Not zublate at all.' is matched ('zublate')" in said
    lines[1]["counter"] = ["Not zublateness at all."]
    target.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    assert run("check", "--patterns", str(new))[0] == 0
    code, said = run("diff", str(old), str(new), "--corpus", str(document.parent), "--json")
    effect = json.loads(said)
    assert code == 0
    assert effect["edit"]["added"] == ["E06000010/zubborough", "strong/zublate"]
    gained = {(one["kind"], one["kwic"][1]) for one in effect["changes"] if one["what"] == "gained"}
    assert {("span", "Zubborough Authority"), ("span", "zublate")} <= gained
    assert any(one["kind"] == "finding" and "zublate" in one["kwic"][1] for one in effect["changes"])
