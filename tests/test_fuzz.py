"""A few hundred of the mutated inputs that `make fuzz` runs 100,000 of."""

from collections import Counter
from pathlib import Path

import pytest
from fuzz.check import faults_of_documents, faults_of_pattern_lines
from spacy.language import Language

from pipeline.batch import local


def test_mutated_documents_each_give_records_or_a_failure(
    tmp_path: Path, nlp: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local, "load", lambda patterns: nlp)
    outcomes = Counter[str]()
    assert list(faults_of_documents(range(200), tmp_path, 2, outcomes)) == []
    assert sum(outcomes.values()) >= 200


def test_mutated_pattern_lines_are_refused_with_their_line_or_work(tmp_path: Path) -> None:
    outcomes = Counter[str]()
    assert list(faults_of_pattern_lines(range(200), tmp_path, outcomes)) == []
    assert min(outcomes.values()) > 20


def test_thousands_of_signs_in_one_word_are_read_in_no_time(nlp: Language) -> None:
    """spaCy's own tokenizer would take minutes; the time limit of whoever runs the tests is the measure."""
    text = "(" * 20_000 + "Kent was rated good." + ")" * 20_000
    assert nlp(text).text == text
