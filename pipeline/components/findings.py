"""Finds what a text names as strengths and concerns, clause by clause."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from spacy.attrs import IDX
from spacy.language import Language
from spacy.tokens import Doc, Span

from pipeline.components.attribution import Attribution, Attributor
from pipeline.components.clauses import Cut, cuts, opening_contrast
from pipeline.components.context import speaker_at
from pipeline.components.polarity import CUE_LABELS, NEGATION, SLIGHT_CLASSES, Weight, weigh
from pipeline.components.ruler import Tag
from pipeline.components.telling import VERDICTS, Stretch, clauses, is_told_by_others, items, stretches
from pipeline.components.text import text_of
from pipeline.readers.document import Block, BlockKind
from pipeline.records import Finding, Section
from pipeline.vocabulary import Polarity

Doc.set_extension("findings", default=(), force=True)

FROM_PLACE: Final[dict[str, Polarity]] = {
    "strengths": "strength",
    "improvement": "concern",
    "priority_action": "concern",
    "recommendation": "concern",
}
"""Section roles under which each point is a finding whatever its words."""

SILENT_ROLES: Final = frozenset({"table", "definition", "previous", "about"})
"""Section roles under which nothing is a finding."""

SHORTEST: Final = 12
"""Code points below which a piece is no clause."""

SHORTEST_NARRATED: Final = 40
"""Code points from which on a clause that names no theme says enough to be a point in a text told by others."""


_AUXILIARY: Final = re.compile(
    r"\b(?:is|are|was|were|has|have|had|does|do|did|can|could|will|would|should|must|may|might|needs?|requires?|remains?)\b"
)
_SUBORDINATE: Final = re.compile(r"\b(?:so|that|which|who|when|where|whose|how|what|why|if|because|to)\b")


class Claim(NamedTuple):
    """A stretch of text that states one point."""

    start: int
    end: int
    polarity: Polarity
    cues: tuple[Tag, ...]


@Language.component(
    "ofsight_findings", requires=["doc._.tags", "doc._.sections", "doc._.sentences"], assigns=["doc._.findings", "doc.spans"]
)
def findings(doc: Doc) -> Doc:
    """Set `doc._.findings`, in the order of the text, and the same as `doc.spans["findings"]`."""
    attribute = Attributor(doc)
    names = sum(1 for tag in doc._.tags if tag.label == "TELLING" and tag.code == "outside")
    by_others = is_told_by_others(doc._.meta if doc.has_extension("meta") else None, names, len(text_of(doc)))
    claims = told(doc) if by_others else stated(doc)
    rows = [_row(claim, attribute(claim.start, claim.end)) for claim in claims]
    if by_others:
        rows = [row for row in rows if row["authority"] is not None]
    doc._.findings = rows
    starts = doc.to_array(IDX).tolist() if rows else []
    doc.spans["findings"] = [
        Span(
            doc,
            bisect_right(starts, row["start"]) - 1,
            bisect_left(starts, row["end"]),
            label=row["polarity"].upper(),
        )
        for row in rows
    ]
    return doc


def stated(doc: Doc) -> Iterator[Claim]:
    """The points of a text in which the inspectors speak: each sentence of it may make some."""
    text = text_of(doc)
    cues = _Tags(_evaluative(doc._.tags))
    contrasts = _Tags([tag for tag in doc._.tags if tag.label == "CONTRAST"])
    grades = _Tags([tag for tag in doc._.tags if tag.label == "GRADE"])
    requests = {tag.start for tag in doc._.tags if tag.label == "IMPERATIVE"}
    titles = {tag.start for tag in doc._.tags if tag.label == "JUDGEMENT_AREA"}
    topics = {tag.start for tag in doc._.tags if tag.label == "TOPIC"}
    headings = {block.start for block in doc._.blocks if block.kind in ("heading", "row")}
    firsts = _first_sentences(doc._.blocks, doc._.sentences)
    sections = _Sections(doc._.sections)
    for start, end in doc._.sentences:
        if start in headings:
            continue
        section = sections.at(start)
        role = section["role"]
        if role in SILENT_ROLES or (start in titles and text[end - 1] not in ".!?;"):
            continue
        own = cues.between(start, end)
        asked = start in requests and (start in firsts or role in FROM_PLACE)
        topic = (role in FROM_PLACE or firsts.get(start) == "bullet") and start in topics and not _is_stated(text, start, end)
        if role in FROM_PLACE and (asked or topic or firsts.get(start) == "bullet"):
            yield Claim(start, end, FROM_PLACE[role], tuple(own))
        elif asked:
            yield Claim(start, end, "concern", tuple(own))
        else:
            found = points(text, own, contrasts.between(start, end), start, end)
            yield from found if not grades.between(start, end) else filter(_is_more_than_a_verdict, found)


def told(doc: Doc) -> Iterator[Claim]:
    """The points of a text that tells what inspectors found."""
    text = text_of(doc)
    cues = _Tags(_evaluative(doc._.tags))
    contrasts = _Tags([tag for tag in doc._.tags if tag.label == "CONTRAST"])
    tells = _Tags([tag for tag in doc._.tags if tag.label == "TELLS"])
    grades = _Tags([tag for tag in doc._.tags if tag.label == "GRADE"])
    beside = _Tags([tag for tag in doc._.tags if tag.label == "GRADE" or tag.code == "sector"])
    themes = _Tags([tag for tag in doc._.tags if tag.label == "THEME"])
    kinds = {block.start: block.kind for block in doc._.blocks}
    firsts = _first_sentences(doc._.blocks, doc._.sentences)
    sections = _Sections(doc._.sections)
    lead: Polarity | None = None
    for start, end in doc._.sentences:
        telling = tells.between(start, end)
        opened = stretches(text, telling, start, end)
        if text[end - 1] == ":":
            lead = _lead(telling)
        if kinds.get(start) in ("heading", "row"):
            continue
        own = cues.between(start, end)
        if firsts.get(start) == "bullet":
            verdict = FROM_PLACE.get(sections.at(start)["role"], lead)
            if verdict is not None:
                yield Claim(start, end, verdict, tuple(own))
                continue
        elif text[end - 1] != ":":
            lead = None
        admitted = [tag for tag in telling if tag.code == "admits"]
        if admitted and speaker_at(doc._.speech, admitted[0].start) == "council":
            yield Claim(start, end, "concern", (admitted[0],))
            continue
        claimed = False
        for stretch in opened:
            if speaker_at(doc._.speech, stretch.start) != "inspectors":
                continue
            for claim in _told_in(text, stretch, cues, contrasts):
                if stretch.verdict or _is_more_than_a_verdict(claim) or not grades.between(claim.start, claim.end):
                    claimed = True
                    yield claim
        if claimed or beside.between(start, end) or not _is_narrated(doc, start, end):
            continue
        for claim in points(text, own, contrasts.between(start, end), start, end):
            weighty = _is_more_than_a_verdict(claim) and claim.end - claim.start >= SHORTEST_NARRATED
            if weighty or themes.between(claim.start, claim.end):
                yield claim


def _lead(tells: list[Tag]) -> Polarity | None:
    """What words that end in a colon say of the list below them."""
    verdicts = [VERDICTS[tag.code] for tag in tells if tag.code in VERDICTS]
    return verdicts[-1] if verdicts else None


def _is_narrated(doc: Doc, start: int, end: int) -> bool:
    """Whether no part of a sentence is said by anybody but the inspectors."""
    places = (start + 1, (start + end) // 2, end - 2)
    return all(speaker_at(doc._.speech, place) == "inspectors" for place in places)


def _is_more_than_a_verdict(claim: Claim) -> bool:
    """Whether a clause says something by more than a grade or words of slight weight."""
    return any(tag.code not in SLIGHT_CLASSES for tag in claim.cues)


def _told_in(text: str, stretch: Stretch, cues: "_Tags", contrasts: "_Tags") -> Iterator[Claim]:
    own = cues.between(stretch.start, stretch.end)
    turns = contrasts.between(stretch.start, stretch.end)
    if stretch.verdict == "concern":
        for start, end in items(text, stretch.start, stretch.end):
            if end - start >= SHORTEST:
                yield Claim(start, end, "concern", (stretch.cue, *cues.between(start, end)))
    elif stretch.verdict == "strength":
        pieces = _pieces(text, own, turns, stretch.start, stretch.end)
        for start, end, weight in pieces:
            if end - start >= SHORTEST:
                polarity: Polarity = "concern" if weight.balance <= -NEGATION else "strength"
                yield Claim(start, end, polarity, (stretch.cue, *weight.cues))
    else:
        for start, end in clauses(text, stretch.start, stretch.end):
            yield from points(text, cues.between(start, end), contrasts.between(start, end), start, end)


def _evaluative(tags: Sequence[Tag]) -> list[Tag]:
    """The cues, without those that are a verdict's words on a judgement area."""
    grades = {token for tag in tags if tag.label == "GRADE" for token in range(tag.token_start, tag.token_end)}
    return [
        tag
        for tag in tags
        if tag.label in CUE_LABELS and tag.token_start not in grades and tag.token_end - 1 not in grades
    ]


