"""Cuts a text at its headings and tells each section's judgement area and role."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import Final, NamedTuple, cast, get_args

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.components.extensions import set_rows
from pipeline.components.ruler import Tag, labelled
from pipeline.components.stretches import number_at, starting_in
from pipeline.components.text import text_of
from pipeline.readers.document import Block
from pipeline.readers.layout import LONGEST_HEADING, blocks_of
from pipeline.records import Section
from pipeline.vocabulary import AREAS, Area, SectionRole

set_rows("ofsight_blocks", Block, default=None)
Doc.set_extension("ofsight_sections", default=(), force=True)

ROLES: Final = frozenset(get_args(SectionRole))

OF_THE_WHOLE: Final = frozenset({"recommendation", "previous", "definition", "table", "about"})
"""Roles that concern the whole document: they belong to no area and last until a heading opens something else."""

OF_A_LIST: Final = frozenset({"strengths", "improvement", "priority_action", "recommendation"})
"""Roles whose points may stand in groups, each under a small heading of its own."""

OFFICIAL: Final = "/title-"
"""Marks, in a pattern's id, the official title of an area, which opens its section."""

SHARE_OF_HEADING: Final = 0.6
"""From this share of a heading on, an area's everyday name is what the heading is about."""

SHARE_OF_TITLE: Final = 0.8
"""From this share of a paragraph on, known titles are all that it says."""

LONGEST_CELL: Final = 80
"""Code points of a grade table's cell, beyond which a sentence below the table is prose."""

NUMBER: Final = 6
"""Code points that a section's number or "The" may take before its title."""

UNMISTAKABLE: Final = 35
"""Code points from which on an official title opens its area wherever it stands in a heading."""

BEFORE_TITLE: Final = 30
"""Code points that may lead to the title in a heading set as a sentence ("The graded judgement about ...")."""

ONLY_WITH_GRADE: Final = frozenset({"overall_effectiveness", "quality_of_practice"})
"""Areas whose everyday names ("children's services") head other things as well, unless a grade stands with them."""

WHOLE: Final = "/heading-whole-"
"""Marks, in a pattern's id, a heading that speaks of the whole document although its role may stand in an area."""

IMPRINT: Final = "/imprint-"
"""Marks, in a pattern's id, words by which a paragraph without a heading opens the publisher's own affairs."""

NONE: Final = "/none-"
"""Marks, in a pattern's id, words that begin a point which says that there are no points."""

SALUTATION: Final = "/salutation-"
"""Marks, in a pattern's id, the greeting of a letter, above which stand its addressees."""

LETTER_BLOCKS: Final = 12
"""Blocks among which a letter's greeting stands; one further down opens a letter that is only quoted or enclosed."""

_NUMBERED: Final = re.compile(r"\d{1,3}\.\s")
_LEADS_TO_GRADE: Final = re.compile(r"\s*(?:[:.\-–]|[a-z]{2,3})?:?\s*")
"""A mark, or a short word such as a verb of being."""
_NEXT_SENTENCE: Final = re.compile(r"\s+(?=[A-Z\d])")


class _Opening(NamedTuple):
    """Where a section's heading starts and ends, and what it names.

    goes_on: under a list of points it only heads a group of them. greets: it greets those a letter is sent to. resumes:
    no heading, but a point that may belong to the list that a box interrupted.
    """

    start: int
    end: int
    area: Area | None
    role: SectionRole | None
    whole: bool = False
    graded: bool = False
    goes_on: bool = False
    greets: bool = False
    resumes: bool = False


@Language.component(
    "ofsight_sections", requires=["doc._.ofsight_tags"], assigns=["doc._.ofsight_sections", "doc._.ofsight_blocks"]
)
def sections(doc: Doc) -> Doc:
    """Set `doc._.ofsight_sections` from the headings among the blocks, read from the text where none are given."""
    text, tags = text_of(doc), doc._.ofsight_tags
    blocks = blocks_of(text) if doc._.ofsight_blocks is None else doc._.ofsight_blocks
    doc._.ofsight_blocks = with_known_titles(text, blocks, tags)
    doc._.ofsight_sections = cut(text, doc._.ofsight_blocks, tags)
    return doc


