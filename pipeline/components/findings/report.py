"""The points of a text in which the inspectors speak: any sentence of it may make some."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

from spacy.tokens import Doc

from pipeline.components.clause_segmentation import Cutting
from pipeline.components.evidence import AUXILIARIES, Scale, Weighed, main_behind
from pipeline.components.findings.points import ASKS, Point
from pipeline.components.findings.sides import SLIGHT, sides, values
from pipeline.components.findings.support import Candidate, Place, supported
from pipeline.components.operators import Outcome, is_one_sided
from pipeline.components.placing import FROM_PLACE, SILENT_ROLES, Places
from pipeline.components.ruler import Tag, labelled
from pipeline.components.stretches import starting_in_each
from pipeline.components.text import text_of
from pipeline.components.valence import SILENCING, thing_of
from pipeline.components.word_classes import one_of, shape
from pipeline.vocabulary import Polarity

REACH_OF_MARK: Final = 3
"""How far after a sentence, in code points, a mark such as "(Recommendation)" may start that belongs to it."""

GERUND: Final = one_of("GERUND")

STATES: Final = shape("[^BE HAVE DO MODAL QUESTION THAT SUBORDINATOR]* [BE HAVE DO MODAL]")
"""A clause that says something of what it opens with, rather than only naming it ("Audits are thorough")."""

TAKES_UP: Final = shape("(?: PREPOSITION NUMBER NOUN? ,? )? [DEMONSTRATIVE PRONOUN] ADVERB? [BE HAVE PRESENT PAST]")
"""A sentence that takes up what the one before speaks of ("This is higher than ...")."""

PLACED: Final = ("MARK", "IMPERATIVE", "REQUEST", "TOPIC", "JUDGEMENT_AREA", "SECTION_ROLE")
"""Labels whose words, where they open a sentence, say what it is."""

TITLES: Final = frozenset({"JUDGEMENT_AREA", "SECTION_ROLE"})
SENTENCE_ENDS: Final = ".!?;"


def stated(doc: Doc) -> Iterator[Point]:
    """The points of a text in which the inspectors speak: any sentence of it may make some."""
    yield from supported(doc, candidates(doc))


def candidates(doc: Doc) -> Iterator[Candidate]:
    """What the sentences of such a text may say, in its order."""
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
    block = 0
    asks = False
    criticised = False
    last: list[Weighed] = []
    for number, (start, end) in enumerate(sentences):
        role, opens = places.role(number), places.opens(number)
        if opens is not None:
            block = number
            asks, criticised, last = False, False, []
        if opens in ("heading", "row") or role in SILENT_ROLES or start in opened["MARK"] or text[end - 1] == ASKS:
            continue
        if opens != "bullet" and text[end - 1] not in SENTENCE_ENDS and any(start in opened[one] for one in TITLES):
            continue
        placed, cues = FROM_PLACE.get(role), scale.cues(start, end)
        marked, joins, is_topic = marks[number], connectives[number], start in opened["TOPIC"]
        if not (cues or placed or start in placed_words or marked or joins):
            last = []
            continue
        uncut = cutting.whole(number) if not (joins or is_topic) and is_one_sided(cues) else None
        run = scale.weigh_all([uncut] if uncut is not None else cutting.clauses(number))
        if not run:
            continue
        takes_up = TAKES_UP.match(letters, run[0].clause.token_start) is not None
        parted = partial(sides, run, joins, _thing_of(last) if takes_up else None)
        listed = placed is not None or opens == "bullet"
        is_order = start in opened["IMPERATIVE"] and (listed or opens is not None)
        asked = is_order and _is_order(letters, run, listed)
        named = is_topic and listed and _is_name(letters, run, placed is not None)
        is_placed = True
        found: list[tuple[Sequence[Weighed], Polarity | None]] = []
        if placed == "concern" and requests[number] and text[end - 1] != ":":
            asks = True
            found = [(run, "concern")]
        elif placed == "concern" and opens == "bullet" and not (asked or named or places.is_whole_block(number)):
            found = list(parted()) or [(run, "concern")]
        elif placed is not None and (opens == "bullet" or asked or named):
            found = [(run, placed)]
        elif asked:
            found = [(run, "concern")]
        elif marked and not _praises(run):
            if not criticised or min(values(run)) < 0:  # else it tells what is done about what its paragraph criticises
                found = [(run, "concern")]
        elif not named:  # what follows a request in its point says what it is for, and praises nobody
            is_placed = False
            found = [(held, side) for held, side in parted() if not (asks and side == "strength")]
            if not found and placed is None and not asks and _speaks(run, joins):
                found = [(run[main_behind(run) :], None)]
        for held, side in found:
            yield Candidate(held, joins, Place(side, number, block), is_placed)
            criticised = criticised or side == "concern"
        last = run


def _thing_of(run: Sequence[Weighed]) -> Outcome | None:
    """The last thing that a sentence names, whatever it says of it."""
    return next(filter(None, (thing_of(one.outcomes) for one in reversed(run))), None)


def _speaks(run: Sequence[Weighed], joins: Sequence[Tag]) -> bool:
    """Whether a sentence has cues or a connective, whatever they come to, and tells of now."""
    found = [outcome for one in run for outcome in one.outcomes]
    if any(outcome.what in SILENCING for outcome in found):
        return False
    return bool(joins) or any(outcome.tag.label != "NEUTRAL" for outcome in found)


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
