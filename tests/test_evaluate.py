"""Scores against gold: the figures are those of the definitions, and what gold leaves open is left open."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language
from typer.testing import CliRunner, Result

from pipeline.batch.work import json_line
from pipeline.cli import app
from pipeline.language import annotate
from pipeline.readers import find, read
from pipeline.readers.document import Document
from pipeline.workbench.evaluate import KINDS, Scores, Tally, authority_key, evaluate, score
from pipeline.workbench.quotes import Words, locate, sentences

TEXT = "Leaders know their service well. Plans are not timely. Too many children wait."


def scores(tmp_path: Path, gold: dict[str, Any], record: dict[str, Any]) -> Scores:
    files = tmp_path / "gold.jsonl", tmp_path / "records.jsonl"
    files[0].write_text(json.dumps({"doc": "a/one.txt", **gold}) + "\n")
    source = {"path": "all/a/one.txt", "sha256": "5a"}
    files[1].write_text(json.dumps({"source": source, "text": TEXT, **record}) + "\n")
    return evaluate(*files)


def finding(quote: str, polarity: str, **labels: Any) -> dict[str, Any]:
    start = TEXT.index(quote)
    usual: dict[str, Any] = {"speaker": "inspectors", "authority": None, "area": None, "themes": []}
    return {"start": start, "end": start + len(quote), "polarity": polarity, **usual, **labels}


def test_a_finding_pairs_when_it_overlaps_enough(tmp_path: Path) -> None:
    gold = {"findings": [{"quote": "Plans are not timely", "polarity": "concern"}]}
    assert scores(tmp_path, gold, {"findings": [finding("are not timely", "concern")]}).found["findings"].tp == 1
    assert scores(tmp_path, gold, {"findings": [finding("timely", "concern")]}).found["findings"].tp == 0
    wrong_polarity = scores(tmp_path, gold, {"findings": [finding("Plans are not timely", "strength")]})
    assert wrong_polarity.found["findings"].figures()["f1"] == 0
    assert wrong_polarity.labels["polarity"] == (0, 1)


def test_one_wide_finding_pairs_with_only_one_of_two(tmp_path: Path) -> None:
    quotes = "Plans are not timely", "Too many children wait"
    gold = {"findings": [{"quote": quote, "polarity": "concern"} for quote in quotes]}
    found = scores(tmp_path, gold, {"findings": [finding("Plans are not timely. Too many children wait", "concern")]})
    assert (found.found["findings"].tp, found.found["findings"].fn) == (1, 1)
    assert found.found["sentences"].figures()["f1"] == 1


def test_labels_are_scored_on_found_findings_where_gold_gives_them(tmp_path: Path) -> None:
    labels = {"speaker": "council", "authority": "kent", "themes": ["planning", "timeliness"]}
    gold = {"findings": [{"quote": "Plans are not timely", "polarity": "concern", **labels}]}
    another = {"gss": "E06000001", "name": "Hartlepool"}
    ours = {"speaker": "council", "authority": another, "themes": ["planning", "recording"]}
    found = scores(tmp_path, gold, {"findings": [finding("Plans are not timely", "concern", **ours)]})
    assert found.labels["speaker"] == (1, 1)
    assert found.labels["authority"] == (0, 1)
    assert found.labels["area"] == (0, 0)
    assert found.all_themes == Tally(1, 1, 1)
    unsaid = {"findings": [{**gold["findings"][0], "themes": None}]}
    assert scores(tmp_path, unsaid, {"findings": [finding("Plans are not timely", "concern", **ours)]}).themes == {}


def test_only_facts_are_scored_and_what_is_implied_is_left_open(tmp_path: Path) -> None:
    def judged(grade: str, status: str, **more: Any) -> dict[str, Any]:
        return {"authority": "Kent", "area": "adoption", "grade": grade, "status": status, **more}

    implied = judged("inadequate", "previous", derived=True)
    gold = [judged("good", "current"), implied, judged("outstanding", "negated")]
    ours = [judged("good", "current"), judged("inadequate", "previous"), judged("outstanding", "hypothetical")]
    found = scores(tmp_path, {"judgements": gold}, {"judgements": ours})
    assert (found.found["judgements"].tp, found.found["judgements"].fp, found.found["judgements"].fn) == (1, 0, 0)
    assert found.labels["status"] == (1, 2)


def test_what_gold_has_no_key_for_is_not_scored(tmp_path: Path) -> None:
    found = scores(tmp_path, {"tallies": []}, {"findings": [finding("Plans are not timely", "concern")]})
    assert found.found["findings"].fp == 0


def test_where_only_some_was_decided_nothing_else_is_scored(tmp_path: Path) -> None:
    right, wrong, open_ = (
        finding(quote, "concern") for quote in ("Plans are not timely", "Too many children wait", "Leaders know")
    )
    gold = {
        "findings": [{**right, "quote": "Plans are not timely"}],
        "struck": {"findings": [{**wrong, "quote": "Too many children wait"}]},
        "partial": ["findings"],
    }
    found = scores(tmp_path, gold, {"findings": [right, wrong, open_]}).found["findings"]
    assert (found.tp, found.fp, found.fn) == (1, 1, 0)


def test_what_gold_and_records_do_not_share_is_told_with_its_sentence(tmp_path: Path) -> None:
    gold = {
        "findings": [
            {"quote": "Plans are not timely", "polarity": "concern", "themes": ["planning"]},
            {"quote": "Too many children wait", "polarity": "concern"},
        ]
    }
    ours = [finding("Plans are not timely", "concern", themes=["timeliness"]), finding("Leaders know", "strength")]
    told = [
        (one.what, one.kind, one.details, one.sentence) for one in scores(tmp_path, gold, {"findings": ours}).misses
    ]
    assert told == [
        ("label", "finding", "themes: lacks planning, not timeliness", "Plans are not timely."),
        ("missed", "finding", "concern", "Too many children wait."),
        ("false", "finding", "strength", "Leaders know their service well."),
    ]


def test_a_document_without_a_record_is_missed_and_named() -> None:
    gold: list[dict[str, Any]] = [{"doc": name, "tallies": [{"count": 3, "grade": "good"}]} for name in ("a", "b")]
    record = {"source": {"path": "a", "sha256": "5a"}, "text": "", "tallies": gold[0]["tallies"]}
    found = score(gold, [{**record, "meta": {}}])
    assert found.absent == ["b: no document has this path"]
    assert (found.documents, found.found["tallies"].tp, found.found["tallies"].fn) == (1, 1, 1)


def evaluated(*files: Path) -> Result:
    return CliRunner().invoke(app, ["evaluate", *map(str, files)])


def test_an_evaluation_over_nothing_is_an_error(tmp_path: Path) -> None:
    gold, records, none = tmp_path / "gold.jsonl", tmp_path / "records.jsonl", tmp_path / "none.jsonl"
    gold.write_text(json.dumps({"doc": "a/one.txt", "findings": []}) + "\n")
    records.write_text(json.dumps({"source": {"path": "b/one.txt", "sha256": "5a"}, "text": TEXT}) + "\n")
    none.write_text("")
    apart = evaluated(gold, records)
    assert (apart.exit_code, apart.stdout) == (2, "")
    assert "a/one.txt: no document has this path, but b/one.txt the same name" in apart.stderr
    assert evaluated(gold, none).exit_code == evaluated(none, records).exit_code == 2


def test_swapped_arguments_are_an_error(tmp_path: Path) -> None:
    gold, records = tmp_path / "gold.jsonl", tmp_path / "records.jsonl"
    gold.write_text(json.dumps({"doc": "one.txt", "findings": []}) + "\n")
    source = {"path": "one.txt", "sha256": "5a"}
    records.write_text(json.dumps({"source": source, "text": TEXT, "findings": []}) + "\n")
    swapped = evaluated(records, gold)
    assert swapped.exit_code == 2
    assert "the gold file comes first" in swapped.stderr
    right = evaluated(gold, records)
    assert right.exit_code == 0
    assert "scored on 1 documents of gold; 0 have no record" in right.stdout


def test_a_quote_that_is_not_in_the_text_is_named(tmp_path: Path) -> None:
    found = scores(tmp_path, {"findings": [{"quote": "Nothing like it", "polarity": "concern"}]}, {})
    assert found.unlocated == ["a/one.txt: Nothing like it"]
    assert found.found["findings"].fn == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kent County Council", "kent"),
        ("St. Helens", "St Helens"),
        ("Brighton & Hove City Council", "brighton and hove"),
        ("London Borough of Brent", {"gss": "E09000005", "name": "Brent"}),
        ("Stoke-on-Trent", "stoke on trent"),
        ("", None),
    ],
)
def test_names_of_one_authority_are_one(one: object, other: object) -> None:
    assert authority_key(one) == authority_key(other)


def test_a_quote_is_found_whatever_its_spaces_quotation_marks_and_dashes() -> None:
    text = "The council’s plan –\nshort and “good” – works."
    span = locate(text, 'council\'s plan - short and "good"')
    assert span is not None
    assert text[slice(*span)] == "council’s plan –\nshort and “good”"


@given(st.lists(st.sampled_from(["care", "of", "a"]), max_size=9), st.data())
def test_words_within_a_span_are_those_that_it_touches(written: list[str], data: st.DataObject) -> None:
    text = ", ".join(written)
    number_of = [number for number, word in enumerate(written) for _ in f"{word}, "]
    start = data.draw(st.integers(0, max(len(text) - 1, 0)))
    end = data.draw(st.integers(start + 1, len(text) + 1))
    touched = {number_of[at] for at in range(start, min(end, len(text))) if text[at].isalnum()}
    assert set(Words(text).within(start, end)) == touched


@given(st.text(max_size=200))
def test_sentences_cover_all_but_blank_text(text: str) -> None:
    covered = {at for start, end in sentences(text) for at in range(start, end)}
    assert all(text[at].isspace() for at in set(range(len(text))) - covered)


@pytest.mark.parametrize("gold", ["news", "passages"])
def test_figures_on_the_real_gold_are_those_of_the_reference_scorer(
    shared: Path, nlp: Language, tmp_path: Path, gold: str
) -> None:
    records = tmp_path / "records.jsonl"
    with records.open("wb") as lines:
        for found in find([shared / "corpus" / gold]):
            assert isinstance(found, tuple)
            for document in read(*found):
                assert isinstance(document, Document)
                lines.write(json_line(annotate(nlp, document)))
    gold_file = shared / "gold" / f"{gold}.jsonl"
    reference = subprocess.run(
        [sys.executable, str(shared / "tools" / "score.py"), str(gold_file), str(records), "--json"],
        capture_output=True,
        check=True,
    )
    expected = json.loads(reference.stdout)
    ours = evaluate(gold_file, records)
    assert {kind: ours.found[kind].figures() for kind in KINDS} == {kind: expected[kind] for kind in KINDS}
    assert len(ours.absent) == expected["absent"]


def test_evaluate_lists_misses_and_what_changed_since_other_records(tmp_path: Path) -> None:
    gold, records, earlier = (tmp_path / f"{name}.jsonl" for name in ("gold", "records", "earlier"))
    gold.write_text(json.dumps({"doc": "a.txt", "findings": [{"quote": TEXT[:31], "polarity": "strength"}]}) + "\n")
    source = {"path": "a.txt", "sha256": "5a"}
    right = {"source": source, "text": TEXT, "findings": [finding("Leaders know their service well", "strength")]}
    wrong = {"source": source, "text": TEXT, "findings": [finding("Too many children wait", "concern")]}
    records.write_text(json.dumps(right) + "\n")
    earlier.write_text(json.dumps(wrong) + "\n")

    def said(*options: str) -> str:
        return " ".join(CliRunner().invoke(app, ["evaluate", str(gold), *options]).stdout.split())

    assert "finding, missed: 1 strength Leaders know their service well. a.txt:0" in said(str(earlier), "--misses")
    assert "a.txt findings 1.000 1.000 1.000 1 0 0" in said(str(records), "--details")
    compared = said(str(records), "--against", str(earlier), "--misses")
    assert "findings 0.000 -> 1.000 (+1.000)" in compared
    assert "right now: 2 finding, missed: 1 strength Leaders know their service well." in compared
    assert "wrong now: 0" in compared
