"""Joint targeted area inspections: letters of several inspectorates to a local partnership, since 2016."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from pipeline.readers.fronts.days import UNTOLD, Visit, day_at, visit_at
from pipeline.readers.fronts.front import Front
from pipeline.readers.fronts.names import authority_named
from pipeline.records import AuthorityRef, Meta, empty_meta
from pipeline.vocabulary import JointTheme

TITLE: Final = re.compile(r"\bjoint targeted (?:area )?inspection\b|\bJTAI\b", re.I)

SECTIONS: Final = re.compile(
    r"(?:key )?strengths|areas? for improvement|headline findings|what needs to improve\??|next steps", re.I
)

THEMES: Final[tuple[tuple[re.Pattern[str], JointTheme], ...]] = (
    (re.compile(r"serious youth violence", re.I), "serious_youth_violence"),
    (re.compile(r"domestic (?:abuse|violence)", re.I), "domestic_abuse"),
    (re.compile(r"mental (?:ill[- ])?health", re.I), "mental_health"),
    (re.compile(r"sexual abuse", re.I), "sexual_abuse_in_the_family"),
    (
        re.compile(r"child exploitation|sexual exploitation\b.*\b(?:gangs?|criminal exploitation)", re.I),
        "child_exploitation",
    ),
    (re.compile(r"criminal exploitation\b.*\bsexual exploitation", re.I), "child_exploitation"),
    (re.compile(r"sexual exploitation", re.I), "child_sexual_exploitation"),
    (re.compile(r"criminal exploitation|\bgangs?\b", re.I), "criminal_exploitation"),
    (re.compile(r"early help|\bneed(?:ing)? (?:of )?(?:early )?help\b", re.I), "early_help"),
    (re.compile(r"initial need and risk", re.I), "front_door"),
    (re.compile(r"neglect", re.I), "neglect"),
)
"""How letters name what was looked at in depth, the most telling first."""

OF_EVERY_LETTER: Final = re.compile(
    r"(?:all forms of )?abuse(?:, neglect)? and (?:neglect|exploitation)|multi-agency\s+safeguarding", re.I
)
"""What all letters of a series say that they looked at, whatever their theme."""

_RESPONSE: Final = re.compile(r"\bresponse (?:to|for)\b[^.]*", re.I)
_DEEP_DIVE: Final = re.compile(r"[^.]*\bdeep dive\b[^.]*", re.I)
_INSPECTED: Final = re.compile(
    r"\b(?:between|(?:took place|carried out) (?:from|on))\s+(?=(?:[a-z]+day )?\d)"
    r"|\b(?:from|on)\s+(?=(?:[a-z]+day )?\d[^.]*\binspection\b)",
    re.I,
)
_LABELLED: Final = re.compile(r"\binspection dates?\s*:\s*", re.I)
_DIRECTOR: Final = re.compile(r"\bdirector[^,]*?(?:children|people)[^,]*,", re.I)
_LONGEST_NAME: Final = 80
_ABOUT: Final = re.compile(r"\bletter\b[^.]*\bfindings\b[^.]*")
_DUE: Final = re.compile(r"\bstatement\b[^.]*?(?:\.[a-z][^.]*?)*\bby\s+(?=(?:[a-z]+day )?\d)", re.I)


def read(front: Front) -> Meta | None:
    """The letter's metadata; None unless labelled dates, or two of salutation, dates and headings, stand with a title.

    A press release about such an inspection has its title and its dates as well.
    """
    title = next(front.titles(TITLE), None)
    labelled = _LABELLED.search(front.first)
    inspected = labelled or _INSPECTED.search(front.first)
    parts = (front.salutation is not None, inspected is not None, front.has_heading(SECTIONS))
    if title is None or (labelled is None and sum(parts) < 2):
        return None
    visit = visit_at(front.text, inspected.end(), front.letter_date) if inspected else UNTOLD
    return {
        **empty_meta(),
        "title": title.rstrip("."),
        "published": front.letter_date.isoformat() if front.letter_date else None,
        "framework": "jtai",
        "inspection": {**visit.iso(), "type": None},
        "theme": _theme(front, title),
        "next_due": _due(front.text),
        "authority": _authority(front, title, visit),
    }


def _theme(front: Front, title: str) -> JointTheme | None:
    for words in _naming_theme(front, title):
        own = OF_EVERY_LETTER.sub("", words)
        for wording, theme in THEMES:
            if wording.search(own):
                return theme
    return "neglect" if OF_EVERY_LETTER.search(title) else None


def _naming_theme(front: Front, title: str) -> Iterator[str]:
    """What may name the theme: the title, the first sentences on the response, the ones on the deep dive."""
    yield title
    for naming in (_DEEP_DIVE, _RESPONSE):
        yield from (found[0] for found in naming.finditer(front.first))


def _authority(front: Front, title: str, visit: Visit) -> AuthorityRef | None:
    """Of the title; failing that of the salutation, the sentence on what the letter is, or the director's address."""
    told = [title, front.salutation or "", *_ABOUT.findall(front.first)]
    for line in front.lines:
        if director := _DIRECTOR.search(line):
            told.append(line[director.end() : director.end() + _LONGEST_NAME])
    return authority_named(visit.start, *told)


def _due(text: str) -> str | None:
    days: list[date | None] = [day_at(text, due.end()) for due in _DUE.finditer(text)]
    return next((day.isoformat() for day in reversed(days) if day), None)
