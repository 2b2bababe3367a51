"""The points of a text that others tell: the clauses that the learned weights take for findings."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import Final

from spacy.tokens import Doc

from pipeline.components.clause_segmentation import Clause
from pipeline.components.discourse import TELLS
from pipeline.components.evidence import Weighed, circumstances, features, main_behind, weighed
from pipeline.components.findings.points import ASKS, Point, points_of
from pipeline.components.ruler import Tag, labelled
from pipeline.components.stretches import starting_in
from pipeline.components.surroundings import judged_twice
from pipeline.components.text import edges_of, text_of
from pipeline.components.themes import THEME_LABELS, THING
from pipeline.components.valence import circumstance
from pipeline.components.word_classes import shape
from pipeline.vocabulary import Polarity

SUBORDINATE: Final = frozenset({"adverbial", "relative", "participial", "complement", "question"})

PARTING: Final = shape("[, -] COORDINATOR | ;")
"""What parts two points that one sentence makes."""

NEXT_LISTED: Final = shape(
    """
    , COORDINATOR (?=ADVERB? [DETERMINER DEMONSTRATIVE NOUN POSSESSIVE NUMBER] | PLANS NOUN)
    | (?: , COORDINATOR? | COORDINATOR ) THAT (?=.)
    """
)
"""Where the next noun phrase, or the next of the things said, begins with a point of its own."""

OF_THE_WHOLE: Final = shape("DEMONSTRATIVE ADVERB* [FINITE]")
"""What goes on about the whole of what was said before it: "and that this puts children at risk"."""

NEXT_ITEM: Final = shape(
    ", COORDINATOR? (?=ADVERB* [NOUN GERUND HELPED TAKEN NUMBER POSSESSIVE DETERMINER DEMONSTRATIVE PLANS])"
)
"""Where the next item of an enumeration begins."""

FEWEST_ITEMS: Final = 3
"""So many items that make a point each are an enumeration of points."""


def told(doc: Doc) -> Iterator[Point]:
    """The points of a text told by others: the clauses that the learned weights take for findings."""
    clauses, scenes = weighed(doc), doc._.ofsight_scenes
    sides = _sides(doc, clauses)
    themed = [tag.start for tag in labelled(doc._.ofsight_tags, *THEME_LABELS)]
    telling = [tag for tag in labelled(doc._.ofsight_tags, "TELLS") if tag.code in TELLS]
    run: list[Weighed] = []
    side: Polarity | None = None
    text, sentences = text_of(doc), doc._.ofsight_sentences
    for one, polarity in zip(clauses, sides, strict=True):
        at = one.clause.sentence
        if scenes[at].block_kind in ("heading", "row") or text[sentences[at][1] - 1] == ASKS:
            polarity = None
        if run and (polarity != side or not _continues(doc, themed, telling, run[-1], one)):
            is_item = polarity == side and one.clause.kind == "coordinate" and at == run[-1].clause.sentence
            yield from _listed(doc, run, side, FEWEST_ITEMS - is_item)
            run = []
        side = polarity
        if side is not None:
            run.append(one)
    yield from _listed(doc, run, side)


def _sides(doc: Doc, clauses: Sequence[Weighed]) -> list[Polarity | None]:
    """What each clause is: as the weights have it, save those that another one speaks for.

    A clause in front is what its main clause is, a question what the clause is that asks it; a relative clause that is
    nothing goes on with the one before.
    """
    sides = [one.polarity for one in judged_twice(doc, features(doc, clauses))]
    fronted = _fronted(clauses)
    for number in reversed(range(len(clauses))):
        if fronted[number]:
            sides[number] = sides[number + 1]
    for number, one in enumerate(clauses):
        goes_on = number and one.clause.sentence == clauses[number - 1].clause.sentence
        if one.clause.kind == "question" or (goes_on and one.clause.kind == "relative" and sides[number] is None):
            sides[number] = sides[number - 1]
    return sides


def _fronted(clauses: Sequence[Weighed]) -> list[bool]:
    """Whether each clause only tells when or where the main clause behind it holds ("When risks rise, ...")."""
    found: list[bool] = []
    for _, run in groupby(clauses, key=lambda one: one.clause.sentence):
        own = list(run)
        main = main_behind(own)
        found.extend(number < main and opened is not None for number, opened in enumerate(circumstances(own)))
    return found


def _continues(doc: Doc, themed: Sequence[int], telling: Sequence[Tag], before: Weighed, after: Weighed) -> bool:
    """Whether a clause of the same side only goes on with the point of the clause before it.

    Two things part coordinate clauses: a mark with a conjunction between them, and that each of them names a theme.
    One of these is enough where the second has a subject of its own, else it takes both, or a second act of telling.
    themed: where themes start. telling: words with which findings are told.
    """
    earlier, this = before.clause, after.clause
    if this.sentence != earlier.sentence:
        return False
    if this.kind != "coordinate":
        return this.kind in SUBORDINATE or (this.kind == "main" and circumstance(*before[:2]) is not None)
    leaves_out = this.verb_start >= 0 and not doc._.ofsight_letters[this.token_start : this.verb_start].strip("x")
    if leaves_out and _tells_again(telling, this, doc._.ofsight_sentences[this.sentence][0]):
        return False
    marked = PARTING.search(doc._.ofsight_letters, earlier.token_end, this.token_start) is not None
    each = all(bisect_left(themed, one.start) < bisect_left(themed, one.end) for one in (earlier, this))
    return marked + each <= leaves_out


def _tells_again(telling: Sequence[Tag], clause: Clause, begins: int) -> bool:
    """Whether a clause tells another thing, in a sentence that told one before.

    "Inspectors praised the training | and said that staff felt valued". begins: where the sentence does.
    """
    near = starting_in(telling, begins, clause.end)
    return any(tag.start < clause.start for tag in near) and any(
        tag.token_start < clause.verb_end and clause.verb_start < tag.token_end for tag in near
    )


def _listed(doc: Doc, run: Sequence[Weighed], side: Polarity | None, fewest: int = FEWEST_ITEMS) -> Iterator[Point]:
    """The points of a run, in which a conjunction behind a mark and a noun phrase begin another, or an item does.

    fewest: so many items make an enumeration, one fewer where the clause behind the run is its last.
    """
    starts, ends = edges_of(doc)
    referring = {tag.token_start for tag in labelled(doc._.ofsight_tags, "REFERENCE") if tag.code == THING}
    for point in points_of(run, side):
        within = run[0].clause.token_start, run[-1].clause.token_end
        verbs = [(one.clause.token_start, one.clause.verb_start) for one in run]
        joints = {
            match.span()
            for match in NEXT_LISTED.finditer(doc._.ofsight_letters, *within)
            if not any(start < match.start() < verb for start, verb in verbs)  # the list is the subject
            and not (match.end() in referring and OF_THE_WHOLE.match(doc._.ofsight_letters, match.end()))
        }
        behind = max(within[0], *(one.clause.verb_end for one in run))
        cuts = sorted({*joints, *_enumerated(doc._.ofsight_letters, behind, within[1], point.cues, fewest)})
        begun = [point.start, *(int(starts[past]) for _, past in cuts)]
        over = [*(int(ends[first - 1]) for first, _ in cuts), point.end]
        for start, end in zip(begun, over, strict=True):
            yield Point(start, end, point.polarity, tuple(cue for cue in point.cues if start <= cue.start < end))


def _enumerated(letters: str, first: int, past: int, cues: Sequence[Tag], fewest: int) -> list[tuple[int, int]]:
    """What parts the items of an enumeration behind a verb, where enough of them have a cue.

    "Inspectors found long waits, plans without dates, and too few carers." An item without a cue goes with the one
    before it.
    """
    joints = [match.span() for match in NEXT_ITEM.finditer(letters, first, past)]
    found: list[tuple[int, int]] = []
    for (left, right), (until, _) in pairwise([*joints, (past, past)]):
        before = found[-1][1] if found else 0
        if all(any(a <= cue.token_start < b for cue in cues) for a, b in ((before, left), (right, until))):
            found.append((left, right))
    return found if len(found) >= fewest - 1 else []
