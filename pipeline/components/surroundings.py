"""Looks at each clause a second time: what the clauses around it are taken for speaks for or against it.

Points stand beside points: in a list, in a paragraph, in a text. What the first look took the clauses around one for
weighs with what it took the clause itself for, by weights that are learned from gold like the others (`weights.py`).
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from spacy.tokens import Doc

from pipeline.components.discourse import Scene
from pipeline.components.evidence import Features
from pipeline.components.weights import AROUND_FILE, Judged, judged, weights

USUAL: Final = (0.08, 0.06)
"""How likely a clause is a strength, and a concern, in texts at large."""

FEW: Final = 10
"""So many clauses of a text weigh as much as what is usual in texts at large."""

Places = dict[str, int]
"""Where a clause stands: the number of its sentence, its paragraph, its text and, where it is in one, its list."""

Sums = dict[tuple[str, int], list[float]]
"""What the clauses of each place come to: their chances to be a strength, to be a concern, and how many they are."""


def judged_twice(doc: Doc, features: Iterable[Features]) -> list[Judged]:
    """What each clause of a text told by others is, its features being given."""
    first = [judged(own, weights()) for own in features]
    return [judged(own, weights(AROUND_FILE)) for own in surroundings(doc, first)]


def surroundings(doc: Doc, first: Sequence[Judged]) -> list[Features]:
    """The features of the second look: what the first made of each clause, and on average of those around it."""
    places = [_places(doc, clause.sentence) for clause in doc._.ofsight_clauses]
    sums: Sums = {("text", 0): [chance * FEW for chance in USUAL] + [FEW]}
    for around, one in zip(places, first, strict=True):
        for place in around.items():
            whole = sums.setdefault(place, [0.0, 0.0, 0.0])
            whole[0] += one.strength
            whole[1] += one.concern
            whole[2] += 1
    return [dict(_features(doc._.ofsight_scenes, *own, sums)) for own in zip(places, first, strict=True)]


def _features(scenes: Sequence[Scene], own: Places, first: Judged, sums: Sums) -> Iterator[tuple[str, float]]:
    yield from zip(("strength", "concern"), first.scores, strict=True)
    around = {name: (name, at) for name, at in own.items()}
    sentence, paragraph = own["sentence"], own["paragraph"]
    for name, at in (("before", sentence - 1), ("behind", sentence + 1)):
        if 0 <= at < len(scenes) and scenes[at].block == paragraph:
            around[name] = ("sentence", at)
    around["paragraph before"], around["paragraph behind"] = ("paragraph", paragraph - 1), ("paragraph", paragraph + 1)
    for name, place in around.items():
        strength, concern, count = sums.get(place, (0.0, 0.0, 0.0))
        if name in own:
            strength, concern, count = strength - first.strength, concern - first.concern, count - 1
        if count:
            yield f"{name} strength", strength / count
            yield f"{name} concern", concern / count
            yield f"{name} there", 1.0


def _places(doc: Doc, sentence: int) -> Places:
    scene: Scene = doc._.ofsight_scenes[sentence]
    own = {"sentence": sentence, "paragraph": scene.block, "text": 0}
    return {**own, "list": scene.leader} if scene.leader >= 0 else own
