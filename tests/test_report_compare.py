"""A published table held against ours: every planted error is listed with our evidence, and nothing else."""

from pathlib import Path

import pandas as pd
import pytest
from records_made import gold_reports, report, write_records

from pipeline.report import ReportError, table_text
from pipeline.report.compare import compared
from pipeline.report.load import load
from pipeline.report.study import Study

HEADER = (
    "urn,local_authority,publication_date,inspection_framework,inspector_name,inspection_start_date,inspection_end_date,"
    "overall_effectiveness_grade,impact_of_leaders_grade,help_and_protection_grade,in_care_grade,care_leavers_grade\n"
)
GRADES = {
    "overall_effectiveness": "good",
    "leadership": "outstanding",
    "help_and_protection": "good",
    "children_in_care": "good",
}
TRUE_ROW = (
    ",leeds,20/12/2018,standard,,29/10/2018,02/11/2018,good,outstanding,good,good,inspection_pre_dates_judgement\n"
)


def differences(tmp_path: Path, rows: str) -> list[tuple[str, str | None]]:
    records = write_records(
        tmp_path / "made.jsonl", [report("leeds.pdf", "E08000035", "ilacs", "2018-11-02", GRADES, start="2018-10-29")]
    )
    published = tmp_path / "published.csv"
    published.write_text(HEADER + rows, encoding="utf-8")
    material = load([records])
    frame = compared(published).frame(Study(material))
    pairs = frame[["difference", "field"]].astype(object).where(frame[["difference", "field"]].notna(), None)
    return [(kind, name) for kind, name in pairs.itertuples(index=False, name=None)]


def test_a_true_row_differs_nowhere(tmp_path: Path) -> None:
    assert differences(tmp_path, TRUE_ROW) == []


@pytest.mark.parametrize(
    ("true", "planted", "found"),
    [
        ("good,outstanding,good,good", "good,good,good,good", ("grade_differs", "impact_of_leaders_grade")),
        ("inspection_pre_dates_judgement", "inadequate", ("grade_not_in_report", "care_leavers_grade")),
        ("good,outstanding,", "data_unreadable,outstanding,", ("grade_missing", "overall_effectiveness_grade")),
        ("good,outstanding,", "to good,outstanding,", ("value_unknown", "overall_effectiveness_grade")),
        ("good,outstanding,", "excellent,outstanding,", ("value_unknown", "overall_effectiveness_grade")),
        ("02/11/2018", "09/11/2018", ("date_differs", "inspection_end_date")),
        ("29/10/2018", "", ("date_missing", "inspection_start_date")),
        ("standard", "", ("framework_missing", "inspection_framework")),
        ("leeds", "leedz", ("authority_unknown", "local_authority")),
    ],
)
def test_each_planted_error_is_found_alone(tmp_path: Path, true: str, planted: str, found: tuple[str, str]) -> None:
    assert true in TRUE_ROW
    assert differences(tmp_path, TRUE_ROW.replace(true, planted, 1)) == [found]


def test_an_inspection_that_the_table_lacks_is_listed(tmp_path: Path) -> None:
    other = ",leeds,25/04/2022,short,,28/02/2022,04/03/2022,good,good,good,good,inspection_pre_dates_judgement\n"
    assert differences(tmp_path, other) == [("cannot_be_checked", "inspection_end_date"), ("inspection_missing", None)]


def test_a_row_without_dates_is_met_by_its_publication(tmp_path: Path) -> None:
    row = TRUE_ROW.replace("29/10/2018,02/11/2018", ",").replace("standard", "")
    assert [kind for kind, _ in differences(tmp_path, row)] == ["date_missing", "date_missing", "framework_missing"]


@pytest.mark.parametrize("text", ["a,b\n1,2\n", "", "local_authority\nleeds\n"])
def test_a_table_without_the_columns_is_refused_in_one_line(tmp_path: Path, text: str) -> None:
    file = tmp_path / "other.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ReportError, match="needs a column") as error:
        compared(file)
    assert "\n" not in str(error.value)


def test_the_known_errors_of_the_real_published_table_are_found(shared: Path, tmp_path: Path) -> None:
    records = write_records(tmp_path / "gold.jsonl", gold_reports(shared))
    text = table_text([records], "differences", shared / "data" / "published_history.csv")
    (tmp_path / "differences.csv").write_text(text, encoding="utf-8")
    frame = pd.read_csv(tmp_path / "differences.csv")
    wrong = frame[frame["difference"].isin(["grade_differs", "grade_not_in_report", "value_unknown", "date_differs"])]
    assert sorted(zip(wrong["authority"], wrong["inspection_end"], wrong["field"], strict=True)) == [
        ("Derbyshire", "2019-08-08", "inspection_end_date"),
        ("Nottingham", "2018-11-16", "help_and_protection_grade"),
        ("Nottingham", "2022-07-22", "care_leavers_grade"),
    ]
