"""Gold files with decisions: what is appended counts at once, can be undone, and two annotators can be compared."""

import multiprocessing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.readers.document import Document
from pipeline.records import empty_meta
from pipeline.workbench.agreement import agreement, alpha
from pipeline.workbench.gold_file import OddGold, append, decisions, documents_of, gold_lines

Row = dict[str, Any]

TEXT = "Caseloads are too high. Leaders are strong."
FINDING: Row = {
    "polarity": "concern",
    "quote": "Caseloads are too high",
    "area": None,
    "speaker": "inspectors",
    "themes": [],
}


def decision(kind: str, id: str, **fields: object) -> Row:
    return {"doc": "a.txt", "decision": {"id": id, "kind": kind, "by": "me", **fields}}


def gold(tmp_path: Path, *rows: Row) -> Path:
    file = tmp_path / "gold.jsonl"
    for row in ({"doc": "a.txt", "findings": [FINDING]}, *rows):
        append(file, row)
    return file


def finding(kind: str, id: str, fact: Row, **more: object) -> Row:
    return decision(kind, id, what="findings", fact=fact, **more)


def test_wrong_takes_a_finding_out(tmp_path: Path) -> None:
    (line,) = gold_lines(gold(tmp_path, finding("wrong", "1", FINDING)))
    assert (line["findings"], line["struck"]) == ([], {"findings": [FINDING]})


def test_right_adds_a_finding_once(tmp_path: Path) -> None:
    other = {**FINDING, "quote": "Leaders are strong", "polarity": "strength"}
    (line,) = gold_lines(gold(tmp_path, finding("right", "1", other), finding("right", "2", other)))
    assert line["findings"] == [FINDING, other]


def test_fix_puts_one_finding_in_the_place_of_another(tmp_path: Path) -> None:
    fixed = {**FINDING, "themes": ["caseloads"]}
    (line,) = gold_lines(gold(tmp_path, finding("fix", "1", fixed, was=FINDING)))
    assert line["findings"] == [fixed]


def test_decisions_alone_make_a_line_of_which_no_more_is_known(tmp_path: Path) -> None:
    file = tmp_path / "gold.jsonl"
    append(file, finding("right", "1", FINDING))
    assert gold_lines(file)[0]["partial"] == ["findings"]
    append(file, decision("done", "2", facts={"findings": [FINDING], "judgements": [], "tallies": []}))
    (line,) = gold_lines(file)
    assert line["partial"] == []
    assert (line["findings"], line["judgements"]) == ([FINDING], [])


def test_what_was_undone_counts_no_more(tmp_path: Path) -> None:
    file = gold(tmp_path, finding("wrong", "1", FINDING), decision("undo", "2", of="1"))
    assert decisions(file) == []
    assert gold_lines(file) == [{"doc": "a.txt", "findings": [FINDING]}]


def test_a_line_cut_off_is_passed_over_and_what_follows_counts(tmp_path: Path) -> None:
    file = gold(tmp_path)
    with file.open("ab") as torn:
        torn.write(b'{"doc":"a.txt","deci')
    append(file, finding("wrong", "1", FINDING))
    assert len(decisions(file)) == 1


def test_a_file_that_is_no_gold_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "gold.jsonl"
    for line in ("not json", "[]", '{"doc": 1}', '{"doc": "a", "findings": [{"quote": 3, "polarity": "x"}]}', "{}"):
        file.write_text(f"\n{line}\n")
        with pytest.raises(OddGold, match=f"{file}:2: "):
            gold_lines(file)


def _write_many(file: Path, name: str) -> None:
    for number in range(100):
        append(file, {"doc": "a.txt", "decision": {"id": f"{name}{number}", "kind": "wrong", "pad": name * 300}})


