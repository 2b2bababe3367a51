"""Numbers of authorities by grade or movement."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from judging import annotated
from spacy.language import Language

Row = tuple[int | float | None, int | None, str]


def tallies(nlp: Language, text: str) -> set[Row]:
    """(count or percentage, total, grade) of each tally."""
    found = nlp(text)._.ofsight_tallies
    return {(one["percent"] if one["count"] is None else one["count"], one["of"], one["grade"]) for one in found}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Seven councils were rated good.", {(7, None, "good")}),
        ("Of the 41 councils inspected, ten were rated good.", {(41, None, "any"), (10, 41, "good")}),
        ("Three out of 4 councils were rated inadequate.", {(3, 4, "inadequate")}),
        ("None of the six councils was rated outstanding.", {(0, 6, "outstanding")}),
        (
            "Of councils:\n\n- 2 were outstanding\n- 9 were good\n- 4 had improved\n- 6 were rated below good\n"
            "- 3 were inadequate",
            {(2, None, "outstanding"), (9, None, "good"), (4, None, "rose"), (6, None, "below_good")}
            | {(3, None, "inadequate")},
        ),
        ("In all, 44 per cent of councils were judged good.", {(44, None, "good")}),
        ("So far 12 councils have been inspected.", {(12, None, "any")}),
        ("Half of councils were rated good.", {(50, None, "good")}),
        ("Nine councils were rated inadequate or requires improvement.", {(9, None, "below_good")}),
        ("Nine councils were rated less than good.", {(9, None, "below_good")}),
        ("Ratings fell in 12 councils.", {(12, None, "fell")}),
        ("Five authorities improved and two declined.", {(5, None, "rose"), (2, None, "fell")}),
        (
            "Twenty councils were inspected. Four were rated good and two inadequate.",
            {(20, None, "any"), (4, 20, "good"), (2, 20, "inadequate")},
        ),
        (
            "The North West had the lowest share of councils judged good or outstanding (38%).",
            {(38, None, "good_or_better")},
        ),
        ("Half of councils are good. Not one of the 24 in the North West is.", {(50, None, "good"), (0, 24, "good")}),
        ("No council in London is inadequate.", {(0, None, "inadequate")}),
        ("Of councils, 24% of the 87 inspected were rated inadequate.", {(24, 87, "inadequate"), (87, None, "any")}),
        ("Kent was visited. One per cent of children’s homes were inadequate and 2% good.", set()),
        ("A visit to two good-rated councils went well.", {(2, None, "good")}),
        ("Only nine authorities in the country hold the highest overall rating.", {(9, None, "outstanding")}),
        (
            "Twenty councils were inspected and eight of them hold the top grade.",
            {(20, None, "any"), (8, 20, "outstanding")},
        ),
        ("Of councils, 40 (26%) are good.", {(40, None, "good"), (26.0, None, "good")}),
        ("Five of the region’s 14 authorities are inadequate.", {(5, 14, "inadequate")}),
        ("One in five authorities was inadequate.", {(1, 5, "inadequate")}),
        ("The council is one of 32 in England to be judged good.", {(32, None, "good")}),
        ("Kent is one of 16 councils in England whose services are inadequate.", {(16, None, "inadequate")}),
        ("One council in four is outstanding.", {(1, 4, "outstanding")}),
        (
            "The number of inadequate authorities has risen from 18 to 21.",
            {(18, None, "inadequate"), (21, None, "inadequate")},
        ),
        ("Two councils, Barnet and Lewisham, are inadequate.", {(2, None, "inadequate")}),
        ("Three councils fell while two (Barnet and Lewisham) improved.", {(3, None, "fell"), (2, None, "rose")}),
        (
            "Ofsted carried out 43 full inspections. Eight of them led to an outstanding judgement.",
            {(43, None, "any"), (8, 43, "outstanding")},
        ),
        (
            "Ofsted expects to carry out 50 inspections in the coming year, along with 30 focused visits.",
            {(50, None, "planned"), (30, None, "planned")},
        ),
        ("Nine LAs had been inspected but were still waiting for their report.", {(9, None, "awaiting")}),
        ("There are 24 councils at outstanding and 79 at good.", {(24, None, "outstanding"), (79, None, "good")}),
        ("Thirty-one authorities out of 150 were given the top mark.", {(31, 150, "outstanding")}),
        ("Of 87 councils, 64 did not manage a good.", {(64, 87, "below_good")}),
        ("A further 12 inspection reports would be published by Christmas.", {(12, None, "awaiting")}),
        ("Ofsted plans to complete the inspection of all 152 authorities.", {(152, None, "planned")}),
    ],
)
def test_numbers_of_authorities_are_counted(nlp: Language, text: str, expected: set[Row]) -> None:
    assert tallies(nlp, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("54% of councils were good for help and protection.", ["help_and_protection"]),
        ("Of the 41 councils inspected, ten were rated “good” for adoption.", [None, "adoption"]),
        ("Three of the nine councils inspected were rated good in the impact of leaders.", ["leadership", None]),
        ("Seven councils were rated good or outstanding for overall effectiveness.", ["overall_effectiveness"]),
        ("Seven councils were rated good for leadership and 12 inadequate.", ["leadership", None]),
        ("Seven councils were judged inadequate for children in care and adoption.", [None]),
        ("Seven councils were good for the overall experiences of children.", [None]),
        ("Seven councils were rated good.", [None]),
    ],
)
def test_the_area_right_behind_a_grade_is_that_of_its_number(
    nlp: Language, text: str, expected: list[str | None]
) -> None:
    found = nlp(text)._.ofsight_tallies
    assert [one["area"] for one in found] == expected


def test_the_words_of_a_number_end_with_its_area(nlp: Language) -> None:
    text = "54% of councils were good for help and protection, and 2% inadequate."
    first = nlp(text)._.ofsight_tallies[0]
    assert text[first["start"] : first["end"]] == "54% of councils were good for help and protection"


@pytest.mark.parametrize(
    "text",
    [
        "Nearly half of councils were rated good.",
        "Seven schools were rated good.",
        "Twelve children’s homes were rated good.",
        "The council was rated good three years ago.",
        "In 2019 the council was rated good.",
        "One of the inspectors was good.",
        "The 2nd council was rated good.",
        "Social workers have 17 cases each.",
        "All three authorities were rated ‘adequate’ or better.",
        "The council fell short in two of the three areas.",
        "The council is two grades above its inadequate neighbour.",
        "Two-thirds of councils inspected kept their grade.",
        "For councils the number of fostering agencies rose by six to 318.",
        "Councils run homes. Inspectors saw 90 homes.\n\nOf the 90 inspections:\n\n- 12 were good\n- 9 were inadequate",
    ],
)
def test_other_numbers_are_not(nlp: Language, text: str) -> None:
    assert tallies(nlp, text) == set()


def test_a_report_has_none(nlp: Language) -> None:
    text = "Seven councils were rated good."
    assert annotated(nlp, text, kind="inspection_report")._.ofsight_tallies == []
    assert annotated(nlp, text, kind="news")._.ofsight_tallies != []


def test_a_tally_holds_for_the_day_of_publication(nlp: Language) -> None:
    found = annotated(nlp, "Seven councils were rated good.", published="2023-03-01")._.ofsight_tallies
    assert [one["as_of"] for one in found] == ["2023-03-01"]


WORDS = [
    "seven", "12", "41", "44 per cent", "half", "nearly", "none", "one", "of the", "out of", "councils",
    "schools", "were", "rated", "good", "inadequate", "or", "inspected", "fell", "remaining", ",", ".", "(",
    ")", "and", "in",
]  # fmt: skip


CERTAIN = "12 councils were rated good"
"""A text of the words that has a number, so that there is something to look at."""


@given(text=st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join))
@example(text=CERTAIN)
@settings(max_examples=150, deadline=None)
def test_each_tally_quotes_its_number_and_holds_a_figure(nlp: Language, text: str) -> None:
    found = nlp(text)._.ofsight_tallies
    assert found or text != CERTAIN
    for one in found:
        assert 0 <= one["start"] < one["end"] <= len(text)
        assert one["count"] is not None or one["percent"] is not None
        assert text[one["start"] : one["end"]].strip()
