"""Sentences that differ only by number or tense come out alike, as a line stands for all its forms."""

import pytest
from spacy.language import Language

from pipeline.language import load
from pipeline.vocabulary import Polarity

PAIRS: list[tuple[Polarity, str, str]] = [
    ("strength", "No child is waiting.", "No children are waiting."),
    ("concern", "Further improvements are needed.", "Further improvement is needed."),
    ("concern", "Families face a barrier.", "Families face barriers."),
    ("strength", "Assessments are purposeful.", "Visits were purposeful."),
    ("strength", "Leaders have made significant strides.", "Leaders made great strides."),
    ("strength", "The service has recovered from its difficulties.", "The service recovers from its difficulties."),
    ("concern", "Improvement is needed in planning.", "Improvements were needed in planning."),
    ("concern", "Families face an obstacle to early help.", "Families faced obstacles to early help."),
    ("concern", "The service drops the ball.", "The services have dropped the ball."),
    ("concern", "A serious weakness remains.", "Serious weaknesses remained."),
    ("concern", "There is a significant delay.", "There were significant delays."),
    ("concern", "The council lets a child down.", "The council has let children down."),
    ("concern", "Decisions leave a child at risk.", "Decisions left some children at risk."),
    ("concern", "Managers overlook the needs of babies.", "Managers overlooked the needs of babies."),
    ("concern", "Social workers repeat the same mistake and the plan drifts.", "Plans drifted."),
    ("concern", "The team loses its way.", "Teams lost their way."),
    ("concern", "The review falls short.", "Reviews fell short."),
    ("concern", "The service buries its head.", "The services buried their heads."),
    ("concern", "A child slips through the net.", "Children slipped through the net."),
    ("concern", "The plan goes nowhere.", "Plans went nowhere."),
    ("strength", "Early help makes a difference.", "Early help has made a difference."),
    ("strength", "A carer builds a strong relationship.", "Carers built strong relationships."),
    ("strength", "The manager takes complaints seriously.", "Managers took complaints seriously."),
    ("strength", "The work bears fruit.", "The work has borne fruit."),
    ("strength", "The council learns lessons.", "The council has learned lessons."),
    ("strength", "The director keeps a promise and is widely admired.", "Directors were widely admired."),
    ("strength", "The child feels safe.", "Children felt safe."),
    ("strength", "A social worker listens carefully.", "Social workers listened carefully."),
    ("strength", "The team goes the extra mile.", "Teams have gone the extra mile."),
]


@pytest.fixture(scope="module")
def nlp() -> Language:
    return load()


@pytest.mark.parametrize(("outcome", "one", "other"), PAIRS)
def test_number_and_tense_change_no_outcome(nlp: Language, outcome: Polarity, one: str, other: str) -> None:
    assert {row["polarity"] for row in nlp(one)._.ofsight_findings} == {outcome}
    assert {row["polarity"] for row in nlp(other)._.ofsight_findings} == {outcome}
