"""The tables in the sector's published form, held against a table as published: each cell that differs is told."""

import csv
from datetime import date, datetime
from io import StringIO
from pathlib import Path

import pytest
from records_made import gold_reports, report, write_records

from pipeline.report import table_text

COLUMNS = [
    *("urn", "la_code", "region_code", "la_code_new", "stat_neighbours", "local_authority", "inspection_link"),
    *("overall_effectiveness_grade", "inspection_framework", "inspector_name"),
    *("inspection_start_date", "inspection_end_date", "publication_date"),
    *("impact_of_leaders_grade", "help_and_protection_grade", "in_care_grade", "care_leavers_grade"),
]
KEPT_IN_GOLD = [
    name for name in COLUMNS if name.startswith(("urn", "inspector", "inspection_start", "inspection_end"))
] + [name for name in COLUMNS if name.endswith("_grade")]

DIFFERENCES = {
    ("80514", "13/03/2026", "inspector_name"): ("Jenny -ellen Scotland", "Jenny-ellen Scotland"),
    ("80533", "16/11/2018", "overall_effectiveness_grade"): ("", "requires improvement"),
    ("80533", "16/11/2018", "help_and_protection_grade"): ("to requires improvement", "requires improvement"),
    ("80535", "01/02/2019", "inspector_name"): ("Paula Thomson -Jones", "Paula Thomson-Jones"),
    ("80552", "04/07/2025", "inspector_name"): ("Jenny -ellen Scotland", "Jenny-ellen Scotland"),
    ("80564", "14/10/2022", "inspector_name"): ("", "Rebecca Quested"),
    ("80569", "15/12/2023", "inspector_name"): ("", "Andy Waugh"),
    ("80573", "08/03/2019", "inspector_name"): ("Paula Thomson -Jones", "Paula Thomson-Jones"),
}
"""By URN, last day of the inspection and column: what is published, what the report says."""

ELSEWHERE = {("80460", "12/07/2019"), ("80461", "11/10/2024"), ("80462", "24/11/2017")}
"""Published inspections whose last day is not that of the report."""


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text)))


def day(value: str) -> date | str:
    for form in ("%d/%m/%Y", "%d/%m/%y"):
        try:
            return datetime.strptime(value, form).date()
        except ValueError:
            continue
    return value


def test_an_inspection_stands_in_the_columns_and_formats_of_the_published_summary(tmp_path: Path) -> None:
    before = report("a.pdf", "E08000035", "ilacs", "2021-05-07", {"leadership": "good"}, start="2021-05-03")
    reformed = report(
        "b.pdf",
        "E08000035",
        "ilacs",
        "2026-05-22",
        {"leadership": "requires_improvement", "care_leavers": "good"},
        start="2026-05-11",
        published="2026-07-07",
    )
    reformed["meta"] |= {"lead_inspector": "A. Person", "url": "https://files.example.org/1"}
    reformed["meta"]["inspection"]["type"] = "standard"
    made = write_records(tmp_path / "made.jsonl", [before, reformed])
    (newest,) = rows(table_text([made], "ilacs_summary"))
    assert list(newest) == COLUMNS
    assert newest | {"stat_neighbours": newest["stat_neighbours"].split(", ")[:2]} == {
        "urn": "80481",
        "la_code": "383",
        "region_code": "YH",
        "la_code_new": "E08000035",
        "stat_neighbours": newest["stat_neighbours"].split(", ")[:2],
        "local_authority": "leeds",
        "inspection_link": "https://files.example.org/1",
        "overall_effectiveness_grade": "not_reported_post_reform",
        "inspection_framework": "standard",
        "inspector_name": "A. Person",
        "inspection_start_date": "11/05/2026",
        "inspection_end_date": "22/05/2026",
        "publication_date": "07/07/2026",
        "impact_of_leaders_grade": "requires improvement",
        "help_and_protection_grade": "data_unreadable",
        "in_care_grade": "data_unreadable",
        "care_leavers_grade": "good",
    }
    assert len(newest["stat_neighbours"].split(", ")) == 10
    history = rows(table_text([made], "ilacs_history"))
    assert [row["care_leavers_grade"] for row in history] == ["inspection_pre_dates_judgement", "good"]


@pytest.fixture(scope="module")
def history(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], dict[str, str]]:
    """Our table of the gold's inspections by URN and last day."""
    records = [*gold_reports(shared), *gold_reports(shared, "reports_2025")]
    made = write_records(tmp_path_factory.mktemp("gold") / "gold.jsonl", records)
    return {(row["urn"], row["inspection_end_date"]): row for row in rows(table_text([made], "ilacs_history"))}


def test_our_table_is_the_published_one_but_for_the_differences_told_here(
    shared: Path, history: dict[tuple[str, str], dict[str, str]]
) -> None:
    differences, met, missed = {}, 0, set()
    with (shared / "data" / "published_history.csv").open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines):
            key = row["urn"], row["inspection_end_date"]
            if key not in history:
                missed |= {key} if row["inspection_end_date"] else set()
                continue
            met += 1
            for name in set(KEPT_IN_GOLD) & set(row):
                if day(row[name]) != day(history[key][name]):
                    differences[*key, name] = row[name], history[key][name]
    assert differences == DIFFERENCES
    assert missed == ELSEWHERE
    assert met > 100
