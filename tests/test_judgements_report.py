"""An inspection report's judgements come from its layout: the table, the graded headings, the opening sentence."""

from typing import Any

import pytest
from judging import annotated
from spacy.language import Language

from pipeline.readers.document import Block, BlockKind

Line = tuple[BlockKind, str]

TABLE: list[Line] = [
    ("row", "The impact of leaders on social work practice with children and families: Good"),
    ("row", "The experiences and progress of children who need help and protection: Requires improvement to be good"),
    ("row", "The experiences and progress of children in care and care leavers: Good"),
    ("row", "Overall effectiveness: Good"),
]


def report(nlp: Language, *lines: Line, framework: str | None = "ilacs") -> list[dict[str, Any]]:
    """The judgements of a report on Kent made of these blocks."""
    blocks: list[Block] = []
    text = ""
    for kind, line in lines:
        text += "\n\n" if text else ""
        blocks.append(Block(len(text), len(text) + len(line), kind))
        text += line
    doc = annotated(nlp, text, tuple(blocks), kind="inspection_report", framework=framework, authority="Kent")
    return list(doc._.ofsight_judgements)


def grades(judgements: list[dict[str, Any]]) -> dict[str, str]:
    assert all(one["status"] == "current" and one["authority"]["name"] == "Kent" for one in judgements)
    return {one["area"]: one["grade"] for one in judgements}


def test_the_front_table_gives_each_area_its_grade(nlp: Language) -> None:
    found = report(nlp, ("heading", "Kent County Council"), *TABLE)
    assert grades(found) == {
        "leadership": "good",
        "help_and_protection": "requires_improvement",
        "children_in_care": "good",
        "overall_effectiveness": "good",
    }
    assert {one["rule"] for one in found} == {"report_table"}


def test_a_combined_judgement_gives_care_leavers_no_grade_of_their_own(nlp: Language) -> None:
    assert "care_leavers" not in grades(report(nlp, *TABLE))


@pytest.mark.parametrize("separator", [": ", " is ", " are ", " is: ", " are: ", " ", " \u2013 "])
def test_a_heading_states_a_grade_behind_any_separator(nlp: Language, separator: str) -> None:
    heading = f"The experiences and progress of care leavers{separator}requires improvement"
    found = report(nlp, ("heading", heading), ("paragraph", "1. Plans are not timely."))
    assert grades(found) == {"care_leavers": "requires_improvement"}
    assert found[0]["rule"] == "report_heading"


def test_a_heading_may_have_its_grade_on_the_line_below(nlp: Language) -> None:
    found = report(nlp, ("heading", "The experiences and progress of care leavers"), ("paragraph", "Good"))
    assert grades(found) == {"care_leavers": "good"}


def test_the_opening_sentence_states_the_overall_grade(nlp: Language) -> None:
    found = report(nlp, ("paragraph", "Children’s services in Kent are inadequate."), framework="sif")
    assert grades(found) == {"overall_effectiveness": "inadequate"}
    assert found[0]["rule"] == "report_sentence"


def test_what_was_not_judged_has_no_grade(nlp: Language) -> None:
    rows: list[Line] = [("row", "Overall effectiveness: Good"), ("row", "Adoption performance: Not judged")]
    assert grades(report(nlp, *rows)) == {"overall_effectiveness": "good"}


@pytest.mark.parametrize("sentence", ["An LSCB that is good works well.", "It was judged inadequate in 2019."])
def test_definitions_and_history_in_prose_are_not_read(nlp: Language, sentence: str) -> None:
    assert report(nlp, ("paragraph", sentence), framework="sif") == []


@pytest.mark.parametrize(("heading", "is_read"), [("Summary", True), ("Previous Ofsted inspections", False)])
def test_a_section_on_previous_inspections_is_not_read(nlp: Language, heading: str, is_read: bool) -> None:
    verdict: Line = ("paragraph", "Children’s services in Kent are inadequate.")
    assert bool(report(nlp, ("heading", heading), verdict)) == is_read


def test_a_heading_that_contradicts_the_table_is_flagged_with_its_words(nlp: Language) -> None:
    heading = "The experiences and progress of children in care and care leavers: inadequate"
    found = {one["area"]: one for one in report(nlp, *TABLE, ("heading", heading))}
    assert found["children_in_care"]["grade"] == "good"
    assert found["children_in_care"]["disagrees"] is True
    assert [one["role"] for one in found["children_in_care"]["evidence"]].count("contrary") == 1
    assert "disagrees" not in found["leadership"]


def test_a_heading_that_repeats_the_table_is_no_second_judgement(nlp: Language) -> None:
    heading = "The impact of leaders on social work practice with children and families: good"
    assert len(report(nlp, *TABLE, ("heading", heading))) == len(TABLE)


def test_where_only_looked_after_children_are_judged_overall_means_them(nlp: Language) -> None:
    lines: list[Line] = [
        ("heading", "Services for looked after children"),
        ("row", "Overall effectiveness of services for looked after children: Adequate"),
    ]
    assert grades(report(nlp, *lines, framework=None)) == {"children_in_care": "adequate"}


@pytest.mark.parametrize("framework", ["jtai", "area_send", "focused_visit", "monitoring_visit", "joint_area_review"])
def test_kinds_that_give_no_grade_give_no_judgement(nlp: Language, framework: str) -> None:
    told: Line = ("paragraph", "Children’s services in Kent were judged inadequate. Overall effectiveness is good.")
    assert report(nlp, *TABLE, told, framework=framework) == []


def test_no_report_grades_what_its_framework_does_not(nlp: Language) -> None:
    found = report(nlp, ("heading", "Adoption performance is good"), ("paragraph", "Plans."), framework="ilacs")
    assert found == []


@pytest.mark.parametrize("sentence", ["The quality of practice is good.", "The quality of practice: adequate"])
def test_prose_on_the_quality_of_practice_is_no_grade(nlp: Language, sentence: str) -> None:
    prose: Line = ("paragraph", f"{sentence} Leaders know it well, and act on what they learn from it each day.")
    assert report(nlp, prose, framework="arrangements_2013") == []


@pytest.mark.parametrize(
    "sentence",
    [
        "Children’s services in Kent are inadequate because there are widespread failures.",
        "Overall effectiveness of the arrangements to protect children in Kent is judged to be inadequate.",
    ],
)
def test_the_opening_sentence_may_give_its_reason_or_say_what_was_inspected(nlp: Language, sentence: str) -> None:
    assert grades(report(nlp, ("paragraph", f"{sentence} Much must change."), framework="sif")) == {
        "overall_effectiveness": "inadequate"
    }
