"""To whom and to what a clause is attributed."""

import json
from pathlib import Path

import pytest
from spacy.language import Language

from pipeline.components.attribution import Attribution, Attributor
from pipeline.records import Meta, empty_meta

AREA_HEADING = "The experiences and progress of care leavers: good"


def attributed(nlp: Language, text: str, words: str, meta: Meta | None = None) -> Attribution:
    doc = nlp.make_doc(text)
    doc._.ofsight_meta = meta
    start = text.index(words)
    return Attributor(nlp(doc))(start, start + len(words))


def authority(nlp: Language, text: str, words: str, meta: Meta | None = None) -> str | None:
    found = attributed(nlp, text, words, meta).authority
    return found["name"] if found else None


def themes(nlp: Language, text: str, words: str | None = None) -> set[str]:
    return set(attributed(nlp, text, words or text).themes)


ROUND_UP = (
    "In Bolton, Ofsted found that visits are rare. The council was also told that its plans are late.\n\n"
    "Essex was praised for its work with families. Its social workers record what they do.\n\n"
    "Visits are made in time."
)


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("visits are rare", "Bolton"),
        ("its plans are late", "Bolton"),
        ("praised for its work", "Essex"),
        ("social workers record", "Essex"),
        ("Visits are made", "Essex"),
    ],
)
def test_in_a_round_up_the_last_authority_named_is_meant(nlp: Language, words: str, name: str) -> None:
    assert authority(nlp, ROUND_UP, words) == name


@pytest.mark.parametrize("listed", ["Bolton, Essex and Halton were rated good.", "Found wanting:\n\n- Bolton\n- Essex"])
def test_what_follows_a_list_of_authorities_is_about_none_of_them(nlp: Language, listed: str) -> None:
    assert authority(nlp, f"{listed}\n\nVisits are rare.", "Visits are rare") is None


def test_the_next_sentence_is_about_the_authority_that_the_sentence_before_begins_with(nlp: Language) -> None:
    text = "Bolton is run by a trust - which also serves Essex and Halton - since May.\n\nVisits are rare."
    assert authority(nlp, text, "Visits are rare") == "Bolton"


def test_the_documents_own_authority_outranks_those_that_it_names(nlp: Language) -> None:
    meta = empty_meta()
    meta["authority"] = {"gss": "E06000006", "name": "Halton"}
    assert authority(nlp, ROUND_UP, "visits are rare", meta) == "Halton"


def test_where_no_authority_is_named_there_is_none(nlp: Language) -> None:
    assert authority(nlp, "Visits are rare.", "Visits are rare") is None


def test_an_authority_named_only_beside_another_is_not_meant(nlp: Language) -> None:
    text = "Essex was rated good and Halton inadequate. Essex, like its neighbour Suffolk, has too few carers."
    assert authority(nlp, text, "has too few carers") == "Essex"


def test_the_section_says_the_area(nlp: Language) -> None:
    text = f"{AREA_HEADING}\n\nAdoption is slow for some of them."
    assert attributed(nlp, text, "Adoption is slow").area == "care_leavers"


def test_without_a_section_the_clause_says_the_area(nlp: Language) -> None:
    assert attributed(nlp, "Care leavers wait too long.", "Care leavers wait too long").area == "care_leavers"
    assert attributed(nlp, "Strategy meetings are late.", "Strategy meetings are late").area == "help_and_protection"
    assert attributed(nlp, "Children wait too long.", "Children wait too long").area is None


def test_words_may_imply_an_area_that_they_do_not_name(nlp: Language) -> None:
    assert attributed(nlp, "Nobody is left in immediate danger.", "Nobody").area is None
    text = "No child is left in immediate danger."
    assert attributed(nlp, text, text).area == "help_and_protection"
    text = "Morale is high."
    assert attributed(nlp, text, text).area == "leadership"


def test_the_nearest_words_before_in_the_paragraph_say_the_area_of_a_clause_that_has_none(nlp: Language) -> None:
    text = "Inspectors looked at care leavers. Their visits are rare.\n\nThe work is thorough."
    assert attributed(nlp, text, "visits are rare").area == "care_leavers"
    assert attributed(nlp, text, "The work is thorough").area is None


def test_paragraphs_without_their_heading_are_of_the_area_that_most_of_their_words_tell(nlp: Language) -> None:
    text = (
        "Care leavers do well. Personal advisers know care leavers well, and pathway plans help.\n\n"
        "Leaders are ambitious for care leavers.\n\nVisits are regular."
    )
    assert attributed(nlp, text, "Leaders are ambitious").area == "care_leavers"
    assert attributed(nlp, text, "Visits are regular").area == "care_leavers"


def test_of_words_of_two_areas_the_first_says_what_a_clause_is_about(nlp: Language) -> None:
    text = "Adoption and help for care leavers are slow."
    assert attributed(nlp, text, text).area == "adoption"


