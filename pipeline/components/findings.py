"""Finds what a text names as strengths and concerns: stretches of clauses that come down on one side."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import groupby
from typing import Final, NamedTuple

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.components.attribution import Attribution, Attributor
from pipeline.components.clause_segmentation import Cutting
from pipeline.components.evidence import Scale, Weighed, circumstances, features, main_behind, weighed
from pipeline.components.placing import FROM_PLACE, SILENT_ROLES, Places
from pipeline.components.ruler import Tag, labelled
from pipeline.components.stretches import starting_in
from pipeline.components.surroundings import judged_twice
from pipeline.components.text import text_of
from pipeline.components.themes import THEME_LABELS
from pipeline.components.valence import (
    FAINT,
    Outcome,
    circumstance,
    compared,
    denies_next,
    hints,
    is_one_sided,
    leaves_open,
    only_denies,
    settled,
    thing_of,
)
from pipeline.components.word_classes import one_of, shape
from pipeline.records import Finding, Meta
from pipeline.register import authority, successors
from pipeline.vocabulary import Polarity

Doc.set_extension("ofsight_findings", default=(), force=True)

SLIGHT: Final = 2.5
"""Balance below which a clause gives way to the side of its neighbour, where no contrast parts them."""

REACH_OF_MARK: Final = 3
"""How far after a sentence, in code points, a mark such as "(Recommendation)" may start that belongs to it."""

CONTRASTS: Final = frozenset({"concede", "coordinate", "turn"})
"""Codes of the connectives that set what follows against what stands before."""

REACH_OF_CONTRAST: Final = 14
"""How far behind a clause's start, in code points, a word of contrast may stand that opens it."""

SUBORDINATE: Final = frozenset({"adverbial", "relative", "participial", "complement", "question"})

FINITE: Final = one_of("BE HAVE DO MODAL")
"""Letters of the auxiliaries."""

STATES: Final = shape("[^BE HAVE DO MODAL QUESTION THAT SUBORDINATOR]* [BE HAVE DO MODAL]")
"""A clause that says something of what it opens with, rather than only naming it ("Audits are thorough")."""


TAKING_UP: Final = one_of("DEMONSTRATIVE")
"""Letters of the words with which a sentence takes up what the one before speaks of ("This is higher than ...")."""

PARTING: Final = shape("[, -] COORDINATOR | ;")
"""What parts two points that one sentence makes."""

NEXT_LISTED: Final = shape(
    """
    , COORDINATOR (?=ADVERB? [DETERMINER DEMONSTRATIVE NOUN POSSESSIVE NUMBER] | PLANS NOUN)
    | (?: , COORDINATOR? | COORDINATOR ) THAT (?=.)
    """
)
"""Where the next noun phrase, or the next of the things said, begins with a point of its own."""


class Point(NamedTuple):
    """A stretch that makes a point, and the cues that it rests on."""

    start: int
    end: int
    polarity: Polarity
    cues: tuple[Tag, ...]


@Language.component(
    "ofsight_findings",
    requires=["doc._.ofsight_clauses", "doc._.ofsight_scenes", "doc._.ofsight_sections", "doc._.ofsight_speech"],
    assigns=["doc._.ofsight_findings"],
)
def findings(doc: Doc) -> Doc:
    """Set `doc._.ofsight_findings`, in the order of the text.

    A text told by others gives findings only where it is clear which authority they concern.
    """
    text, by_others = text_of(doc), doc._.ofsight_told_by_others
    attribute = Attributor(doc, by_others)
    contrasts = {tag.start: tag.end for tag in labelled(doc._.ofsight_tags, "CONNECTIVE") if tag.code in CONTRASTS}
    points = [_behind_contrast(text, point, contrasts) for point in (told(doc) if by_others else stated(doc))]
    rows = [_row(point, attribute(point.start, point.end)) for point in points]
    if by_others:
        rows = [own for row in rows for own in of_each(row, doc._.ofsight_meta)]
    doc._.ofsight_findings = rows
    return doc


def of_each(row: Finding, meta: Meta | None) -> list[Finding]:
    """A finding of a text told by others, once for each authority of its day: those that followed one abolished."""
    if row["authority"] is None:
        return []
    published = meta["published"] if meta else None
    known = authority(row["authority"]["gss"])
    if published is None or known.in_force_to is None or date.fromisoformat(published) <= known.in_force_to:
        return [row]
    heirs = [{"gss": one.gss, "name": one.name} for one in successors(known.gss)]
    return [{**row, "authority": heir} for heir in heirs] or [row]  # type: ignore[typeddict-item]


