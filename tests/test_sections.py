"""Where sections start, and which area and role they have."""

from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language

from pipeline.components.sections import cut
from pipeline.readers.layout import blocks_of

PARAGRAPH = "Leaders know their service and act on what they learn about it from families."


def outline(nlp: Language, *blocks: str) -> list[tuple[str, str | None, str]]:
    """Heading, area and role of each section of a text of these blocks."""
    doc = nlp("\n\n".join(blocks))
    return [(section["heading"], section["area"], section["role"]) for section in doc._.ofsight_sections]


def test_an_official_title_opens_its_area_with_or_without_its_grade(nlp: Language) -> None:
    for heading, area in {
        "The experiences and progress of children who need help and protection: good": "help_and_protection",
        "The experience and progress of care leavers requires improvement": "care_leavers",
        "Experiences and progress of children in care and care leavers": "children_in_care",
        "3. Leadership, management and governance Inadequate": "leadership",
        "The graded judgement for adoption performance is that it is outstanding": "adoption",
    }.items():
        assert outline(nlp, heading, PARAGRAPH) == [(heading, area, "body")]


def test_a_role_keeps_the_area_of_the_heading_above_it(nlp: Language) -> None:
    assert outline(nlp, "Adoption performance: good", PARAGRAPH, "Areas for improvement", PARAGRAPH)[1] == (
        "Areas for improvement",
        "adoption",
        "improvement",
    )


def test_the_prose_below_a_table_of_grades_sums_up_the_whole(nlp: Language) -> None:
    table = "Judgement Grade", "Overall effectiveness: Good\nThe impact of leaders on social work practice: Good"
    assert outline(nlp, *table, f"{PARAGRAPH} {PARAGRAPH}", PARAGRAPH, "What needs to improve", "Visits.") == [
        ("Judgement Grade", None, "table"),
        ("", None, "summary"),
        ("What needs to improve", None, "improvement"),
    ]
    doc = nlp("\n\n".join([*table, f"{PARAGRAPH} Too many children wait too long for an assessment of their needs."]))
    assert [finding["polarity"] for finding in doc._.ofsight_findings] == ["strength", "concern"]


def test_the_publishers_own_affairs_need_no_heading(nlp: Language) -> None:
    imprint = "Ofsted regulates and inspects to achieve excellence. You may reuse this information, but not its logos."
    assert outline(nlp, "Areas for improvement", PARAGRAPH, imprint)[-1] == ("", None, "about")


def test_recommendations_and_context_belong_to_no_area_and_last_until_an_area_opens(nlp: Language) -> None:
    found = outline(
        nlp,
        "Adoption performance: good",
        PARAGRAPH,
        "Recommendations",
        PARAGRAPH,
        "Information about this local authority area",
        PARAGRAPH,
        "Of this number:",
        PARAGRAPH,
        "Leadership, management and governance: good",
        PARAGRAPH,
    )
    assert [(area, role) for _, area, role in found] == [
        ("adoption", "body"),
        (None, "recommendation"),
        (None, "about"),
        (None, "about"),
        ("leadership", "body"),
    ]


def test_a_reports_own_title_opens_no_area(nlp: Language) -> None:
    title = "Inspection of services for children in need of help and protection, children looked after and care leavers"
    assert outline(nlp, title, "Review of the effectiveness of the Local Safeguarding Children Board", PARAGRAPH) == [
        (title, None, "body"),
        ("Review of the effectiveness of the Local Safeguarding Children Board", None, "body"),
    ]


def test_points_to_improve_may_stand_in_groups_under_small_headings(nlp: Language) -> None:
    found = outline(nlp, "What needs to improve", "Care leavers", "• Plans.\n• Homes.", "Staff at work", PARAGRAPH)
    assert [(area, role) for _, area, role in found] == [
        (None, "improvement"),
        ("care_leavers", "improvement"),
        ("care_leavers", "body"),
    ]


def test_an_area_named_in_passing_opens_nothing(nlp: Language) -> None:
    heading = "Council praised for adoption after long wait by families"
    assert outline(nlp, heading, PARAGRAPH) == [(heading, None, "body")]


def test_a_heading_swallowed_by_its_paragraph_opens_the_area(nlp: Language) -> None:
    swallowed = "The experiences and progress of care leavers Inadequate Summary"
    text = f"{swallowed} Young people wait too long for a home of their own in this town."
    assert outline(nlp, PARAGRAPH, text) == [("", None, "body"), (swallowed, "care_leavers", "summary")]