def with_known_titles(text: str, blocks: tuple[Block, ...], tags: list[Tag]) -> tuple[Block, ...]:
    """The blocks, those that were taken for paragraphs and are nothing but the title of a known section as headings."""
    titles: dict[int, list[Tag]] = {}
    for tag in labelled(tags, "SECTION_ROLE"):
        if "/heading-" in tag.pattern:
            titles.setdefault(number_at(blocks, tag.start), []).append(tag)
    headings = {
        place
        for place, named in titles.items()
        if place >= 0 and blocks[place].kind == "paragraph" and _is_title(text, blocks[place], named)
    }
    return tuple(Block(one.start, one.end, "heading") if at in headings else one for at, one in enumerate(blocks))


def _is_title(text: str, block: Block, named: list[Tag]) -> bool:
    length = block.end - block.start
    if length > LONGEST_HEADING or named[0].start != block.start:
        return False
    return text[block.end - 1] == "?" or sum(tag.end - tag.start for tag in named) >= SHARE_OF_TITLE * length


def cut(text: str, blocks: tuple[Block, ...], tags: list[Tag]) -> list[Section]:
    """The sections of a text, which together cover it.

    A heading that names an area opens that area. One that only names a role ("Areas for improvement") keeps the area
    of the heading above it, except where its role concerns the whole document; after such a section the area before it
    goes on. A paragraph that begins with an area's official title and its grade has swallowed its heading, and opens
    the area as well. The prose below a table of grades is the summary, which concerns the whole document. What stands
    above a letter's greeting is its address. A box within a list interrupts it until the next bullet.
    """
    found: list[Section] = []
    area: Area | None = None
    last_area: Area | None = None
    role: SectionRole = "body"
    heading, start = "", 0
    resumed: tuple[str, Area | None, SectionRole] | None = None
    for opening in _openings(text, blocks, tags):
        if opening.resumes and (role != "case_study" or resumed is None):
            continue
        if opening.greets:
            found = [{**section, "area": None, "role": "about"} for section in found]
            role = "about"
        if opening.start > start:
            found.append({"start": start, "end": opening.start, "heading": heading, "area": area, "role": role})
        if opening.role == "case_study" and role != "case_study":
            resumed = (heading, area, role) if role in OF_A_LIST else None
        start = opening.start
        if opening.resumes and resumed:
            heading, area, role = resumed
            continue
        heading = text[opening.start : opening.end]
        interrupted = role in OF_THE_WHOLE and opening.role is not None
        area, role = _next(last_area if interrupted else area, role, opening)
        last_area = None if opening.whole else area or last_area
    found.append({"start": start, "end": len(text), "heading": heading, "area": area, "role": role})
    return found


def _openings(text: str, blocks: tuple[Block, ...], tags: list[Tag]) -> list[_Opening]:
    naming = labelled(tags, "JUDGEMENT_AREA", "SECTION_ROLE", "FRAMEWORK")
    bodies = [tag for tag in labelled(tags, "BODY") if tag.code == "health"]
    grades = {tag.start: tag.end for tag in labelled(tags, "GRADE")}
    ends = frozenset(grades.values())
    openings: list[_Opening] = []
    in_table = in_study = has_bullets = False
    greetings = [tag.start for tag in naming if SALUTATION in tag.pattern]
    is_letter = any(block.start in greetings for block in blocks[:LETTER_BLOCKS])
    for position, block in enumerate(blocks):
        has_bullets |= block.kind == "bullet"
        at = bisect_left(naming, (block.start,))
        first, named = naming[at : at + 1], starting_in(naming, block.start, block.end)
        if block.kind == "bullet" and in_study:
            openings.append(_Opening(block.start, block.start, None, None, resumes=True))
            in_study = False
        elif block.kind in ("bullet", "paragraph") and _says_none(block, first):
            openings.append(_Opening(block.start, block.start, None, "about", whole=True))
        elif block.kind == "heading":
            following = blocks[position + 1] if position + 1 < len(blocks) else None
            names_bodies = not named and bool(starting_in(bodies, block.start, block.end))
            opening = _of_heading(text, block, named, grades, following)
            opening = opening._replace(
                goes_on=opening.goes_on or names_bodies or (is_letter and not has_bullets),
                greets=opening.greets and position < LETTER_BLOCKS,
            )
            openings.append(opening)
            has_bullets = has_bullets and opening.role is None
            in_table, in_study = opening.role == "table", opening.role == "case_study"
        elif in_table and _is_prose(text, block):
            openings.append(_Opening(block.start, block.start, None, "summary", whole=True))
            in_table = False
        elif block.kind == "paragraph":
            if any(IMPRINT in tag.pattern for tag in named):
                openings.append(_Opening(block.start, block.start, None, "about", whole=True))
            elif _states_grade(text, block, first, ends):
                openings.append(_of_heading(text, block, first, grades, None))
            elif first and first[0].start == block.start and (end := _swallowed(text, first[0], grades)):
                after = _NEXT_SENTENCE.match(text, end)
                follows = [tag for tag in naming[at + 1 : at + 2] if after and tag.start == after.end()]
                role = _role(follows, end, 0)
                area = _area(first, block.start, 0, True)
                openings.append(_Opening(block.start, follows[0].end if role else end, area, role))
    return openings


