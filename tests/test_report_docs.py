"""What the guide to the report shows is so: its lines of pandas run on a report, and its tables are those there are."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from records_made import Found, report, write_records

from pipeline.report import write_report
from pipeline.report.tables import TABLES

GUIDE = (Path(__file__).parents[1] / "docs" / "report.md").read_text(encoding="utf-8")
TRAFFORD, HALTON = "E08000009", "E06000006"


def blocks() -> Iterator[str]:
    yield from re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report on two councils, written over an earlier one that lacked the newest inspection."""
    room = tmp_path_factory.mktemp("guide")
    late = [Found("concern", f"Decision {number} came late.", ["timeliness"], TRAFFORD) for number in range(2)]
    inspections = [
        report(f"{end}.pdf", TRAFFORD, "ilacs", end, {"leadership": grade}, findings=late, lines_a_page=1)
        for end, grade in (("2019-03-08", "good"), ("2022-12-02", "inadequate"), ("2026-06-19", "inadequate"))
    ]
    other = report("halton.pdf", HALTON, "ilacs", "2024-05-24", {"leadership": "good"})
    write_report([write_records(room / "made.jsonl", [*inspections[:2], other])], room / "out")
    write_report([write_records(room / "made.jsonl", [*inspections, other])], room / "out")
    return room / "out"


def answers(folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What the last line of each block gives; blocks are run in order, as a reader would."""
    monkeypatch.chdir(folder)
    names: dict[str, Any] = {}
    given = []
    for block in blocks():
        *lines, last = ast.parse(block).body
        exec(compile(ast.Module(lines, []), "guide", "exec"), names)
        if isinstance(last, ast.Expr):
            given.append(eval(compile(ast.Expression(last.value), "guide", "eval"), names))
        else:
            exec(compile(ast.Module([last], []), "guide", "exec"), names)
    return given


def test_the_seven_answers_are_right_and_take_three_lines_at_most(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inadequate, moved, again, year, (near, region), cell, documents = answers(folder, monkeypatch)
    assert all(len(block.strip().splitlines()) <= 3 for block in blocks())
    assert inadequate.values.tolist() == [["Trafford", "leadership", "2022-12-02", 2]]
    assert moved["leadership"].tolist() == ["good", "inadequate", "inadequate"]
    assert again["theme"].tolist() == ["timeliness"] * 2
    assert year[["rank", "theme", "reports"]].values.tolist() == [[1, "timeliness", 1]]
    assert near["worst_grade"].tolist()[0] == "inadequate"
    assert region.to_dict() == {"inadequate": 1, "good": 1}
    assert cell["quote"].tolist() == ["Trafford: leadership is inadequate (current)."]
    assert cell["page"].tolist() == [2]
    assert documents.values.tolist() == [["new", "Trafford", "2026-06-19.pdf"]]


def test_the_guide_lists_every_table() -> None:
    named = set(re.findall(r"`(\w+)\.csv`", GUIDE))
    assert named == {"differences", "changes", *(table.name for table in TABLES)}
