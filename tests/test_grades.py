"""A grade is a verdict or the same word as an adjective; only verdicts stay tagged."""

import pytest
from spacy.language import Language


def grades(nlp: Language, text: str) -> list[str]:
    return [text[tag.start : tag.end].lower() for tag in nlp(text)._.ofsight_tags if tag.label == "GRADE"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kent was rated good.", ["good"]),
        ("Kent received a ‘good’ rating this week.", ["good"]),
        ("The verdict was: inadequate.", ["inadequate"]),
        ("Adoption: Outstanding", ["outstanding"]),
        ("Leadership, good; adoption, inadequate.", ["good", "inadequate"]),
        ("Inspectors graded Leeds outstanding and Hull good.", ["outstanding", "good"]),
        ("Kent’s children’s services require improvement.", ["require improvement"]),
        ("The council moved from inadequate to good.", ["inadequate", "good"]),
        ("Care leavers’ services are no longer inadequate.", ["inadequate"]),
        ("Seven councils are inadequate and 11 are good.", ["inadequate", "good"]),
        ("Kent was told that it requires improvement.", ["requires improvement"]),
        ("Both were outstanding.", ["outstanding"]),
        ("Medway was rated good. It is good.", ["good", "good"]),
    ],
)
def test_a_verdict_keeps_its_tag(nlp: Language, text: str, expected: list[str]) -> None:
    assert grades(nlp, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Social workers make good use of data.",
        "There is an adequate supply of foster homes.",
        "Children make good progress at school.",
        "Managers closed the outstanding recommendations.",
        "It is good that children are heard.",
        "The building needs improvement.",
        "Good relationships with partners help.",
        "Attendance at school is good.",
        "The plan for care leavers is good.",
        "Staff said that morale was good.",
    ],
)
def test_an_adjective_loses_its_tag(nlp: Language, text: str) -> None:
    assert grades(nlp, text) == []


def test_a_doubtful_word_is_a_verdict_beside_a_sure_one(nlp: Language) -> None:
    assert grades(nlp, "Practice is good.") == []
    assert grades(nlp, "Leadership was judged inadequate, but practice is good.") == ["inadequate", "good"]