def _of_heading(
    text: str, block: Block, named: Sequence[Tag], grades: dict[int, int], following: Block | None
) -> _Opening:
    graded = [end - start for start, end in grades.items() if block.start <= start < block.end]
    length = block.end - block.start - sum(graded)
    whole = any(tag.label == "FRAMEWORK" or WHOLE in tag.pattern for tag in named)
    listed = following is not None and (
        following.kind == "bullet" or (following.kind == "paragraph" and bool(_NUMBERED.match(text, following.start)))
    )
    area = None if whole else _area(named, block.start, length, bool(graded))
    greets = any(SALUTATION in tag.pattern and tag.start == block.start for tag in named)
    role = _role(named, block.start, length)
    return _Opening(block.start, block.end, area, role, whole, bool(graded), listed, greets)


def _area(named: Sequence[Tag], start: int, length: int, graded: bool) -> Area | None:
    for tag in named:
        if tag.label != "JUDGEMENT_AREA" or tag.code not in AREAS:
            continue
        long = tag.end - tag.start
        if OFFICIAL in tag.pattern and (tag.start - start <= NUMBER or long >= UNMISTAKABLE):
            return tag.code
        if graded if tag.code in ONLY_WITH_GRADE else long >= SHARE_OF_HEADING * length:
            return tag.code
    return None


def _says_none(block: Block, first: list[Tag]) -> bool:
    """Whether a block only says that there is nothing to list under its heading."""
    return (
        bool(first)
        and NONE in first[0].pattern
        and first[0].start == block.start
        and block.end - block.start <= LONGEST_HEADING
    )


def _is_prose(text: str, block: Block) -> bool:
    """Whether a block says more than a table's cell: what the inspectors sum up below their grades has no heading."""
    return block.kind == "paragraph" and block.end - block.start > LONGEST_CELL and text[block.end - 1] in ".!?"


def _states_grade(text: str, block: Block, first: list[Tag], grade_ends: frozenset[int]) -> bool:
    """Whether a paragraph only gives an area its grade, as headings set as sentences do."""
    return (
        bool(first)
        and block.end - block.start <= LONGEST_HEADING
        and OFFICIAL in first[0].pattern
        and first[0].start - block.start <= BEFORE_TITLE
        and (block.end in grade_ends or (text[block.end - 1] == "." and block.end - 1 in grade_ends))
    )


def _role(named: Sequence[Tag], start: int, length: int) -> SectionRole | None:
    for tag in named:
        leads = tag.start - start <= NUMBER or tag.end - tag.start >= SHARE_OF_HEADING / 2 * length
        if leads and tag.label == "SECTION_ROLE" and tag.code in ROLES:
            return cast(SectionRole, tag.code)
    return None


def _swallowed(text: str, tag: Tag, grades: dict[int, int]) -> int | None:
    """End of the heading that a paragraph has swallowed: an official title and its grade, then a new sentence."""
    if OFFICIAL not in tag.pattern:
        return None
    between = _LEADS_TO_GRADE.match(text, tag.end)
    end = grades.get(between.end()) if between else None
    return end if end is not None and _NEXT_SENTENCE.match(text, end) else None


def _next(area: Area | None, role: SectionRole, opening: _Opening) -> tuple[Area | None, SectionRole]:
    if opening.whole or opening.role in OF_THE_WHOLE:
        return None, opening.role or "body"
    goes_on = role in OF_A_LIST and opening.goes_on and not opening.graded
    if opening.area is not None:
        return opening.area, opening.role or (role if goes_on else "body")
    if opening.role is not None:
        return area, opening.role
    return area, role if goes_on or role in OF_THE_WHOLE else "body"
