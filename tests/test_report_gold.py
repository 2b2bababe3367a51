"""The report's tables against the same tables worked out on their own from the gold, with plain dictionaries."""

import json
from collections import defaultdict
from pathlib import Path

import pandas as pd
import pytest
from records_made import gold_reports, write_records

from pipeline.report.load import load
from pipeline.report.study import Study
from pipeline.report.tables import TABLES

LEVELS = ["outstanding", "good", "requires_improvement", "inadequate"]
Frames = dict[str, pd.DataFrame]
Verdicts = dict[tuple[str, str], list[tuple[str, str]]]

RECODED = {"E08000016": "E08000038", "E08000019": "E08000039", "E08000020": "E08000037"}
"""Authorities of the gold that have a new code by now."""


@pytest.fixture(scope="module")
def frames(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Frames:
    file = write_records(tmp_path_factory.mktemp("gold") / "gold.jsonl", gold_reports(shared))
    material = load([file])
    study = Study(material)
    return {table.name: table.frame(study) for table in TABLES}


@pytest.fixture(scope="module")
def verdicts(shared: Path) -> Verdicts:
    """(authority's name, area) -> (end of inspection, grade), oldest first."""
    told = defaultdict(list)
    for line in (shared / "gold" / "reports.jsonl").read_text(encoding="utf-8").splitlines():
        gold = json.loads(line)
        gss = gold["authority"]["gss"]
        for one in gold["judgements"]:
            told[RECODED.get(gss, gss), one["area"]].append((gold["inspection"]["end"], one["grade"]))
    return {key: sorted(rows) for key, rows in told.items()}


def _now(gss: str) -> str:
    return RECODED.get(gss, gss)


def test_history_holds_every_verdict_of_every_report_and_no_other(frames: Frames, verdicts: Verdicts) -> None:
    history = frames["history"][frames["history"]["grade"].notna()]
    ours = sorted(
        (_now(gss), area, day, grade) for gss, area, day, grade in history[["gss", "area", "date", "grade"]].values
    )
    assert ours == sorted((gss, area, day, grade) for (gss, area), rows in verdicts.items() for day, grade in rows)


def test_standing_is_the_newest_verdict_of_each_area(frames: Frames, verdicts: Verdicts) -> None:
    latest = frames["standing"][frames["standing"]["grade"].notna()]
    ours = {
        (_now(gss), area): (day, grade) for gss, area, day, grade in latest[["gss", "area", "date", "grade"]].values
    }
    assert ours == {key: rows[-1] for key, rows in verdicts.items()}


def test_movements_compare_each_verdict_with_the_one_before(frames: Frames, verdicts: Verdicts) -> None:
    expected = {}
    for (gss, area), rows in verdicts.items():
        for number, (day, grade) in enumerate(rows):
            step = LEVELS.index(rows[number - 1][1]) - LEVELS.index(grade) if number else None
            expected[gss, area, day] = "first" if step is None else "up" if step > 0 else "down" if step < 0 else "same"
    history = frames["history"][frames["history"]["grade"].notna()]
    table = history[["gss", "area", "date", "movement"]]
    assert {(_now(gss), area, day): movement for gss, area, day, movement in table.values} == expected


def test_the_gold_reports_alone_conflict_nowhere(frames: Frames) -> None:
    assert frames["conflicts"].empty


def test_codes_are_those_of_the_inspections_time(frames: Frames) -> None:
    history = frames["history"]
    barnsley = history[history["authority"] == "Barnsley"]
    assert set(barnsley["gss"]) == {"E08000016"}
    assert set(barnsley["gss_current"]) == {"E08000038"}


def test_care_leavers_before_2023_are_judged_with_children_in_care(frames: Frames) -> None:
    history = frames["history"]
    rows = history[(history["framework"] == "ilacs") & (history["area"] == "care_leavers")]
    early = rows["date"] < "2023-01-01"
    assert set(rows[early]["missing_reason"]) == {"combined_judgement"}
    assert rows[~early]["grade"].notna().all()