def _behind_contrast(text: str, point: Point, contrasts: Mapping[int, int]) -> Point:
    """The point without the words of contrast that open it ("Although", "However,")."""
    start = point.start
    while start in contrasts:
        start = contrasts[start]
        while start < point.end and not text[start].isalnum():
            start += 1
    return point._replace(start=start) if point.start < start < point.end else point


def told(doc: Doc) -> Iterator[Point]:
    """The points of a text told by others: the clauses that the learned weights take for findings."""
    clauses, scenes = weighed(doc), doc._.ofsight_scenes
    sides = [one.polarity for one in judged_twice(doc, features(doc, clauses))]
    fronted = _fronted(clauses)
    for number in reversed(range(len(clauses))):
        if fronted[number]:
            sides[number] = sides[number + 1]
    for number, one in enumerate(clauses):
        if one.clause.kind == "question":
            sides[number] = sides[number - 1]
    themed = [tag.start for tag in labelled(doc._.ofsight_tags, *THEME_LABELS)]
    run: list[Weighed] = []
    side: Polarity | None = None
    for one, polarity in zip(clauses, sides, strict=True):
        if scenes[one.clause.sentence].block_kind in ("heading", "row"):
            polarity = None
        if run and (polarity != side or not _continues(doc, themed, run[-1], one)):
            yield from _listed(doc, run, side)
            run = []
        side = polarity
        if side is not None:
            run.append(one)
    yield from _listed(doc, run, side)


def _fronted(clauses: Sequence[Weighed]) -> list[bool]:
    """Whether each clause only tells when or where the main clause behind it holds ("When risks rise, ...")."""
    found: list[bool] = []
    for _, run in groupby(clauses, key=lambda one: one.clause.sentence):
        own = list(run)
        main = main_behind(own)
        found.extend(number < main and opened is not None for number, opened in enumerate(circumstances(own)))
    return found


def _continues(doc: Doc, themed: Sequence[int], before: Weighed, after: Weighed) -> bool:
    """Whether a clause of the same side only goes on with the point of the clause before it.

    Two things part coordinate clauses: a mark with a conjunction between them, and that each of them names a theme.
    One of these is enough where the second has a subject of its own, else it takes both. themed: where themes start.
    """
    earlier, this = before.clause, after.clause
    if this.sentence != earlier.sentence:
        return False
    if this.kind != "coordinate":
        return this.kind in SUBORDINATE or (this.kind == "main" and circumstance(*before[:2]) is not None)
    marked = PARTING.search(doc._.ofsight_letters, earlier.token_end, this.token_start) is not None
    each = all(bisect_left(themed, one.start) < bisect_left(themed, one.end) for one in (earlier, this))
    leaves_out = this.verb_start >= 0 and not doc._.ofsight_letters[this.token_start : this.verb_start].strip("x")
    return marked + each <= leaves_out


def _point(run: Sequence[Weighed], side: Polarity | None) -> list[Point]:
    return [Point(run[0].clause.start, run[-1].clause.end, side, _cues(run))] if run and side is not None else []


def _listed(doc: Doc, run: Sequence[Weighed], side: Polarity | None) -> Iterator[Point]:
    """The points of a run, in which a mark with a conjunction and a noun phrase behind it begin another."""
    for point in _point(run, side):
        within = run[0].clause.token_start, run[-1].clause.token_end
        verbs = [(one.clause.token_start, one.clause.verb_start) for one in run]
        joints = [
            match.span()
            for match in NEXT_LISTED.finditer(doc._.ofsight_letters, *within)
            if not any(start < match.start() < verb for start, verb in verbs)  # the list is the subject
        ]
        starts = [point.start, *(doc[past].idx for _, past in joints)]
        ends = [*(doc[first - 1].idx + len(doc[first - 1]) for first, _ in joints), point.end]
        for start, end in zip(starts, ends, strict=True):
            yield Point(start, end, point.polarity, tuple(cue for cue in point.cues if start <= cue.start < end))


def _cues(run: Sequence[Weighed]) -> tuple[Tag, ...]:
    return tuple([outcome.tag for one in run for outcome in one.outcomes if outcome.tag.label != "NEUTRAL"])


