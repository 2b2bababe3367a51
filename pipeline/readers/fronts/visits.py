"""Letters about focused visits and monitoring visits, which give no grades."""

import re
from typing import Final

from pipeline.readers.fronts.days import visit_at
from pipeline.readers.fronts.front import Front
from pipeline.readers.fronts.names import authority_named, lead_inspector
from pipeline.records import Meta, empty_meta
from pipeline.vocabulary import Framework

TITLES: Final[tuple[tuple[re.Pattern[str], Framework], ...]] = (
    (re.compile(r"focused visit", re.I), "focused_visit"),
    (re.compile(r"monitoring visit", re.I), "monitoring_visit"),
)

_VISITED: Final = re.compile(r"\bvisit (?:to|of)\b[^.\n]{0,200}?\b(?:on|between|from)\s+(?=(?:[a-z]+day )?\d)", re.I)
_DATED: Final = re.compile(r"\b(?:visit|inspection) dates?\s*:?\s*(?=\d)", re.I)


def read(front: Front) -> Meta | None:
    """The letter's metadata; None for a document without salutation or labelled dates, or without such a title."""
    visited = _DATED.search(front.first) or (_VISITED.search(front.first) if front.salutation else None)
    if visited is None:
        return None
    for words, framework in TITLES:
        title = next(front.titles(words, visited.end()), None)
        if title is None:
            continue
        visit = visit_at(front.text, visited.end(), front.letter_date)
        above = " ".join(front.lines[: front.lines.index(title)])
        return {
            **empty_meta(),
            "title": title,
            "published": front.letter_date.isoformat() if front.letter_date else None,
            "framework": framework,
            "inspection": {**visit.iso(), "type": None},
            "lead_inspector": lead_inspector(front.text),
            "authority": authority_named(visit.start, title, above),
        }
    return None
