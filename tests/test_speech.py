"""Who speaks which words."""

import pytest
from spacy.language import Language

from pipeline.components.context import speaker_at


def speaker(nlp: Language, text: str, words: str) -> str:
    """The speaker of some words of a text."""
    return speaker_at(nlp(text)._.ofsight_speech, text.index(words) + len(words) // 2)


def test_where_nobody_else_is_heard_the_inspectors_speak(nlp: Language) -> None:
    assert speaker(nlp, "Too many children wait for help.", "children wait") == "inspectors"


@pytest.mark.parametrize(
    "text",
    [
        "Councillor Ann Bell said: “We need to find more foster carers.”",
        "“We need to find more foster carers,” said Cllr Ann Bell.",
        "“We need to find more foster carers,” the director of children’s services said.",
        'Ann Bell, cabinet member for children\'s services, said: "We need to find more foster carers."',
        "The council's leader said: “We need to find more foster carers.”",
        "Ann Bell, executive director of the trust, admitted that they need to find more foster carers.",
        "‘We need to find more foster carers,’ said Cllr Ann Bell.",
    ],
)
def test_a_councils_people_speak_for_it(nlp: Language, text: str) -> None:
    assert speaker(nlp, text, "find more foster") == "council"


def test_a_quotation_goes_on_where_the_next_paragraph_opens_it_again(nlp: Language) -> None:
    text = (
        "Cllr Ann Bell said: “We accept every word of it.\n\n“We need to find more foster carers.”\n\nVisits are rare."
    )
    assert speaker(nlp, text, "more foster carers") == "council"
    assert speaker(nlp, text, "Visits are rare") == "inspectors"


def test_who_was_warned_does_not_speak(nlp: Language) -> None:
    text = "The council was warned by inspectors in May that caseloads were too high."
    assert speaker(nlp, text, "caseloads were") == "inspectors"


def test_who_is_named_above_a_quotation_speaks_it(nlp: Language) -> None:
    text = "Ann Bell, chair of the trust:\n\n“There is much in the report to be glad of this year.”"
    assert speaker(nlp, text, "glad of") == "council"


def test_he_and_she_are_who_spoke_last(nlp: Language) -> None:
    text = "Cllr Ann Bell said: “We accept it.” “We have let families down in this town,” she added."
    assert speaker(nlp, text, "let families down") == "council"


def test_a_bare_surname_is_whom_the_text_has_introduced(nlp: Language) -> None:
    text = (
        "Ann Bell, director of children’s services, said she was sorry for it.\n\n"
        "A charity said it was a disgrace.\n\nMrs Bell added: “We have let families down in this town.”"
    )
    assert speaker(nlp, text, "let families down") == "council"


def test_what_a_council_tells_of_the_inspectors_is_the_inspectors(nlp: Language) -> None:
    text = (
        "Cllr Ann Bell said: “Inspectors found that our plans are clear. Our work with adopters has been recognised. "
        "We need to find more foster carers.”"
    )
    assert speaker(nlp, text, "our plans are clear") == "inspectors"
    assert speaker(nlp, text, "work with adopters") == "inspectors"
    assert speaker(nlp, text, "more foster carers") == "council"


def test_charities_and_parents_are_others(nlp: Language) -> None:
    assert speaker(nlp, "Barnardo's said that children were failed by cuts.", "were failed") == "other"
    assert speaker(nlp, "A mother told us: “My son has had six social workers.”", "six social workers") == "other"


def test_what_inspectors_were_told_they_tell_themselves(nlp: Language) -> None:
    assert speaker(nlp, "Young people told inspectors that they feel safe.", "feel safe") == "inspectors"
    assert speaker(nlp, "Parents said that they value the help they get.", "value the help") == "inspectors"


def test_a_council_that_was_told_something_says_nothing(nlp: Language) -> None:
    assert speaker(nlp, "The council was told that its plans are poor and late.", "plans are poor") == "inspectors"


def test_words_only_set_in_quotation_marks_are_the_writers(nlp: Language) -> None:
    text = "The council said no more. Inspectors saw “inconsistent” practice and rare visits."
    assert speaker(nlp, text, "inconsistent") == "inspectors"


def test_the_inspectorates_own_director_speaks_for_it(nlp: Language) -> None:
    text = "Ann Bell, Ofsted’s national director for social care, said: “We have seen good work in this town.”"
    assert speaker(nlp, text, "seen good work") == "inspectors"


def test_a_term_in_single_quotation_marks_hides_no_speech_after_it(nlp: Language) -> None:
    text = "The ‘front door’ is slow. Cllr Ann Bell said: “We need to find more foster carers.”"
    assert speaker(nlp, text, "more foster carers") == "council"


def test_words_after_a_line_that_only_says_who_speaks_are_his(nlp: Language) -> None:
    text = "The cabinet member said:\n\n“Too many families wait too long for the help that they need.”"
    assert speaker(nlp, text, "wait too long") == "council"


def test_somebody_unnamed_who_says_we_is_the_council(nlp: Language) -> None:
    assert speaker(nlp, "“We know that there is more to do,” was the reply.", "more to do") == "council"
