"""The annotators' commands: each gives tables or JSON, clear lines on errors, and the right exit status."""

import json
from pathlib import Path

import pytest
from cache_made import checked
from typer.testing import CliRunner, Result

from pipeline.cli import app

OWN = Path(__file__).parents[1] / "corpus" / "documents"


@pytest.fixture(autouse=True, scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    room = tmp_path_factory.mktemp("commands")
    checked(room / "cache")
    return room


@pytest.fixture(scope="module")
def records(room: Path) -> Path:
    file = room / "records.jsonl"
    assert run(room, "extract", OWN / "press", "--output", file, "--workers", "1").exit_code == 0
    return file


def run(room: Path, *arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(one) for one in arguments], env={"OFSIGHT_CACHE": str(room / "cache")})


def test_check_lists_faults_as_json_and_ends_with_status_1(room: Path, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"label": "THEMES", "pattern": "x", "id": "training/x"}\n')
    result = run(room, "patterns", "check", "--patterns", tmp_path, "--json")
    assert result.exit_code == 1
    assert [(one["file"], one["line"], one["kind"]) for one in json.loads(result.stdout)] == [
        ("a.jsonl", 1, "unknown_label")
    ]


def test_explain_a_place_in_a_document(room: Path) -> None:
    file = OWN / "news" / "halton-2024.txt"
    offset = file.read_text("utf-8").index("social workers")
    row = json.loads(run(room, "patterns", "explain", f"{file}:{offset}", "--json").stdout)
    assert "social workers" in row["text"]
    assert row["matches"]
    assert run(room, "patterns", "explain", f"{file}:999999").exit_code == 2


def test_explain_as_tables(room: Path) -> None:
    said = run(room, "patterns", "explain", "Caseloads in Hull are too high.").output
    assert "concern" in said
    assert "E06000010/hull" in said


def test_stats_sorts_and_filters(room: Path) -> None:
    sort = ("--label", "GRADE", "--sort", "documents", "--json", "--corpus", OWN / "news")
    rows = json.loads(run(room, "patterns", "stats", *sort).stdout)
    documents = [row["documents"] for row in rows]
    assert documents == sorted(documents, reverse=True)
    assert {row["label"] for row in rows} == {"GRADE"}
    assert run(room, "patterns", "stats", "--sort", "beauty").exit_code == 2


def test_find_tells_lines_and_places_of_words_in_any_form(room: Path) -> None:
    found = json.loads(run(room, "patterns", "find", "care leaver", "--json").stdout)
    assert all(hit["kwic"][1].lower().startswith("care leaver") for hit in found["places"])
    assert found["lines"]
    assert all("care leavers" in line["phrase"] or "care leaver" in line["phrase"] for line in found["lines"])
    assert any(tag["label"] == "JUDGEMENT_AREA" for hit in found["places"] for tag in hit["tags"])


def test_an_id_without_examples_has_nothing_to_test_and_does_not_pass(tmp_path: Path, room: Path) -> None:
    lines = [
        {"label": "CONCERN", "pattern": "zigzag", "id": "strong/zigzag"},
        {"label": "CONCERN", "pattern": "zagzig", "id": "strong/zagzig", "examples": {"strength": ["It is zagzig."]}},
        {"label": "CONCERN", "pattern": "zugzug", "id": "strong/zugzug", "examples": {"concern": ["It is a zugzug."]}},
        {"label": "OPERATOR", "pattern": "no", "id": "deny/no", "counter": {"none": ["A zugzug plan was read."]}},
        {"label": "NEUTRAL", "pattern": "was read", "id": "process/was-read"},
    ]
    (tmp_path / "own.jsonl").write_text("\n".join(map(json.dumps, lines)), "utf-8")

    def tried(id: str) -> tuple[int, str]:
        result = run(room, "patterns", "test", id, "--patterns", tmp_path, "--json")
        return result.exit_code, result.output

    code, said = tried("strong/zigzag")
    assert code == 2
    assert "nothing to test" in said
    code, said = tried("strong/zagzig")
    assert code == 1
    why = json.loads(said)[0]["why"]
    assert why.startswith("comes out as concern, not strength")
    assert "strong/zagzig" in why
    assert tried("strong/zugzug")[0] == 0