def test_a_paragraph_that_speaks_of_an_area_swallows_nothing(nlp: Language) -> None:
    text = "The experiences and progress of care leavers are mixed. Some wait too long for a home of their own."
    assert outline(nlp, text) == [("", None, "body")]


@given(st.lists(st.sampled_from(["Recommendations", "Adoption performance: good", PARAGRAPH, "• A point.", "Summary"])))
def test_sections_cover_the_text_without_gap_or_overlap(blocks: list[str]) -> None:
    text = "\n\n".join(blocks)
    found = cut(text, blocks_of(text), [])
    assert [section["start"] for section in found] == [0, *(section["end"] for section in found[:-1])]
    assert found[-1]["end"] == len(text)


def test_after_a_section_of_the_whole_document_the_area_goes_on(nlp: Language) -> None:
    found = outline(
        nlp,
        "The Local Safeguarding Children Board is good",
        PARAGRAPH,
        "Recommendations",
        PARAGRAPH,
        "Inspection findings",
        PARAGRAPH,
    )
    assert [(area, role) for _, area, role in found] == [("lscb", "body"), (None, "recommendation"), ("lscb", "body")]


def test_a_sentence_that_only_grades_an_area_is_its_heading(nlp: Language) -> None:
    heading = "The graded judgement for adoption performance is that it is good."
    assert outline(nlp, heading, PARAGRAPH) == [(heading, "adoption", "body")]


LETTER = ("4 May 2018", "Dear local partnership", PARAGRAPH)


def test_what_stands_above_a_letters_greeting_is_its_address(nlp: Language) -> None:
    assert outline(nlp, *LETTER) == [("4 May 2018", None, "about"), ("Dear local partnership", None, "body")]


def test_a_known_title_is_a_heading_at_any_length(nlp: Language) -> None:
    title = (
        "What is it like to be a child or young person with special educational needs and/or disabilities (SEND) in "
        "this area?"
    )
    effective = "What is the area partnership doing that is effective?"
    better = "What does the area partnership need to do better?"
    assert outline(nlp, title, PARAGRAPH, effective, f"• {PARAGRAPH}", better, PARAGRAPH) == [
        (title, None, "summary"),
        (effective, None, "strengths"),
        (better, None, "body"),
    ]


def test_a_box_within_a_list_interrupts_it_until_the_next_point(nlp: Language) -> None:
    found = outline(nlp, "Areas for improvement", "• Visits.", "Case study: good practice", PARAGRAPH, "• Plans.")
    assert found == [
        ("Areas for improvement", None, "improvement"),
        ("Case study: good practice", None, "case_study"),
        ("Areas for improvement", None, "improvement"),
    ]


def test_next_steps_and_signatures_are_silent(nlp: Language) -> None:
    doc = nlp("\n\n".join(("Areas for improvement", "• Visits.", "Next steps", PARAGRAPH, "Yours sincerely", "A Name")))
    assert {section["role"] for section in doc._.ofsight_sections} == {"improvement", "about"}
    assert [doc.text[row["start"] : row["end"]] for row in doc._.ofsight_findings] == ["Visits."]


def test_a_list_that_says_that_there_is_nothing_to_list_gives_no_finding(nlp: Language) -> None:
    doc = nlp(
        "Areas for priority action\n\n• There are no areas for priority action.\n\nAreas for improvement\n\n• Plans."
    )
    assert [doc.text[row["start"] : row["end"]] for row in doc._.ofsight_findings] == ["Plans."]


def test_who_is_responsible_heads_no_section_of_its_own(nlp: Language) -> None:
    responsible = "Leeds City Council and NHS West Yorkshire Integrated Care Board (ICB)"
    asked = "Leaders should act on what families say."
    found = nlp("\n\n".join((PARAGRAPH, PARAGRAPH, "Areas for priority action", responsible, asked)))
    finding = found._.ofsight_findings[-1]
    assert found.text[finding["start"] : finding["end"]] == asked
    assert (finding["polarity"], finding["place"]) == ("concern", "priority_action")


def test_points_without_bullets_under_groups_keep_a_letters_role(nlp: Language) -> None:
    found = outline(nlp, *LETTER, "Areas for improvement", "How risk is met at the front door", PARAGRAPH)
    assert [role for _, _, role in found[2:]] == ["improvement", "improvement"]