def test_two_writers_lose_nothing(tmp_path: Path) -> None:
    file = tmp_path / "gold.jsonl"
    writers = [multiprocessing.get_context("spawn").Process(target=_write_many, args=(file, name)) for name in "ab"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert len({row["decision"]["id"] for row in decisions(file)}) == 200


def test_alpha_of_a_known_table() -> None:
    """Krippendorff's own example of two observers and ten binary values: 0.095."""
    one, other = "0100000010", "1110010000"
    assert alpha(list(zip(one, other, strict=True))) == pytest.approx(0.095, abs=0.001)


@given(st.lists(st.sampled_from(["", "strength", "concern"]), min_size=2))
def test_who_agrees_in_everything_has_alpha_one_or_nothing_varies(values: list[str]) -> None:
    assert alpha([(value, value) for value in values]) in (1.0, None)


def test_agreement_counts_spans_and_names_what_only_one_has() -> None:
    strength = {**FINDING, "polarity": "strength", "quote": "Leaders are strong"}
    one = [{"doc": "a.txt", "findings": [FINDING]}]
    other = [{"doc": "a.txt", "findings": [{**FINDING, "quote": "Caseloads are too high."}, strength]}]
    figures = agreement(one, other, [Document("a.txt", "5a", "text/plain", TEXT, empty_meta())])
    assert (figures.documents, figures.exact) == (1, 0.0)
    assert figures.overlap == pytest.approx(2 / 3, abs=0.001)
    assert [(who, TEXT[span[0] : span[1]]) for _, span, who in figures.differing] == [("second", "Leaders are strong")]


def test_gold_is_found_by_content_wherever_the_document_lies_now() -> None:
    documents = [("a/report.pdf", "aa"), ("b/report.pdf", "bb"), ("c/other.pdf", "cc")]
    assert documents_of([{"doc": "a/report.pdf", "sha256": "bb"}], documents) == [1]
    (why,) = documents_of([{"doc": "a/report.pdf", "sha256": "dd"}], documents)
    assert why == "no document has the content that it was made from; a/report.pdf has another content"


def test_gold_without_a_hash_is_found_by_a_path_that_fits_one_document() -> None:
    documents = [("a/report.pdf", "aa"), ("b/report.pdf", "bb"), ("plain.txt", "cc")]
    gold = [
        {"doc": doc} for doc in ("a/report.pdf", "corpus/b/report.pdf", "news/plain.txt", "report.pdf", "d/report.pdf")
    ]
    first, second, third, ambiguous, elsewhere = documents_of(gold, documents)
    assert (first, second, third) == (0, 1, 2)
    assert ambiguous == "2 documents have this path; a line with sha256 tells them apart"
    assert elsewhere == "no document has this path, but a/report.pdf the same name"


def test_decisions_on_a_document_leave_another_of_the_same_name_alone(tmp_path: Path) -> None:
    file = tmp_path / "gold.jsonl"
    for sha256 in ("aa", "bb"):
        done = {"id": sha256, "kind": "done", "facts": {"findings": [{**FINDING, "area": sha256}]}}
        append(file, {"doc": "report.pdf", "sha256": sha256, "decision": done})
    assert [(line["sha256"], line["findings"][0]["area"]) for line in gold_lines(file)] == [("aa", "aa"), ("bb", "bb")]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("[]", 'needs a "doc"'),
        ('{"doc": "a", "findings": 3}', "findings: input should be a valid list"),
        ('{"doc": "a", "findings": [{"quote": "x"}]}', "findings.0.polarity: field required"),
        ('{"doc": "a", "decision": {"kind": "maybe"}}', "decision.kind: input should be 'right', 'wrong'"),
        (
            '{"doc": "a", "decision": {"id": "1", "kind": "right", "what": "tallies", "fact": {}}}',
            "tallies.0.grade: field required",
        ),
        ('{"doc": "a", "source": {}}', "is a record"),
    ],
)
def test_a_line_of_odd_form_is_refused_with_its_number(tmp_path: Path, line: str, said: str) -> None:
    file = tmp_path / "gold.jsonl"
    file.write_text(f'{{"doc": "b"}}\n{line}\n')
    with pytest.raises(OddGold, match=rf"gold\.jsonl:2: .*{said}"):
        gold_lines(file)
