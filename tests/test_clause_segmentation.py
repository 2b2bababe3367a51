"""Sentences cut into clauses: each "[kind words]" is a clause, what stands between belongs to none."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language

from pipeline.components.clause_segmentation import parts
from pipeline.components.word_classes import LETTERS, VERBS
from pipeline.language import load


@pytest.fixture(scope="module")
def nlp() -> Language:
    return load()


CLAUSES = [
    "[main Assessments are thorough]",
    "[main Social workers know children well and visit them often]",
    "[main Plans are detailed] and [coordinate reviews are held on time]",
    "[main Plans are detailed], but [coordinate they are not shared with parents]",
    "[main Children are safe], and [coordinate their views are heard]",
    "[main Inspectors found] that [complement thresholds were unclear]",
    "[main Inspectors found] that [complement thresholds were unclear] and that [coordinate audits missed this]",
    "[main The report says] [complement staff are well supported]",
    "[main Although caseloads are high], [main visits are regular]",
    "[main Visits are regular], [adverbial although caseloads are high]",
    "[main When children go missing], [main they are found quickly]",
    "[main Help arrives late] [adverbial because teams are short of staff]",
    "[main The council has a new director], [relative who took up her post in May]",
    "[main Leaders know their services], [participial ensuring that weaknesses are tackled]",
    "[main Foster carers feel valued]; [coordinate they receive good training]",
    "[main Children who need help are seen quickly]",
    "[main The help they need comes late]",
    "[main Strong and stable leadership has made a difference]",
    "[main Swift, well-planned and caring support is offered to families]",
    "[main Managers have not always checked]",
    "[main The authority must improve its planning]",
    "[fragment Better oversight of private fostering]",
    "[main Since the last inspection services have improved]",
    "[main Because of staff shortages visits were late]",
    "[main Audits are as useful as they should be]",
    "[main Staff morale is high], [adverbial as inspectors noted]",
]


def marked(nlp: Language, text: str) -> str:
    """The text with its clauses marked."""
    doc = nlp(text)
    shown, at = "", 0
    for clause in doc._.ofsight_clauses:
        shown += f"{text[at : clause.start]}[{clause.kind} {text[clause.start : clause.end]}]"
        at = clause.end
    return (shown + text[at:]).strip()


@pytest.mark.parametrize("sentence", CLAUSES)
def test_a_sentence_is_cut_into_these_clauses(nlp: Language, sentence: str) -> None:
    plain = re.sub(r"\[\w+ |\]", "", sentence)
    assert marked(nlp, plain) == sentence


@given(
    st.text(alphabet=sorted({*LETTERS.values(), *"".join(map("".join, VERBS.values())), *',;:.()"-h#n'}), max_size=60)
)
def test_whatever_the_words_clauses_follow_one_another_inside_the_sentence(letters: str) -> None:
    found = parts(letters)
    ends = [0, *(part.end for part in found)]
    assert all(before <= part.start <= part.end for before, part in zip(ends, found, strict=False))
    assert ends[-1] <= len(letters)
    assert all(-1 <= part.parent < number for number, part in enumerate(found))
    assert all(part.verb is None or part.start <= part.verb[0] < part.end for part in found)
