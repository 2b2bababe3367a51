"""Explains what the pipeline did with a text: every match and its fate, every fact and its reasons, and near misses.

It runs the pipeline's own components and reads what they leave; no rule is written here a second time.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.components.context import speaker_at
from pipeline.components.placing import SILENT_ROLES
from pipeline.components.polarity import CUE_LABELS, weigh, weighed_as
from pipeline.patterns import Pattern
from pipeline.workbench.nearest import Near, Nearest
from pipeline.workbench.trace import Match, Trace, ruler_of, trace

Row = dict[str, Any]

NEAREST: Final = 3
"""How many near misses are told for one stretch of words."""


def explain(nlp: Language, doc: Doc, patterns: Mapping[str, Pattern], start: int = 0, end: int | None = None) -> Row:
    """What the pipeline did with the code points [start, end) of an untagged Doc, as plain rows.

    Keys: `text`, `tokens`, `matches`, `findings`, `judgements`, `tallies`, `sentences` (why a sentence has or has not a
    finding) and `nearest` (patterns that came near to words that none tagged). patterns: by id, with file and line.
    """
    followed = trace(nlp, doc)
    nearest = Nearest(nlp, ruler_of(nlp).patterns)
    text = doc.text
    past = len(text) if end is None else end
    inside = [match for match in followed.matches if start < match.end and match.start < past]
    return {
        "text": text[start:past],
        "offset": start,
        "tokens": [{"text": t.text, "norm": t.norm_, "start": t.idx} for t in followed.doc if start <= t.idx < past],
        "matches": [_match_row(match, text, patterns) for match in inside],
        "findings": [
            {**row, "quote": text[row["start"] : row["end"]], "cues": _cue_rows(row["cues"], text, patterns)}
            for row in followed.doc._.ofsight_findings
            if start < row["end"] and row["start"] < past
        ],
        "judgements": [
            {**row, "evidence": [{**one, "quote": text[one["start"] : one["end"]]} for one in row["evidence"]]}
            for row in followed.doc._.ofsight_judgements
            if any(start < one["end"] and one["start"] < past for one in row["evidence"])
        ],
        "tallies": [row for row in followed.doc._.ofsight_tallies if start < row["end"] and row["start"] < past],
        "sentences": [
            sentence_row(followed.doc, *span) for span in followed.doc._.ofsight_sentences if _meets(span, start, past)
        ],
        "nearest": [
            _near_row(near, followed.doc, patterns)
            for first, last in _untagged(followed, start, past)
            for near in nearest.to(followed.doc, first, last, NEAREST)
        ],
    }


def why_not(nlp: Language, doc: Doc, pattern: Pattern) -> str:
    """Why an untagged Doc is not tagged by a pattern, in one line; "" where it is."""
    return why_untagged(nlp, trace(nlp, doc), pattern)


def why_untagged(nlp: Language, followed: Trace, pattern: Pattern) -> str:
    """Why a text that was followed through the pipeline is not tagged by a pattern; "" where it is."""
    own = [match for match in followed.matches if match.pattern.id == pattern.id]
    if not own:
        near = Nearest(nlp, ruler_of(nlp).patterns).why_not(followed.doc, pattern)
        fitting = sum(element.fits for element in near.elements)
        return f"{near.reason} ({fitting} of {len(near.elements)} words fit)"
    if any(match.outcome in ("kept", "used") for match in own):
        return ""
    return fate(own[0])


def fate(match: Match) -> str:
    """What became of a match, in words."""
    if match.outcome == "lost":
        return f"lost to {match.by}, which tags more words of the same layer or comes first"
    if match.outcome == "dropped":
        return f"dropped by {match.by}: here it does not mean that"
    return f"used up by {match.by}" if match.outcome == "used" else "kept"


def sentence_row(doc: Doc, start: int, end: int) -> Row:
    """What decided whether a sentence makes a finding: where it stands, who speaks, and the weight of its cues.

    `strength`, `concern` and `neutral` are the weights of the whole sentence, of which a finding may be a part;
    `why_none` says in words why the sentence makes no finding, "" where it makes one.
    """
    tags = [weighed_as(tag) for tag in doc._.ofsight_tags if start <= tag.start < end and tag.label in CUE_LABELS]
    weight = weigh(doc.text, tags, start, end)
    section = next((one for one in reversed(doc._.ofsight_sections) if one["start"] <= start), None)
    block = next((one for one in doc._.ofsight_blocks if one.start <= start < one.end), None)
    row: Row = {
        "start": start,
        "end": end,
        "block": block.kind if block else None,
        "section": {key: section[key] for key in ("heading", "area", "role")} if section else None,
        "speaker": speaker_at(doc._.ofsight_speech, start),
        "strength": weight.strength,
        "concern": weight.concern,
        "neutral": weight.neutral,
        "counted": [tag.pattern for tag in weight.cues],
        "silenced": [tag.pattern for tag in tags if tag not in weight.cues],
    }
    found = any(one["start"] < end and start < one["end"] for one in doc._.ofsight_findings)
    return {**row, "why_none": "" if found else _why_no_finding(row, bool(tags))}


def _why_no_finding(row: Row, has_cues: bool) -> str:
    section = row["section"]
    if row["block"] in ("heading", "row"):
        return f"it is a {row['block']}, which makes no finding"
    if section and section["role"] in SILENT_ROLES:
        return f"it stands in a section of the role {section['role']!r}, where nothing is a finding"
    if not has_cues:
        return "no strength or concern cue stands in it"
    if row["speaker"] != "inspectors":
        return f"the {row['speaker']} speaks, not the inspectors"
    balance = row["strength"] - row["concern"]
    if not row["counted"]:
        return f"its cues are silenced: {', '.join(row['silenced'])}"
    if row["neutral"] and abs(balance) <= row["neutral"]:
        return f"a neutral frame (weight {row['neutral']:g}) outweighs its cues ({balance:+g})"
    if balance == 0:
        return f"strength and concern are in balance ({row['strength']:g} each)"
    return "no part of it states a point about an authority: no words of finding, praise or blame open it"


def _untagged(followed: Trace, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Runs of tokens in which no match stands, as (first, past the last)."""
    covered = {at for match in followed.matches for at in range(match.token_start, match.token_end)}
    first: int | None = None
    for token in followed.doc:
        free = token.i not in covered and start <= token.idx < end and not token.is_punct
        if free and first is None:
            first = token.i
        if not free and first is not None:
            yield first, token.i
            first = None
    if first is not None:
        yield first, len(followed.doc)


