"""The points of a text that tells what inspectors found: an article, a press release, a blog."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from operator import itemgetter
from typing import Final

from spacy.tokens import Doc

from pipeline.components.clauses import coordinated, has_verb
from pipeline.components.context import DEFAULT, speaker_at
from pipeline.components.placing import FROM_PLACE, Places
from pipeline.components.points import SHORTEST, Claim, Sayings, TagIndex, polarity_of, trimmed
from pipeline.components.polarity import BARE_NEGATIONS, NEGATION, SLIGHT_CLASSES, weigh
from pipeline.components.ruler import Tag
from pipeline.components.stretches import Stretch, clauses, items, stretches
from pipeline.components.telling import LEADS, told_by_inspectors, with_requests
from pipeline.components.text import text_of
from pipeline.vocabulary import GRADES, Polarity

GRADE_WORDS: Final = frozenset(grade.replace("_", " ") for grade in GRADES)

SHORTEST_NARRATED: Final = 40
"""Code points from which on a clause that names no theme says enough to be a point of its own."""

SHORTEST_LEAD: Final = 24
"""Code points up to which words that end in a colon only take up the sentence before them ("These were:")."""

SHORTEST_REQUEST: Final = 20
"""Code points below which one of two things asked for only says the other in other words ("review and improve")."""

_AND_TO: Final = re.compile(r",? and (?:to |also |better )*")
_ENUMERATED: Final = re.compile(r"\(?(?:[a-z]|\d{1,2}(?:\.\d{1,2})*|[ivx]{1,4})[.)]? +")
YEARS_IN_THE_NEWS: Final = 1
"""What happened more than so many years before the last year that a text names is history."""

_YEAR: Final = re.compile(r"(?<!\bby )(?<!\buntil )\b(?:19|20)\d\d\b")
_IN_YEAR: Final = re.compile(
    r"\b(?:(?:[Ii]n|[Bb]ack in|[Dd]uring) (?:\w+ |the \w+ of |\w+ of )?|[Aa]t (?:[\w’'-]+ ){1,3})((?:19|20)\d\d)\b"
)
_TO_GRADE: Final = re.compile(
    r"(?:,(?: [\w-]+){0,2} (?:years|months|weeks))?,? (?:and|but|while|although|after|as|since) (?=(?:\w+ ){1,4})"
    r"|, (?=overall )"
)
_INCLUDES: Final = re.compile(
    r"(?:These|They|Those|Among (?:them|these|those)|Others?)\b(?: [\w-]+){0,2}? "
    r"(?:include[sd]?|cover(?:ed)?|(?:are|were)(?=:? (?:to|the|that|how|an?|more|better) ))(?::? )"
)
_NAMING: Final = re.compile(r": |,? (?:which )?include[sd]? ")
_LETTERED: Final = re.compile(r"\(?(?:[a-z]|[ivx]{1,4}|\d{1,2}(?=[.)] +[a-z]))[.)] +")
_TO_THE_READER: Final = re.compile(r"\b[Yy]ou(?:r|rs)?\b")
_BEFORE_GRADE: Final = re.compile(
    r", (?:when|who|which|since|after|having|despite)\b"
    r"| (?:which|that) (?:(?:has|have|had) )?(?:led to|resulted in)\b"
)
_RELATIVE_TO_GRADE: Final = re.compile(r", (?:where|which|whose|who|when)\b")
_MAIN_CLAUSE: Final = re.compile(
    r"(?: overall)?(?: (?:in|by|at|since|after) [^,;.:]{2,40})?, (?=[a-z])(?!and\b|but\b|which\b|with\b)"
)
"""What closes a relative clause that tells a grade: "Newham, where services were inadequate in 2019, ..."."""
_AFTER_GRADE: Final = re.compile(
    r",? (?:because|as|since|after|amid|with|where|although|while|but)\b "
    r"|[\"”’]?(?: by [\w’' ]{3,24})? for (?=leaving|failing|not )"
)


def told(doc: Doc) -> Iterator[Claim]:
    """The points, in the order of the text.

    A point is what words of telling open or close, a bullet below such words, what the council admits, and what the
    writer tells in his own words of the services, where he tells no grades and speaks of no other councils.
    """
    teller = _Teller(doc)
    lead: Polarity | None = None
    bulleted = False
    before = (0, 0)
    for start, end in doc._.ofsight_sentences:
        opens = teller.places.opens(start)
        leads_in = teller.text[end - 1] == ":"
        unmarked = lead is not None and not bulleted and opens is not None and teller.is_unmarked_item(start, end)
        if leads_in:
            lead = teller.lead(start, end) or (teller.lead(*before) if end - start <= SHORTEST_LEAD else None)
            bulleted = False
        elif opens == "bullet":
            bulleted = True
        elif opens not in ("heading", None) and not unmarked and not _LETTERED.match(teller.text, start, end):
            lead = None
        listed = teller.listed(start, end, lead, unmarked) if opens not in ("row", None) else None
        if listed is not None:
            yield listed
        elif opens is None and (named := list(teller.named(start, end, before))):
            yield from named
        elif opens not in ("heading", "row"):
            led = end - 1 if leads_in and lead is not None else end
            yield from (claim for claim in teller.points(start, end) if claim.end < led or led == end)
        before = (start, end)


class _Teller:
    """One text told by others, asked sentence by sentence for its points."""

    def __init__(self, doc: Doc) -> None:
        self.text = text_of(doc)
        self.places = Places(doc._.ofsight_sections, doc._.ofsight_blocks, doc._.ofsight_sentences)
        self._speech = doc._.ofsight_speech
        self._sayings = Sayings(self.text, doc._.ofsight_tags)

        def tagged(wanted: Callable[[Tag], bool]) -> TagIndex:
            return TagIndex([tag for tag in doc._.ofsight_tags if wanted(tag)])

        self._recent = max(map(int, _YEAR.findall(self.text)), default=0) - YEARS_IN_THE_NEWS
        self._tells = tagged(lambda tag: tag.label == "TELLS")
        self._verbs = tagged(lambda tag: tag.label == "PREDICATE")
        self._grades = tagged(lambda tag: tag.label == "GRADE")
        self._verdicts = tagged(lambda tag: tag.label in ("GRADE", "JUDGEMENT_AREA"))
        self._sector = tagged(lambda tag: tag.code == "sector")
        self._history = tagged(lambda tag: tag.label == "NEUTRAL" and tag.code == "history")
        self._themes = tagged(lambda tag: tag.label == "THEME")
        self._speakers = tagged(lambda tag: tag.label == "SPEAKER")
        self._requests = tagged(lambda tag: tag.label == "IMPERATIVE")

    def lead(self, start: int, end: int) -> Polarity | None:
        """What words that end in a colon say of the list below them."""
        verdicts = [LEADS[tag.code] for tag in self._telling(start, end) if tag.code in LEADS]
        return verdicts[-1] if verdicts else None

    def is_unmarked_item(self, start: int, end: int) -> bool:
        """Whether a line may be an item of a list without bullets: it names a theme and ends as no sentence does."""
        return self.text[end - 1].isalnum() and bool(self._themes.between(start, end))

    def listed(self, start: int, end: int, lead: Polarity | None, unmarked: bool) -> Claim | None:
        """An item of a list whose place, whose lead-in or whose own form as a request says what it is."""
        number = _ENUMERATED.match(self.text, start, end)
        if self.places.opens(start) != "bullet" and (number is None or self.places.opens(start) == "heading"):
            return Claim(start, end, lead, ()) if unmarked and lead else None
        first = number.end() if number else start
        asked: Polarity | None = "concern" if self._requests.between(first, first + 1) else None
        if number is None:
            verdict = FROM_PLACE.get(self.places.role(start), lead) or asked
        else:
            verdict = (lead if _LETTERED.match(self.text, start, end) else None) or asked
        cues = tuple(self._sayings.cues.between(start, end))
        is_verdict = self._verdicts.between(first, end) and self._grades.between(first, end) and not _evaluates(cues)
        return Claim(first, end, verdict, cues) if verdict and not is_verdict else None

    def named(self, start: int, end: int, before: tuple[int, int]) -> Iterator[Claim]:
        """The things that "These include ..." names, of the polarity that the sentence before gives them."""
        head = _INCLUDES.match(self.text, start, end)
        polarity = self.lead(*before) if head else None
        of_now = not any(int(year[1]) < self._recent for year in _IN_YEAR.finditer(self.text, *before))
        if head and polarity and of_now and speaker_at(self._speech, start + 1) == DEFAULT:
            for span in items(self.text, head.end(), end):
                first, past = trimmed(self.text, *span)
                if past - first >= SHORTEST:
                    yield Claim(first, past, polarity, tuple(self._sayings.cues.between(first, past)))

    def points(self, start: int, end: int) -> Iterator[Claim]:
        """The points of a sentence of prose."""
        admitting = [tag for tag in self._tells.between(start, end) if tag.code in ("admits", "regrets")]
        admission = min(admitting, key=lambda tag: tag.code, default=None)  # to admit says more than to regret
        if admission is not None and speaker_at(self._speech, admission.start) == "council":
            admitted = self._admitted(admission, start, end)
            if admission.code == "admits" or self._themes.between(admitted.start, admitted.end):
                yield admitted
            return
        claims = (
            list(self._enumerated(start, end))
            or [*self._complaints(start, end), *self._reported(start, end)]
            or self._narrated(start, end)
        )
        yield from sorted((claim for claim in claims if not self._is_past(claim, start)), key=itemgetter(0))

    def _told(self, start: int, end: int) -> list[Tag]:
        tells = self._tells.between(start, end)
        praise = [cue for cue in self._sayings.cues.between(start, end) if cue.label == "STRENGTH"]
        apart = (tag for tag in tells if not any(cue.start < tag.start < cue.end for cue in praise))
        return list(with_requests(self.text, apart, end))

    def _telling(self, start: int, end: int) -> list[Tag]:
        return told_by_inspectors(self.text, self._told(start, end), self._speakers, start)

    def _admitted(self, admission: Tag, start: int, end: int) -> Claim:
        """The clause in which the council says itself that it failed."""
        for first, past, _ in self._speech[: bisect_left(self._speech, end, key=itemgetter(0))]:
            if first <= admission.start < past:
                start, end = max(start, first), min(end, past)
        spans = coordinated(self.text, self._verbs.between(start, end), start, end)
        first, past = next((span for span in spans if span[0] <= admission.start < span[1]), (start, end))
        return Claim(*trimmed(self.text, first, past), "concern", (admission,))

    def _complaints(self, start: int, end: int) -> Iterator[Claim]:
        """What somebody else than the inspectors says is wrong; praise of one's own work is no finding."""
        if self._grades.between(start, end) or self._sector.between(start, end):
            return
        at = bisect_left(self._speech, end, key=itemgetter(0))
        for number in range(max(0, at - 2), at):
            first, past, speaker = self._speech[number]
            if number + 1 < at and self._speech[number + 1][1] > start:  # a quotation in it speaks for itself
                past = min(past, self._speech[number + 1][0])
            if past <= start or speaker == DEFAULT or speaker_at(self._speech, (start + end) // 2) != speaker:
                continue
            for claim in self._sayings.points(max(first, start), min(past, end)):
                themed = self._themes.between(claim.start, claim.end)
                if claim.polarity == "concern" and themed and not _hardly_evaluates(claim):
                    yield from self._evaluating(claim)

    def _enumerated(self, start: int, end: int) -> Iterator[Claim]:
        """The things named after a colon or "include", of the polarity that the words before it give them."""
        joint = _NAMING.search(self.text, start, end)
        if joint is None or speaker_at(self._speech, joint.start()) != DEFAULT or self._verdicts.between(start, end):
            return
        weight = weigh(self.text, self._sayings.cues.between(start, joint.start()), start, joint.start())
        polarity = self.lead(start, joint.start())
        if polarity is None and (joint.group() == ": " or _evaluates(weight.cues)):
            polarity = polarity_of(weight)
        spans = [trimmed(self.text, *span) for span in items(self.text, joint.end(), end)]
        if polarity is None or len(spans) < 2:
            return
        if not any(has_verb(self.text, self._verbs.between(*span), *span) for span in spans):
            yield from (Claim(*span, polarity, weight.cues) for span in spans if span[1] - span[0] >= SHORTEST)

    def _reported(self, start: int, end: int) -> Iterator[Claim]:
        """What words of telling say that the inspectors found."""
        for stretch in stretches(self.text, self._telling(start, end), start, end):
            if speaker_at(self._speech, (stretch.start + stretch.end) // 2) != DEFAULT:
                continue
            for claim in map(self._before_grade, self._parted(stretch)):
                themed = bool(self._themes.between(claim.start, claim.end))
                if stretch.verdict is None:
                    kept = not self._sector.between(claim.start, claim.end) and (themed or not _hardly_evaluates(claim))
                else:
                    kept = themed or not self._grades.between(claim.start, claim.end)
                if kept and (not self._grades.between(claim.start, claim.end) or claim.without(stretch.cue).is_weighty):
                    yield claim

    def _before_grade(self, claim: Claim) -> Claim:
        """A claim without the clause in which it goes on to tell a grade ("... and are now judged good")."""
        grades = self._grades.between(claim.start, claim.end)
        joints = list(_TO_GRADE.finditer(self.text, claim.start + SHORTEST, grades[0].start)) if grades else []
        return claim._replace(end=joints[-1].start()) if joints else claim

    def _narrated(self, start: int, end: int) -> Iterator[Claim]:
        """What the writer tells in his own words; of a sentence that tells a grade only what explains it."""
        if _TO_THE_READER.search(self.text, start, end):
            return
        told_of_others = len(self._telling(start, end)) < len(self._told(start, end))
        if told_of_others or not self._is_narrated(start, end):
            return
        for claim in self._beside_grades(start, end):
            if self._sector.between(claim.start, claim.end):
                continue
            weighty = [cue for cue in claim.cues if cue.code not in SLIGHT_CLASSES]
            if weighty and all(self._is_grade_word(cue) for cue in weighty):
                continue
            themed = bool(self._themes.between(claim.start, claim.end))
            if not weighty:
                kept = themed and claim.polarity == "concern"
            else:
                kept = themed or (claim.end - claim.start >= SHORTEST_NARRATED and not _hardly_evaluates(claim))
            if kept:
                yield from self._evaluating(claim)

    def _beside_grades(self, start: int, end: int) -> Iterator[Claim]:
        """The points of a sentence; of one that tells grades, what stands before and after them in other clauses."""
        grades = self._grades.between(start, end)
        if not grades:
            yield from self._sayings.points(start, end)
            return
        if turns := list(_BEFORE_GRADE.finditer(self.text, start, grades[0].start)):
            yield from self._sayings.points(start, turns[-1].start())
        joint = _AFTER_GRADE.match(self.text, grades[-1].end, end)
        if joint is None and _RELATIVE_TO_GRADE.search(self.text, start, grades[0].start):
            joint = _MAIN_CLAUSE.match(self.text, grades[-1].end, end)
        if joint:
            yield from self._sayings.points(joint.end(), end)

    def _is_past(self, claim: Claim, start: int) -> bool:
        """Whether a claim is of times gone by: words that say so, or a year, stand before what evaluates."""
        last = claim.cues[-1].start if claim.cues else claim.end
        if any(int(year[1]) < self._recent for year in _IN_YEAR.finditer(self.text, start, last)):
            return True
        return bool(self._history.between(start if claim.polarity == "concern" else claim.start, last))

    def _is_grade_word(self, cue: Tag) -> bool:
        """Whether a cue is the wording of a grade, which told of a whole service is the verdict and no point."""
        return self.text[cue.start : cue.end].lower().replace("require ", "requires ") in GRADE_WORDS

    def _is_narrated(self, start: int, end: int) -> bool:
        """Whether no part of a sentence is said by anybody but the inspectors and the writer."""
        return all(speaker_at(self._speech, at) == DEFAULT for at in (start + 1, (start + end) // 2, end - 2))

    def _parted(self, stretch: Stretch) -> Iterator[Claim]:
        """The claims of a stretch, each thing that it tells for itself."""
        for claim in self._claims(stretch):
            if stretch.verdict is not None:
                yield from (part._replace(polarity=claim.polarity) for part in self._each_clause(claim))
            elif has_verb(self.text, self._verbs.between(claim.start, claim.end), claim.start, claim.end):
                yield from self._each_clause(claim)
            else:
                yield from self._parts(claim, items(self.text, claim.start, claim.end))

    def _evaluating(self, claim: Claim) -> Iterator[Claim]:
        """The clauses of a claim that evaluate by words of their own."""
        within = self._verbs.between(claim.start, claim.end)
        spans = list(coordinated(self.text, within, claim.start, claim.end))
        telling = [span for span in spans if self._sayings.cues.between(*span) or self._themes.between(*span)]
        return self._parts(claim, telling or spans)

    def _each_clause(self, claim: Claim) -> Iterator[Claim]:
        within = self._verbs.between(claim.start, claim.end)
        return self._parts(claim, coordinated(self.text, within, claim.start, claim.end))

    def _parts(self, claim: Claim, spans: Iterable[tuple[int, int]]) -> Iterator[Claim]:
        """The parts of a claim; one that hardly evaluates is of the polarity of those beside it."""
        for start, end in spans:
            if (start, end) == (claim.start, claim.end):
                yield claim
                return
            start, end = trimmed(self.text, start, end)
            if end - start >= SHORTEST:
                weight = weigh(self.text, self._sayings.cues.between(start, end), start, end)
                part = Claim(start, end, polarity_of(weight) or claim.polarity, weight.cues or claim.cues)
                yield part if part.is_weighty else part._replace(polarity=claim.polarity)

    def _requested(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Each thing of which an item asks: "improve planning for care leavers and reduce caseloads" asks for two."""
        first = start
        for joint in _AND_TO.finditer(self.text, start + SHORTEST_REQUEST, end - SHORTEST_REQUEST):
            asked_before = self._requests.between(first, joint.start() - SHORTEST_REQUEST)
            if asked_before and self._requests.between(joint.end(), joint.end() + 1):
                yield first, joint.start()
                first = joint.end()
        yield first, end

    def _claims(self, stretch: Stretch) -> Iterator[Claim]:
        if stretch.verdict == "concern":
            for item in items(self.text, stretch.start, stretch.end):
                for start, end in self._requested(*item):
                    start, end = trimmed(self.text, start, end)
                    if end - start >= SHORTEST:
                        yield Claim(start, end, "concern", (stretch.cue, *self._sayings.cues.between(start, end)))
        elif stretch.verdict == "strength":
            for start, end, weight in self._sayings.pieces(stretch.start, stretch.end):
                start, end = trimmed(self.text, start, end)
                if end - start >= SHORTEST:
                    polarity: Polarity = "concern" if weight.balance <= -NEGATION else "strength"
                    yield Claim(start, end, polarity, (stretch.cue, *weight.cues))
        else:
            for start, end in clauses(self.text, stretch.start, stretch.end):
                yield from self._sayings.points(start, end)


def _evaluates(cues: Iterable[Tag]) -> bool:
    return any(cue.label in ("STRENGTH", "CONCERN") and cue.code not in SLIGHT_CLASSES for cue in cues)


def _hardly_evaluates(claim: Claim) -> bool:
    """Whether only slight cues or a "not" speak for a claim, which may as well be a phrase ("we make no apology")."""
    return all(cue.code in BARE_NEGATIONS or cue.code in SLIGHT_CLASSES for cue in claim.cues)