def _first_sentences(blocks: Sequence[Block], sentences: Sequence[tuple[int, int]]) -> dict[int, BlockKind]:
    """Start of each sentence that opens a block, with the block's kind."""
    starts = [start for start, _ in sentences]
    found: dict[int, BlockKind] = {}
    for block in blocks:
        at = bisect_left(starts, block.start)
        if at < len(starts) and starts[at] < block.end:
            found[starts[at]] = block.kind
    return found


def _is_stated(text: str, start: int, end: int) -> bool:
    """Whether a sentence that opens with a noun says something of it, rather than only naming it."""
    clause = _SUBORDINATE.search(text, start, end)
    return _AUXILIARY.search(text, start, clause.start() if clause else end) is not None


def points(text: str, cues: list[Tag], contrasts: list[Tag], start: int, end: int) -> list[Claim]:
    """The points that one sentence makes by its own words."""
    if not cues:
        return []
    if not contrasts and not any(tag.label == "CONCERN" or tag.code == "negation" for tag in cues):
        pieces = [(start, end, weigh(text, cues, start, end))]
    else:
        pieces = _pieces(text, cues, contrasts, start, end)
    found: list[Claim] = []
    for first, past, weight in pieces:
        polarity = _polarity(weight)
        if polarity is not None and past - first >= SHORTEST:
            found.append(Claim(first, past, polarity, weight.cues))
    return found