def _match_row(match: Match, text: str, patterns: Mapping[str, Pattern]) -> Row:
    return {
        "start": match.start,
        "end": match.end,
        "quote": text[match.start : match.end],
        "label": match.pattern.label,
        "code": match.code,
        "pattern": match.pattern.id,
        "where": where(match.pattern.id, patterns),
        "outcome": match.outcome,
        "by": match.by,
        "why": fate(match),
    }


def _cue_rows(cues: list[Row], text: str, patterns: Mapping[str, Pattern]) -> list[Row]:
    return [{**cue, "quote": text[cue["start"] : cue["end"]], "where": where(cue["pattern"], patterns)} for cue in cues]


def _near_row(near: Near, doc: Doc, patterns: Mapping[str, Pattern]) -> Row:
    return {
        "pattern": near.pattern.id,
        "label": near.pattern.label,
        "where": where(near.pattern.id, patterns),
        "start": doc[near.token].idx,
        "elements": [element._asdict() for element in near.elements],
        "misfit": near.misfit,
        "reason": near.reason,
    }


def where(pattern: str, patterns: Mapping[str, Pattern]) -> str:
    """file:line of a pattern, "" where it is not known."""
    known = patterns.get(pattern)
    return f"{known.file}:{known.line}" if known else ""


def _meets(span: tuple[int, int], start: int, end: int) -> bool:
    return span[0] < end and start < span[1]
