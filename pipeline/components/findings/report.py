"""The points of a text in which the inspectors speak: any sentence of it may make some."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

from spacy.tokens import Doc

from pipeline.components.clause_segmentation import Cutting
from pipeline.components.evidence import AUXILIARIES, Scale, Weighed, main_behind
from pipeline.components.findings.points import ASKS, Point, cues_of, points_of
from pipeline.components.findings.sides import SLIGHT, sides, values
from pipeline.components.operators import Outcome, is_one_sided
from pipeline.components.placing import FROM_PLACE, SILENT_ROLES, Places
from pipeline.components.ruler import Tag, labelled
from pipeline.components.stretches import starting_in_each
from pipeline.components.text import text_of
from pipeline.components.valence import thing_of
from pipeline.components.word_classes import one_of, shape
from pipeline.vocabulary import Polarity

REACH_OF_MARK: Final = 3
"""How far after a sentence, in code points, a mark such as "(Recommendation)" may start that belongs to it."""

GERUND: Final = one_of("GERUND")

STATES: Final = shape("[^BE HAVE DO MODAL QUESTION THAT SUBORDINATOR]* [BE HAVE DO MODAL]")
"""A clause that says something of what it opens with, rather than only naming it ("Audits are thorough")."""

TAKES_UP: Final = shape("(?: PREPOSITION NUMBER NOUN? ,? )? [DEMONSTRATIVE PRONOUN] ADVERB? [BE HAVE PRESENT PAST]")
"""A sentence that takes up what the one before speaks of ("This is higher than ...")."""

TELLS_OTHERWISE: Final = frozenset({"neutral_history", "neutral_past", "neutral_plan", "neutral_survey"})
"""Outcomes of a sentence that tells of another time, or of what was looked at, whatever it follows on."""

PLACED: Final = ("MARK", "IMPERATIVE", "REQUEST", "TOPIC", "JUDGEMENT_AREA", "SECTION_ROLE")
"""Labels whose words, where they open a sentence, say what it is."""

TITLES: Final = frozenset({"JUDGEMENT_AREA", "SECTION_ROLE"})
SENTENCE_ENDS: Final = ".!?;"


def stated(doc: Doc) -> Iterator[Point]:
    """The points of a text in which the inspectors speak: any sentence of it may make some."""
    text, sentences = text_of(doc), doc._.ofsight_sentences
    places = Places(doc._.ofsight_sections, doc._.ofsight_blocks, sentences)
    opened = {label: {tag.start for tag in labelled(doc._.ofsight_tags, label)} for label in PLACED}
    placed_words = frozenset().union(*opened.values())
    scale, cutting, letters = Scale(doc), Cutting(doc), doc._.ofsight_letters
    reaching = [(start, end + REACH_OF_MARK) for start, end in sentences]
    marks = starting_in_each(labelled(doc._.ofsight_tags, "MARK"), reaching)
    requests, connectives = (
        starting_in_each(labelled(doc._.ofsight_tags, label), sentences) for label in ("REQUEST", "CONNECTIVE")
    )
    asks = False
    before: Polarity | None = None
    criticised = False
    last: list[Weighed] = []
    for number, (start, end) in enumerate(sentences):
        role, opens = places.role(number), places.opens(number)
        if opens is not None:
            asks, criticised, before, last = False, False, None, []
        if opens in ("heading", "row") or role in SILENT_ROLES or start in opened["MARK"] or text[end - 1] == ASKS:
            continue
        if opens != "bullet" and text[end - 1] not in SENTENCE_ENDS and any(start in opened[one] for one in TITLES):
            continue
        placed, cues = FROM_PLACE.get(role), scale.cues(start, end)
        marked, joins, is_topic = marks[number], connectives[number], start in opened["TOPIC"]
        if not (cues or placed or start in placed_words or marked or joins):
            before, last = None, []
            continue
        uncut = cutting.whole(number) if not (joins or is_topic) and is_one_sided(cues) else None
        run = scale.weigh_all([uncut] if uncut is not None else cutting.clauses(number))
        if not run:
            continue
        takes_up = TAKES_UP.match(letters, run[0].clause.token_start) is not None
        parted = partial(sides, run, joins, _thing_of(last) if takes_up else None)
        whole = run[0].clause.start, run[-1].clause.end
        listed = placed is not None or opens == "bullet"
        is_order = start in opened["IMPERATIVE"] and (listed or opens is not None)
        asked = is_order and _is_order(letters, run, listed)
        named = is_topic and listed and _is_name(letters, run, placed is not None)
        found: list[Point] = []
        if placed == "concern" and requests[number] and text[end - 1] != ":":
            asks = True
            found = [Point(*whole, "concern", cues_of(run))]
        elif placed == "concern" and opens == "bullet" and not (asked or named or places.is_whole_block(number)):
            found = list(parted()) or [Point(*whole, "concern", cues_of(run))]
        elif placed is not None and (opens == "bullet" or asked or named):
            found = [Point(*whole, placed, cues_of(run))]
        elif asked:
            found = [Point(*whole, "concern", cues_of(run))]
        elif marked and not _praises(run):
            if not criticised or min(values(run)) < 0:  # else it tells what is done about what its paragraph criticises
                found = [Point(*whole, "concern", cues_of(run))]
        elif not named:  # what follows a request in its point says what it is for, and praises nobody
            found = [point for point in parted() if not (asks and point.polarity == "strength")]
            if not found and placed is None and not asks:
                found = list(_joined(run, joins, before))
        yield from found
        criticised = criticised or any(point.polarity == "concern" for point in found)
        before, last = found[-1].polarity if found else None, run


def _thing_of(run: Sequence[Weighed]) -> Outcome | None:
    """The last thing that a sentence names, whatever it says of it."""
    return next(filter(None, (thing_of(one.outcomes) for one in reversed(run))), None)


def _joined(run: Sequence[Weighed], joins: Sequence[Tag], before: Polarity | None) -> Iterator[Point]:
    """The point of a sentence whose own words make none, by how it follows on what stands before it.

    What follows from a point is of its side ("As a result, ..."), what only goes on with criticism is criticism ("For
    example, ..."), and so is what a sentence or a clause is set against that is none ("However, ...", ", but ...").
    before: what the sentence before comes to.
    """
    if not joins or joins[0].code == "correlate":
        return
    if any(outcome.what in TELLS_OTHERWISE for one in run for outcome in one.outcomes):
        return
    tag, first = joins[0], main_behind(run)
    side: Polarity | None = "concern"
    if tag.start > run[0].clause.start:
        opened = [number for number, one in enumerate(run) if tag.start <= one.clause.start <= tag.end + 1]
        first = opened[0] if opened and tag.code == "coordinate" else len(run)
    elif tag.code == "follow":
        side, first = before, 0
        if any(outcome.what == "neutral_process" for one in run for outcome in one.outcomes):
            return
    elif tag.code == "elaborate":
        side, first = before if before == "concern" else None, 0
    elif not first and before == "concern":
        side = None
    yield from (point._replace(cues=(tag, *point.cues)) for point in points_of(run[first:], side))


def _praises(run: Sequence[Weighed]) -> bool:
    """Whether a sentence clearly praises and nowhere criticises, so that a recommendation behind it tells of a gap."""
    amounts = values(run)
    return sum(amounts) >= SLIGHT and min(amounts) >= 0


def _is_order(letters: str, run: Sequence[Weighed], listed: bool) -> bool:
    """Whether a sentence asks for what its first word says ("Improve ..."), which may be a noun as well.

    It is a noun where an auxiliary follows at once ("Progress has been made") or, outside lists, later in its clause;
    outside lists a gerund opens a subject ("Ensuring that ... is given priority").
    """
    first = run[0].clause
    is_subject = first.verb_start == first.token_start + 1 and letters[first.verb_start] in AUXILIARIES
    return not is_subject and (listed or not (letters[first.token_start] in GERUND or _states(letters, run)))


def _is_name(letters: str, run: Sequence[Weighed], placed: bool) -> bool:
    """Whether a sentence only names what must improve, rather than saying something of it."""
    return not _states(letters, run) and (placed or run[0].clause.verb_start < 0)


def _states(letters: str, run: Sequence[Weighed]) -> bool:
    first = run[0].clause
    return STATES.match(letters, first.token_start, first.token_end) is not None
