"""Some of the mutated inputs that `make fuzz` runs hundreds of thousands of."""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from fuzz.check import faults_of_documents, faults_of_pattern_lines
from fuzz.rows import faults_of_rows
from spacy.language import Language

from pipeline.batch import local


def test_mutated_documents_each_give_records_or_a_failure(
    tmp_path: Path, nlp: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local, "loaded", lambda patterns: nlp)
    outcomes = Counter[str]()
    assert list(faults_of_documents(range(200), tmp_path, 2, outcomes)) == []
    assert sum(outcomes.values()) >= 200


def test_mutated_pattern_lines_are_refused_with_their_line_or_work(tmp_path: Path) -> None:
    outcomes = Counter[str]()
    assert list(faults_of_pattern_lines(range(200), tmp_path, outcomes)) == []
    assert min(outcomes.values()) > 20


def test_records_and_gold_with_odd_values_are_refused_with_their_line_or_read(tmp_path: Path) -> None:
    outcomes = Counter[str]()
    assert list(faults_of_rows(range(60), tmp_path, outcomes)) == []
    assert min(outcomes[f"{kind}: {what}"] for kind in ("record", "gold") for what in ("accepted", "refused")) > 0


def test_thousands_of_signs_in_one_word_are_read_in_no_time(nlp: Language) -> None:
    """spaCy's own tokenizer would take minutes; the time limit of whoever runs the tests is the measure."""
    text = "(" * 20_000 + "Kent was rated good." + ")" * 20_000
    assert nlp(text).text == text


@pytest.mark.parametrize(
    ("target", "runs"),
    {"pdf": 800, "html": 300, "markdown": 1200, "plain": 2000, "jsonl": 2000, "word": 200, "pattern": 20_000}.items(),
)
def test_inputs_bred_for_new_paths_raise_only_declared_errors(target: str, runs: int, tmp_path: Path) -> None:
    pytest.importorskip("atheris", reason="atheris has no build for this system")
    done = subprocess.run(
        [sys.executable, "-m", "fuzz.guided", target, f"-runs={runs}", "-seed=1", "-timeout=60"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert f"Done {runs} " in done.stderr
