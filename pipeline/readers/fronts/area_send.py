"""Area SEND inspections: how a local area partnership serves children with special educational needs, since 2023."""

import re
from typing import Final

from pipeline.readers.fronts.days import UNTOLD, visit_at
from pipeline.readers.fronts.front import Front
from pipeline.readers.fronts.names import authority_named
from pipeline.records import Days, Meta, Outcome, empty_meta
from pipeline.vocabulary import OutcomeCode

TITLE: Final = re.compile(r"\barea SEND (?:full |monitoring |thematic )?(?:inspection|visit) (?:of|to)\b", re.I)

OUTCOMES: Final[tuple[tuple[re.Pattern[str], OutcomeCode], ...]] = (
    (re.compile(r"widespread\b.{1,9}\bsystemic failings", re.I), "widespread_failings"),
    (re.compile(r"lead to inconsistent experiences and outcomes", re.I), "inconsistent"),
    (re.compile(r"lead to positive experiences and outcomes", re.I), "positive"),
)
"""The three sentences of the outcome box."""

_INSPECTED: Final = re.compile(r"\b(?<!previous )inspection dates?\s*:?\s*", re.I)
_PREVIOUS: Final = re.compile(r"\bdates? of (?:the )?(?:previous|last) (?:area SEND )?inspection\s*:?\s*", re.I)
_SENTENCE: Final = re.compile(r"[^\s.][^.]*\.?")
_LEAD: Final = re.compile(
    r"\b([A-ZÀ-Þ][\w’'-]+(?: [A-ZÀ-Þ][\w’'-]*[a-zà-þ])+)(?: HMI)?, Ofsted(?: HMI)? Lead inspector"
)


def read(front: Front) -> Meta | None:
    """The report's metadata; None for a document without the title and either dates or an outcome."""
    title = next(front.titles(TITLE), None)
    inspected, outcome = _INSPECTED.search(front.first), _outcome(front)
    if title is None or (inspected is None and outcome is None):
        return None
    visit = visit_at(front.text, inspected.end()) if inspected else UNTOLD
    lead = _LEAD.search(front.text)
    return {
        **empty_meta(),
        "title": title,
        "framework": "area_send",
        "inspection": {**visit.iso(), "type": None},
        "lead_inspector": lead[1] if lead else None,
        "outcome": outcome,
        "previous": _previous(front.first),
        "authority": authority_named(visit.start, title, " ".join(front.lines[:4])),
    }


def _previous(first: str) -> Days | None:
    label = _PREVIOUS.search(first)
    days = visit_at(first, label.end()).iso() if label else None
    return days if days and days["start"] else None


def _outcome(front: Front) -> Outcome | None:
    """What the outcome box says, with its sentence; the first blocks hold it, and no other such sentence."""
    for block in front.blocks[: len(front.lines)]:
        for sentence in _SENTENCE.finditer(front.text, block.start, block.end):
            for words, code in OUTCOMES:
                if words.search(sentence[0]):
                    return {"code": code, "evidence": [{"start": sentence.start(), "end": sentence.end()}]}
    return None