def stated(doc: Doc) -> Iterator[Point]:
    """The points of a text in which the inspectors speak: any sentence of it may make some."""
    text, sentences = text_of(doc), doc._.ofsight_sentences
    places = Places(doc._.ofsight_sections, doc._.ofsight_blocks, sentences)
    opened: dict[int, set[str]] = {}
    for tag in labelled(doc._.ofsight_tags, *PLACED):
        opened.setdefault(tag.start, set()).add(tag.label)
    connectives, requests, marks = (labelled(doc._.ofsight_tags, label) for label in ("CONNECTIVE", "REQUEST", "MARK"))
    scale, cutting, letters = Scale(doc), Cutting(doc), doc._.ofsight_letters
    asks = False
    before: Polarity | None = None
    last: list[Weighed] = []
    for number, (start, end) in enumerate(sentences):
        role, opens = places.role(start), places.opens(start)
        asks = asks and opens is None
        opened_by = opened.get(start, _NOTHING)
        if opens in ("heading", "row") or role in SILENT_ROLES or "MARK" in opened_by:
            continue
        if opens != "bullet" and text[end - 1] not in SENTENCE_ENDS and not TITLES.isdisjoint(opened_by):
            continue
        placed, cues = FROM_PLACE.get(role), scale.cues(start, end)
        marked = starting_in(marks, start, end + REACH_OF_MARK)
        joins = starting_in(connectives, start, end)
        if not (cues or placed or opened_by or marked or joins):
            before, last = None, []
            continue
        uncut = cutting.whole(number) if not joins and "TOPIC" not in opened_by and is_one_sided(cues) else None
        run = list(map(scale.weigh, [uncut] if uncut is not None else cutting.clauses(number)))
        if not run:
            continue
        takes_up = letters[run[0].clause.token_start] in TAKING_UP
        parted = partial(sides, run, joins, _thing_of(last) if takes_up else None)
        whole = run[0].clause.start, run[-1].clause.end
        asked = "IMPERATIVE" in opened_by and (opens is not None or placed is not None) and not _is_subject(doc, run[0])
        asked = asked and (placed is not None or opens == "bullet" or not _is_statement(doc, run))
        named = "TOPIC" in opened_by and (opens == "bullet" or placed is not None) and not _is_statement(doc, run)
        named = named and (placed is not None or run[0].clause.verb_start < 0)
        found: list[Point] = []
        if placed == "concern" and starting_in(requests, start, end) and text[end - 1] != ":":
            asks = True
            found = [Point(*whole, "concern", _cues(run))]
        elif placed == "concern" and opens == "bullet" and not (asked or named or places.is_whole_block(start)):
            found = list(parted()) or [Point(*whole, "concern", _cues(run))]
        elif placed is not None and (opens == "bullet" or asked or named):
            found = [Point(*whole, placed, _cues(run))]
        elif asked or (marked and not _only_praises(run)):
            found = [Point(*whole, "concern", _cues(run))]
        elif not named:  # what follows a request in its point says what it is for, and praises nobody
            found = [point for point in parted() if not (asks and point.polarity == "strength")]
            if not found and placed is None and not asks:
                found = list(_joined(run, joins, before))
        yield from found
        before, last = found[-1].polarity if found else None, run


def _thing_of(run: Sequence[Weighed]) -> Outcome | None:
    """The last thing that a sentence names and says nothing of."""
    return next(filter(None, (thing_of(one.outcomes) for one in reversed(run))), None)


def _joined(run: Sequence[Weighed], joins: Sequence[Tag], before: Polarity | None) -> Iterator[Point]:
    """The point of a sentence whose own words make none, by how it follows on what stands before it.

    What follows from a point is of its side ("As a result, ..."), what only goes on with criticism is criticism ("For
    example, ..."), and so is what is set against anything else ("However, ...", "Although ..., ...").
    before: what the sentence before comes to.
    """
    if not joins or any(outcome.tag.label == "NEUTRAL" for one in run for outcome in one.outcomes):
        return
    tag, first = joins[0], main_behind(run)
    side: Polarity | None = "concern"
    if tag.start > run[0].clause.start:
        opened = [number for number, one in enumerate(run) if tag.start <= one.clause.start <= tag.end + 1]
        first = opened[0] if opened and tag.code == "coordinate" else len(run)
    elif tag.code == "follow":
        side, first = before, 0
    elif tag.code == "elaborate":
        side, first = before if before == "concern" else None, 0
    elif not first and before == "concern":
        side = None
    yield from (point._replace(cues=(tag, *point.cues)) for point in _point(run[first:], side))


PLACED: Final = ("MARK", "IMPERATIVE", "REQUEST", "TOPIC", "JUDGEMENT_AREA", "SECTION_ROLE")
"""Labels whose words, where they open a sentence, say what it is."""

TITLES: Final = frozenset({"JUDGEMENT_AREA", "SECTION_ROLE"})
SENTENCE_ENDS: Final = ".!?;"
_NOTHING: Final[frozenset[str]] = frozenset()


def _only_praises(run: Sequence[Weighed]) -> bool:
    """Whether a sentence clearly praises and nowhere criticises, so that a recommendation behind it tells of a gap."""
    amounts = values(run)
    return sum(amounts) >= SLIGHT and min(amounts) >= 0


