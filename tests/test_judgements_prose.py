"""Who was judged what, as running text tells it."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from judging import Row, annotated, judged, row
from spacy.language import Language

OVERALL, CARE, LEAVERS = "overall_effectiveness", "children_in_care", "care_leavers"
HELP, LEADERSHIP, ADOPTION = "help_and_protection", "leadership", "adoption"


def overall(grade: str, *names: str, status: str = "current") -> set[Row]:
    return {(name, OVERALL, grade, status) for name in names}


def test_one_verdict_is_given_to_every_authority_of_a_list(nlp: Language) -> None:
    text = "Kent, Medway and East Sussex were all rated good."
    assert judged(nlp, text) == overall("good", "Kent", "Medway", "East Sussex")


def test_a_list_may_follow_the_verdict_that_it_is_given(nlp: Language) -> None:
    for text in (
        "Councils judged inadequate include Leeds, Kent and Essex.",
        "Those judged inadequate, and not inspected again since, include Leeds, Kent and Essex.",
    ):
        assert judged(nlp, text) == overall("inadequate", "Leeds", "Kent", "Essex")


@pytest.mark.parametrize("announced", ["Three councils were judged inadequate", "The following were judged inadequate"])
def test_a_list_below_a_verdict_is_given_it(nlp: Language, announced: str) -> None:
    text = f"{announced}:\n\n- Leeds\n- Kent\n- Essex\n\nOther councils did better.\n"
    assert judged(nlp, text) == overall("inadequate", "Leeds", "Kent", "Essex")


def test_areas_listed_below_a_verdict_are_given_it(nlp: Language) -> None:
    text = (
        "Leeds was inspected. The areas rated as requires improvement were:\n\n- Leadership\n- Care leavers\n\nIt ends."
    )
    assert judged(nlp, text) == {("Leeds", area, "requires_improvement", "current") for area in (LEADERSHIP, LEAVERS)}


@pytest.mark.parametrize(
    "text",
    [
        "Visits went to the good-rated Leeds and Kent.",
        "Visits went to ‘good’ authorities Leeds and Kent.",
        "Leeds joins Kent in moving from inadequate to good.",
        "Leeds and Kent are among those to be rated good.",
        "Leeds and Kent, the fifth and sixth to be rated good, were visited.",
        "Leeds and Kent have achieved a good rating after previously being directed by the government.",
        "Leeds and Kent, moved out of council control, have been rated good.",
        "Two councils once criticised, Leeds and Kent, have been rated good.",
    ],
)
def test_a_grade_is_in_force_though_words_beside_it_tell_of_other_times_or_hopes(nlp: Language, text: str) -> None:
    assert overall("good", "Leeds", "Kent") <= judged(nlp, text)
    assert not overall("good", "Leeds", "Kent", status="previous") & judged(nlp, text)
    assert not overall("good", "Leeds", "Kent", status="hypothetical") & judged(nlp, text)


def test_a_grade_that_was_lost_is_previous(nlp: Language) -> None:
    text = (
        "High caseloads cost the council its good rating.\n\nLeeds was downgraded from an overall good to inadequate."
    )
    assert judged(nlp, text) == overall("good", "Leeds", status="previous") | overall("inadequate", "Leeds")


def test_all_areas_and_one_of_them_are_both_judged(nlp: Language) -> None:
    text = "Leeds received good in all areas, including the new judgement for care leavers."
    assert judged(nlp, text) == {("Leeds", OVERALL, "good", "current"), ("Leeds", LEAVERS, "good", "current")}


def test_the_scale_itself_judges_nobody(nlp: Language) -> None:
    text = "Leeds was visited. ‘Inadequate’; ‘Requires Improvement’; ‘Good’ and ‘Outstanding’."
    assert judged(nlp, text) == set()


def test_a_grade_that_describes_a_council_is_of_the_whole_and_no_warning(nlp: Language) -> None:
    text = "Ofsted warns of weak care leaver services at an ‘inadequate’ council. It is Leeds."
    assert judged(nlp, text) == overall("inadequate", "Leeds")


def test_a_grade_is_dated_by_when_inspectors_last_called(nlp: Language) -> None:
    text = "Essex, which scored a good rating when the regulator last called in 2014, was judged outstanding."
    assert judged(nlp, text) == overall("good", "Essex", status="previous") | overall("outstanding", "Essex")


def test_a_reason_is_no_area(nlp: Language) -> None:
    assert judged(nlp, "Leeds was rated inadequate for failing children at risk.") == overall("inadequate", "Leeds")


def test_a_list_below_of_another_length_is_not_given_it(nlp: Language) -> None:
    text = "Nine councils were judged inadequate, the worst of them:\n\n- Leeds\n- Kent\n\nOthers did better.\n"
    assert judged(nlp, text) == set()


def test_those_counted_beside_the_named_are_not_the_named(nlp: Language) -> None:
    text = "Two of the nine, Leeds and Kent, were rated good and the other seven went up to requires improvement."
    assert judged(nlp, text) == overall("good", "Leeds", "Kent")


def test_a_verdict_with_features_of_another_is_one_verdict(nlp: Language) -> None:
    text = "Leeds was judged good with outstanding features."
    assert judged(nlp, text) == overall("good", "Leeds")


@pytest.mark.parametrize(
    "text",
    [
        "Leeds was rated good in two categories, the experiences of children in care and the impact of leaders.",
        "Leeds was inspected. Two other areas were rated good: the experiences of children in care and leadership.",
    ],
)
def test_areas_that_are_announced_are_those_meant(nlp: Language, text: str) -> None:
    assert judged(nlp, text) == {("Leeds", CARE, "good", "current"), ("Leeds", LEADERSHIP, "good", "current")}


def test_what_the_last_inspection_saw_is_past_to_the_end_of_the_sentence(nlp: Language) -> None:
    text = "Leeds is good. The last full inspection found adoption, which was inadequate, in crisis."
    assert judged(nlp, text) == overall("good", "Leeds") | {("Leeds", ADOPTION, "inadequate", "previous")}


def test_each_clause_keeps_its_own_authority_and_grade(nlp: Language) -> None:
    text = "Leeds was judged outstanding, while Hull and York were found to require improvement."
    assert judged(nlp, text) == overall("outstanding", "Leeds") | overall(
        "requires_improvement", "Kingston upon Hull", "York"
    )


def test_both_means_the_two_named_before(nlp: Language) -> None:
    text = "Inspectors went to Devon and Torbay. Both were rated inadequate."
    assert judged(nlp, text) == overall("inadequate", "Devon", "Torbay")


def test_the_latter_means_the_second_of_two(nlp: Language) -> None:
    text = "Inspectors went to Devon and Torbay. The latter was rated inadequate."
    assert judged(nlp, text) == overall("inadequate", "Torbay")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Essex and Suffolk were rated outstanding and good respectively.",
            overall("outstanding", "Essex") | overall("good", "Suffolk"),
        ),
        (
            "In Essex, leadership and adoption were rated outstanding and good respectively.",
            {("Essex", LEADERSHIP, "outstanding", "current"), ("Essex", ADOPTION, "good", "current")},
        ),
    ],
)
def test_respectively_pairs_in_turn(nlp: Language, text: str, expected: set[Row]) -> None:
    assert judged(nlp, text) == expected


def test_the_same_grade_is_the_grade_told_last(nlp: Language) -> None:
    text = "Essex was rated outstanding for its leadership. Adoption received the same grade."
    assert judged(nlp, text) == {
        ("Essex", LEADERSHIP, "outstanding", "current"),
        ("Essex", ADOPTION, "outstanding", "current"),
    }


def test_the_key_areas_are_those_that_the_text_lists(nlp: Language) -> None:
    text = (
        "Inspectors look at three key areas: leadership, help and protection, and children in care. "
        "Essex was rated good in all key areas."
    )
    assert judged(nlp, text) == {("Essex", area, "good", "current") for area in (LEADERSHIP, HELP, CARE)}


def test_all_areas_without_a_list_are_the_whole(nlp: Language) -> None:
    assert judged(nlp, "Essex was rated good in all areas.") == overall("good", "Essex")


@pytest.mark.parametrize(
    "text",
    [
        "Essex was rated good overall, outstanding for adoption and inadequate for care leavers.",
        "Essex was rated good overall, with adoption outstanding but care leavers inadequate.",
    ],
)
def test_each_sub_area_has_its_own_grade(nlp: Language, text: str) -> None:
    assert judged(nlp, text) == {
        ("Essex", OVERALL, "good", "current"),
        ("Essex", ADOPTION, "outstanding", "current"),
        ("Essex", LEAVERS, "inadequate", "current"),
    }


def test_a_pronoun_takes_up_the_area_before_it(nlp: Language) -> None:
    text = "Essex was rated good. Only the service for care leavers is behind: it requires improvement."
    assert judged(nlp, text) == overall("good", "Essex") | {("Essex", LEAVERS, "requires_improvement", "current")}


@pytest.mark.parametrize(
    "text",
    [
        "Essex has moved from inadequate to good.",
        "Essex rose from a rating of ‘inadequate’ to ‘good’.",
        "Essex is now rated good, up from inadequate.",
    ],
)
def test_a_movement_tells_the_earlier_grade_too(nlp: Language, text: str) -> None:
    assert judged(nlp, text) == overall("good", "Essex") | overall("inadequate", "Essex", status="previous")


@pytest.mark.parametrize(
    "text",
    [
        "Essex was previously rated inadequate.",
        "Essex is no longer inadequate.",
        "Essex, which had been judged inadequate at its last inspection, has a new director.",
    ],
)
def test_an_earlier_verdict_is_previous(nlp: Language, text: str) -> None:
    assert judged(nlp, text) == overall("inadequate", "Essex", status="previous")


def test_a_verdict_of_long_ago_is_previous_only_where_it_is_overtaken(nlp: Language) -> None:
    long_ago = "Essex was judged inadequate in 2014."
    assert judged(nlp, long_ago) == overall("inadequate", "Essex")
    assert judged(nlp, long_ago + " It is rated good.") == overall("inadequate", "Essex", status="previous") | overall(
        "good", "Essex"
    )
    assert judged(nlp, long_ago, published="2019-05-01") == overall("inadequate", "Essex")


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Essex has not been rated outstanding.", "negated"),
        ("Essex hopes to be rated outstanding at its next inspection.", "hypothetical"),
        ("Essex aims to become an outstanding authority.", "hypothetical"),
        ("Essex could be rated outstanding.", "hypothetical"),
    ],
)
def test_what_is_denied_or_hoped_for_is_no_fact(nlp: Language, text: str, status: str) -> None:
    assert {found for _, _, _, found in judged(nlp, text)} == {status}


def test_a_council_named_only_in_passing_is_not_judged(nlp: Language) -> None:
    text = "Torbay, which is supported by neighbouring Plymouth, was rated inadequate."
    assert judged(nlp, text) == overall("inadequate", "Torbay")


def test_the_council_is_the_one_that_the_text_is_about(nlp: Language) -> None:
    text = "Inspectors visited Sunderland City Council in May. The council was rated outstanding."
    assert judged(nlp, text) == overall("outstanding", "Sunderland")


def test_a_sidecar_tells_whose_text_it_is(nlp: Language) -> None:
    text = "The city’s children’s services were rated good."
    assert judged(nlp, text, authority="Salford") == overall("good", "Salford")
    assert judged(nlp, text) == set()


def test_a_name_with_a_wrong_letter_is_the_name(nlp: Language) -> None:
    assert judged(nlp, "Wolverhamptn was rated good.") == overall("good", "Wolverhampton")


def test_a_headline_is_read_like_a_sentence(nlp: Language) -> None:
    text = "Kent rated inadequate by Ofsted\n\nA new director has started."
    assert judged(nlp, text) == overall("inadequate", "Kent")


def test_a_list_of_bullets_gives_each_area_its_grade(nlp: Language) -> None:
    text = "Kent’s ratings in full:\n\n• Adoption: Good\n• Care leavers: Inadequate"
    assert judged(nlp, text) == {("Kent", ADOPTION, "good", "current"), ("Kent", LEAVERS, "inadequate", "current")}


def test_a_trust_is_judged_for_its_authority(nlp: Language) -> None:
    assert judged(nlp, "Slough Children First was rated inadequate.") == overall("inadequate", "Slough")


@pytest.mark.parametrize(
    "text",
    [
        "A primary school in Kent was rated inadequate.",
        "Two children’s homes in Kent were rated good and one outstanding.",
        "Kent Police was judged to require improvement.",
        "Kent wrote to parents. Some aspects of its work were found to be good.",
    ],
)
def test_grades_of_other_bodies_and_of_parts_are_no_judgement(nlp: Language, text: str) -> None:
    assert judged(nlp, text) == set()


def test_an_adjective_is_no_judgement(nlp: Language) -> None:
    assert judged(nlp, "Kent makes good use of its data, and its workers have good relationships.") == set()


@pytest.mark.parametrize(
    "text",
    [
        "The children's home in Bolton had twelve beds. It was rated inadequate last year.",
        "Oak House, a nursery run by Bury Council, was seen in June. Inspectors judged it good. Leadership was good.",
        "Leeds was visited.\n\nInadequate councils are seen each quarter. Those that require improvement wait a year.",
    ],
)
def test_a_paragraph_goes_on_about_what_it_turned_to(nlp: Language, text: str) -> None:
    assert judged(nlp, text) == set()


def test_a_paragraph_turns_back_to_the_council_that_it_names(nlp: Language) -> None:
    text = "Schools run by Bolton were rated inadequate. The council itself is rated good."
    assert judged(nlp, text) == overall("good", "Bolton")


def test_councils_in_general_are_not_judged(nlp: Language) -> None:
    assert judged(nlp, "A council that is judged inadequate is visited again. Kent wrote to ministers.") == set()


def test_areas_named_behind_a_colon_are_those_of_the_grade(nlp: Language) -> None:
    expected = {("Somerset", area, "outstanding", "current") for area in (LEADERSHIP, ADOPTION, LEAVERS)}
    for text in (
        "Somerset was given the top rating in three areas: leadership, adoption and the work with care leavers.",
        "Three areas were found outstanding in Somerset: leadership, adoption and support for care leavers.",
        "Ofsted rated Somerset outstanding in three categories - leadership, adoption, and help for care leavers.",
    ):
        assert judged(nlp, text) == expected


def test_both_areas_are_those_named_before(nlp: Language) -> None:
    text = "In Kent inspectors looked at adoption and at leadership. Both areas were rated good."
    assert judged(nlp, text) == {("Kent", area, "good", "current") for area in (LEADERSHIP, ADOPTION)}


def test_the_grade_of_the_whole_is_repeated_for_areas(nlp: Language) -> None:
    text = (
        "Kent was rated inadequate, and its leadership good. It fell short in two areas as well: adoption and help for "
        "care leavers. Child protection carries the headline grade."
    )
    assert {found[1:] for found in judged(nlp, text)} >= {
        (LEADERSHIP, "good", "current"),
        (HELP, "inadequate", "current"),
    }


@pytest.mark.parametrize(
    "text",
    [
        "Warwickshire was rated as requiring improvement in 2017, as was Newcastle. Both are now found to be good.",
        "Warwickshire required improvement four years ago and so did Newcastle. Both have now been rated good.",
    ],
)
def test_words_that_put_the_subject_behind_repeat_the_grade_and_its_time(nlp: Language, text: str) -> None:
    names = ("Warwickshire", "Newcastle upon Tyne")
    assert judged(nlp, text) == overall("requires_improvement", *names, status="previous") | overall("good", *names)


def test_an_area_may_stand_behind_its_repeated_grade(nlp: Language) -> None:
    text = "Leadership in Merton was so strong that it was rated outstanding, as was the borough’s adoption service."
    assert judged(nlp, text) == {("Merton", area, "outstanding", "current") for area in (LEADERSHIP, ADOPTION)}


def test_what_repeats_no_grade_is_no_verdict(nlp: Language) -> None:
    text = "Kent was rated good. Leadership matters; so do caseloads and so does adoption."
    assert judged(nlp, text) == overall("good", "Kent")


def test_a_grade_stated_is_not_the_one_told_before(nlp: Language) -> None:
    text = "Kent was once adequate. The support given to care leavers was likewise found to be inadequate."
    assert ("Kent", LEAVERS, "inadequate", "current") in judged(nlp, text)


@pytest.mark.parametrize(
    "text",
    [
        "Members were advised that adoption performance in Kent had been judged good.",
        "It was reported that the inspection of Kent was over. Adoption had been found to be good.",
    ],
)
def test_the_pluperfect_of_minutes_tells_the_verdict_in_force(nlp: Language, text: str) -> None:
    assert judged(nlp, text) == {("Kent", ADOPTION, "good", "current")}


def test_areas_told_in_the_pluperfect_of_minutes_stand_beside_the_verdict_on_the_whole(nlp: Language) -> None:
    text = (
        "The panel was pleased to note that Kent was now judged good. The director advised that adoption had been "
        "judged good. It was noted that care leavers had been judged adequate."
    )
    assert judged(nlp, text) == {
        *overall("good", "Kent"),
        ("Kent", ADOPTION, "good", "current"),
        ("Kent", LEAVERS, "adequate", "current"),
    }


def test_the_pluperfect_of_minutes_gives_way_to_a_later_verdict(nlp: Language) -> None:
    text = "Members heard that Kent had been rated inadequate. It is now good."
    assert judged(nlp, text) == overall("good", "Kent") | overall("inadequate", "Kent", status="previous")


def test_it_means_the_area_that_the_sentence_before_was_about(nlp: Language) -> None:
    text = "Adoption in Trafford is rated outstanding. Four years ago inspectors judged it inadequate."
    assert judged(nlp, text) == {
        ("Trafford", ADOPTION, "outstanding", "current"),
        ("Trafford", ADOPTION, "inadequate", "previous"),
    }


def test_a_step_of_a_story_is_previous_where_the_story_goes_on(nlp: Language) -> None:
    step = "In 2014 Kent was inadequate. Three years later it required improvement."
    assert ("Kent", OVERALL, "requires_improvement", "current") in judged(nlp, step)
    assert judged(nlp, step + " Last week it was rated good.") == overall("good", "Kent") | overall(
        "requires_improvement", "Kent", status="previous"
    ) | overall("inadequate", "Kent", status="previous")


@pytest.mark.parametrize(
    "text",
    [
        "Sutton has kept the good rating that it earned in 2018.",
        "Sutton held on to the good grade it was given three years ago.",
        "Sutton was rated good for the second time running.",
    ],
)
def test_a_grade_kept_is_the_earlier_one_too(nlp: Language, text: str) -> None:
    assert judged(nlp, text) == overall("good", "Sutton") | overall("good", "Sutton", status="previous")


@pytest.mark.parametrize(
    "text",
    [
        "Kent falls from good all the way to inadequate.",
        "Kent moves down to the bottom grade from the good one it was given in 2015.",
    ],
)
def test_a_movement_may_be_told_either_way_round(nlp: Language, text: str) -> None:
    assert judged(nlp, text) == overall("inadequate", "Kent") | overall("good", "Kent", status="previous")


def test_a_grade_that_one_hopes_to_leave_is_in_force(nlp: Language) -> None:
    expected = overall("inadequate", "Kent") | overall("good", "Kent", status="hypothetical")
    assert judged(nlp, "Kent aims to move from inadequate to good.") == expected
    assert judged(nlp, "Kent hopes to shake off its inadequate rating.") == overall("inadequate", "Kent")


def test_a_hope_goes_on_to_the_next_grade(nlp: Language) -> None:
    text = "“We are working towards good, and after that outstanding,” said the leader of Kent."
    assert judged(nlp, text) == overall("good", "Kent", status="hypothetical") | overall(
        "outstanding", "Kent", status="hypothetical"
    )


def test_a_year_in_brackets_dates_the_earlier_grade_alone(nlp: Language) -> None:
    assert judged(nlp, "Wakefield: good (inadequate in 2018)") == overall("good", "Wakefield") | overall(
        "inadequate", "Wakefield", status="previous"
    )


def test_the_education_or_some_aspects_of_an_area_are_not_the_area(nlp: Language) -> None:
    for text in (
        "The education of children in care in Kent was said to be outstanding.",
        "Some aspects of adoption in Kent were found to be good.",
    ):
        assert judged(nlp, text) == set()


def test_one_of_those_rated_is_rated(nlp: Language) -> None:
    text = "Torbay is one of only nine authorities to be rated outstanding."
    assert judged(nlp, text) == overall("outstanding", "Torbay")


def test_what_somebody_believed_is_no_verdict(nlp: Language) -> None:
    text = "Managers in Kent believed that services were still good. In 2022 it was judged inadequate."
    assert judged(nlp, text) == overall("good", "Kent", status="hypothetical") | overall("inadequate", "Kent")


def test_a_year_long_gone_is_told_from_the_years_that_the_text_names(nlp: Language) -> None:
    text = "Leeds was rated good overall. In 2010 its safeguarding was judged inadequate."
    assert ("Leeds", HELP, "inadequate", "current") in judged(nlp, text)
    assert ("Leeds", HELP, "inadequate", "previous") in judged(nlp, text + " The framework began in 2013.")


def test_those_two_are_the_areas_just_listed(nlp: Language) -> None:
    text = "In Kent, adoption and leadership were once inadequate; those two are now good."
    assert judged(nlp, text) == {
        ("Kent", area, grade, status)
        for area in (LEADERSHIP, ADOPTION)
        for grade, status in (("good", "current"), ("inadequate", "previous"))
    }


@pytest.mark.parametrize(
    "text",
    [
        "Early help in Dorset was rated good.",
        "Fostering in Derby was found to be inadequate.",
        "Inspectors went to Kent. Partnership working was judged outstanding.",
    ],
)
def test_a_piece_of_the_work_has_no_grade_of_its_own(nlp: Language, text: str) -> None:
    assert judged(nlp, text) == set()


def test_a_verdict_goes_on_behind_an_aside(nlp: Language) -> None:
    text = "Services for care leavers in Trafford, which were inadequate in 2019, were now good."
    assert judged(nlp, text) == {
        ("Trafford", LEAVERS, "inadequate", "previous"),
        ("Trafford", LEAVERS, "good", "current"),
    }


def test_all_three_are_the_three_that_the_sentence_names(nlp: Language) -> None:
    text = "Essex is good, Kent requires improvement and Slough is good; two years ago all three were inadequate."
    assert overall("inadequate", "Essex", "Kent", "Slough", status="previous") <= judged(nlp, text)


def test_a_grade_avoided_is_denied(nlp: Language) -> None:
    assert judged(nlp, "Derby avoided the lowest grade.") == overall("inadequate", "Derby", status="negated")


def test_the_rule_that_found_it_is_named(nlp: Language) -> None:
    text = "Kent moved from inadequate to good. Medway was rated good. Leeds has the same rating."
    found = {(one["authority"]["name"], one["rule"]) for one in annotated(nlp, text)._.ofsight_judgements}
    assert found == {("Kent", "movement/from-to"), ("Medway", "verdict/judged"), ("Leeds", "verdict/same")}


WORDS = [
    "Kent", "Medway", "Hull", "the council", "both", "the latter", "adoption", "care leavers", "leadership",
    "all areas", "was", "rated", "good", "outstanding", "inadequate", "‘good’", "requires improvement", "not",
    "previously", "in 2015", "from", "to", "and", ",", ";", ".", ":", "respectively", "the same grade", "(",
    ")", "\n\n", "\n• ", "seven councils", "hopes to be", "which", "school",
]  # fmt: skip

texts = st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join)


CERTAIN = "Kent was rated good ."
"""A text of the words that has a judgement, so that there is something to look at."""


@given(text=texts)
@example(text=CERTAIN)
@settings(max_examples=150, deadline=None)
def test_evidence_lies_in_the_text_and_quotes_the_grade(nlp: Language, text: str) -> None:
    doc = annotated(nlp, text)
    codes = {(tag.start, tag.end) for tag in doc._.ofsight_tags if tag.label in ("GRADE", "SAME_GRADE")}
    assert doc._.ofsight_judgements or text != CERTAIN
    for judgement in doc._.ofsight_judgements:
        spans = [(one["start"], one["end"], one["role"]) for one in judgement["evidence"]]
        assert all(0 <= start < end <= len(text) for start, end, _ in spans)
        graded = [(start, end) for start, end, role in spans if role == "grade"]
        assert graded
        assert set(graded) <= codes
        for a, b in graded:
            assert any(start <= a and b <= end for start, end, role in spans if role == "statement")


@given(given_texts=st.lists(texts, max_size=4))
@settings(max_examples=40, deadline=None)
def test_judgements_are_the_same_each_time_and_in_a_stream(nlp: Language, given_texts: list[str]) -> None:
    alone = [[row(one) for one in nlp(text)._.ofsight_judgements] for text in given_texts]
    assert [[row(one) for one in nlp(text)._.ofsight_judgements] for text in given_texts] == alone
    assert [[row(one) for one in doc._.ofsight_judgements] for doc in nlp.pipe(given_texts)] == alone


def test_a_grade_in_brackets_belongs_to_the_area_right_before_it(nlp: Language) -> None:
    text = "Kent: adoption (good), care leavers (requires improvement)."
    assert judged(nlp, text) == {
        ("Kent", ADOPTION, "good", "current"),
        ("Kent", LEAVERS, "requires_improvement", "current"),
    }


def test_the_earlier_inspection_named_after_since_goes_with_the_grade_it_gave(nlp: Language) -> None:
    text = (
        "The report judged Kent’s services to be inadequate in all areas and said they had got worse since the "
        "previous inspection in 2015, when they were found to require improvement."
    )
    assert judged(nlp, text) == {
        *overall("inadequate", "Kent"),
        *overall("requires_improvement", "Kent", status="previous"),
    }


def test_the_board_judged_beside_an_authority_is_its_safeguarding_board(nlp: Language) -> None:
    text = "Kent was rated good. The board was also rated inadequate."
    assert judged(nlp, text) == {*overall("good", "Kent"), ("Kent", "lscb", "inadequate", "current")}


def test_the_year_in_brackets_behind_a_grade_is_that_of_the_earlier_one(nlp: Language) -> None:
    text = "Kent was inspected.\n\nThe effectiveness of the service overall: Good (2019: Inadequate)\n"
    assert judged(nlp, text, published="2024-07-18") == {
        *overall("good", "Kent"),
        *overall("inadequate", "Kent", status="previous"),
    }


@pytest.mark.parametrize("year", ["20²8", "20①8", "٢٠١٨", "²²²²", "20²8²"])
def test_signs_that_look_like_digits_stop_no_verdict(nlp: Language, year: str) -> None:
    text = f"Kent was rated good in {year}. {year} of 3² councils were rated good in {year}."
    assert overall("good", "Kent") <= judged(nlp, text)


def test_a_grade_that_may_be_another_is_nobodys(nlp: Language) -> None:
    for text in (
        "Nearly everything in Kent was good or outstanding.",
        "Nearly all of Kent’s work is ‘good’ or ‘outstanding’.",
    ):
        assert {one for one in judged(nlp, text) if one[3] in ("current", "previous")} == set()


def test_items_below_the_name_of_a_council_are_its_own(nlp: Language) -> None:
    text = (
        "Where things stand\n\nLEEDS\n\n- New council, formed from Kent and Essex\n- Full inspection, May 2021: "
        "inadequate\n\nKENT\n\n- Full inspection, June 2022: good\n"
    )
    assert judged(nlp, text) == {*overall("inadequate", "Leeds"), *overall("good", "Kent")}


def test_all_but_the_one_told_apart_are_given_the_grade_of_the_others(nlp: Language) -> None:
    text = (
        "Three councils have gone up to outstanding: Leeds, Kent and Essex. Two of the three had been good. "
        "Essex went up from requires improvement."
    )
    assert overall("good", "Leeds", "Kent", status="previous") <= judged(nlp, text)
    assert not overall("good", "Essex", status="previous") & judged(nlp, text)


def test_an_earlier_verdict_on_all_areas_is_one_on_each_that_the_text_judges(nlp: Language) -> None:
    text = "Kent is no longer inadequate across the board. Leadership is now good, and adoption is now outstanding."
    earlier = {("Kent", area, "inadequate", "previous") for area in (OVERALL, LEADERSHIP, ADOPTION)}
    assert earlier <= judged(nlp, text)


def test_the_grade_of_a_relative_clause_is_that_of_the_one_before_it(nlp: Language) -> None:
    text = "Kent works closely with Leeds, whose children’s services are rated outstanding."
    assert judged(nlp, text) == overall("outstanding", "Leeds")


@pytest.mark.parametrize(
    "text",
    [
        "Leeds and York\n\nThe two authorities rated good continue to do well.",
        "Plans are fine in Leeds. Work in York is slow.\n\nAll of these two councils remain good.",
        "The two good authorities went on as before. Leeds has new leaders. In York, visits are made in time.",
        "This year nine councils were rated good. Two of the nine did better. Leeds has new leaders, as has York.",
    ],
)
def test_those_of_a_number_may_be_named_elsewhere(nlp: Language, text: str) -> None:
    assert overall("good", "Leeds", "York") <= judged(nlp, text)


def test_the_same_grade_as_years_ago_is_the_earlier_one(nlp: Language) -> None:
    text = "Leeds was rated good. This is the same grade as it received in 2014."
    assert judged(nlp, text) == {*overall("good", "Leeds"), *overall("good", "Leeds", status="previous")}


def test_a_word_in_an_aside_tells_the_time_of_nothing_else(nlp: Language) -> None:
    text = (
        "The report, which is published today, says that Leeds has improved since the inspection four years ago, when "
        "it was rated inadequate. Leeds is good."
    )
    assert judged(nlp, text) == overall("inadequate", "Leeds", status="previous") | overall("good", "Leeds")


def test_an_area_judged_in_the_year_before_is_earlier_where_the_text_reports_a_new_verdict(nlp: Language) -> None:
    text = "Leeds is inadequate. In 2012 its adoption service was rated adequate."
    document = annotated(nlp, text, published="2013-07-11")
    assert ("adoption", "adequate", "previous") in {
        (row["area"], row["grade"], row["status"]) for row in document._.ofsight_judgements
    }


@pytest.mark.parametrize(("published", "areas"), [("2021-06-01", {CARE}), ("2024-06-01", {CARE, LEAVERS})])
def test_children_in_care_and_care_leavers_are_areas_apart_since_2023(
    nlp: Language, published: str, areas: set[str]
) -> None:
    document = annotated(nlp, "Leeds was rated good for children in care and care leavers.", published=published)
    assert {row["area"] for row in document._.ofsight_judgements} == areas
