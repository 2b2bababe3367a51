"""What programs call: documents in, records and tables out."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from spacy.language import Language
from typer.testing import CliRunner

import pipeline
from pipeline.cli import app
from pipeline.patterns import FaultyPatterns
from pipeline.readers.document import Unreadable
from pipeline.records import Record
from pipeline.report.errors import RecordsError
from pipeline.report.tables import TABLES

TEXT = "Kent County Council was rated good for adoption in 2019. Inspectors said that plans are not timely."


@pytest.fixture
def record(nlp: Language, tmp_path: Path) -> Record:
    (tmp_path / "kent.txt").write_text(TEXT)
    (document,) = pipeline.read(tmp_path / "kent.txt")
    return pipeline.annotate(nlp, document)


def test_a_file_becomes_a_record_and_records_become_tables(record: Record) -> None:
    tables = pipeline.frame([record])
    assert list(tables) == [table.name for table in TABLES]
    assert tables["judgements"][["authority", "area", "grade"]].to_numpy().tolist() == [["Kent", "adoption", "good"]]
    assert tables["findings"]["polarity"].tolist() == ["concern"]


def test_tables_are_the_same_from_a_file_and_from_memory(record: Record, tmp_path: Path) -> None:
    (tmp_path / "records.jsonl").write_text(json.dumps(record) + "\n")
    from_file = pipeline.frame(tmp_path / "records.jsonl")
    for name, table in pipeline.frame([record]).items():
        assert table.equals(from_file[name])


def test_a_folder_gives_all_its_documents_and_then_tells_what_gave_none(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"")
    (tmp_path / "b.txt").write_text("Kent was rated good.")
    read = pipeline.read(str(tmp_path))
    assert next(read).path == "b.txt"
    with pytest.raises(Unreadable, match=r"^a\.txt: "):
        next(read)


def test_what_is_no_record_is_told_with_its_place(record: Record) -> None:
    with pytest.raises(RecordsError, match=r"record 2: id .* is already at record 1"):
        pipeline.frame([record, record])
    with pytest.raises(RecordsError, match="no records"):
        pipeline.frame([])


def test_patterns_of_ones_own_may_be_named_by_a_text(tmp_path: Path) -> None:
    (tmp_path / "own.jsonl").write_text("{")
    with pytest.raises(FaultyPatterns):
        pipeline.load(str(tmp_path))


def test_importing_the_package_loads_neither_spacy_nor_pandas() -> None:
    code = "import sys, pipeline; assert not {'spacy', 'pandas'} & set(sys.modules); pipeline.load"
    subprocess.run([sys.executable, "-c", code], check=True)
    with pytest.raises(AttributeError, match="no attribute 'lode'"):
        _ = pipeline.lode  # type: ignore[attr-defined]


def test_the_version_is_told() -> None:
    assert CliRunner().invoke(app, ["--version"]).output == f"ofsight {pipeline.__version__}\n"
