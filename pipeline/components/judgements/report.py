"""Reads an inspection report's verdicts from its layout: the front table, the graded headings, the opening sentence.

Running prose of a report is left alone: it defines grades and recalls earlier inspections, and each verdict of the
inspection itself is stated in one of these places.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from spacy.tokens import Doc

from pipeline.components.judgements.verdict import Verdict
from pipeline.components.ruler import Tag, labelled
from pipeline.components.stretches import section_at, starting_in, starting_in_each
from pipeline.components.word_classes import shape
from pipeline.readers.document import Block

LONGEST_STATEMENT: Final = 240
"""Code points of a heading or sentence that may state a grade; longer ones explain."""

NOT_IN_PROSE: Final = frozenset({"quality_of_practice"})
"""Areas whose names are everyday words as well: only a table or a heading grades them."""

_LONGEST_GRADE: Final = 36
"""Code points of a block that may hold nothing but a grade ("Requires improvement to be good")."""
_NOUN_OF_VERDICT: Final = "!"
"""What stands for a noun such as "judgement" among the letters of words."""
_BEFORE: Final = shape("[NUMBER .]* DETERMINER? (?:HELPED? ! PREPOSITION DETERMINER?)? [POSSESSIVE ']?")
"""What may stand before the area, names left out: the number of a row, "the graded judgement for"."""
_BETWEEN: Final = shape("[PREPOSITION DETERMINER BE BEEN HAVE TO THAT PRONOUN AS HELPED TOLD ! ,;:.()/ HYPHEN DASH]*")
"""What may stand between the area and its grade, names and services left out."""
_AFTER: Final = shape("""[.):;, NUMBER "']* (?:[(]? (?: SUBORDINATOR | , PREPOSITION ) .*)?""")

_NAMES: Final = ("GRADE", "JUDGEMENT_AREA", "AUTHORITY", "STANDIN")


def verdicts(doc: Doc, of_whole: bool) -> list[Verdict]:
    """One verdict an area, the first place that states it; other places that state another grade are its `contrary`.

    `of_whole`: the framework judges children's services as a whole. Where it does not, "overall effectiveness" under a
    heading that names one area (the looked-after inspections of 2013) is that area's grade.
    """
    names = labelled(doc._.ofsight_tags, *_NAMES)
    first: dict[str, Verdict] = {}
    places = _places(doc._.ofsight_blocks, doc._.ofsight_sentences)
    grades = starting_in_each(labelled(names, "GRADE"), [place[:2] for place in places])
    for (start, end, rule), graded in zip(places, grades, strict=True):
        if end - start > LONGEST_STATEMENT or not graded:
            continue
        section = section_at(doc._.ofsight_sections, start)
        if section is None or section["role"] in ("previous", "definition"):
            continue
        inside = starting_in(names, start, end)
        verdict = stated(doc, start, end, inside, rule)
        if verdict is None:
            continue
        if verdict.area == "overall_effectiveness" and not of_whole:
            named = [
                tag.code for tag in inside if tag.label == "JUDGEMENT_AREA" and tag.code != "overall_effectiveness"
            ]
            verdict.area = named[0] if named else section["area"] or verdict.area  # type: ignore[assignment]
        before = first.setdefault(verdict.area, verdict)
        if before.grade != verdict.grade:
            before.contrary.append(verdict)
    return list(first.values())


def _places(blocks: tuple[Block, ...], sentences: list[tuple[int, int]]) -> list[tuple[int, int, str]]:
    rows = [(block.start, block.end, "report_table") for block in blocks if block.kind == "row"]
    headings = [(block.start, block.end, "report_heading") for block in blocks if block.kind == "heading"]
    headings += [
        (area.start, grade.end, "report_heading")
        for area, grade in pairwise(blocks)
        if area.kind == "heading" and grade.end - grade.start < _LONGEST_GRADE
    ]
    taken = {start for start, _, _ in rows + headings}
    return rows + headings + [(start, end, "report_sentence") for start, end in sentences if start not in taken]


def stated(doc: Doc, start: int, end: int, tags: Sequence[Tag], rule: str) -> Verdict | None:
    """The verdict that text[start:end] states, when it is nothing but "area, grade" with function words around."""
    grades = [tag for tag in tags if tag.label == "GRADE"]
    areas = [tag for tag in tags if tag.label == "JUDGEMENT_AREA"]
    if len(grades) != 1 or not areas:
        return None
    grade, area = grades[0], areas[0]
    if grade.code == "not_judged" or area.start > grade.start:
        return None
    if not (rule == "report_table" or _is_title(area) or area.code in ("overall_effectiveness", "lscb")):
        return None
    if rule == "report_sentence" and area.code in NOT_IN_PROSE:
        return None
    beside = (starting_in(labelled(doc._.ofsight_tags, label), start, end) for label in ("SERVICE", "VERDICT_NOUN"))
    shown = [tag for near in (tags, *beside) for tag in near if _stands_for(tag) is not None]
    whole = doc.char_span(start, end, alignment_mode="expand")
    assert whole is not None
    parts = ((whole.start, area.token_start), (area.token_end, grade.token_start), (grade.token_end, whole.end))
    before, between, after = (_letters(doc, first, past, shown) for first, past in parts)
    if not (_BEFORE.fullmatch(before) and _BETWEEN.fullmatch(between) and _AFTER.fullmatch(after)):
        return None
    titles = [tag for tag in areas if tag.start < grade.start and _is_title(tag)]
    narrow = [tag for tag in titles if tag.code != "overall_effectiveness"]
    return Verdict(
        area=(narrow[0] if narrow else area).code,  # type: ignore[arg-type]
        grade=grade.code,  # type: ignore[arg-type]
        status="current",
        statement=(start, end),
        rule=rule,
        area_tag=area,
        grade_tag=grade,
    )


def _is_title(area: Tag) -> bool:
    return area.pattern.partition("/")[2].startswith("title")


def _letters(doc: Doc, first: int, past: int, tags: list[Tag]) -> str:
    """The letters of the words of some tokens, names and services left out."""
    shown = {place: doc._.ofsight_letters[place] for place in range(first, past) if not doc[place].is_space}
    for tag in tags:
        for place in range(tag.token_start, tag.token_end):
            if place in shown:
                shown[place] = _stands_for(tag) or ""
    return "".join(shown.values())


def _stands_for(tag: Tag) -> str | None:
    """What stands for a tag among letters: nothing for names and services, None where its words count as words."""
    if tag.label == "VERDICT_NOUN":
        return _NOUN_OF_VERDICT
    return "" if tag.label in _NAMES or (tag.label == "SERVICE" and tag.code == "service") else None
