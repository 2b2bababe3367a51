"""What speaks for or against a clause's being a finding: named features, each with its value.

Features are what the cues came to, where the clause stands, whose voice is open, what is tagged in and around it, and
its words. Their weights are learned from gold (`weights.py`).
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from itertools import pairwise
from typing import Final, NamedTuple

from spacy.tokens import Doc

from pipeline.components.clause_segmentation import Clause
from pipeline.components.context import speaker_at
from pipeline.components.discourse import TELLS, Scene, telling
from pipeline.components.narrowing import NARROWED, narrowed, without_denied_subject, without_missed
from pipeline.components.operators import DENYING, Outcome, counts, outcomes
from pipeline.components.ruler import Tag, labelled
from pipeline.components.sentences import tags_of_sentences
from pipeline.components.stretches import numbers_starting_in
from pipeline.components.text import text_of
from pipeline.components.valence import balance, circumstance, cues_of, denies_next
from pipeline.components.word_classes import NAMES, one_of

Features = dict[str, float]

TAGGED: Final = (
    "GRADE",
    "VERDICT",
    "JUDGEMENT_AREA",
    "AUTHORITY",
    "FRAMEWORK",
    "STATUS",
    "TALLY",
    "OTHER_BODY",
    "IMPERATIVE",
    "THEME",
)
SIGNED: Final = frozenset({"GRADE", "THEME", "VERDICT"})
"""Labels that speak otherwise beside praise than beside criticism."""
OF_OTHERS: Final = {
    "admits": "admits",
    "regrets": "admits",
    "acknowledged": "acknowledged",
    "asks": "asks",
    "passing": "passing",
}
SPEAKING: Final = frozenset({"NEUTRAL", "SPEAKER", "TELLING", "TELLS"})
"""Labels of a sentence that speak for the sentences beside it."""
OPENING: Final = frozenset({"GRADE", "SPEAKER", "TELLING", "TELLS"})
"""Labels of a paragraph that speak for the next one."""
LEADING: Final = frozenset({"IMPERATIVE", "NEUTRAL", "OPERATOR", "REQUEST", "SCOPE"})
"""Labels of the sentence before a list that speak for its items."""
CERTAIN: Final = 3.0
MOST: Final = 8.0
SHORT: Final = 4
FIRST: Final = 3
"""Tokens whose word classes are what a clause opens with."""
LONG: Final = 30
TOP: Final = 2
OLD_AGE: Final = 4
REACH_OF_CONNECTIVE: Final = 14
"""How far behind a clause's start, in code points, a connective may stand that opens it."""
FEW_TAGS: Final = 1
"""With no more tags a sentence that leads in a list says nothing itself of its items."""
ADVERB: Final = NAMES["ADVERB"]
AUXILIARIES: Final = one_of("BE HAVE DO MODAL")
OF_WHOM: Final = one_of("RELATIVE THAT")
"""What opens a clause inside another, before its verb: "women who were not born here | get"."""
CONTRASTS: Final = frozenset({"concede", "coordinate", "turn"})
"""Codes of the connectives that set what follows against what stands before."""
YEAR: Final = re.compile(r"\b(?:19|20)\d\d\b")
WORD: Final = 0.5
SENTENCE_WORD: Final = 0.3
"""Values of a word in the clause and in its sentence: many together must not outweigh the rest."""


class Weighed(NamedTuple):
    """A clause with the outcomes of its cues and their balance, above 0 for praise."""

    clause: Clause
    outcomes: list[Outcome]
    balance: float

    @property
    def sign(self) -> str:
        return "+" if self.balance > 0 else "-" if self.balance < 0 else "0"


