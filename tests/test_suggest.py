"""Proposals of new cues, from the sentences in which nothing was found."""

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.patterns import Pattern, load_patterns
from pipeline.workbench.suggest import Proposal, Sentence, accept, sentences_of, suggest

WORDS = [
    Pattern("WORD", "is|are", "be/are"),
    Pattern("WORD", "the|a", "determiner/the"),
    Pattern("STRENGTH", "thorough", "plain/thorough"),
    Pattern("OPERATOR", "not", "deny/not"),
]


def record(text: str, role: str = "body", *findings: tuple[str, str]) -> dict[str, Any]:
    rows = [
        {"start": text.index(quote), "end": text.index(quote) + len(quote), "polarity": polarity}
        for quote, polarity in findings
    ]
    section = {"start": 0, "end": len(text), "heading": "", "area": None, "role": role}
    return {"id": "r", "source": {"path": "a.txt"}, "text": text, "sections": [section], "findings": rows}


def test_a_sentence_without_a_finding_is_missed_and_leans_as_those_around_it() -> None:
    text = "Plans are weak. Visits are quick. Work is poor."
    found = sentences_of([record(text, "body", ("Plans are weak", "concern"), ("Work is poor", "concern"))])
    assert [(one.text, one.side) for one in found][1] == ("Visits are quick.", "")
    assert found[1].leans < 0


def test_what_its_section_contradicts_and_what_gold_has_counts_as_missed() -> None:
    text = "Plans are weak. Visits are quick."
    praised = sentences_of([record(text, "strengths", ("Plans are weak", "concern"))])
    assert praised[0].side == ""
    assert praised[0].leans > 0
    gold = sentences_of(
        [record(text, "body", ("Visits", "strength"))], {"a.txt": [{"start": 20, "polarity": "concern"}]}
    )
    assert (gold[1].side, gold[1].leans < 0) == ("", True)


def test_a_sentence_that_many_documents_print_is_left_out() -> None:
    assert sentences_of([record("You may copy this.")] * 3) == []


FOUND = [Sentence(f"g{n}", f"Team {n} is diligent in work.", "strength", 4) for n in range(30)]
FOUND += [Sentence(f"b{n}", f"Team {n} is haphazard in work.", "concern", -4) for n in range(30)]


def test_words_that_evaluate_are_proposed_with_what_belongs_to_them_and_counts() -> None:
    missed = Sentence("m", "The team is strikingly diligent.", "", 4)
    (one,) = suggest([*FOUND, missed], WORDS)
    assert (one.label, one.phrase, one.missed) == ("STRENGTH", "is strikingly diligent", 1)
    assert one.examples == ("The team is strikingly diligent.",)
    (bad,) = suggest([*FOUND, Sentence("m", "The team is haphazard.", "", 4)], WORDS)
    assert (bad.label, bad.phrase, bad.concerns) == ("CONCERN", "is haphazard", 30)


def test_a_known_cue_with_more_around_it_is_proposed_and_turned_by_a_denial() -> None:
    (one,) = suggest([*FOUND, Sentence("m", "The work is thorough enough.", "", 0)], WORDS)
    assert (one.label, one.phrase.split()[:2]) == ("STRENGTH", ["is", "thorough"])


def test_bare_nouns_and_known_cues_are_not_proposed() -> None:
    assert suggest([*FOUND, Sentence("m", "The framework of the service.", "", 4)], WORDS) == []
    known = [*WORDS, Pattern("STRENGTH", "is diligent", "strong/is-diligent")]
    assert suggest([*FOUND, Sentence("m", "The team is diligent.", "", 4)], known) == []


@pytest.fixture
def files(tmp_path: Path) -> Path:
    rows = [("plain/clear", "clear"), ("plain/timely", "timely"), ("strong/excellent", "excellent")]
    lines = [json.dumps({"label": "STRENGTH", "pattern": words, "id": id}) for id, words in rows]
    (tmp_path / "praise.jsonl").write_text("".join(f"{line}\n" for line in lines), "utf-8")
    (tmp_path / "themes.jsonl").write_text('{"label": "THEME", "pattern": "zip", "id": "training/zip"}\n', "utf-8")
    return tmp_path


def proposal(phrase: str, label: str = "STRENGTH") -> Proposal:
    return Proposal(phrase, label, 20, 10, 1, 9, ("A sentence.",))


def test_accepting_writes_one_line_where_its_label_stands_and_leaves_the_others(files: Path) -> None:
    path = files / "praise.jsonl"
    before = path.read_text("utf-8").splitlines()
    pattern = accept(proposal("sterling work"), files)
    assert (pattern.id, pattern.file) == ("plain/sterling-work", "praise.jsonl")
    after = path.read_text("utf-8").splitlines()
    assert [line for line in after if line not in before] == [after[1]]
    assert json.loads(after[1])["examples"] == ["A sentence."]
    assert {known.id for known in load_patterns(files)} >= {"plain/sterling-work"}
    assert sorted(file.name for file in files.iterdir()) == ["praise.jsonl", "themes.jsonl"]


def test_a_phrase_that_a_file_has_or_a_label_that_none_has_is_refused(files: Path) -> None:
    before = (files / "praise.jsonl").read_bytes()
    with pytest.raises(ValueError, match="a STRENGTH line for 'timely' already"):
        accept(proposal("timely"), files)
    with pytest.raises(ValueError, match=r"no file of .* has lines of the label CONCERN"):
        accept(proposal("slow", "CONCERN"), files)
    assert (files / "praise.jsonl").read_bytes() == before
