"""Inputs and output on one place: refused before anything is lost, and no output is read as a document."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.language import Language
from typer.testing import CliRunner, Result

from pipeline.batch import local
from pipeline.batch.errors import CannotRun
from pipeline.batch.extract import found_in
from pipeline.batch.overlap import files_of, without_own
from pipeline.batch.storage import Source
from pipeline.cli import app

STORY = "Kent was rated good by Ofsted in 2019. Inspectors said that social workers know their children well."


@pytest.fixture(autouse=True)
def _quick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nlp: Language) -> None:
    monkeypatch.setenv("OFSIGHT_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(local, "loaded", lambda patterns: nlp)
    monkeypatch.setattr("pipeline.workbench.check.faults", lambda patterns: [])


@pytest.fixture
def docs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "docs" / "deeper").mkdir(parents=True)
    (tmp_path / "docs" / "1.txt").write_text(STORY)
    (tmp_path / "docs" / "deeper" / "2.txt").write_text(STORY.replace("Kent", "Leeds"))
    (tmp_path / "link.txt").symlink_to(tmp_path / "docs" / "1.txt")
    (tmp_path / "link").symlink_to(tmp_path / "docs")
    os.link(tmp_path / "docs" / "1.txt", tmp_path / "second-name.txt")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "docs"


def run(inputs: object, output: object, *options: str) -> Result:
    return CliRunner().invoke(app, ["extract", str(inputs), "--output", str(output), *options])


def contents(folder: Path) -> dict[str, bytes]:
    """The bytes of every file that is not hidden, by its path."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("[!.]*") if path.is_file()}


@pytest.mark.parametrize(
    ("inputs", "output"),
    [
        ("docs/1.txt", "docs/1.txt"),
        ("docs", "docs/1.txt"),
        ("docs", "docs/../docs/1.txt"),
        ("docs", "link/1.txt"),
        ("docs", "link.txt"),
        ("link.txt", "docs/1.txt"),
        ("docs", "second-name.txt"),
        ("docs", "docs"),
        ("docs", "link"),
        ("docs", "."),
        ("docs/deeper", "docs"),
        ("docs/deeper/2.txt", "docs/deeper"),
        ("local://docs/1.txt", "docs/1.txt"),
    ],
)
def test_an_output_that_names_or_holds_an_input_is_refused_with_the_reason(
    docs: Path, inputs: str, output: str
) -> None:
    before = contents(docs)
    result = run(inputs, output)
    assert result.exit_code == 2, result.output
    assert "name " in result.output
    assert contents(docs) == before


@pytest.mark.parametrize("name", ["out.failures.jsonl", "parts/part-00001.failures.jsonl", "parts/manifest.json"])
def test_what_would_stand_beside_the_output_overwrites_no_input(docs: Path, name: str) -> None:
    (docs / "parts").mkdir()
    (docs / name).write_text(STORY.replace("Kent", "Hull"))
    before = contents(docs)
    options = ["docs/parts", "--shard-size", "1"] if "/" in name else ["docs/out.jsonl"]
    assert run("docs", *options).exit_code == 2
    assert contents(docs) == before


@pytest.mark.parametrize("second_run", ["docs/out.jsonl", "docs/../docs/out.jsonl", "link/out.jsonl"])
def test_the_output_of_an_earlier_run_to_the_same_place_is_no_input(docs: Path, second_run: str) -> None:
    run("docs", "docs/out.jsonl")
    before = contents(docs)
    assert run("docs", second_run).exit_code == 0
    assert contents(docs) == before


def test_parts_inside_the_inputs_are_no_inputs(docs: Path) -> None:
    run("docs", "docs/parts/", "--shard-size", "1")
    before = (docs / "parts" / "manifest.json").read_bytes()
    assert "2 inputs: 2 records, 0 failures (2 unchanged" in run("docs", "docs/parts/", "--shard-size", "1").output
    assert (docs / "parts" / "manifest.json").read_bytes() == before


def test_documents_in_the_folder_of_parts_are_read(docs: Path) -> None:
    assert "2 inputs: 2 records" in run("docs", "docs/deeper/").output


def test_the_output_of_another_run_is_told_and_not_read(docs: Path) -> None:
    run("docs", "docs/earlier.jsonl")
    os.link(docs / "earlier.jsonl", docs / "second-name.txt")
    assert run("docs", "out.jsonl").exit_code == 1
    told = Path("out.failures.jsonl").read_text()
    assert len(Path("out.jsonl").read_text().splitlines()) == 2
    assert told.count("holds records that ofsight wrote") == 2


TREE = ("1.txt", "deeper/2.txt", "deeper/out.jsonl", "out.failures.jsonl", "new.jsonl")
WAYS = ("docs/{}", "docs/../docs/{}", "link/{}", "docs/deeper/../{}", "./docs//{}")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(
    way_in=st.sampled_from(WAYS),
    inputs=st.lists(st.sampled_from(["", "deeper", *TREE[:4]]), min_size=1, max_size=3),
    way_out=st.sampled_from(WAYS),
    output=st.sampled_from([*TREE, "out.jsonl", "deeper/1.txt"]),
)
def test_no_path_leads_from_an_input_to_what_is_written(
    docs: Path, way_in: str, inputs: list[str], way_out: str, output: str
) -> None:
    (docs / "deeper" / "out.jsonl").write_text(STORY)
    (docs / "out.failures.jsonl").write_text(STORY)
    given_paths, place = [Path(way_in.format(one)) for one in inputs], Path(way_out.format(output))
    try:
        kept = without_own(found_in(given_paths), given_paths, files_of(place))
    except CannotRun:
        return
    written = {os.path.realpath(str(file)) for file in files_of(place)}
    assert not written & {os.path.realpath(one.path) for one in kept if isinstance(one, Source)}
