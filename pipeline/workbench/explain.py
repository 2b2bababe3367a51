"""Explains what the pipeline did with a text: every match and its fate, every fact and its reasons, and near misses.

It runs the pipeline's own components and reads what they leave; no rule is written here a second time.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any, Final

from spacy.language import Language
from spacy.tokens import Doc, Token

from pipeline.components.context import speaker_at
from pipeline.components.evidence import Features, features, weighed
from pipeline.components.findings.report import candidates
from pipeline.components.findings.sides import values
from pipeline.components.findings.support import SIDES, named
from pipeline.components.placing import SILENT_ROLES
from pipeline.components.surroundings import judged_twice
from pipeline.components.weights import REPORT_FILE, Judged, scores, telling_features, weights
from pipeline.patterns import Pattern
from pipeline.vocabulary import Polarity
from pipeline.workbench.experiment import deciding, helped_by_a_cue
from pipeline.workbench.nearest import Near, Nearest
from pipeline.workbench.nearest_frame import unread
from pipeline.workbench.trace import Match, Trace, ruler_of, trace

Row = dict[str, Any]

SLIGHT: Final = ("form", "between", "spelling", "stuck")
"""Misfits with which a near miss may be what the words mean."""
NEAREST: Final = 3
"""How many near misses are told for one stretch of words."""


def explain(nlp: Language, doc: Doc, patterns: Mapping[str, Pattern], start: int = 0, end: int | None = None) -> Row:
    """What the pipeline did with the code points [start, end) of an untagged Doc, as plain rows.

    Keys: `text`, `tokens`, `matches`, `findings`, `judgements`, `tallies`, `unread` (grades and numbers of which no
    frame makes a fact, with the nearest), `sentences` (why a sentence has or has not a finding) and `nearest` (patterns
    that came near to words that none tagged). patterns: by id, with file and line.
    """
    untagged = doc.copy()
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
        "unread": unread(nlp, followed.doc, start, past),
        "sentences": _decided(nlp, untagged, followed.doc, patterns, start, past),
        "nearest": [
            _near_row(near, followed.doc, patterns)
            for first, last in _untagged(followed, start, past)
            for near in nearest.to(followed.doc, first, last, NEAREST)
            if near.misfit in SLIGHT
        ],
    }


def why(nlp: Language, doc: Doc, patterns: Mapping[str, Pattern], start: int, end: int) -> list[Row]:
    """The `sentences` of `explain` alone."""
    return _decided(nlp, doc.copy(), nlp(doc), patterns, start, end)


def _decided(
    nlp: Language, untagged: Doc, doc: Doc, patterns: Mapping[str, Pattern], start: int, end: int
) -> list[Row]:
    """The rows of sentences, with which tags decide what each is found to be, or else whether a cue in it would.

    Keys: `decided_by`, each tag with what the sentence would be `without` it; `a_cue_would_help`, None where one does.
    """
    rows = sentence_rows(doc, start, end)
    for row in rows:
        place = untagged, row["start"], row["end"]
        row["decided_by"] = [
            {
                "quote": untagged.text[one.tag.start : one.tag.end],
                "label": one.tag.label,
                "pattern": one.tag.pattern,
                "where": where(one.tag.pattern, patterns),
                "without": list(one.without),
            }
            for one in deciding(nlp, *place)
        ]
        row["a_cue_would_help"] = None if row["decided_by"] else helped_by_a_cue(nlp, *place)
    return rows


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


def sentence_rows(doc: Doc, start: int, end: int) -> list[Row]:
    """What decided of each sentence that meets [start, end) whether it makes a finding.

    `clauses`: each with its `kind`, what its `cues` came to (`what`, and `by` which line's operator), its `balance`
    (above 0 praise) and, in a text told by others, how likely it is to be a `strength` or a `concern` and the features
    that say so most (`because`). `why_none` says why the sentence makes no finding, "" where it makes one.
    """
    clauses = weighed(doc)
    by_others = doc._.ofsight_told_by_others
    table = weights()
    own_features = list(features(doc, clauses)) if by_others else [{} for _ in clauses]
    chances = judged_twice(doc, own_features) if by_others else [Judged(0.0, 0.0) for _ in clauses]
    said: dict[int, list[tuple[Features, Judged]]] = defaultdict(list)
    for one, own, chance in zip(clauses, own_features, chances, strict=True):
        said[one.clause.sentence].append((own, chance))
    doubted = {} if by_others else _doubted(doc)
    rows = []
    for number, (first, past) in enumerate(doc._.ofsight_sentences):
        if first >= end or past <= start:
            continue
        section = next((one for one in reversed(doc._.ofsight_sections) if one["start"] <= first), None)
        block = next((one for one in doc._.ofsight_blocks if one.start <= first < one.end), None)
        scene = doc._.ofsight_scenes[number] if by_others else None
        row: Row = {
            "start": first,
            "end": past,
            "block": block.kind if block else None,
            "section": {key: section[key] for key in ("heading", "area", "role")} if section else None,
            "speaker": speaker_at(doc._.ofsight_speech, first),
            "voice": scene.voice if scene else "inspectors",
            "open_for": scene.age if scene else 0,
            "sector": scene.sector if scene else False,
            "clauses": [],
        }
        run = [one for one in clauses if one.clause.sentence == number]
        for one, (own, chance), value in zip(run, said[number], values(run), strict=True):
            clause: Row = {
                "start": one.clause.start,
                "end": one.clause.end,
                "kind": one.clause.kind,
                "quote": doc.text[one.clause.start : one.clause.end],
                "cues": [
                    {"pattern": cue.tag.pattern, "what": cue.what, "by": cue.by.pattern if cue.by else ""}
                    for cue in one.outcomes
                ],
                "balance": round(one.balance if by_others else value, 2),
            }
            if by_others:
                side: Polarity = "strength" if chance.strength > chance.concern else "concern"
                clause["strength"], clause["concern"] = round(chance.strength, 3), round(chance.concern, 3)
                clause["because"] = [[name, round(value, 2)] for name, value in telling_features(own, table, side)]
            row["clauses"].append(clause)
        found = any(one["start"] < past and first < one["end"] for one in doc._.ofsight_findings)
        rows.append({**row, "why_none": "" if found else _why_no_finding(row, by_others, doubted.get(number, ""))})
    return rows


def _doubted(doc: Doc) -> dict[int, str]:
    """Of each sentence in the inspectors' own text whose cues would make a point, what speaks against it."""
    table, found = weights(REPORT_FILE), list(candidates(doc))
    told: dict[int, str] = {}
    for one, own in zip(found, named(doc, found), strict=True):
        if one.place.side is None:
            continue
        likelier: Polarity = max(zip(scores(own, table), SIDES, strict=True))[1]
        against = ", ".join(name for name, value in telling_features(own, table, likelier) if value < 0)
        told[one.place.sentence] = f"the weights take it for none, {likelier} at best: {against}"
    return told


def _why_no_finding(row: Row, by_others: bool, doubted: str) -> str:
    section = row["section"]
    if row["block"] in ("heading", "row"):
        return f"it is a {row['block']}, which makes no finding"
    if section and section["role"] in SILENT_ROLES and not by_others:
        return f"it stands in a section of the role {section['role']!r}, where nothing is a finding"
    if doubted:
        return doubted
    cues = [cue for clause in row["clauses"] for cue in clause["cues"]]
    if not cues and not by_others:
        return "no strength or concern cue stands in it"
    silenced = [f"{cue['pattern']} by {cue['by']}" for cue in cues if cue["by"]]
    if silenced and not any(clause["balance"] for clause in row["clauses"]):
        return f"its cues are silenced: {', '.join(silenced)}"
    if not by_others:
        return "praise and criticism in it are in balance, only hinted at, or silenced by a neutral frame"
    likeliest = max(row["clauses"], key=lambda clause: max(clause["strength"], clause["concern"]), default=None)
    if likeliest is None:
        return "it has no clause"
    against = ", ".join(name for name, value in likeliest["because"] if value < 0)
    chances = f"strength {likeliest['strength']:g}, concern {likeliest['concern']:g}"
    return f"the weights take it for none ({chances}): {against}"


def _untagged(followed: Trace, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Runs of tokens in which no match stands, as (first, past the last)."""
    covered = {at for match in followed.matches for at in range(match.token_start, match.token_end)}

    def is_free(token: Token) -> bool:
        return token.i not in covered and start <= token.idx < end and not token.is_punct

    for free, run in groupby(followed.doc, key=is_free):
        if free:
            tokens = list(run)
            yield tokens[0].i, tokens[-1].i + 1


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
    return known.place if known else ""
