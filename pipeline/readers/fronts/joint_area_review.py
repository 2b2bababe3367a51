"""Joint area reviews, the joint inspections of children's services before 2009."""

import re
from typing import Final

from pipeline.readers.fronts.days import UNTOLD, visit_at
from pipeline.readers.fronts.front import Front
from pipeline.readers.fronts.names import authority_named
from pipeline.records import Meta, empty_meta

TITLE: Final = re.compile(r"\bjoint area review\b", re.I)

SECTIONS: Final = re.compile(r"the main findings|main findings|key recommendations|recommendations|outcomes.*", re.I)

_DATED: Final = re.compile(
    r"\b(?:review|inspection|fieldwork)\s*(?:dates?)?\s*(?::|took place (?:from|between|on)|between)\s*(?=\d)", re.I
)


def read(front: Front) -> Meta | None:
    """The review's metadata; None for a document without the title and either dates or the sections of a review."""
    title = next(front.titles(TITLE), None)
    dated = _DATED.search(front.first)
    if title is None or (dated is None and not front.has_heading(SECTIONS)):
        return None
    visit = visit_at(front.text, dated.end()) if dated else UNTOLD
    return {
        **empty_meta(),
        "title": title,
        "framework": "joint_area_review",
        "inspection": {**visit.iso(), "type": None},
        "authority": authority_named(visit.start, title, " ".join(front.lines[:4])),
    }
