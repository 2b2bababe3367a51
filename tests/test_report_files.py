"""What the report writes and refuses: whole or not at all, harmless whatever the records hold."""

import csv
import json
import re
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from unittest.mock import patch

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from records_made import Found, Said, Told, record, report, write_records
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.records import Entity, Record
from pipeline.report import RecordsError, ReportError, lines, table_text, write_report
from pipeline.report.page import json_block
from pipeline.report.safe import UNSEEN, inert, neutral
from pipeline.report.table import COLUMNS, Column, Table
from pipeline.report.tables import TABLES
from pipeline.report.tiles import tiles
from pipeline.report.workbook import CUT, write_workbook
from pipeline.report.write import ROOM

LEEDS = "E08000035"
PLAIN = report("leeds.pdf", LEEDS, "ilacs", "2022-03-04", {"overall_effectiveness": "outstanding"})
HOSTILE = [
    "<script>alert('x')</script></script><!--",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1:A9)",
    "\t=1+1",
    "\u202egood\u202c is not what it seems",
    "\x00\x07\x1b[31mred",
    "{{ 7 * 7 }} {% raw %}",
    "\u2028\u2029\ufeff\uffff",
    "H" * 10_000,
    '"><img src=x onerror=alert(1)>',
]


def hostile_record() -> Record:
    return record(
        "reports/=evil<script>.pdf",
        title="<script>document.title='taken'</script>",
        gss=LEEDS,
        framework="ilacs",
        inspection=("2022-02-28", "2022-03-04"),
        judgements=[Said(LEEDS, "overall_effectiveness", "good", words=words) for words in HOSTILE],
        findings=[Found("concern", words, ["supervision"], LEEDS) for words in HOSTILE],
        sections=[("=HEADING" + "x" * 10_000, "leadership")],
    )


@pytest.fixture(scope="module")
def hostile_report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    room = tmp_path_factory.mktemp("hostile")
    write_report([write_records(room / "made.jsonl", [hostile_record()])], room / "out")
    return room / "out"


def test_no_csv_cell_can_run_as_a_formula(hostile_report: Path) -> None:
    files = list(hostile_report.glob("*.csv"))
    assert files
    for file in files:
        with file.open(encoding="utf-8", newline="") as lines:
            cells = [cell for row in csv.reader(lines) for cell in row]
        assert cells
        assert not [cell for cell in cells if cell.lstrip()[:1] in ("=", "+", "-", "@", "|")], file.name


def test_no_workbook_cell_is_a_formula(hostile_report: Path) -> None:
    book = load_workbook(hostile_report / "report.xlsx")
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds
    assert any("=cmd" in str(cell.value) for row in book["judgements"].iter_rows() for cell in row)


def test_the_tables_that_are_described_are_those_of_the_report() -> None:
    described = {name for name in COLUMNS if not name.isupper()}
    assert described == {"changes", "differences", *(table.name for table in TABLES)}


def test_short_names_of_the_map_fit_their_tiles_and_differ() -> None:
    names = [tile.short for tile in tiles().values()]
    assert max(map(len, names)) <= 6
    assert len(set(names)) == len(names)


def write_sheet(columns: dict[str, list[str]], target: Path) -> None:
    described = {name: Column("text", "A text") for name in columns}
    with patch.dict(COLUMNS, {"texts": described}):
        frames = {"texts": pd.DataFrame(columns, dtype=object)}
        write_workbook([Table("texts", "Texts", lambda _: ())], frames, target)


def workbook_cells(texts: list[str], target: Path) -> list[object]:
    write_sheet({"text": texts}, target)
    return [row[0] for row in load_workbook(target)["texts"].iter_rows(min_row=2, values_only=True)]