class Scale:
    """Weighs the clauses of a Doc by their cues."""

    def __init__(self, doc: Doc) -> None:
        letters = doc._.ofsight_letters
        cues = cues_of(doc._.ofsight_tags, is_graded=doc._.ofsight_told_by_others)
        self._cues = [narrowed(cue, letters) if cue.code in NARROWED else cue for cue in cues]
        self._starts = [cue.start for cue in self._cues]
        self._letters = letters
        self._contrasts = [tag.start for tag in labelled(doc._.ofsight_tags, "CONNECTIVE") if tag.code in CONTRASTS]

    def cues(self, start: int, end: int) -> list[Tag]:
        """The cues that start in [start, end)."""
        return self._cues[numbers_starting_in(self._starts, start, end)]

    def weigh(self, clause: Clause, before: Weighed | None = None) -> Weighed:
        """What the cues of a clause come to, turned where the one in front of it denies it ("none were seen | who")."""
        cues = self.cues(clause.start, clause.end)
        if not cues:
            return Weighed(clause, [], 0.0)
        if before is not None and before.clause.sentence != clause.sentence:
            before = None
        carried = self._denials(before) if before is not None and self._goes_on(before.clause, clause) else ()
        found = without_missed(outcomes(cues, carried), self._letters)
        found = without_denied_subject(found, self._letters, clause)
        is_denied = before is not None and denies_next(before.clause, before.outcomes)
        return Weighed(clause, found, -balance(found) if is_denied else balance(found))

    def weigh_all(self, clauses: Iterable[Clause]) -> list[Weighed]:
        """Clauses in a row, in each of which what denies the one before denies too where it only goes on with it."""
        found: list[Weighed] = []
        for clause in clauses:
            found.append(self.weigh(clause, found[-1] if found else None))
        return found

    def _goes_on(self, before: Clause, clause: Clause) -> bool:
        """Whether a clause has no subject or auxiliary of its own: "does not visit often, or listen to them"."""
        verb = clause.verb_start
        return (
            clause.kind == "coordinate"
            and verb >= 0
            and self._letters[verb] not in AUXILIARIES
            and not self._letters[clause.token_start : verb].strip(ADVERB)
            and OF_WHOM.isdisjoint(self._letters[before.token_start : before.verb_start])
            and bisect_left(self._contrasts, before.end) == bisect_left(self._contrasts, clause.start + 1)
        )

    @staticmethod
    def _denials(one: Weighed) -> list[Tag]:
        """What denies in a clause, and has not denied a weakness."""
        spent = {outcome.by for outcome in one.outcomes if outcome.what == "denied_criticism"}
        return [outcome.tag for outcome in one.outcomes if outcome.tag.code in DENYING and outcome.tag not in spent]


def main_behind(run: Sequence[Weighed]) -> int:
    """The number of the main clause that others of its sentence stand in front of, 0 where none do."""
    return next((number for number, one in enumerate(run) if number and one.clause.kind == "main"), 0)


def circumstances(run: Sequence[Weighed]) -> list[Tag | None]:
    """Of each clause of a sentence that only tells when or where another holds, the word that says so.

    Such are clauses in front of the main clause ("When risks rise and plans drift, ..."), adverbial ones, and what a
    conjunction alone joins to one of these.
    """
    main = main_behind(run)
    found: list[Tag | None] = []
    opened: Tag | None = None
    for number, one in enumerate(run):
        clause = one.clause
        joined = (clause.kind == "complement" and number < main) or (
            clause.kind == "coordinate"
            and (number < main or clause.token_start - run[number - 1].clause.token_end <= 1)
        )
        if not joined:
            opened = None
        if number < main or clause.kind == "adverbial":
            opened = circumstance(clause, one.outcomes) or opened
        found.append(opened)
    return found


def weighed(doc: Doc) -> list[Weighed]:
    """Each clause of a Doc with what its cues come to."""
    return Scale(doc).weigh_all(doc._.ofsight_clauses)


def features(doc: Doc, clauses: Sequence[Weighed]) -> Iterator[Features]:
    """The features of each clause of a text told by others, one by one: all at once take much memory."""
    scenes: list[Scene] = doc._.ofsight_scenes
    sentences = _Sentences(doc, clauses)
    for number, one in enumerate(clauses):
        own: Features = {}
        for name, value in _features(doc, clauses, number, sentences, scenes):
            own[name] = value
            if name[0] == "~":
                own[name + one.sign] = value
        yield own


