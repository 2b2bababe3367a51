"""Follows the tags of a text through the pipeline: what each pattern matched, what won, what each component dropped."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import dropwhile
from typing import Final, Literal, NamedTuple

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.components.mentions import AUXILIARY
from pipeline.components.ruler import PhraseRuler, Tag
from pipeline.patterns import Pattern

RULER: Final = "ofsight_ruler"

Outcome = Literal["kept", "used", "lost", "dropped"]
"""kept to the end; used up by a component that needs it no longer; lost to another pattern; dropped as not meant."""


class Match(NamedTuple):
    """Where a pattern matched (code points and tokens, half open) and what became of it.

    by: the id of the pattern that won, or the component that used or dropped it; `code` is what it stands for at last.
    """

    start: int
    end: int
    token_start: int
    token_end: int
    pattern: Pattern
    outcome: Outcome
    by: str
    code: str


class Step(NamedTuple):
    """The tags after a component has run."""

    component: str
    tags: tuple[Tag, ...]


@dataclass(frozen=True, slots=True)
class Trace:
    """A Doc that has been through the whole pipeline, with the tags after each component and all matches."""

    doc: Doc
    steps: tuple[Step, ...]
    matches: tuple[Match, ...]


def ruler_of(nlp: Language) -> PhraseRuler:
    """The ruler of a pipeline."""
    ruler = nlp.get_pipe(RULER)
    assert isinstance(ruler, PhraseRuler)
    return ruler


def trace(nlp: Language, doc: Doc) -> Trace:
    """Run the pipeline over an untagged Doc, one component after the other."""
    steps: list[Step] = []
    for name, component in nlp.pipeline:
        doc = component(doc)
        steps.append(Step(name, tuple(doc._.ofsight_tags)))
    return Trace(doc, tuple(steps), tuple(_matches(ruler_of(nlp), doc, steps)))


def _matches(ruler: PhraseRuler, doc: Doc, steps: list[Step]) -> Iterable[Match]:
    tagged = list(dropwhile(lambda step: step.component != RULER, steps))
    winners: dict[int, list[Tag]] = {}
    for tag in tagged[0].tags:
        winners.setdefault(ruler.layer_of[tag.label], []).append(tag)
    seen = set()
    for start, end, layer, pattern in sorted(ruler.matches(doc), key=lambda match: (match[0], -match[1])):
        if (start, end, pattern.id) in seen:
            continue
        seen.add((start, end, pattern.id))
        first, past = doc[start].idx, doc[end - 1].idx + len(doc[end - 1])
        won = [tag for tag in winners.get(layer, ()) if tag.token_start < end and start < tag.token_end]
        own = next(
            (tag for tag in won if (tag.token_start, tag.token_end, tag.pattern) == (start, end, pattern.id)), None
        )
        if own is None:
            by = won[0].pattern if won else ""
            yield Match(first, past, start, end, pattern, "lost", by, pattern.code)
        else:
            outcome, by, code = _fate(own, tagged)
            yield Match(first, past, start, end, pattern, outcome, by, code)


def _fate(tag: Tag, steps: list[Step]) -> tuple[Outcome, str, str]:
    """What became of a tag that the ruler left: outcome, by whom, and its last code."""
    code = tag.code
    key = place_of(tag)
    for step in steps:
        now = next((one for one in step.tags if place_of(one) == key), None)
        if now is None:
            return ("used" if tag.label in AUXILIARY else "dropped"), step.component, code
        code = now.code
    return "kept", "", code


def place_of(tag: Tag) -> tuple[int, int, str, str]:
    """Where a tag stands and which line made it, whatever it stands for."""
    return tag.start, tag.end, tag.label, tag.pattern
