"""The points of a text that tells what inspectors found: an article, a press release, a blog."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter
from typing import Final

from spacy.tokens import Doc

from pipeline.components.clauses import coordinated, has_verb
from pipeline.components.context import DEFAULT, Speech, speaker_at
from pipeline.components.placing import FROM_PLACE, Places
from pipeline.components.points import SHORTEST, Claim, Sayings, TagIndex, polarity_of, trimmed
from pipeline.components.polarity import NEGATION, SLIGHT_CLASSES, weigh
from pipeline.components.ruler import Tag
from pipeline.components.telling import VERDICTS, Stretch, clauses, items, stretches
from pipeline.components.text import text_of
from pipeline.vocabulary import GRADES, Polarity

GRADE_WORDS: Final = frozenset(grade.replace("_", " ") for grade in GRADES)

SHORTEST_NARRATED: Final = 40
"""Code points from which on a clause that names no theme says enough to be a point of its own."""


def told(doc: Doc) -> Iterator[Claim]:
    """The points, in the order of the text.

    A point is what words of telling open or close, a bullet below such words, what the council admits, and what the
    writer tells in his own words of the services, where he tells no grades and speaks of no other councils.
    """
    text, tags = text_of(doc), doc._.tags
    sayings = Sayings(text, tags)
    tells = TagIndex([tag for tag in tags if tag.label == "TELLS"])
    verbs = TagIndex([tag for tag in tags if tag.label == "PREDICATE"])
    grades = TagIndex([tag for tag in tags if tag.label == "GRADE"])
    beside_the_point = TagIndex([tag for tag in tags if tag.label == "GRADE" or tag.code == "sector"])
    past_things = TagIndex([tag for tag in tags if tag.label == "NEUTRAL" and tag.code == "history"])
    themes = TagIndex([tag for tag in tags if tag.label == "THEME"])
    places = Places(doc._.sections, doc._.blocks, doc._.sentences)
    lead: Polarity | None = None
    for start, end in doc._.sentences:
        telling = tells.between(start, end)
        opens = places.opens(start)
        leads_in = text[end - 1] == ":"
        if leads_in:
            lead = _lead(telling)
        if opens in ("heading", "row"):
            continue
        if opens == "bullet":
            verdict = FROM_PLACE.get(places.role(start), lead)
            if verdict is not None:
                yield Claim(start, end, verdict, tuple(sayings.cues.between(start, end)))
                continue
        elif not leads_in:
            lead = None
        admission = next((tag for tag in telling if tag.code == "admits"), None)
        if admission is not None and speaker_at(doc._.speech, admission.start) == "council":
            yield Claim(start, end, "concern", (admission,))
            continue
        if past_things.between(start, end):
            continue
        if not beside_the_point.between(start, end):
            yield from _complaints(sayings, themes, doc._.speech, start, end)
        claimed = False
        for stretch in stretches(text, telling, start, end):
            if speaker_at(doc._.speech, stretch.start) != "inspectors":
                continue
            for claim in _parted(sayings, verbs, stretch):
                graded = bool(grades.between(claim.start, claim.end))
                if graded and stretch.verdict is not None and not themes.between(claim.start, claim.end):
                    continue
                if not graded or claim.without(stretch.cue).is_weighty:
                    claimed = True
                    yield claim
        if claimed or beside_the_point.between(start, end) or not _is_narrated(doc, start, end):
            continue
        for claim in sayings.points(start, end):
            weighty = [cue for cue in claim.cues if cue.code not in SLIGHT_CLASSES]
            if weighty and all(_is_grade_word(text, cue) for cue in weighty):
                continue
            full = claim.is_weighty and claim.end - claim.start >= SHORTEST_NARRATED
            if full or themes.between(claim.start, claim.end):
                yield from _each_clause(sayings, verbs, claim)


def _is_grade_word(text: str, cue: Tag) -> bool:
    """Whether a cue is the wording of a grade, which told of a whole service is the verdict and no point."""
    return text[cue.start : cue.end].lower().replace("require ", "requires ") in GRADE_WORDS


def _lead(tells: Sequence[Tag]) -> Polarity | None:
    """What words that end in a colon say of the list below them."""
    verdicts = [VERDICTS[tag.code] for tag in tells if tag.code in VERDICTS]
    return verdicts[-1] if verdicts else None


def _complaints(sayings: Sayings, themes: TagIndex, speech: list[Speech], start: int, end: int) -> Iterator[Claim]:
    """What somebody else than the inspectors says is wrong; praise of one's own work is no finding."""
    at = bisect_left(speech, end, key=itemgetter(0))
    for first, past, speaker in speech[max(0, at - 2) : at]:
        if past <= start or speaker == DEFAULT or speaker_at(speech, (start + end) // 2) != speaker:
            continue
        for claim in sayings.points(max(first, start), min(past, end)):
            if claim.polarity == "concern" and claim.is_weighty and themes.between(claim.start, claim.end):
                yield claim


def _is_narrated(doc: Doc, start: int, end: int) -> bool:
    """Whether no part of a sentence is said by anybody but the inspectors and the writer."""
    places = (start + 1, (start + end) // 2, end - 2)
    return all(speaker_at(doc._.speech, place) == "inspectors" for place in places)


def _parted(sayings: Sayings, verbs: TagIndex, stretch: Stretch) -> Iterator[Claim]:
    """The claims of a stretch, each thing that it tells for itself."""
    text = sayings.text
    for claim in _claims(sayings, stretch):
        if stretch.verdict is not None:
            parts = _each_clause(sayings, verbs, claim)
            yield from (part._replace(polarity=claim.polarity) for part in parts)
        elif has_verb(text, verbs.between(claim.start, claim.end), claim.start, claim.end):
            yield from _each_clause(sayings, verbs, claim)
        else:
            yield from _parts(sayings, claim, items(text, claim.start, claim.end))


def _each_clause(sayings: Sayings, verbs: TagIndex, claim: Claim) -> Iterator[Claim]:
    within = verbs.between(claim.start, claim.end)
    return _parts(sayings, claim, coordinated(sayings.text, within, claim.start, claim.end))


def _parts(sayings: Sayings, claim: Claim, spans: Iterable[tuple[int, int]]) -> Iterator[Claim]:
    """The parts of a claim; one that hardly evaluates is of the polarity of those beside it."""
    for start, end in spans:
        if (start, end) == (claim.start, claim.end):
            yield claim
            return
        start, end = trimmed(sayings.text, start, end)
        if end - start >= SHORTEST:
            weight = weigh(sayings.text, sayings.cues.between(start, end), start, end)
            part = Claim(start, end, polarity_of(weight) or claim.polarity, weight.cues or claim.cues)
            yield part if part.is_weighty else part._replace(polarity=claim.polarity)


def _claims(sayings: Sayings, stretch: Stretch) -> Iterator[Claim]:
    if stretch.verdict == "concern":
        for start, end in items(sayings.text, stretch.start, stretch.end):
            start, end = trimmed(sayings.text, start, end)
            if end - start >= SHORTEST:
                yield Claim(start, end, "concern", (stretch.cue, *sayings.cues.between(start, end)))
    elif stretch.verdict == "strength":
        for start, end, weight in sayings.pieces(stretch.start, stretch.end):
            start, end = trimmed(sayings.text, start, end)
            if end - start >= SHORTEST:
                polarity: Polarity = "concern" if weight.balance <= -NEGATION else "strength"
                yield Claim(start, end, polarity, (stretch.cue, *weight.cues))
    else:
        for start, end in clauses(sayings.text, stretch.start, stretch.end):
            yield from sayings.points(start, end)