def test_check_shows_what_a_line_stands_for(room: Path, tmp_path: Path) -> None:
    line = {"label": "STRENGTH", "pattern": "make zig|zag", "id": "strong/zig", "forms": {"make": "verb"}}
    (tmp_path / "own.jsonl").write_text(json.dumps(line), "utf-8")
    shown = json.loads(run(room, "patterns", "check", "--expand", "zig", "--patterns", tmp_path, "--json").stdout)
    assert shown[0]["phrases"] == [
        f"{verb} {noun}" for verb in ("make", "makes", "made", "making") for noun in ("zig", "zag")
    ]


def test_a_line_of_a_cue_that_no_text_holds_is_idle_without_an_example(room: Path, tmp_path: Path) -> None:
    texts, elsewhere, patterns = (tmp_path / name for name in ("texts", "elsewhere", "patterns"))
    for folder, text in ((texts, "It is a zugzug."), (elsewhere, "It is a zigzag."), (patterns, "")):
        folder.mkdir()
        (folder / "one.txt").write_text(text, "utf-8")
    lines = [
        {"label": "CONCERN", "pattern": "zugzug", "id": "strong/zugzug"},
        {"label": "CONCERN", "pattern": "zigzag", "id": "strong/zigzag"},
        {"label": "CONCERN", "pattern": "zagzig", "id": "strong/zagzig"},
        {"label": "CONCERN", "pattern": "zogzog", "id": "strong/zogzog", "examples": {"concern": ["It is a zogzog."]}},
        {"label": "THEME", "pattern": "zegzeg", "id": "training/zegzeg"},
    ]
    (patterns / "own.jsonl").write_text("\n".join(map(json.dumps, lines)), "utf-8")

    def idle(*options: str | Path) -> list[int]:
        result = run(room, "patterns", "idle", "--patterns", patterns, "--corpus", texts, "--json", *options)
        found = json.loads(result.stdout)
        assert result.exit_code == bool(found)
        return [one["line"] for one in found]

    assert idle() == [2, 3]
    assert idle("--elsewhere", elsewhere) == [3]
    assert idle() == [3], "what the texts kept elsewhere hold is known without them"
    assert (patterns / "seen.txt").read_text("utf-8") == "strong/zigzag\n"


@pytest.mark.parametrize("form", ["prodigy", "label-studio", "doccano", "brat", "docbin"])
def test_records_are_exported(form: str, room: Path, records: Path, tmp_path: Path) -> None:
    said = run(room, "patterns", "export", form, records, "--output", tmp_path / "out", "--json").stdout
    assert json.loads(said)["documents"] == len(records.read_text("utf-8").splitlines())


def test_view_writes_a_page(room: Path, records: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    name = json.loads(records.read_text("utf-8").split("\n")[0])["source"]["path"]
    assert run(room, "patterns", "view", records, name, "--output", page).exit_code == 0
    assert "AUTHORITY" in page.read_text("utf-8")
    assert run(room, "patterns", "view", records, "none.txt", "--output", page).exit_code == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ["diff", "no-such-revision"],
        ["diff", "--corpus", "no-such-folder"],
        ["explain", "x", "--id", "no/such"],
        ["test", "no/such"],
        ["export", "no-such-format", "x.jsonl", "--output", "y"],
        ["import", "prodigy", "no-such-file", "--gold", "y"],
        ["suggest", "no-such-file.jsonl"],
        ["suggest", OWN.parent / "gold.jsonl"],
        ["view", OWN.parent / "gold.jsonl", "a.txt", "--output", "y"],
        ["accept", "9999", "no-such-file.jsonl"],
        ["stats", "--patterns", "no-such-folder"],
    ],
    ids=lambda arguments: " ".join(str(one) for one in arguments[:2]),
)
def test_what_cannot_be_done_is_one_line_and_status_2(arguments: list[str | Path], room: Path) -> None:
    result = run(room, "patterns", *arguments)
    assert result.exit_code == 2
    assert len(result.output.strip().split("\n")) == 1
    assert "Traceback" not in result.output