def test_what_a_framework_does_not_grade_apart_falls_under_the_wider_area(nlp: Language) -> None:
    meta = empty_meta()
    meta["framework"], meta["inspection"]["start"] = "ilacs", "2019-07-01"
    text = "Care leavers wait too long."
    assert attributed(nlp, text, text, meta).area == "children_in_care"
    meta["inspection"]["start"] = "2024-07-01"
    assert attributed(nlp, text, text, meta).area == "care_leavers"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Thresholds are understood.", {"thresholds"}),
        ("Pathway plans are thin.", {"planning", "care_leavers"}),
        ("Child and adolescent mental health services have long waits.", {"health_mental_health", "timeliness"}),
        ("Few children go missing, and return home interviews help.", {"missing_children"}),
        ("Leaders have plans in place.", {"leadership"}),
        ("Children in care and care leavers do well.", {"care_leavers"}),
        ("Homeless 16-year-olds are placed in bed and breakfast.", {"housing"}),
    ],
)
def test_words_give_their_themes(nlp: Language, text: str, expected: set[str]) -> None:
    assert themes(nlp, text) == expected


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("Lower numbers let social workers do their jobs.", "education_attainment"),
        ("Police attendance at strategy meetings is poor.", "education_attainment"),
        ("Most live near their friends and schools.", "education_attainment"),
        ("Babies are matched carefully with adopters.", "children_in_care_placements"),
        ("Help is well matched to what families need.", "children_in_care_placements"),
        ("Social workers feel listened to by their managers.", "advocacy_participation"),
        ("In too many cases, the visit came to nothing.", "caseloads"),
        ("The council adopted a new model.", "adoption"),
        ("Partners in health and social care attend.", "health_mental_health"),
        ("It is supported by a strategic needs assessment.", "assessment"),
        ("The Health and Wellbeing Board is kept informed.", "health_mental_health"),
        ("Too few are not in education, employment or training.", "training"),
        ("Some of them struggle with money.", "funding"),
        ("The multi-agency hub has settled in.", "partnership_working"),
        ("Children in need of help and protection are safer.", "child_in_need"),
    ],
)
def test_an_actor_or_a_figure_of_speech_is_no_theme(nlp: Language, text: str, theme: str) -> None:
    assert theme not in themes(nlp, text)


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("Workers are drowning in work.", "caseloads"),
        ("One boy had four different workers.", "workforce_stability"),
        ("What the school knew was not passed on.", "information_sharing"),
        ("Teenagers slept in hotels.", "children_in_care_placements"),
        ("Managers do not look at the child's case.", "management_oversight"),
        ("Senior managers know where they must do better.", "leadership"),
        ("Chronologies are thin.", "recording"),
        ("Families get support early on.", "early_help"),
        ("Too few fathers have a part in it.", "advocacy_participation"),
        ("Lessons from complaints are shared.", "quality_assurance"),
    ],
)
def test_everyday_words_of_the_field_give_their_theme(nlp: Language, text: str, theme: str) -> None:
    assert theme in themes(nlp, text)


def test_words_may_carry_two_themes(nlp: Language) -> None:
    assert themes(nlp, "There are too few foster homes.") == {"children_in_care_placements", "fostering"}
    assert themes(nlp, "Plans for children in need are vague.") == {"child_in_need", "planning"}


def test_some_themes_mean_another_in_an_area_send_inspection(nlp: Language) -> None:
    text = "Young people are ready for adulthood. Some placements break down."
    assert set(attributed(nlp, text, text).themes) == {"care_leavers", "children_in_care_placements"}
    send = empty_meta()
    send["framework"] = "area_send"
    assert set(attributed(nlp, text, text, send).themes) == {"preparation_for_adulthood", "education_attainment"}


def test_a_sentence_that_refers_back_keeps_the_themes_of_the_one_before(nlp: Language) -> None:
    text = "Supervision takes place each month. It is not always of use. Children are safe."
    assert themes(nlp, text, "It is not always of use") == {"supervision"}
    assert themes(nlp, text, "Children are safe") == set()


def test_a_paragraph_that_opens_with_care_leavers_goes_on_about_them(nlp: Language) -> None:
    text = "Care leavers are doing well. Many go to university.\n\nMany pupils go to university."
    assert themes(nlp, text, "Many go to university") == {"education_attainment", "care_leavers"}
    assert themes(nlp, text, "Many pupils go to university") == {"education_attainment"}


def test_a_section_gives_its_theme_to_clauses_that_name_none(nlp: Language) -> None:
    text = "Leadership, management and governance: good\n\nThe pace has quickened since 2019."
    assert themes(nlp, text, "pace has quickened") == {"leadership"}


def test_themes_of_real_findings_are_mostly_right(nlp: Language, shared: Path) -> None:
    right = missed = wrong = 0
    for gold in ("passages", "news"):
        for line in (shared / "gold" / f"{gold}.jsonl").read_text("utf-8").splitlines():
            row = json.loads(line)
            text = (shared / "corpus" / row["doc"]).read_text("utf-8")
            attributor = Attributor(nlp(text))
            for finding in row["findings"]:
                start = text.find(finding["quote"])
                if start < 0:
                    continue
                found = set(attributor(start, start + len(finding["quote"])).themes)
                expected = set(finding["themes"])
                right += len(found & expected)
                missed += len(expected - found)
                wrong += len(found - expected)
    assert 2 * right / (2 * right + missed + wrong) >= 0.8