def _is_statement(doc: Doc, run: Sequence[Weighed]) -> bool:
    """Whether a sentence that opens with a noun says something of it, rather than only naming it."""
    first = run[0].clause
    return STATES.match(doc._.ofsight_letters, first.token_start, first.token_end) is not None


def _is_subject(doc: Doc, one: Weighed) -> bool:
    """Whether a clause's first word is its subject ("Progress has been made"), rather than an order."""
    start, verb = one.clause.token_start, one.clause.verb_start
    return verb == start + 1 and doc._.ofsight_letters[verb] in FINITE


def sides(run: Sequence[Weighed], joins: Sequence[Tag], thing: Outcome | None) -> Iterator[Point]:
    """The points of a sentence: its clauses, parted where one side turns to the other."""
    amounts = values(run, thing)
    if not any(amounts) or len(run) == 1:
        yield from _point(run, _side(amounts[0]))
        return
    contrasts = [tag for tag in joins if tag.code in CONTRASTS]
    parted: list[tuple[list[Weighed], float]] = []
    for one, value in zip(run, amounts, strict=True):
        firm = bool(parted) and _contrasts(run, parted[-1][0][-1], one, contrasts)
        if parted:
            held, so_far = parted[-1]
            same = so_far * value > 0 or (not firm and so_far * value == 0)
            if same or (not firm and min(abs(value), abs(so_far)) < SLIGHT):
                held.append(one)
                parted[-1] = held, so_far + value
                continue
        parted.append(([one], value))
    for held, value in parted:
        yield from _point(held, _side(value))


def _side(value: float) -> Polarity | None:
    return ("strength" if value > 0 else "concern") if value else None


def values(run: Sequence[Weighed], thing: Outcome | None = None) -> list[float]:
    """What each clause of a sentence in the inspectors' own text comes to: above 0 praise, below 0 criticism.

    A circumstance comes to nothing, save that "homes where they thrive" praises; nor does praise of what the clause
    before only asks for, lacks or plans, or a denial before an exception. A denial that reaches over the end of its
    clause ("no cases were seen where") turns the next. thing: what the sentence speaks of by a pronoun.
    """
    if len(run) == 1 and thing is None:
        return [settled(run[0].outcomes, run[0].balance)]
    found: list[float] = []
    wanting = denied = False
    before = run[0]
    opens = circumstances(run)
    for one, opened in zip(run, opens, strict=True):
        own = thing_of(one.outcomes)
        value = (compared(thing, one.outcomes) if own is None else 0.0) or settled(one.outcomes, one.balance)
        thing = own or thing
        if denied:
            value = -value
        if denied := denies_next(one.clause, one.outcomes):
            value = max(value, 0.0)
        if found and opened is not None and opened.code == "except" and only_denies(before.outcomes):
            found[-1] = 0.0
        before = one
        hangs = one.clause.kind == "complement" and wanting
        holds = value > 0 and opened is not None and opened.code == "relative" and one.clause.kind == "adverbial"
        holds = holds and all(outcome.what != "supposed" for outcome in one.outcomes)
        if one.clause.kind == "question" or (opened is not None and not holds):
            value = 0.0
        elif hangs:
            value = min(value, 0.0)
        if not hangs:
            wanting = leaves_open(one.outcomes)
        found.append(value)
    if not any(found):
        found = [hints(one.outcomes) if opened is None else 0.0 for one, opened in zip(run, opens, strict=True)]
        found = found if sum(found) <= FAINT else [0.0] * len(run)
    return found


def _contrasts(run: Sequence[Weighed], before: Weighed, one: Weighed, contrasts: Sequence[Tag]) -> bool:
    """Whether a contrast parts a clause from the one before it, or the sentence opened with a concession to it."""
    lead, this = run[0].clause, one.clause
    conceded = this.kind == "main" and this is not lead
    return any(
        before.clause.end <= tag.start < this.start + REACH_OF_CONTRAST
        or (conceded and tag.code == "concede" and lead.start <= tag.start < lead.start + SHORTEST_LEAD)
        for tag in contrasts
        if lead.start <= tag.start <= this.start + REACH_OF_CONTRAST
    )


SHORTEST_LEAD: Final = 3
"""Code points from a sentence's start within which a word of concession opens it."""


def _row(point: Point, said: Attribution) -> Finding:
    return {
        "start": point.start,
        "end": point.end,
        "polarity": point.polarity,
        "authority": said.authority,
        "area": said.area,
        "themes": said.themes,
        "speaker": said.speaker,
        "body": [],
        "place": None,
        "cues": [
            {"start": tag.start, "end": tag.end, "pattern": tag.pattern} for tag in point.cues if tag.end <= point.end
        ],
    }
