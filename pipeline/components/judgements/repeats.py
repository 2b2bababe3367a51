"""Words that repeat a grade told before ("so was adoption", "the same grade"): which count, and what they repeat."""

import re
from typing import Final

from pipeline.components.judgements.discourse import Discourse
from pipeline.components.judgements.segments import Segment
from pipeline.components.judgements.sentence import Sentence
from pipeline.components.judgements.verdict import Verdict
from pipeline.components.quotation import OPENS
from pipeline.components.ruler import Tag

_SAME_CLAUSE: Final = re.compile(r"[^,;:.()]*")
_FURTHEST_GRADE: Final = 6
"""Words from "likewise" and the like to the grade that its own clause states."""
_NAMED_TWICE: Final = re.compile(r"\s+(?:of|as)\s+" + OPENS)
""" "the top rating of 'outstanding'"."""
_OPENING: Final = re.compile(r"[\s\"'\u2018\u201c]*(?:and\s+)?", re.I)


def told_grades(sentence: Sentence) -> list[Tag]:
    """The grades of a sentence, and the words in it that repeat one."""
    tags = [tag for tag in sentence.labelled("GRADE", "SAME_GRADE") if tag.code != "not_judged"]
    told: list[Tag] = []
    for number, tag in enumerate(tags):
        if told and told[-1].code == tag.code and _NAMED_TWICE.fullmatch(sentence.text, told[-1].end, tag.start):
            told[-1] = tag
        elif tag.label == "GRADE" or _repeats(sentence, tag, told, tags[number + 1 :]):
            told.append(tag)
    return told


def _repeats(sentence: Sentence, tag: Tag, before: list[Tag], behind: list[Tag]) -> bool:
    """Not where its own clause states a grade ("was likewise found good"), or none was told ("so do caseloads")."""
    text = sentence.text
    stated = next((other for other in behind if other.label == "GRADE"), None)
    between = text[tag.end : stated.start] if stated is not None else None
    if between is not None and _SAME_CLAUSE.fullmatch(between) and len(between.split()) <= _FURTHEST_GRADE:
        return False
    return tag.code != "follows" or bool(before) or _OPENING.fullmatch(text, sentence.start, tag.start) is not None


def repeated(
    sentence: Sentence, part: Segment, tag: Tag, discourse: Discourse, earlier: list[Verdict]
) -> Verdict | None:
    """The verdict whose grade the words repeat; `earlier` are those of the same sentence, in its order."""
    if tag.code == "areas" and not any(part.start <= scope.start < part.end for scope in sentence.labelled("SCOPE")):
        return None
    if tag.code == "overall":
        return discourse.overall
    if tag.code == "follows" and earlier and earlier[-1].rule != "prose_movement":
        return earlier[-1]
    return discourse.verdict
