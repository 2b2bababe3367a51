"""Proposals of new cues, from sentences that their place puts on one side."""

import json
from pathlib import Path

import pytest

from pipeline.patterns import Pattern, load_patterns
from pipeline.records import Record
from pipeline.workbench.suggest import Proposal, Weak, accept, suggest, weakly_labelled


def sentences(side: str, *texts: str) -> list[Weak]:
    return [Weak(f"{side}-{n}", side, text) for n, text in enumerate(texts)]  # type: ignore[arg-type]


GOOD = sentences("strength", *(f"Team {letter} gives sterling help to families." for letter in "abcdefghijklmnopqrst"))
BAD = sentences("concern", *(f"Team {letter} gives threadbare help to families." for letter in "abcdefghijklmnopqrst"))


def test_a_word_that_keeps_to_one_side_is_proposed_with_counts_and_examples() -> None:
    found = {proposal.phrase: proposal for proposal in suggest([*GOOD, *BAD], [])}
    sterling = next(proposal for phrase, proposal in found.items() if "sterling" in phrase)
    assert (sterling.label, sterling.strengths, sterling.concerns, sterling.documents) == ("STRENGTH", 20, 0, 20)
    assert sterling.precision > 0.9
    assert sterling.examples[0] == GOOD[0].text
    assert any("threadbare" in phrase and proposal.label == "CONCERN" for phrase, proposal in found.items())


def test_a_word_found_on_both_sides_alike_is_not_proposed() -> None:
    assert not any(proposal.phrase in ("families", "help", "gives") for proposal in suggest([*GOOD, *BAD], []))


def test_what_a_file_has_already_is_not_proposed_again() -> None:
    known = [Pattern("STRENGTH", "Sterling", "strong/sterling"), Pattern("THEME", "threadbare", "help/threadbare")]
    phrases = [proposal.phrase for proposal in suggest([*GOOD, *BAD], known)]
    assert not any("sterling" in phrase for phrase in phrases)
    assert "threadbare" not in phrases


def test_a_sentence_that_many_documents_print_counts_once() -> None:
    printed = [Weak(str(n), "strength", "You may copy this sterling page.") for n in range(30)]
    assert suggest([*printed, *BAD], [], precision=0.0) == suggest([printed[-1], *BAD], [], precision=0.0)
    assert not any("copy" in proposal.phrase for proposal in suggest([*printed, *BAD], []))


def test_one_side_alone_gives_nothing_to_compare() -> None:
    assert suggest(GOOD, []) == []


def test_headings_and_grades_put_sentences_on_their_side() -> None:
    text = "What needs to improve?\n\n• Plans for children.\n\nAdoption\n\nMatching is quick."
    body = text.index("Adoption")
    record: Record = {  # type: ignore[typeddict-item]
        "id": "r",
        "text": text,
        "sections": [
            {"start": 0, "end": body, "heading": "What needs to improve?", "area": None, "role": "improvement"},
            {"start": body, "end": len(text), "heading": "Adoption", "area": "adoption", "role": "body"},
        ],
        "judgements": [{"area": "adoption", "grade": "outstanding", "status": "current"}],
    }
    rows = list(weakly_labelled([record]))
    assert Weak("r", "concern", "Plans for children.") in rows
    assert Weak("r", "strength", "Matching is quick.") in rows


@pytest.fixture
def files(tmp_path: Path) -> Path:
    rows = [("plain/clear", "clear"), ("plain/timely", "timely"), ("strong/excellent", "excellent")]
    lines = [json.dumps({"label": "STRENGTH", "pattern": words, "id": id}) for id, words in rows]
    (tmp_path / "strengths.jsonl").write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return tmp_path


def proposal(phrase: str, precision: float) -> Proposal:
    return Proposal(phrase, "STRENGTH", 20, 1, 9, precision, 4.0, ())


def test_accepting_writes_one_line_in_its_sorted_place_and_leaves_the_others(files: Path) -> None:
    path = files / "strengths.jsonl"
    before = path.read_text("utf-8").splitlines()
    pattern = accept(proposal("sterling", 0.8), files)
    after = path.read_text("utf-8").splitlines()
    assert pattern.id == "plain/sterling"
    assert after == [*before[:1], '{"label": "STRENGTH", "pattern": "sterling", "id": "plain/sterling"}', *before[1:]]
    assert {known.id for known in load_patterns(files)} >= {"plain/sterling"}
    assert [file.name for file in files.iterdir()] == ["strengths.jsonl"]


@pytest.mark.parametrize(("precision", "code"), [(0.95, "strong"), (0.8, "plain"), (0.6, "weak")])
def test_the_class_of_an_accepted_cue_follows_its_precision(files: Path, precision: float, code: str) -> None:
    assert accept(proposal("sterling work", precision), files).id == f"{code}/sterling-work"


def test_a_phrase_that_the_file_has_is_refused_and_the_file_kept(files: Path) -> None:
    before = (files / "strengths.jsonl").read_bytes()
    with pytest.raises(ValueError, match=r"strengths\.jsonl has a line for 'Timely' already"):
        accept(proposal("Timely", 0.8), files)
    assert (files / "strengths.jsonl").read_bytes() == before


def test_two_phrases_with_one_slug_get_ids_of_their_own(files: Path) -> None:
    assert accept(proposal("well-run", 0.8), files).id == "plain/well-run"
    (files / "concerns.jsonl").write_text("", "utf-8")
    assert accept(proposal("well - run by all", 0.8), files).id == "plain/well-run-by-all"
