"""Gold from the review page, of documents that bear the same names in different folders, scores what it should."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from cache_made import checked
from starlette.testclient import TestClient
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.patterns import DEFAULT_PATTERNS
from pipeline.workbench.corpus import Corpus
from pipeline.workbench.evaluate import evaluate
from pipeline.workbench.gold_file import WHATS, gold_lines
from pipeline.workbench.review.app import create_app
from pipeline.workbench.review.state import Settings

MADE = """{0} was inspected in March. It was judged inadequate overall, and adoption is good.

Inspectors found that caseloads are too high. Leaders have a clear vision. Two of the 14 councils inspected were good.
"""


def made(room: Path, shared: None) -> None:
    for name in ("Leeds", "Hull", "Kent", "Bath and North East Somerset"):
        folder = room / "in" / ("a" if name in ("Leeds", "Hull") else "b")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{'1' if name in ('Leeds', 'Kent') else '2'}.txt").write_text(MADE.format(name), "utf-8")


def reports(room: Path, shared: Path) -> None:
    found = sorted((shared / "corpus" / "reports_2025").glob("*.pdf"))[:4]
    if len(found) < 4:
        pytest.skip("no reports of 2025 on this machine")
    for number, report in enumerate(found):
        folder = room / "in" / "ab"[number // 2]
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(report, folder / f"{number % 2 + 1}{report.suffix}")


@pytest.mark.parametrize("made_by", [made, reports])
def test_what_was_approved_scores_one_and_falls_by_what_is_changed(
    made_by: Any, tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_by(tmp_path, request.getfixturevalue("shared") if made_by is reports else None)
    monkeypatch.setenv("OFSIGHT_CACHE", str(checked(tmp_path / "cache")))
    inputs, gold, records = tmp_path / "in", tmp_path / "gold.jsonl", tmp_path / "records.jsonl"
    extracted = CliRunner().invoke(app, ["extract", str(inputs), "--output", str(records), "--workers", "1"])
    assert extracted.exit_code == 0, extracted.output
    page = create_app(Settings(DEFAULT_PATTERNS, Corpus([inputs]), gold, "me"))
    client = TestClient(page, base_url="http://127.0.0.1")
    client.headers["X-Token"] = client.get("/token").text

    def decide(number: int, **fields: str) -> None:
        assert client.post(f"/doc/{number}/decide", data=fields).status_code == 200

    def figures() -> dict[str, dict[str, float | int]]:
        scores = evaluate(gold, records)
        assert (scores.documents, scores.absent, scores.unlocated) == (4, [], [])
        return {what: scores.found[what].figures() for what in WHATS}

    for number in range(4):
        decide(number, kind="done")
    whole = figures()
    assert {what: (one["f1"], one["fp"], one["fn"]) for what, one in whole.items()} == dict.fromkeys(WHATS, (1.0, 0, 0))

    lines = {line["doc"]: line for line in gold_lines(gold)}
    assert len({Path(name).name for name in lines}) == 2
    number, line = 2, next(line for name, line in lines.items() if name.startswith("b/1."))
    first, second = (f"findings.{row['polarity']}.{row['start']}-{row['end']}" for row in line["findings"][:2])
    other = "concern" if line["findings"][1]["polarity"] == "strength" else "strength"
    decide(number, kind="wrong", at=first)
    decide(number, kind="fix", at=second, polarity=other)
    row = line["judgements"][0]
    at = f"judgements.{row['area']}.{row['start']}-{row['end']}"
    decide(number, kind="wrong", at=at)
    fallen = figures()
    found, judged = fallen["findings"], fallen["judgements"]
    assert (found["tp"], found["fp"], found["fn"]) == (whole["findings"]["tp"] - 2, 2, 1)
    assert (judged["tp"], judged["fp"], judged["fn"]) == (whole["judgements"]["tp"] - 1, 1, 0)
    assert fallen["tallies"] == whole["tallies"]
