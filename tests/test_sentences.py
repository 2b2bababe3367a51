"""Where sentences start and end."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language

from pipeline.components.sentences import LONGEST


def cut(nlp: Language, text: str) -> list[str]:
    doc = nlp(text)
    return [text[start:end] for start, end in doc._.ofsight_sentences]


@pytest.mark.parametrize(
    "text",
    [
        "Help came late. Children waited.",
        "Is help at hand? It is!",
        "“Help came late.” Children waited.",
        "Help came late (Recommendation). Children waited.",
        "It grew by 4.5 per cent. Nobody knew why.",
        "Leaders said no. Nobody asked again.",
        "It ended in 2021.The council acted.",
    ],
)
def test_a_full_stop_before_a_capital_ends_a_sentence(nlp: Language, text: str) -> None:
    assert len(cut(nlp, text)) == 2


@pytest.mark.parametrize(
    "text",
    [
        "Cllr. Jane Smith of St. Helens was pleased, e.g. With the praise.",
        "Recommendation No. 4 and s. 47 of the Act were met.",
        "The visit of 5 Nov. 2014 was the second.",
        "Plans are good vs. Those of last year.",
    ],
)
def test_an_abbreviation_ends_none(nlp: Language, text: str) -> None:
    assert cut(nlp, text) == [text]


def test_no_sentence_runs_from_one_block_into_the_next(nlp: Language) -> None:
    assert cut(nlp, "What needs to improve\n\n• The quality of plans\n• Visits, which are rare. They matter.") == [
        "What needs to improve",
        "The quality of plans",
        "Visits, which are rare.",
        "They matter.",
    ]


def test_a_paragraphs_number_belongs_to_no_sentence(nlp: Language) -> None:
    assert cut(nlp, "29. Leaders are ambitious. They listen.") == ["Leaders are ambitious.", "They listen."]


def test_a_number_that_the_sentence_needs_stays(nlp: Language) -> None:
    assert cut(nlp, "47 authorities were seen by inspectors.") == ["47 authorities were seen by inspectors."]


def test_a_swallowed_heading_is_a_sentence_of_its_own(nlp: Language) -> None:
    text = "Adoption performance Good Children move in without delay. They settle."
    assert cut(nlp, text) == ["Adoption performance Good", "Children move in without delay.", "They settle."]


def test_spacy_sees_the_same_sentences(nlp: Language) -> None:
    doc = nlp("A heading\n\nHelp came late. Children waited.")
    assert [sentence.text.strip() for sentence in doc.sents] == ["A heading", "Help came late.", "Children waited."]


@given(text=st.text(alphabet="Ab. ?!\n•”“1", max_size=60))
def test_sentences_follow_each_other_and_lose_no_letter(nlp: Language, text: str) -> None:
    spans = nlp(text)._.ofsight_sentences
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    covered = {at for start, end in spans for at in range(start, end)}
    assert all(at in covered for at, letter in enumerate(text) if letter in "Ab")


def test_what_numbers_an_item_or_a_heading_is_no_sentence(nlp: Language) -> None:
    assert cut(nlp, "a. The quality of plans.\n\niv. Oversight of visits.\n\n3. Leaders know this. They act.") == [
        "a. The quality of plans.",
        "iv. Oversight of visits.",
        "Leaders know this.",
        "They act.",
    ]


@pytest.mark.parametrize("unit", ["good, ", "but good ", "good"])
def test_words_without_a_full_stop_are_cut_before_they_take_minutes(nlp: Language, unit: str) -> None:
    doc = nlp(text := (unit * 3000).strip())
    assert "".join(text[start:end] for start, end in doc._.ofsight_sentences).replace(" ", "") == text.replace(" ", "")
    assert max(end - start for start, end in doc._.ofsight_sentences) <= LONGEST