def test_a_text_too_long_for_a_cell_ends_with_a_sign_that_it_was_cut(tmp_path: Path) -> None:
    whole, long, wide = workbook_cells(["a" * 32_767, "a" * 32_768, "\U0001f600" * 20_000], tmp_path / "made.xlsx")
    assert whole == "a" * 32_767
    assert isinstance(long, str)
    assert long.startswith("a" * 32_700)
    assert long.endswith(CUT)
    assert len(long) == 32_767
    assert isinstance(wide, str)
    assert len(wide.encode("utf-16-le")) <= 2 * 32_767
    assert wide.endswith("\U0001f600" + CUT)


def test_markup_and_control_signs_in_a_cell_stay_text(tmp_path: Path) -> None:
    hostile = ["<r><t>rich</t></r>", "<r></is></c><c r='Z9'><f>1+1</f></c></r>", "&amp; <b>", "a\x01b", "\ufffe"]
    cells = workbook_cells(hostile, tmp_path / "made.xlsx")
    assert [str(cell).rstrip() for cell in cells[:3]] == hostile[:3]
    assert len(cells) == len(hostile)


def test_a_cell_that_looks_like_a_formula_stays_text_when_somebody_edits_it(tmp_path: Path) -> None:
    write_sheet({f"column {number}": ["plain", "=1+1"] for number in range(28)}, tmp_path / "made.xlsx")
    _, plain, formulas = load_workbook(tmp_path / "made.xlsx")["texts"].iter_rows()
    assert [(cell.value, cell.quotePrefix) for cell in plain] == [("plain", False)] * 28
    assert [(cell.value, cell.quotePrefix) for cell in formulas] == [("=1+1", True)] * 28


def test_the_page_holds_hostile_text_only_as_data(hostile_report: Path) -> None:
    page = (hostile_report / "index.html").read_text(encoding="utf-8")
    assert "<script>alert" not in page
    assert "<script>document.title" not in page
    assert "<img src=x" not in page
    assert "\\u003cscript>document.title" in page


def test_direction_marks_and_control_signs_are_written_out(hostile_report: Path) -> None:
    for file in (*hostile_report.glob("*.csv"), hostile_report / "index.html"):
        assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\u202a-\u202e\u2066-\u2069]", file.read_text(encoding="utf-8"))
    assert "⟨U+202E⟩good" in (hostile_report / "findings.csv").read_text(encoding="utf-8")


@given(st.text())
def test_neutral_text_holds_no_sign_that_steers(text: str) -> None:
    assert not UNSEEN.search(neutral(text))
    assert neutral(neutral(text)) == neutral(text)


@given(st.text())
def test_an_inert_cell_begins_like_no_formula(text: str) -> None:
    assert inert(text).lstrip()[:1] not in ("=", "+", "-", "@")
    assert inert(text).endswith(text)