class _Sentences:
    """What the features of a clause ask of its sentence."""

    def __init__(self, doc: Doc, clauses: Sequence[Weighed]) -> None:
        self.tags = tags_of_sentences(doc)
        self.telling = [telling(own) for own in self.tags]
        self.balance = [0.0] * len(self.tags)
        for one in clauses:
            self.balance[one.clause.sentence] += one.balance
        self.words = _words(doc)
        self.text = text_of(doc)
        self.last_year = max(map(int, YEAR.findall(self.text)), default=0)
        self.sector = sum(scene.sector for scene in doc._.ofsight_scenes) / max(1, len(self.tags))
        naming = sum(any(tag.label == "OTHER_BODY" for tag in own) for own in self.tags)
        self.of_other_bodies = min(3, 10 * naming // max(1, len(self.tags)))
        starts = [token.idx for token in doc]
        self.kind = doc._.ofsight_meta["kind"] if doc._.ofsight_meta else "other"
        edges = [[bisect_left(starts, edge) for edge in span] for span in doc._.ofsight_sentences]
        self.own_words = [[word for word in self.words[first:past] if word] for first, past in edges]
        self.speaking = [names_of(own, SPEAKING) for own in self.tags]
        by_block: dict[int, list[Tag]] = defaultdict(list)
        for own, scene in zip(self.tags, doc._.ofsight_scenes, strict=True):
            by_block[scene.block].extend(own)
        self.opened = {block: names_of(own, OPENING) for block, own in by_block.items()}


def names_of(tags: Iterable[Tag], labels: Set[str]) -> list[str]:
    """What tags of some labels say, each once."""
    return sorted({f"{tag.label} {tag.code}" for tag in tags if tag.label in labels})


def _words(doc: Doc) -> list[str]:
    return [token.norm_ if token.is_alpha else "" for token in doc]


def _features(
    doc: Doc, clauses: Sequence[Weighed], number: int, sentences: _Sentences, scenes: Sequence[Scene]
) -> Iterator[tuple[str, float]]:
    """Names that begin with "~" speak otherwise beside praise than beside criticism."""
    one = clauses[number]
    clause, at = one.clause, one.clause.sentence
    scene = scenes[at]
    yield from _of_cues(one)
    yield f"~block {scene.block_kind}", 1.0
    yield f"clause {clause.kind}", 1.0
    size = clause.token_end - clause.token_start
    yield "length", min(size, LONG) / 10
    if size <= SHORT:
        yield "short", 1.0
    yield f"~verb {doc._.ofsight_letters[clause.verb_start] if clause.verb_start >= 0 else 'none'}", 1.0
    tags = [tag for tag in sentences.tags[at] if clause.start <= tag.start < clause.end]
    labels = {tag.label for tag in tags}
    for label in TAGGED:
        if label in labels:
            yield f"{'~' if label in SIGNED else ''}tag {label}", 1.0
    for step, name in ((-1, "before"), (1, "behind")):
        beside = number + step
        if 0 <= beside < len(clauses) and clauses[beside].clause.sentence == at:
            yield f"{name} {clauses[beside].sign} beside {one.sign}", 1.0
    before = clauses[number - 1].clause.end if number and clauses[number - 1].clause.sentence == at else -1
    for tag in sentences.tags[at]:
        if tag.label == "CONNECTIVE" and before <= tag.start < clause.start + REACH_OF_CONNECTIVE:
            yield f"~{tag.code}", 1.0
            yield f"{tag.code} behind {clauses[number - 1].sign if number else '0'}", 1.0
    yield "sentence balance", max(-MOST, min(MOST, sentences.balance[at])) / 4
    for beside, name in ((at - 1, "before"), (at + 1, "behind")):
        if 0 <= beside < len(scenes) and scenes[beside].block == scene.block:
            yield f"balance {name}", max(-MOST, min(MOST, sentences.balance[beside])) / 4
    yield from _of_voice(doc, clause, tags, sentences, scene)
    if "GRADE" not in labels and any(tag.label == "GRADE" for tag in sentences.tags[at]):
        yield "~grade in sentence", 1.0
    if at < TOP:
        yield "~top", 1.0
    yield f"~kind {sentences.kind}", 1.0
    years = [int(year) for year in YEAR.findall(sentences.text, *doc._.ofsight_sentences[at])]
    if years and min(years) < sentences.last_year - 1:
        yield "~earlier year", 1.0
    yield f"~third {3 * at // len(scenes)}", 1.0
    yield f"~other bodies in {sentences.of_other_bodies}", 1.0
    yield from _of_list(sentences, scene)
    yield from _of_sentences_beside(sentences, scenes, at)
    yield from _of_syntax(doc._.ofsight_letters, clauses, number, sentences.words)
    yield from _of_words(clause, sentences)


def _of_cues(one: Weighed) -> Iterator[tuple[str, float]]:
    for what in counts(one.outcomes):
        yield f"cue {what}", 1.0
    yield f"sign {one.sign}", 1.0
    yield "praise", min(max(one.balance, 0.0), MOST) / 4
    yield "criticism", min(max(-one.balance, 0.0), MOST) / 4
    if abs(one.balance) >= CERTAIN:
        yield f"certain {one.sign}", 1.0


def _of_voice(
    doc: Doc, clause: Clause, tags: Sequence[Tag], sentences: _Sentences, scene: Scene
) -> Iterator[tuple[str, float]]:
    yield f"~voice {scene.voice} {min(scene.age, OLD_AGE)}", 1.0
    yield f"~speaker {speaker_at(doc._.ofsight_speech, (clause.start + clause.end) // 2)}", 1.0
    tells = sentences.telling[clause.sentence]
    before = [tag for tag in tells if tag.start < clause.start]
    inside = [tag for tag in tells if clause.start <= tag.start < clause.end]
    if inside:
        yield f"~tells here {TELLS.get(inside[-1].code, 'found')}", 1.0
    elif before:
        yield f"~tells before {TELLS.get(before[-1].code, 'found')}", 1.0
    elif tells:
        yield f"~tells behind {TELLS.get(tells[0].code, 'found')}", 1.0
    else:
        yield "~tells nowhere", 1.0
    for tag in tags:
        if tag.label == "TELLS" and tag.code in OF_OTHERS:
            yield f"~tells here {OF_OTHERS[tag.code]}", 1.0
        elif tag.label == "TELLING":
            yield f"~telling {tag.code}", 1.0
        elif tag.label == "SPEAKER":
            yield f"~names {tag.code}", 1.0
    for tag in sentences.tags[clause.sentence]:
        if tag.start >= clause.start:
            break
        if tag.label == "TELLS" and tag.code in OF_OTHERS:
            yield f"~tells before {OF_OTHERS[tag.code]}", 1.0
    if scene.sector:
        yield "~sector", 1.0
    yield f"~sector in {min(3, int(sentences.sector * 6))}", 1.0


def _of_list(sentences: _Sentences, scene: Scene) -> Iterator[tuple[str, float]]:
    """What the sentence before a list says of its items."""
    if scene.leader < 0:
        return
    yield "~listed", 1.0
    leading = [scene.leader]
    if scene.leader and len(sentences.tags[scene.leader]) <= FEW_TAGS:
        leading.append(scene.leader - 1)  # "These were:" only takes up the sentence before it
    balance = sum(sentences.balance[one] for one in leading)
    yield f"listed under {'+' if balance > 0 else '-' if balance < 0 else '0'}", 1.0
    for tag in [tag for one in leading for tag in sentences.tags[one]]:
        if tag.label == "TELLS":
            yield f"listed under {TELLS.get(tag.code) or OF_OTHERS.get(tag.code, tag.code)}", 1.0
    for name in names_of(sentences.tags[scene.leader], LEADING):
        yield f"~listed under {name}", 1.0
    for word in sentences.own_words[scene.leader]:
        yield f"listed under word {word}", WORD


def _of_sentences_beside(sentences: _Sentences, scenes: Sequence[Scene], at: int) -> Iterator[tuple[str, float]]:
    """What the sentences before and behind in the paragraph say of who speaks, and the paragraph before."""
    block = scenes[at].block
    for beside, name in ((at - 1, "before"), (at + 1, "behind")):
        if 0 <= beside < len(scenes) and scenes[beside].block == block:
            for said in sentences.speaking[beside]:
                yield f"~{name} {said}", 1.0
    if at and scenes[at - 1].block == block:
        for word in sentences.own_words[at - 1]:
            yield f"before word {word}", SENTENCE_WORD
    for said in sentences.opened.get(block - 1, ()):
        yield f"~paragraph before {said}", 1.0


def _of_syntax(
    letters: str, clauses: Sequence[Weighed], number: int, words: Sequence[str]
) -> Iterator[tuple[str, float]]:
    """How a clause is built: its verb, the head of its subject, what it opens with, and which clause it follows."""
    clause = clauses[number].clause
    if clause.verb_start >= 0:
        yield f"verb word {words[clause.verb_end - 1]}", 1.0
        if clause.verb_start > clause.token_start:
            yield f"subject word {words[clause.verb_start - 1]}", 1.0
    yield f"opens {letters[clause.token_start : min(clause.token_start + FIRST, clause.token_end)]}", 1.0
    if number and clauses[number - 1].clause.sentence == clause.sentence:
        yield f"{clause.kind} after {clauses[number - 1].clause.kind}", 1.0


def _of_words(clause: Clause, sentences: _Sentences) -> Iterator[tuple[str, float]]:
    words = [word for word in sentences.words[clause.token_start : clause.token_end] if word]
    for word in words:
        yield f"word {word}", WORD
    for first, second in pairwise(words):
        yield f"words {first} {second}", WORD
    for word in sentences.own_words[clause.sentence]:
        yield f"sentence {word}", SENTENCE_WORD