def _polarity(weight: Weight) -> Polarity | None:
    balance = weight.balance
    if balance == 0 or abs(balance) <= weight.neutral:
        return None
    return "strength" if balance > 0 else "concern"


Piece = tuple[int, int, Weight]


def _pieces(text: str, cues: list[Tag], contrasts: list[Tag], start: int, end: int) -> list[Piece]:
    tags = _Tags(cues)

    def piece(first: int, past: int) -> Piece:
        return first, past, weigh(text, tags.between(first, past), first, past)

    opening = opening_contrast(text, contrasts, start)
    possible = cuts(text, contrasts, start, end)
    pieces: list[Piece] = []
    if opening is not None:
        begin = opening.end
        while begin < end and text[begin] in " ,":
            begin += 1
        if opening.code == "concede":
            turn = _turn(piece, [cut for cut in possible if text[cut.left] == ","], begin, end)
            if turn is not None:
                pieces.append(piece(begin, turn.left))
                begin = turn.right
                possible = [cut for cut in possible if cut.left > begin]
        start = begin
        possible = [cut for cut in possible if not (text[cut.left] == "," and text[cut.left : cut.right].strip() == ",")]
    current = start
    ends: list[Cut] = [cut for cut in possible if cut.left > start]
    held: Piece | None = None
    firm = True
    for cut in [*ends, Cut(end, end, True)]:
        if cut.left <= current:
            continue
        fresh = piece(current, cut.left)
        if held is None:
            held = fresh
        else:
            whole = piece(held[0], cut.left)
            if _apart(held[2], fresh[2], whole[2], firm):
                pieces.append(held)
                held = fresh
            else:
                held = whole
        firm = cut.firm
        current = cut.right
    if held is not None:
        pieces.append(held)
    return pieces


def _apart(left: Weight, right: Weight, whole: Weight, firm: bool) -> bool:
    a, b = _polarity(left), _polarity(right)
    if a is None or b is None:
        return firm and a is not b
    if a == b:
        return False
    if firm:
        return True
    silenced = b == "strength" and whole.strength <= left.strength
    return not silenced and abs(left.balance) >= 2 and abs(right.balance) >= 2


def _turn(piece, commas: list[Cut], start: int, end: int) -> Cut | None:  # type: ignore[no-untyped-def]
    """The comma at which a sentence that opens with a concession turns."""
    best: tuple[float, Cut] | None = None
    for cut in commas:
        left, right = piece(start, cut.left)[2], piece(cut.right, end)[2]
        if left.balance * right.balance < 0:
            gain = abs(left.balance) + abs(right.balance)
            if best is None or gain >= best[0]:
                best = gain, cut
    if best is not None:
        return best[1]
    return commas[0] if commas and _polarity(piece(start, commas[0].left)[2]) is None else None


def _row(claim: Claim, said: Attribution) -> Finding:
    return {
        "start": claim.start,
        "end": claim.end,
        "polarity": claim.polarity,
        "authority": said.authority,
        "area": said.area,
        "themes": said.themes,
        "speaker": said.speaker,
        "cues": [{"start": tag.start, "end": tag.end, "pattern": tag.pattern} for tag in claim.cues],
    }


class _Tags:
    """Tags in the order of the text, sliced by offsets."""

    def __init__(self, tags: Sequence[Tag]) -> None:
        self._tags = tags
        self._starts = [tag.start for tag in tags]

    def between(self, start: int, end: int) -> list[Tag]:
        return list(self._tags[bisect_left(self._starts, start) : bisect_left(self._starts, end)])


class _Sections:
    def __init__(self, sections: Sequence[Section]) -> None:
        self._sections = sections
        self._starts = [section["start"] for section in sections]

    def at(self, offset: int) -> Section:
        return self._sections[max(0, bisect_left(self._starts, offset + 1) - 1)]