@given(st.recursive(st.text() | st.integers(-9, 9), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_a_json_block_reads_back_the_same_and_cannot_end_its_element(data: object) -> None:
    block = str(json_block(data))
    assert "<" not in block
    assert json.loads(block) == data


def test_every_table_is_described_as_a_data_package(hostile_report: Path) -> None:
    described = json.loads((hostile_report / "datapackage.json").read_text(encoding="utf-8"))
    tables = {one["name"]: one for one in described["resources"]}
    assert set(tables) == {*(table.name for table in TABLES), "changes"}
    for name, one in tables.items():
        written = pd.read_csv(hostile_report / one["path"])
        assert [field["name"] for field in one["schema"]["fields"]] == list(written.columns), name
        assert one["rows"] == len(written)
        assert all(field["description"] for field in one["schema"]["fields"])


def test_the_workbook_opens_on_what_counts_now_with_dates_colours_and_links(tmp_path: Path) -> None:
    made = report("leeds.pdf", LEEDS, "ilacs", "2022-03-04", {"leadership": "inadequate"}, published="2022-05-09")
    made["meta"]["url"] = "https://files.example.org/1"
    write_report([write_records(tmp_path / "made.jsonl", [made])], tmp_path / "out")
    book = load_workbook(tmp_path / "out" / "report.xlsx")
    sheet = book.worksheets[0]
    assert sheet.title == "summary"
    assert (sheet.freeze_panes, sheet.auto_filter.ref is not None) == ("B2", True)
    columns = [str(cell.value) for cell in sheet[1]]
    (row,) = list(sheet.iter_rows(min_row=2))
    cells = dict(zip(columns, row, strict=True))
    assert cells["worst_grade"].value == "Inadequate"
    assert cells["worst_grade"].fill.start_color.rgb == "FFA3241C"
    assert cells["newest_date"].value == datetime(2022, 3, 4)
    link = cells["link"].hyperlink
    assert link is not None
    assert link.target == "https://files.example.org/1"


def faults_of(tmp_path: Path, text: str) -> list[str]:
    file = tmp_path / "made.jsonl"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(RecordsError) as error:
        write_report([file], tmp_path / "out")
    assert not (tmp_path / "out").exists()
    return error.value.faults


GOOD_LINE = json.dumps(PLAIN) + "\n"


def test_a_truncated_last_line_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, GOOD_LINE + json.dumps(hostile_record())[:300])
    assert re.search(r"made\.jsonl:2: the last line breaks off", fault)


@pytest.mark.parametrize(("schema", "mend"), [(0, "extract` again"), (3, "update ofsight"), ("x", "extract` again")])
def test_another_schema_is_named_with_the_way_to_mend_it(tmp_path: Path, schema: object, mend: str) -> None:
    (fault,) = faults_of(tmp_path, json.dumps({**PLAIN, "schema": schema}) + "\n")
    assert f":1: schema {schema}, but this version reads schema 2" in fault
    assert mend in fault


def test_an_id_met_twice_is_named_with_both_places(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, GOOD_LINE + GOOD_LINE)
    assert "made.jsonl:2: id" in fault
    assert "made.jsonl:1" in fault


@pytest.mark.parametrize("text", ["", "\n\n"])
def test_no_records_at_all_is_said(tmp_path: Path, text: str) -> None:
    (fault,) = faults_of(tmp_path, text)
    assert "no records" in fault


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    broken = {**PLAIN, "id": "other", "judgements": [{**PLAIN["judgements"][0], "grade": "superb"}]}
    faults = faults_of(tmp_path, GOOD_LINE + "not json\n" + json.dumps({"a": 1}) + "\n" + json.dumps(broken) + "\n")
    assert [re.search(r":(\d+):", fault)[1] for fault in faults] == ["2", "3", "4"]  # type: ignore[index]
    assert "grade" in faults[2]


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(RecordsError, match=r"nowhere\.jsonl: no such file"):
        write_report([tmp_path / "nowhere.jsonl"], tmp_path / "out")


def test_a_folder_that_is_no_report_is_left_alone(tmp_path: Path) -> None:
    records = write_records(tmp_path / "made.jsonl", [PLAIN])
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("keep me")
    with pytest.raises(ReportError, match="holds files that are no report"):
        write_report([records], tmp_path / "mine")
    assert [file.name for file in (tmp_path / "mine").iterdir()] == ["letter.txt"]


def test_a_second_report_replaces_its_own_files_and_no_others(tmp_path: Path) -> None:
    records, out = write_records(tmp_path / "made.jsonl", [PLAIN]), tmp_path / "out"
    write_report([records], out)
    (out / "notes.docx").write_text("keep me")
    (out / "mine").mkdir()
    (out / "mine" / "table.csv").write_text("keep me too")
    published = tmp_path / "published.csv"
    published.write_text("local_authority,overall_effectiveness_grade\nleeds,good\n")
    write_report([records], out, compare=published)
    assert (out / "differences.csv").is_file()
    write_report([records], out)
    assert (out / "notes.docx").read_text() == "keep me"
    assert (out / "mine" / "table.csv").read_text() == "keep me too"
    assert not (out / "differences.csv").exists()


@pytest.mark.parametrize("part", ["render_page", "write_workbook", "package"])
def test_a_failed_run_leaves_the_earlier_report_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    records = write_records(tmp_path / "made.jsonl", [PLAIN])
    write_report([records], tmp_path / "out")
    before = {file.name: file.read_bytes() for file in (tmp_path / "out").iterdir()}

    def fail(*_: object) -> str:
        raise OSError("disk full")

    monkeypatch.setattr(f"pipeline.report.write.{part}", fail)
    with pytest.raises(ReportError, match="disk full"):
        write_report([records], tmp_path / "out")
    assert {file.name: file.read_bytes() for file in (tmp_path / "out").iterdir()} == before
    assert sorted(file.name for file in tmp_path.iterdir()) == ["made.jsonl", "out"]


def test_the_command_refuses_in_plain_words_and_with_status_two(tmp_path: Path) -> None:
    broken = tmp_path / "broken.jsonl"
    broken.write_text(GOOD_LINE[:200])
    for arguments in (
        [str(broken), "--output", str(tmp_path / "out")],
        [str(tmp_path / "nowhere.jsonl"), "--only", "standing"],
        [str(broken)],
    ):
        done = CliRunner().invoke(app, ["report", *arguments])
        assert done.exit_code == 2
        assert done.stdout == ""
        assert len(done.stderr.strip().splitlines()) == 1
        assert "Traceback" not in done.stderr


def test_only_prints_the_table_alone(tmp_path: Path) -> None:
    records = write_records(tmp_path / "made.jsonl", [PLAIN])
    done = CliRunner().invoke(app, ["report", str(records), "--only", "history"])
    assert done.exit_code == 0
    assert [row["movement"] for row in csv.DictReader(done.stdout.splitlines()) if row["grade"]] == ["first"]
    assert [file.name for file in tmp_path.iterdir()] == ["made.jsonl"]


def test_shards_are_read_in_order_with_their_failures(tmp_path: Path) -> None:
    write_records(tmp_path / "part-00001.jsonl", [PLAIN])
    other = report("hull.pdf", "E06000010", "ilacs", "2023-03-03", {"overall_effectiveness": "good"})
    write_records(tmp_path / "part-00000.jsonl", [other])
    (tmp_path / "part-00001.failures.jsonl").write_text('{"path": "bad.pdf", "reason": "is empty"}\n')
    assert [line.split(",")[1] for line in table_text([tmp_path], "documents").splitlines()[1:]] == [
        "hull.pdf",
        "leeds.pdf",
    ]
    assert table_text([tmp_path], "failures").splitlines()[1:] == ["bad.pdf,is empty"]


def in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every line counts as long."""
    monkeypatch.setattr(lines, "LONG", 1)
    monkeypatch.setattr(lines, "AT_ONCE", 2)


def test_a_record_read_in_pieces_gives_the_same_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    not_judged = {"start": 14, "end": 16, "label": "GRADE", "id": "not_judged", "pattern": "made"}
    sections = [("Leadership", "leadership"), ("Adoption", "adoption")]
    told = report("hull.pdf", "E06000010", "ilacs", "2023-03-03", {"adoption": "good"}, sections=sections)
    told["entities"] = [{**not_judged, "start": one["start"]} for one in told["sections"]]  # type: ignore[typeddict-item]
    told["tallies"] = record("a.txt", tallies=[Told("good", "five", count=5), Told("good", "six", count=6)])["tallies"]
    records = write_records(tmp_path / "made.jsonl", [PLAIN, hostile_record(), told])
    whole = [table_text([records], table.name) for table in TABLES]
    in_pieces(monkeypatch)
    assert [table_text([records], table.name) for table in TABLES] == whole


@pytest.mark.parametrize(
    "line",
    [
        json.dumps(hostile_record())[:-300],
        "{" * 5000 + "\n",
        "7\n",
        '{"schema": 2}\n',
        json.dumps({**PLAIN, "findings": {}}) + "\n",
        json.dumps({**PLAIN, "entities": [5]}) + "\n",
        json.dumps({**PLAIN, "findings": [{**hostile_record()["findings"][0], "end": 10**9}]}) + "\n",
        GOOD_LINE.replace('"entities": []', '"entities": [nought]'),
        GOOD_LINE * 2,
    ],
)
def test_what_is_wrong_with_a_record_read_in_pieces_is_told_alike(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    whole = faults_of(tmp_path, line)
    in_pieces(monkeypatch)
    assert faults_of(tmp_path, line) == whole != []


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks Linux how much a process held at most")
def test_the_record_of_one_long_text_needs_little_more_memory_than_its_line(tmp_path: Path) -> None:
    words = "Social workers’ plans are not yet good enough for children in need of help. "
    at = {"start": 0, "end": len(words)}
    made = record("long.txt", findings=[Found("concern", words, ["planning"], LEEDS)])
    entity: Entity = {**at, "label": "THEME", "id": "planning", "pattern": "theme.planning.plan"}  # type: ignore[typeddict-item]
    long: Record = {
        **made,
        "text": words * 130_000,
        "entities": [entity] * 300_000,
        "findings": made["findings"] * 60_000,
    }
    file = write_records(tmp_path / "long.jsonl", [long])
    program = (
        "import sys; from pathlib import Path; from pipeline.report import table_text;"
        "held = lambda: int(Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0]) * 1024;"
        "first = held();"
        "table_text([Path(sys.argv[1])], 'documents'); print(held() - first)"
    )
    done = subprocess.run([sys.executable, "-c", program, str(file)], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 4 * file.stat().st_size


def test_only_names_the_tables_there_are(tmp_path: Path) -> None:
    records = write_records(tmp_path / "made.jsonl", [PLAIN])
    with pytest.raises(ReportError, match="no table 'grades'; there are summary, standing, history"):
        table_text([records], "grades")


def test_what_changed_against_an_earlier_run_is_told(tmp_path: Path) -> None:
    first = write_records(tmp_path / "first.jsonl", [PLAIN])
    write_report([first], tmp_path / "out")
    newer = report("leeds-2026.pdf", LEEDS, "ilacs", "2025-11-07", {"overall_effectiveness": "good"})
    changes = write_report([write_records(tmp_path / "second.jsonl", [PLAIN, newer])], tmp_path / "out").changes
    assert changes is not None
    assert changes.movements == {"down": 1}
    told = pd.read_csv(tmp_path / "out" / "changes.csv")
    assert told[["change", "what", "date", "previous_grade", "grade", "path"]].fillna("").values.tolist() == [
        ["new", "verdict", "2025-11-07", "outstanding", "good", "leeds-2026.pdf"],
        ["new", "document", "2025-11-07", "", "", "leeds-2026.pdf"],
    ]
    again = write_report([first], tmp_path / "other", since=tmp_path / "second.jsonl").changes
    assert again is not None
    assert [(row["change"], row["what"]) for row in again.rows] == [("gone", "verdict"), ("gone", "document")]
    assert "gone" in (tmp_path / "other" / "changes.csv").read_text()


def test_the_same_records_give_the_same_bytes(tmp_path: Path) -> None:
    records = write_records(tmp_path / "made.jsonl", [PLAIN, hostile_record()])
    for name in ("one", "two"):
        write_report([records], tmp_path / name)
    for file in (tmp_path / "one").iterdir():
        if file.suffix != ".xlsx":
            assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes(), file.name


def test_a_report_goes_into_the_folder_that_one_is_in_and_over_what_a_killed_one_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    records, out = write_records(tmp_path / "made.jsonl", [PLAIN]), tmp_path / "out"
    (out / ROOM).mkdir(parents=True)
    (out / ROOM / "history.csv").write_text("half")
    monkeypatch.chdir(out)
    write_report([records], Path())
    assert (out / "index.html").is_file()
    assert not (out / ROOM).exists()
