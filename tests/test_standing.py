"""Where a finding stands, and whose work it is about."""

import pytest
from spacy.language import Language


def findings(nlp: Language, *blocks: str) -> list[tuple[str, str, str | None, list[str]]]:
    doc = nlp("\n\n".join(blocks))
    return [
        (doc.text[row["start"] : row["end"]], row["polarity"], row["place"], row["body"])
        for row in doc._.ofsight_findings
    ]


@pytest.mark.parametrize(
    ("point", "bodies"),
    [
        ("The timeliness of the police response.", ["police"]),
        ("How midwives and school nurses share what they know.", ["health"]),
        ("What social workers and probation officers tell each other.", ["local_authority", "probation"]),
        ("The oversight by the youth offending service.", ["youth_justice"]),
        ("How partner agencies share information.", ["partnership"]),
        ("The quality of plans.", []),
    ],
)
def test_a_point_says_whose_work_it_is_about(nlp: Language, point: str, bodies: list[str]) -> None:
    assert findings(nlp, "What needs to improve?", f"• {point}") == [(point, "concern", "improvement", bodies)]


def test_who_is_responsible_for_a_point_counts_as_its_own_words_and_is_no_part_of_it(nlp: Language) -> None:
    point = "Leeds City Council and NHS West Yorkshire ICB: Leaders should act on what families say."
    assert findings(nlp, "Areas for priority action", f"• {point}") == [
        ("Leaders should act on what families say.", "concern", "priority_action", ["local_authority", "health"])
    ]


def test_a_point_that_tells_a_story_is_read_clause_by_clause(nlp: Language) -> None:
    story = "Leaders know their services well. Plans are poor. Leaders should act on them."
    assert [polarity for _, polarity, _, _ in findings(nlp, "Areas for improvement", f"• {story}")] == [
        "strength",
        "concern",
        "concern",
    ]


def test_what_a_request_is_for_is_no_praise(nlp: Language) -> None:
    point = "Leaders should act on what families say. This will ensure that plans are good and visits are timely."
    assert [polarity for _, polarity, _, _ in findings(nlp, "Areas for improvement", f"• {point}")] == ["concern"]
