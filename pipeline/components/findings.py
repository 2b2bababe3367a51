"""Finds what a text names as strengths and concerns, clause by clause."""

import re
from collections.abc import Iterator
from typing import Final

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.components.attribution import Attribution, Attributor
from pipeline.components.placing import FROM_PLACE, SILENT_ROLES, Places
from pipeline.components.points import Claim, Sayings, TagIndex
from pipeline.components.ruler import Tag
from pipeline.components.telling import is_told_by_others
from pipeline.components.text import text_of
from pipeline.components.told import told
from pipeline.records import Finding
from pipeline.vocabulary import SectionRole

Doc.set_extension("ofsight_findings", default=(), force=True)

REACH_OF_MARK: Final = 3
"""How far after a sentence, in code points, a mark such as "(Recommendation)" may start that belongs to it."""

TAGS_OF_PLACE: Final = ("GRADE", "MARK", "IMPERATIVE", "REQUEST", "TOPIC", "JUDGEMENT_AREA", "SECTION_ROLE")
"""Labels that decide, beside the cues, what a sentence of a report is."""

_AUXILIARY: Final = re.compile(
    r"\b(?:is|are|was|were|has|have|had|does|do|did|can|could|will|would|should|must|may|might|needs?|requires?|remains?)\b"
)
_SUBORDINATE: Final = re.compile(r"\b(?:so|that|which|who|when|where|whose|how|what|why|if|because|to)\b")


@Language.component(
    "ofsight_findings",
    requires=["doc._.ofsight_tags", "doc._.ofsight_sections", "doc._.ofsight_sentences", "doc._.ofsight_speech"],
    assigns=["doc._.ofsight_findings"],
)
def findings(doc: Doc) -> Doc:
    """Set `doc._.ofsight_findings`, in the order of the text.

    A text told by others gives findings only where it is clear which authority they concern.
    """
    meta = doc._.ofsight_meta if doc.has_extension("ofsight_meta") else None
    by_others = is_told_by_others(meta, doc._.ofsight_tags, len(doc._.ofsight_speech), len(text_of(doc)))
    attribute = Attributor(doc, by_others)
    claims = told(doc) if by_others else stated(doc)
    rows = [_row(claim, attribute(claim.start, claim.end)) for claim in claims]
    doc._.ofsight_findings = [row for row in rows if row["authority"] is not None] if by_others else rows
    return doc


def stated(doc: Doc) -> Iterator[Claim]:
    """The points of a text in which the inspectors speak: any sentence of it may make some."""
    text, tags = text_of(doc), doc._.ofsight_tags
    sayings = Sayings(text, tags)
    by_label: dict[str, list[Tag]] = {label: [] for label in TAGS_OF_PLACE}
    for tag in tags:
        if tag.label in by_label:
            by_label[tag.label].append(tag)
    grades, marks = TagIndex(by_label["GRADE"]), TagIndex(by_label["MARK"])
    marked, requests, topics, titles = (
        {tag.start for tag in by_label[label]} for label in ("MARK", "IMPERATIVE", "TOPIC", "JUDGEMENT_AREA")
    )
    demands = TagIndex(by_label["REQUEST"])
    role_titles = {(tag.start, tag.end) for tag in by_label["SECTION_ROLE"]}
    places = Places(doc._.ofsight_sections, doc._.ofsight_blocks, doc._.ofsight_sentences)
    for start, end in doc._.ofsight_sentences:
        role, opens = places.role(start), places.opens(start)
        if start in marked or opens in ("heading", "row") or role in SILENT_ROLES:
            continue
        listed = opens == "bullet"
        if (start, end) in role_titles or (start in titles and not listed and text[end - 1] not in ".!?;"):
            continue
        asked = start in requests and (opens is not None or role in FROM_PLACE)
        named = start in topics and (listed or role in FROM_PLACE) and not _is_stated(text, start, end)
        of_concerns = FROM_PLACE.get(role) == "concern"
        if of_concerns and demands.between(start, end) and text[end - 1] != ":":
            yield _by_place(start, end, role, sayings)
        elif of_concerns and listed and not (asked or named or places.is_whole_block(start)):
            yield from sayings.points(start, end) or [_by_place(start, end, role, sayings)]
        elif role in FROM_PLACE and (listed or asked or named):
            yield _by_place(start, end, role, sayings)
        elif asked:
            yield Claim(start, end, "concern", tuple(sayings.cues.between(start, end)))
        elif not named:
            claims = sayings.points(start, end)
            if grades.between(start, end):
                claims = [claim for claim in claims if claim.is_weighty]
            if mark := marks.between(start, end + REACH_OF_MARK):
                *claims, last = claims or [Claim(start, end, "concern", ())]
                claims.append(Claim(last.start, last.end, "concern", (*last.cues, mark[0])))
            yield from claims


def _by_place(start: int, end: int, role: SectionRole, sayings: Sayings) -> Claim:
    return Claim(start, end, FROM_PLACE[role], tuple(sayings.cues.between(start, end)))


def _is_stated(text: str, start: int, end: int) -> bool:
    """Whether a sentence that opens with a noun says something of it, rather than only naming it."""
    clause = _SUBORDINATE.search(text, start, end)
    return _AUXILIARY.search(text, start, clause.start() if clause else end) is not None


def _row(claim: Claim, said: Attribution) -> Finding:
    return {
        "start": claim.start,
        "end": claim.end,
        "polarity": claim.polarity,
        "authority": said.authority,
        "area": said.area,
        "themes": said.themes,
        "speaker": said.speaker,
        "body": [],
        "place": None,
        "cues": [{"start": tag.start, "end": tag.end, "pattern": tag.pattern} for tag in claim.cues],
    }
