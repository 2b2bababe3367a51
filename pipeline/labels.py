"""What a line of a pattern file may be: its labels, and the codes that each label's ids may begin with.

The codes are those that the components ask for; a code that nobody asks for would be tagged and then ignored.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final, get_args

from pipeline.components.word_classes import LETTERS, VERBS
from pipeline.register import register
from pipeline.vocabulary import AREAS, BODIES, FRAMEWORKS, GRADES, THEMES, SectionRole, TallyGrade

NUMBER: Final = re.compile(r"-?\d{1,3}")


@dataclass(frozen=True, slots=True)
class Label:
    """What the words of a line are, and what its id may begin with; `codes` is None where that is a number."""

    meaning: str
    codes: frozenset[str] | None

    def allows(self, code: str) -> bool:
        """Whether an id may begin with this code."""
        return code in self.codes if self.codes is not None else NUMBER.fullmatch(code) is not None


def _label(meaning: str, *codes: str) -> Label:
    return Label(meaning, frozenset(codes))


@cache
def labels() -> Mapping[str, Label]:
    """Every label by name."""
    return MappingProxyType({"AUTHORITY": _label("a name of an authority", *register()), **_FACTS, **_CUES})


_FACTS: Final = {
    "GRADE": _label("a grade", *GRADES, "not_judged"),
    "JUDGEMENT_AREA": _label("an area that inspectors judge", *AREAS),
    "AREA_CLUE": _label("words that put a finding under an area without naming it", *AREAS),
    "FRAMEWORK": _label("a framework or a kind of visit", *FRAMEWORKS),
    "THEME": _label("a theme of findings", *THEMES),
    "SECOND_THEME": _label("a theme named beside another by the same words", *THEMES),
    "STANDIN": _label(
        "words that stand for an authority", "authority", "borough", "city", "council", "county", "trust"
    ),
    "BODY": _label("a body, or the staff of one, whose work a joint inspection looks at", *BODIES),
    "SECTION_ROLE": _label("a heading, or an imprint, by what stands under it", *get_args(SectionRole)),
}

_CUES: Final = {
    "WORD": _label("a word by its class, whose letter clauses are cut by", *LETTERS, *VERBS),
    "ABBREVIATION": _label("a word whose full stop ends no sentence", "abbreviation", "before_number"),
    "STRENGTH": _label("words of praise", "plain", "practice", "strong", "topic", "weak"),
    "CONCERN": _label("words of criticism", "plain", "strong", "weak"),
    "UNDESIRABLE": _label("a thing that nobody wants, by itself no criticism", "harm", "measure", "thing"),
    "DESIRABLE": _label("a thing that is wanted, by itself no praise", "measure", "thing"),
    "OPERATOR": _label(
        "words that turn, silence or weigh what they act on",
        "above", "befall", "below", "bring", "demand", "deny", "deny_all", "end", "except",
        "example", "fall", "few", "grow",
        "know", "lack", "low", "many", "partly", "pseudo", "raise", "reduce", "relative", "show", "suppose", "until",
    ),
    "NEUTRAL": _label("words that show no evaluation", "history", "past", "plan", "process", "survey"),
    "CONNECTIVE": _label(
        "words that say how a clause follows on the one before",
        *("concede", "coordinate", "correlate", "elaborate", "follow", "turn"),
    ),
    "IMPERATIVE": _label("a verb with which a request begins", "request"),
    "REQUEST": _label("a verb that makes a request of any sentence under a heading of what to improve", "modal"),
    "MARK": _label("a mark that a recommendation goes with the sentence before", "recommended"),
    "TOPIC": _label("a noun that names what must improve", "attribute"),
    "TELLS": _label(
        "words with which a text tells what was found",
        *("acknowledged", "admits", "asks", "blame", "faulted", "faults", "found"),
        *("merits", "passing", "praise", "regrets", "source", "voice"),
    ),
    "TELLING": _label(
        "words of those who tell of inspectors, of councils at large, or of others beside one",
        "outside",
        "sector",
        "first_person",
        "peers",
    ),
    "NOT_THEME": _label("words that only look like a theme", "no_theme"),
    "NOT_AUTHORITY": _label("words that only look like an authority", "area", "phrase", "place"),
    "BODY_SUFFIX": _label("words that make another body of a place's name", "common", "compound", "proper"),
    "COMMON_WORD": _label("a name that is also an ordinary word", "word"),
    "PLACE_LEADIN": _label("words before a name that is only a place", "compound", "direction", "location"),
    "PERSON_LEADIN": _label("words before a name that is a person's", "first_name", "title"),
    "PASSING": _label("words before an authority named only in passing", "beside", "mention", "passing"),
    "SPEAKER": _label("somebody who speaks", "council", "inspectors", "other", "witness"),
    "SPEECH_VERB": _label("a verb of speech", "heard", "says", "tells"),
    "FINDING_VERB": _label("a verb of finding", "found"),
    "REPORTED": _label("words that report what others said", "inspectors"),
    "COUNTED": _label("what a tally counts", "authority", "inspection", "judgement", "visit"),
    "NUMBER": Label("a number in words", None),
    "FRACTION": Label("a part in words, as a percentage", None),
    "LOOSE": _label("words that make a number loose", "loose"),
    "TALLY": _label(
        "words for a grade or a movement that is counted", *get_args(TallyGrade), "below", "rest"
    ),
    "ORDINAL": Label("words for one of those named before, as its place from 0 on", None),
    "PAIR": Label("words for several named before, as their number", None),
    "OTHER_BODY": _label("a body, or a thing, that is graded but is no authority", "other", "provider"),
    "PARTIAL": _label("words for a part of an authority's work", "part", "places"),
    "RESPECTIVELY": _label("words that assign the items of two lists in turn", "each"),
    "SAME_GRADE": _label("words that repeat a grade", "areas", "follows", "overall", "same"),
    "SCOPE": _label(
        "words for several areas at once", "all_areas", "areas_before", "care_together", "key_areas", "listed", "sole"
    ),
    "SERVICE": _label("a service", "effort", "service"),
    "STATUS": _label(
        "words that make a grade an earlier, denied or hoped-for one",
        "after", "also", "current", "future", "hypothetical", "last_time", "minuted", "negated",
        "pluperfect", "previous", "repeat", "sequence", "shed", "touching",
    ),
    "VERDICT": _label("a verb with which a grade is given", "become", "give", "keep", "rate"),
    "VERDICT_NOUN": _label("a noun for a grade", "noun"),
}  # fmt: skip
