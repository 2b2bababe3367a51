"""An annotator's own corpus and gold are set once, and every command takes them from there."""

import json
from pathlib import Path

import pytest
from spacy.language import Language
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.workbench.places import doc_at
from pipeline.workbench.settings import NAME, Settings, Unusable, settings


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OFSIGHT_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "own" / "inner"
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder)
    return folder


def test_settings_of_a_folder_above_hold_with_paths_as_seen_from_there(here: Path) -> None:
    assert settings() == Settings()
    (here.parent / "reports").mkdir()
    file = here.parent / NAME
    file.write_text('corpus = "reports"\ngold = "gold.jsonl"\n')
    assert settings() == Settings(file, (here.parent / "reports",), here.parent / "gold.jsonl")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("corpus = reports", "write lines such as"),
        ('korpus = "reports"', "unknown key 'korpus'"),
        ('corpus = "reports"', "there is no"),
        ("corpus = 3", "list of folders"),
        ("gold = 3", "gold is a file"),
    ],
)
def test_settings_that_cannot_be_used_say_why(here: Path, text: str, said: str) -> None:
    (here / NAME).write_text(text)
    with pytest.raises(Unusable, match=said):
        settings()
    ended = CliRunner().invoke(app, ["patterns", "find", "care"])
    assert (ended.exit_code, said in ended.stderr) == (2, True)


def test_commands_try_the_patterns_on_the_corpus_of_the_settings(here: Path) -> None:
    (here / "reports").mkdir()
    (here / "reports" / "a.txt").write_text("Zealous zebras zigzag.")
    (here / NAME).write_text('corpus = ["reports"]')
    said = CliRunner().invoke(app, ["patterns", "find", "zebras", "--json"]).stdout
    assert [(one["document"], one["start"]) for one in json.loads(said)["places"]] == [("a.txt", 8)]


def test_a_place_is_found_below_the_corpus_and_a_mistyped_path_is_no_text(nlp: Language, here: Path) -> None:
    folder = here / "reports"
    folder.mkdir()
    (folder / "a.txt").write_text("Hull was inspected. Leaders were praised.")
    doc, start, end = doc_at(nlp, "a.txt:25", [folder])
    assert doc.text[start:end] == "Leaders were praised."
    with pytest.raises(ValueError, match="there is no such file"):
        doc_at(nlp, "b.txt:25", [folder])
    with pytest.raises(ValueError, match="there is no such file"):
        doc_at(nlp, "reports/b.txt")
    with pytest.raises(ValueError, match="name a place in it"):
        doc_at(nlp, "a.txt", [folder])
    assert doc_at(nlp, "Leaders and/or managers were at 3:2.")[0].text == "Leaders and/or managers were at 3:2."
