"""Inspections that end in grades: ILACS, the single inspection framework and what came before them."""

import re
from typing import Final

from pipeline.readers.fronts.days import Visit, day_at, first_stretch, visit_at, weeks
from pipeline.readers.fronts.front import LONGEST_TITLE, Front
from pipeline.readers.fronts.names import authority_named, lead_inspector
from pipeline.readers.grade_table import GRADE_WORDINGS
from pipeline.records import Meta, empty_meta
from pipeline.vocabulary import AREAS, Framework, InspectionType

TITLES: Final[tuple[tuple[re.Pattern[str], Framework | None], ...]] = (
    (re.compile(r"arrangements for the protection of children", re.I), "arrangements_2013"),
    (re.compile(r"services for children in need of help and protection", re.I), "sif"),
    (re.compile(r"looked after children services", re.I), None),
    (re.compile(r"children['’]s (?:social care )?services", re.I), "ilacs"),
    (re.compile(r"local safeguarding children board", re.I), None),
)
"""Words of the titles of graded inspections, the most telling first; None: a kind without a code."""

ILACS_ROW: Final = re.compile(re.escape(AREAS["leadership"].split(" on ", 1)[0]), re.I)
"""How the row begins that only the grade table of an ILACS has."""

GRADE_CELL: Final = re.compile(rf": (?:{'|'.join(GRADE_WORDINGS)})\.?$", re.I)

FEWEST_ROWS: Final = 3
"""Rows of grades that show a grade table whatever the title above it says."""

SHORT_WEEKS: Final = 1
STANDARD_WEEKS: Final = 2
"""Weeks on site of a short and of a standard ILACS, as the framework sets them."""

_INSPECTED: Final = re.compile(
    r"\b(?:inspection|visit)\s+dates?\s*:?\s*|\bdates? of (?:the )?(?:inspection|visit)\s*:?\s*", re.I
)
_PUBLISHED: Final = re.compile(r"\b(?:report published\s*:?|published\s*:|publication date\s*:?)\s*", re.I)


def read(front: Front) -> Meta | None:
    """The report's metadata; None for a document without dates and either a title or a table of grades."""
    inspected = _INSPECTED.search(front.first)
    if inspected is None:
        return None
    above = [front.words(one) for one in front.blocks[: len(front.lines)] if one.end <= inspected.start()]
    rows = [line for line in front.lines if GRADE_CELL.search(line)]
    title = _title(above) or (above[-1:] if len(rows) >= FEWEST_ROWS else [])
    if not title:
        return None
    visit = visit_at(front.text, inspected.end())
    framework = _framework(above, rows)
    published = _PUBLISHED.search(front.first)
    published_on = day_at(front.text, published.end()) if published else None
    kind = _type(first_stretch(front.text, inspected.end())) if framework == "ilacs" else None
    return {
        **empty_meta(),
        "title": " – ".join(title).removesuffix(" and"),
        "published": published_on.isoformat() if published_on else None,
        "framework": framework,
        "inspection": {**visit.iso(), "type": kind},
        "lead_inspector": lead_inspector(front.text),
        "authority": authority_named(visit.start, " ".join(title), " ".join(above)),
    }


def _framework(above: list[str], rows: list[str]) -> Framework | None:
    for words, framework in TITLES:
        if any(map(words.search, above)):
            return framework
    return "ilacs" if any(map(ILACS_ROW.match, rows)) else None


def _type(visit: Visit) -> InspectionType | None:
    types: dict[int | None, InspectionType] = {SHORT_WEEKS: "short", STANDARD_WEEKS: "standard"}
    return types.get(weeks(visit))


def _title(above: list[str]) -> list[str]:
    """Of the blocks above the dates the one that says what kind of report it is, and a name right above or below it."""
    short = [(number, line) for number, line in enumerate(above) if len(line) <= LONGEST_TITLE and line[-1:] != "."]
    for number, line in short:
        if any(words.search(line) for words, _ in TITLES):
            if authority_named(None, line) is not None:
                return [line]
            return above[max(0, number - 1) : number] + [line] + ([above[1]] if number == 0 and len(above) == 2 else [])
    return []
